/** What deserves a look, in the host in memory: ends that are near, and whatever else a spec wishes. */
import type { Alert, AlertKind, AlertListView, KeyView, Severity } from "../contract/contract";
import type { Host } from "../contract/host";
import { all, noteKey, shown } from "./fake_known";
import { hasEnded, stateAt } from "./fake_life";
import { pageOf } from "./fake_list";
import { actorAt, mayLookAfter } from "./fake_places";
import { answered, failed, failureOf, mintId } from "./fake_recorded";
import { answer } from "./fake_start";
import type { KnownRotation } from "./fake_rotations";
import { now, refuse, rotations, setup, stamp } from "./fake_world";

const day = 86_400_000;
const steps: [number, Severity][] = [
  [1, "urgent"],
  [7, "warning"],
  [30, "notice"],
];
const pressing: Severity[] = ["urgent", "warning", "notice"];
/** What is told of the kinds that a spec wishes. */
const wished: Record<AlertKind, { severity: Severity; evidence: string; toDo: string }> = {
  leaked: {
    severity: "urgent",
    evidence: "Its secret was found: a public repository.",
    toDo: "Rotate it as leaked, or revoke it now.",
  },
  refused_after_revocation: {
    severity: "warning",
    evidence:
      "212 calls were refused since its revocation, from 2 callers; the busiest 10.4.0.31 curl/8.5.0.",
    toDo: "Find the caller by its address and agent, and move it to a living key.",
  },
  expiring: { severity: "warning", evidence: "It ends by itself soon.", toDo: "Rotate it before it ends." },
  unusual_caller: {
    severity: "warning",
    evidence: "The first call from 203.0.113.9 with python-requests/2.32 came an hour ago.",
    toDo: "Ask whose it is; if nobody knows, rotate the key as leaked.",
  },
  unusual_rate: {
    severity: "warning",
    evidence: "9412 calls in the last hour; the median hour of the week had 310.",
    toDo: "Look at its callers; if nobody knows why, rotate the key.",
  },
  old: { severity: "notice", evidence: "It was created a year ago.", toDo: "Rotate it." },
  unused: { severity: "notice", evidence: "It was never used.", toDo: "Revoke it if nobody needs it." },
  rotation_unused: {
    severity: "warning",
    evidence: "Its successor was handed over a day ago and never called.",
    toDo: "Put the new secret where the programs read theirs, or undo the rotation.",
  },
  rotation_still_called: {
    severity: "urgent",
    evidence: "Its last call was a minute ago. The old key ends in an hour.",
    toDo: "Move the programs that still call with it, before they are refused.",
  },
  rotation_ready: {
    severity: "notice",
    evidence: "Its successor works; its own last call was two days ago.",
    toDo: "Finish the rotation: the old key is not needed any more.",
  },
};

const ids = new Map<string, string>();
const noted = new Map<string, Pick<Alert, "acknowledgedAt" | "acknowledgedBy">>();

function about(key: KeyView, kind: AlertKind, severity: Severity, since: number): Alert {
  const word = `${kind} ${severity} ${key.id}`;
  const id = ids.get(word) ?? mintId("alt");
  ids.set(word, id);
  const { evidence, toDo } = wished[kind];
  return {
    ...{ id, kind, severity, environment: key.environment, keyId: key.id, keyName: key.name },
    ...{ since: stamp(since), evidence, toDo, acknowledgedAt: null, acknowledgedBy: null, rotationId: null },
    ...noted.get(id),
  };
}

function expiring(key: KeyView): Alert[] {
  const end = key.endsAt === null ? Infinity : Date.parse(key.endsAt);
  const isLiving = ["active", "pending"].includes(stateAt(key, now()));
  const step = steps.find(([days]) => end - now() <= days * day);
  if (!isLiving || step === undefined) return [];
  const [days, severity] = step;
  const alert = about(key, "expiring", severity, end - days * day);
  return [{ ...alert, evidence: `It ends by itself at ${key.endsAt ?? ""}.` }];
}

/** A rotation that a spec wishes not to go on, told of with the key that goes in it. */
function stalled({ id, oldId, stalled: kind }: KnownRotation): Alert[] {
  const key = all().find((one) => one.id === oldId);
  if (kind === null || key === undefined) return [];
  return [{ ...about(key, kind, wished[kind].severity, now() - day), rotationId: id }];
}

function derive(): Alert[] {
  const living = all().filter((key) => !hasEnded({ state: stateAt(key, now()) }));
  const asked = (setup.alerts ?? []).flatMap((kind, at) => {
    const key =
      kind === "refused_after_revocation" ? all().find(({ state }) => state === "revoked") : living[at];
    return key ? [about(key, kind, wished[kind].severity, now() - (at + 1) * 3_600_000)] : [];
  });
  const found = [...asked, ...rotations.flatMap(stalled), ...all().flatMap(expiring)];
  return found.toSorted((one, other) => pressing.indexOf(one.severity) - pressing.indexOf(other.severity));
}

function list(acknowledged: boolean, cursor: string | null): AlertListView {
  const found = derive();
  const isNoted = ({ acknowledgedAt }: Alert) => acknowledgedAt !== null;
  const { items, nextCursor } = pageOf(
    found.filter((alert) => isNoted(alert) === acknowledged),
    cursor,
    100,
  );
  const counted = found.filter(isNoted).length;
  return { alerts: items, nextCursor, open: found.length - counted, acknowledged: counted };
}

function acknowledge(id: string, connection: string, reason: string): Alert {
  mayLookAfter(connection);
  if (reason.trim() === "") refuse(failed("alerts", "an alert is acknowledged without a reason"));
  const alert =
    derive().find((one) => one.id === id) ?? refuse(failed("alerts", "an alert that there is not"));
  const key = all().find(({ id: keyId }) => keyId === alert.keyId);
  if (key) noteKey(actorAt(connection), "alert.acknowledged", key, reason);
  noted.set(id, { acknowledgedAt: stamp(), acknowledgedBy: actorAt(connection) });
  return { ...answered<Alert>("alerts", "it is acknowledged"), ...alert, ...noted.get(id) };
}

export const alertCommands = {
  listAlerts: (acknowledged, connection, cursor) =>
    answer("list_alerts", connection, () => list(acknowledged, cursor)),
  acknowledgeAlert: (alert, connection, reason) =>
    answer("acknowledge_alert", connection, () => acknowledge(alert, connection, reason)),
  reportLeak: (connection) =>
    answer("report_leak", connection, () => {
      mayLookAfter(connection);
      if (setup.clipboardEmpty) refuse(failureOf("not_found"));
      const key = all()[0] ?? refuse(failureOf("not_found"));
      setup.alerts = ["leaked", ...(setup.alerts ?? [])];
      const view = shown(key, connection);
      return { key: view, stillUsable: !hasEnded(view), reportedAt: stamp() };
    }),
} satisfies Partial<Host>;
