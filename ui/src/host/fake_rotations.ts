import type { Cause, Environment, KeyView, RotationView, Step } from "../contract/contract";
import { mintId, sampleKey } from "./fake_data";
import { memberOf } from "./fake_people";

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
}

const minute = 60_000;
const order: Step[] = ["created", "handed_over", "new_seen", "old_quiet", "finished"];

/** The rotation, and its two keys, as they would stand at its step. */
export function sampleRotation(
  wish: SampleRotation,
  index: number,
  now: number,
): { rotation: RotationView; held: boolean } {
  const stamp = (minutesAgo: number) => new Date(now - minutesAgo * minute).toISOString();
  const { step, cause = "routine", environment = "sandbox", held = false } = wish;
  const id = mintId("rot");
  const reached = (wanted: Step) => order.indexOf(step) >= order.indexOf(wanted);
  const open = step !== "finished" && step !== "undone";
  const base = sampleKey(index * 4 + 1, environment, now, wish.name);
  const handedOverAt = reached("handed_over") ? stamp(34 + index) : null;
  const endsAt = wish.endsInHours === null ? null : stamp(-(wish.endsInHours ?? 160) * 60);
  const skipped = step === "finished" && cause === "leaked";
  const seenAt = reached("new_seen") && !skipped ? stamp(21 + index) : null;
  const lastOld = reached("old_quiet") ? stamp(9) : stamp(0.4);
  const oldKey: KeyView = {
    ...base,
    id: mintId("key"),
    state: step === "finished" ? "revoked" : step === "undone" ? "active" : "retiring",
    endsAt: open && handedOverAt ? endsAt : null,
    lastUsedAt: lastOld,
    callsByHour: base.callsByHour.map((calls, at) => (at === 23 ? (wish.oldCalls ?? 12) : calls)),
    rotationId: open ? id : null,
    secret: "elsewhere",
    revocation:
      step === "finished"
        ? { at: stamp(3), by: memberOf("Ana Ruiz"), reason: "Rotated; its successor has been seen at work." }
        : null,
  };
  const newKey: KeyView = {
    ...base,
    id: mintId("key"),
    hint: { ...base.hint, lastFour: ((index * 4099 + 0x01ab) % 65536).toString(16).padStart(4, "0") },
    state: step === "undone" ? "revoked" : handedOverAt ? "active" : "pending",
    createdAt: stamp(47 + index),
    confirmedAt: handedOverAt,
    lastUsedAt: seenAt ? stamp(0.2) : null,
    callsByHour: base.callsByHour.map((_, at) => (seenAt && at === 23 ? 31 : 0)),
    endsAt: null,
    rotationId: open ? id : null,
    secret: held ? "held" : "elsewhere",
    revocation:
      step === "undone"
        ? { at: stamp(6), by: memberOf("Ana Ruiz"), reason: "The rotation was undone." }
        : null,
  };
  const rotation: RotationView = {
    connection: "local",
    id,
    environment,
    cause,
    step,
    oldKey,
    newKey,
    startedAt: stamp(47 + index),
    startedBy: memberOf("Ana Ruiz"),
    handedOverAt,
    newFirstUsedAt: seenAt,
    oldLastUsedAt: lastOld,
    oldEndsAt: oldKey.endsAt,
    finishedAt: step === "finished" ? stamp(3) : null,
    undoneAt: step === "undone" ? stamp(6) : null,
  };
  return { rotation, held };
}
