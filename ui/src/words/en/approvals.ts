import type { ApprovalDeed, ApprovalState } from "../../contract/contract";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

const period = (hours: number) => english.period(hours * 3_600_000);

/** Live keys that are asked for, decided by another admin, and claimed. */
export const approvals = {
  ask: "Ask for a live key",
  title: "Live keys that were asked for",
  rule: "Another admin approves each live key.",
  signIn: "Another admin approves each live key. Sign in as a member to ask for one; a token cannot.",
  notLoaded: (why: string) => `What was asked for could not be loaded: ${why}`,
  none: "Nobody is asking for one now.",
  earlier: "Earlier",
  noneEarlier: "Nothing was asked for before.",
  more: "There are older ones in the audit log.",
  state: {
    waiting: "Waiting",
    approved: "Approved",
    declined: "Declined",
    withdrawn: "Withdrawn",
    claimed: "Claimed",
    lapsed: "Lapsed",
  } satisfies Record<ApprovalState, string>,
  wish: (level: string, hours: number) => `${level}, for ${period(hours)}`,
  askedBy: (who: Piece, when: Piece) => sentence`Asked for by ${who} ${when}`,
  lapses: (when: Piece) => sentence`lapses ${when}`,
  lapsed: (when: Piece) => sentence`lapsed ${when}`,
  decided: {
    yes: (who: Piece, reason: Piece) => sentence`Approved by ${who}: ${reason}`,
    no: (who: Piece, reason: Piece) => sentence`Declined by ${who}: ${reason}`,
  },
  deed: {
    approve: "Approve…",
    decline: "Decline…",
    withdraw: "Withdraw…",
    claim: "Claim key",
  } satisfies Record<ApprovalDeed, string>,
  showKey: "Show key",

  /** The form that asks. */
  form: {
    lifetime: "Lives for",
    lifetimeHelp: "Counted from the moment you claim it.",
    lifetimeOf: period,
    reason: "What it is needed for",
    reasonKept: "The other admin reads it, and it stays in the audit log",
    next: "Another admin decides within 7 days. Once they approve, you have a day to claim the key. Only you receive its secret.",
    submit: "Ask for this key",
    asked: (name: string) => `Asked for ${name}. Another admin decides.`,
  },

  /** What is said before a deed. */
  dialog: {
    approve: {
      title: "Approve live key",
      means: "The person who asked can claim this key for a day. Only they receive its secret.",
      submit: (name: Piece) => sentence`Approve ${name}`,
      done: (name: string) => `Approved ${name}.`,
    },
    decline: {
      title: "Decline live key",
      means: "The key is not created. The person who asked reads your reason.",
      submit: (name: Piece) => sentence`Decline ${name}`,
      done: (name: string) => `Declined ${name}.`,
    },
    withdraw: {
      title: "Withdraw this request",
      means: "The key is not created. You can ask again at any time.",
      submit: (name: Piece) => sentence`Withdraw ${name}`,
      done: (name: string) => `You no longer ask for ${name}.`,
    },
    name: "Name",
    access: "Access",
    lifetime: "Lives for",
    asker: "Asked for by",
    reason: "Needed for",
    reasonKept: "Kept with the request and in the audit log",
  },

  /** The rule itself, in the settings. */
  policy: {
    title: "Live keys",
    detail: "Whether one admin can create a live key alone.",
    on: "Another admin approves each live key before it is created.",
    off: "An admin can create a live key alone.",
    switchOn: "Require approval…",
    switchOff: "Stop requiring approval…",
    onTitle: "Require approval for live keys",
    offTitle: "Stop requiring approval",
    onMeans:
      "Nobody can create a live key alone from now on: one admin asks, another approves, and the first claims it. Keys that exist stay as they are and can still be rotated and revoked.",
    offMeans:
      "Any admin can create a live key alone again. What was approved can still be claimed by creating it.",
    kept: "Kept in the audit log",
    saveOn: "Require approval",
    saveOff: "Stop requiring approval",
    savedOn: "Another admin now approves each live key.",
    savedOff: "Live keys no longer need approval.",
  },
};
