import type { AlertKind, Severity } from "../../contract/contract";
import type { Shown } from "../../pages/alerts/alerts.svelte";
import type { Remedy } from "../../pages/alerts/remedy";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

/** What deserves a look. */
export const alerts = {
  loading: "Loading alerts",
  show: "Show",
  state: { open: "Open", acknowledged: "Acknowledged" } satisfies Record<Shown, string>,
  none: { open: "Nothing needs your attention", acknowledged: "Nothing is acknowledged" } satisfies Record<
    Shown,
    string
  >,
  whatFor:
    "Leaked, expiring, old and unused keys appear here, and calls that look unusual. An alert goes away by itself once its cause is gone.",
  viewOnly: (role: string) => `Your role, ${role}, can view alerts but cannot acknowledge them.`,
  count: (open: number, isUrgent: boolean) =>
    `${english.counted(open, { one: "open alert", other: "open alerts" })}${isUrgent ? ", urgent" : ""}`,
  severity: { urgent: "Urgent", warning: "Warning", notice: "Notice" } satisfies Record<Severity, string>,
  kind: {
    leaked: {
      title: "has leaked",
      why: "Somebody reported its secret, and the key still works. Rotate it as leaked, or revoke it now.",
    },
    refused_after_revocation: {
      title: "is still called after it was revoked",
      why: "A program still uses the revoked secret and is refused. Find it, and give it a key that works.",
    },
    expiring: { title: "expires soon", why: "Rotate it before it ends, so that no program stops working." },
    unusual_caller: {
      title: "has a new caller",
      why: "It was never used from there before. Ask whose it is; if nobody knows, rotate the key as leaked.",
    },
    unusual_rate: {
      title: "is called far more often than usual",
      why: "Look at its callers. If nobody knows why, rotate the key.",
    },
    old: {
      title: "is older than it may become",
      why: "The longer a secret lives, the more places have seen it. Rotate it.",
    },
    unused: { title: "has not been used for 90 days", why: "Revoke it if nobody needs it." },
    rotation_unused: {
      title: "has a new key that nobody uses",
      why: "The new secret was saved, and no call came with it. Put it where the programs read theirs, or undo the rotation.",
    },
    rotation_still_called: {
      title: "is still called, and its end is near",
      why: "Programs that still use the old key are refused when it ends. Move them to the new one now.",
    },
    rotation_ready: {
      title: "can be revoked: its rotation is done",
      why: "The new key is in use, and nobody has called with the old one for a day. Revoke the old one.",
    },
  } satisfies Record<AlertKind, { title: string; why: string }>,
  since: (when: Piece) => sentence`Began ${when}`,
  acknowledgedBy: (who: Piece, when: Piece) => sentence`Acknowledged by ${who} ${when}`,
  acknowledge: "Acknowledge…",
  remedy: {
    rotate: "Rotate key…",
    revoke: "Revoke key…",
    open: "Open key",
    requests: "Show its calls",
    rotation: "Open rotation",
  } satisfies Record<Remedy, string>,
  reasonTitle: "Acknowledge this alert?",
  acknowledgeDeed: "Acknowledge",
  reason: "What is done about it",
  reasonKept: "Kept in the audit log. The alert leaves the open ones.",
  usualReason: {
    told: "The owner is told",
    expected: "This is expected",
    planned: "The rotation is planned",
  },
  loadMore: "Load more",

  /** A secret was found where it does not belong. */
  leak: {
    open: "Report a leak…",
    title: "Report a leaked secret",
    how: "Copy the secret, or the line it stands in, then find its key. The secret stays out of this window, and only its digest is sent.",
    place: "Where it was found",
    placeHelp: "Kept with the key and in the audit log.",
    usualPlaces: "Usual places",
    usualPlace: { repository: "A public repository", chat: "A chat", ticket: "A ticket", log: "A log" },
    submit: "Find the key of the copied secret",
    noSecret: "What was copied holds no secret of a key.",
    unknown: "No key of this organization has this secret.",
    found: "Key found",
    stillWorks:
      "It still works: whoever has seen the secret can use it. Rotate the key as leaked, or revoke it now.",
    isOver: "It no longer works. Nothing has to be done.",
  },
};
