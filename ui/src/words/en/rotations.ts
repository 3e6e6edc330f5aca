import type { Cause, Step } from "../../contract/contract";
import type { StationName } from "../../pages/rotations/stations";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

/** One of the two keys of a rotation. */
type Which = "old" | "new";

/** The replacing of keys, station by station. Lengths of time are in milliseconds. */
export const rotations = {
  open: (count: number) => `${english.number(count)} open`,
  roleNote: (role: string, environment: string) =>
    `Your role, ${role}, can view rotations in ${environment} but cannot finish or undo them.`,
  lockedTitle: "Live is locked",
  lockedWhy: "There are no live keys before the organization is activated, so there is nothing to rotate.",
  goToActivation: "Go to Activation",
  loading: "Loading rotations",
  emptyTitle: (environment: string) => `No rotations in ${environment}`,
  whatFor:
    "A rotation replaces a key without an outage: a new key is created and its secret saved, the new key is used, the old one goes quiet, and only then is it revoked. Start one from a key.",
  goToKeys: "Go to Keys",
  completed: "Completed",
  loadOlder: "Load older rotations",
  loadingOlder: "Loading…",

  of: (name: string) => `Rotation of ${name}`,
  leakedTitle: "Leaked: no grace period.",
  leakedMeans: "The old key works until you save the new secret, and is revoked at that moment. Act now.",
  cause: { routine: "Routine", leaked: "Leaked" } satisfies Record<Cause, string>,
  started: (when: Piece, who: Piece) => sentence`started ${when} by ${who}`,
  replacedBy: "is replaced by",
  /** When the old key ends. */
  ends: {
    atSave: "The old key stops working when you save the new secret",
    expires: (when: Piece) => sentence`The old key expires ${when}`,
    atRevoke: "The old key works until you revoke it",
    afterGrace: "The grace period begins when you save the new secret",
    whenQuiet: (period: number) =>
      `The old key ends by itself after ${english.period(period)} without a call`,
  },
  /** How a rotation ended, in a narrow column. */
  outcome: {
    finished: { routine: "Finished", leaked: "Finished, leaked" },
    undone: { routine: "Undone", leaked: "Undone, leaked" },
  } satisfies Record<Extract<Step, "finished" | "undone">, Record<Cause, string>>,

  /** How a station is called. */
  station: {
    created: "Created",
    handed_over: "Secret saved",
    new_seen: "New key in use",
    old_quiet: "Old key quiet",
    revoked: "Revoked",
  } satisfies Record<StationName, string>,
  /** Stands where a station has no moment. */
  noMoment: { waiting: "waiting", skipped: "skipped", stopped: "not reached" },

  createdBy: (who: Piece) => sentence`${who} created a new key with the same name, access level and expiry.`,
  openNewKey: "Open the new key",

  secretConfirmed: {
    routine: "The new secret was confirmed as saved.",
    leaked: "The new secret was confirmed as saved, which revoked the old key at once.",
  } satisfies Record<Cause, string>,
  secretInKeychain: "The new secret is in this computer's keychain but not confirmed yet.",
  secretHeld: "The new secret is available here but not confirmed as saved.",
  refusedTillThen: "Until then the new key is refused.",
  showSheet: "Show the one-time sheet…",
  secretGone:
    "The new secret was never confirmed, and this computer does not have it. Nobody can use it: undo this rotation and start another.",
  secretNotHere:
    "Nobody confirmed saving the new secret, and this computer does not have it. Undo this rotation and start another.",
  secretNotYet: "The new secret is not confirmed as saved yet.",
  secretNever: "The new secret was never confirmed as saved.",

  firstCall: (key: Piece) => sentence`First successful call with ${key}.`,
  noCallsYet: (key: Piece) =>
    sentence`No calls with ${key} yet. Put its secret where the programs below read theirs. The first call appears here automatically.`,
  noUseYet: (key: Piece) =>
    sentence`The service knows of no call with ${key} yet. Put its secret where your programs read theirs. It is asked again every half minute.`,
  copyTryCall: "Copy a call to try the new key with",
  useSkipped: {
    routine: "Revoked without this evidence.",
    leaked: "A leaked key is not kept alive until the new key is used.",
  } satisfies Record<Cause, string>,

  lastCall: (key: Piece, when: Piece, quiet: number) =>
    sentence`The last call with ${key} was ${when}, so it had been quiet for ${english.period(quiet)}.`,
  neverCalled: (key: Piece) => sentence`No call with ${key} was ever seen.`,
  quietMeans: (quiet: number) => `Quiet means ${english.period(quiet)} without a call.`,
  quietIn: (left: number) => `If nobody calls any more, that is in ${english.period(left)}.`,
  quietSkipped: {
    routine: "Revoked before it had been quiet.",
    leaked: "A leaked key is not kept alive until its callers have moved.",
  } satisfies Record<Cause, string>,

  callers: (count: number, which: Which) =>
    `${english.counted(count, { one: "caller", other: "callers" })} of the ${which} key in the last hour`,
  /** Where the service tells when a key was used last, and no more. */
  lastUse: {
    old: (when: Piece) => sentence`Last call with the old key: ${when}.`,
    new: (when: Piece) => sentence`Last call with the new key: ${when}.`,
  } satisfies Record<Which, (when: Piece) => unknown>,
  noUse: {
    old: "Nobody has called with the old key.",
    new: "Nobody has called with the new key.",
  } satisfies Record<Which, string>,
  noCallers: (which: Which) => `Nobody used the ${which} key in the last hour.`,
  callersNotLoaded: (why: string) => `Usage could not be loaded: ${why}`,
  checkingCallers: (which: Which) => `Checking who uses the ${which} key…`,

  revokedBy: (who: Piece, reason: Piece) => sentence`By ${who}: ${reason}`,
  refusedSince: "The old key is refused from that moment on.",
  wasUndone: "The rotation was undone: the new key is revoked and the old key is active again.",
  revokedAtSave: "Happens when the new secret is saved.",
  /** The evidence that is missing before the old key may be revoked. */
  missing: {
    secret: "Evidence is missing: the new secret is not confirmed as saved.",
    call: "Evidence is missing: no call with the new key has been seen.",
  },
  handedOver: "The new key is in use, and nobody uses the old one.",
  oldStillUsed: "The new key is in use. Programs that still use the old one will be refused.",
  revoke: "Revoke old key…",
  revokeWithout: "Revoke without evidence…",
  adminCanRevoke: "An admin can revoke the old key now.",
  hideReceipt: "Hide receipt",

  revokeTitle: "Revoke the old key?",
  revokeWithoutTitle: "Revoke the old key without evidence?",
  revokeConfirm: (name: string) => `Revoke ${name}`,
  revokeWithoutConfirm: "Revoke without evidence",
  revokeMeans: (key: Piece) => sentence`${key} is refused from then on. This cannot be undone.`,
  revokeWithoutMeans: (key: Piece) =>
    sentence`Nothing shows that the new key is in use. Every program that still uses ${key} is refused from that moment on.`,

  /** The old key ends by itself. */
  quietEnd: {
    byHand: (hasGrace: boolean) =>
      `The old key works until ${hasGrace ? "its grace period is over" : "somebody revokes it"}, also when nobody calls.`,
    waits: (period: number) =>
      `The old key ends by itself after ${english.period(period)} without a call, once the new key is in use.`,
    endsAt: (when: Piece) => sentence`The old key ends by itself ${when}.`,
    endsNow: "The old key ends by itself now.",
    counting: (period: number, since: Piece) =>
      sentence`The count began ${since}. ${english.period(period)} without a call ends the key; each call begins the count anew.`,
    ended: (period: number, since: Piece, seen: Piece) =>
      sentence`It ended by itself after ${english.period(period)} without a call; the count began ${since}. The new key was first used ${seen}.`,
    choose: "End by itself…",
    change: "Change…",
    title: "When does the old key end?",
    save: "Save",
  },

  /** Rotations that do not go on. */
  stalled: (count: number) =>
    english.counted(count, { one: "rotation does not go on", other: "rotations do not go on" }),

  undo: "Undo rotation…",
  undoUntil: "You can undo until the old key is revoked.",
  undoTooLate: "The old key is revoked or expired, so this cannot be undone.",
  undoTitle: "Undo this rotation?",
  undoConfirm: "Undo rotation",
  undoMeans: (newKey: Piece, oldKey: Piece) =>
    sentence`The new key ${newKey} is revoked. ${oldKey} becomes active again.`,
  undoMeansInUse: (newKey: Piece, oldKey: Piece) =>
    sentence`The new key ${newKey} is revoked, and programs that already use it are refused. ${oldKey} becomes active again.`,
  undone: (name: string) => `Undone: ${name} is active again, and the new key is revoked.`,
};
