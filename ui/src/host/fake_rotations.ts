/** Rotations of the host in memory, as they are kept, shown, and wished by a spec. */
import type {
  AlertKind,
  Cause,
  Environment,
  Key,
  KeyView,
  RotatedView,
  RotationView,
  Step,
} from "../contract/contract";
import { sampleKey } from "./fake_data";
import { without } from "./fake_life";
import { memberOf } from "./fake_people";
import { answered, mintId } from "./fake_recorded";

/** A rotation as it is kept: its keys are looked up when it is shown. */
export interface KnownRotation extends Omit<RotationView, "oldKey" | "newKey" | "step" | "quietEndsAt"> {
  oldId: string;
  newId: string;
  graceSeconds: number | null;
  /** From when quiet minutes count at the earliest. */
  quietFrom: string | null;
}

/** A rotation that a browser spec wants to exist. */
export interface SampleRotation {
  step: Step;
  cause?: Cause;
  name?: string;
  environment?: Environment;
  /** Whether Rust still holds the successor's secret; only a pending successor's can be. */
  held?: boolean;
  /** Hours until the old key ends by itself; none: it does not. */
  endsInHours?: number | null;
  /** Calls of the old key in the last hour. */
  oldCalls?: number;
  /** Why it does not go on. */
  stalled?: AlertKind;
  /** Minutes without a call after which the old key ends by itself; an ended one ended so. */
  quietMinutes?: number;
}

/** What the place itself says of a key. */
export const bare = (key: KeyView): Key =>
  without(key, "connection", "secret", "lastProof", "levelProof", "unproved");

const minute = 60_000;
const order: Step[] = ["created", "handed_over", "new_seen", "old_quiet", "finished"];

/** Why a key is revoked by a rotation. */
const reasonOf = (scene: string, step: string) => answered<KeyView>(scene, step).revocation?.reason ?? "";
export const reasons = {
  leaked: reasonOf("rotations", "a leaked key"),
  undone: reasonOf("undone", "the successor has ended"),
  seen:
    answered<{ key: KeyView }>("rotations", "a rotation is finished, and it is proved").key.revocation
      ?.reason ?? "",
  unproven:
    answered<{ key: KeyView }>("undone", "a rotation is finished without evidence").key.revocation?.reason ??
    "",
};

/** The rotation as it was recorded at its start, for keys and a cause. */
export function newRotation(
  changes: Partial<KnownRotation> & Pick<KnownRotation, "oldId" | "newId" | "graceSeconds">,
): KnownRotation {
  const { rotation } = answered<RotatedView>("undone", "a rotation is started");
  const known = without(rotation, "oldKey", "newKey", "step", "quietEndsAt");
  return { ...known, id: mintId("rot"), quietFrom: null, ...changes };
}

/** What the audit log says of a rotation. */
export function detailOf({ cause, quietMinutes, quietSince, endedQuiet }: KnownRotation): string {
  if (quietMinutes === null) return cause;
  const minutes = String(quietMinutes);
  return endedQuiet
    ? `${cause}; the old key ended by itself: ${minutes} minutes without a call since ${quietSince ?? ""}`
    : `${cause}; the old key ends by itself after ${minutes} quiet minutes`;
}

/** The rotation, and its two keys, as they would stand at its step. */
export function sampleRotation(wish: SampleRotation, index: number, now: number) {
  const stamp = (minutesAgo: number) => new Date(now - minutesAgo * minute).toISOString();
  const { step, cause = "routine", environment = "sandbox", held = false } = wish;
  const reached = (wanted: Step) => order.indexOf(step) >= order.indexOf(wanted);
  const open = step !== "finished" && step !== "undone";
  const base = sampleKey(index * 4 + 1, environment, now, wish.name);
  const handedOverAt = reached("handed_over") ? stamp(34 + index) : null;
  const seenAt =
    reached("new_seen") && !(step === "finished" && cause === "leaked") ? stamp(21 + index) : null;
  const lastOld = reached("old_quiet") ? stamp(9) : stamp(0.4);
  const endsAt = wish.endsInHours === null ? null : stamp(-(wish.endsInHours ?? 160) * 60);
  const by = memberOf("Ana Ruiz");
  const endedQuiet = step === "finished" && wish.quietMinutes !== undefined;
  const rotation = newRotation({
    oldId: mintId("key"),
    newId: mintId("key"),
    graceSeconds: 604_800,
    environment,
    cause,
    startedAt: stamp(47 + index),
    startedBy: by,
    handedOverAt,
    newFirstUsedAt: seenAt,
    finishedAt: step === "finished" ? stamp(3) : null,
    undoneAt: step === "undone" ? stamp(6) : null,
    quietMinutes: wish.quietMinutes ?? null,
    quietFrom: wish.quietMinutes === undefined ? null : stamp(47 + index),
    quietSince: endedQuiet ? lastOld : null,
    endedQuiet,
    stalled: wish.stalled ?? null,
  });
  const rotationId = open ? rotation.id : null;
  const oldKey: KeyView = {
    ...base,
    id: rotation.oldId,
    state: step === "finished" ? "revoked" : step === "undone" ? "active" : "retiring",
    endsAt: open && handedOverAt ? endsAt : null,
    lastUsedAt: lastOld,
    callsByHour: base.callsByHour.map((calls, at) => (at === 23 ? (wish.oldCalls ?? 12) : calls)),
    rotationId,
    secret: "elsewhere",
    revocation: step === "finished" ? { at: stamp(3), by, reason: reasons.seen } : null,
  };
  const newKey: KeyView = {
    ...base,
    id: rotation.newId,
    hint: { ...base.hint, lastFour: ((index * 4099 + 0x01ab) % 65536).toString(16).padStart(4, "0") },
    state: step === "undone" ? "revoked" : handedOverAt ? "active" : "pending",
    createdAt: stamp(47 + index),
    confirmedAt: handedOverAt,
    lastUsedAt: seenAt ? stamp(0.2) : null,
    callsByHour: base.callsByHour.map((_, at) => (seenAt && at === 23 ? 31 : 0)),
    endsAt: null,
    rotationId,
    secret: held ? "held" : "elsewhere",
    revocation: step === "undone" ? { at: stamp(6), by, reason: reasons.undone } : null,
  };
  return { rotation, oldKey, newKey };
}
