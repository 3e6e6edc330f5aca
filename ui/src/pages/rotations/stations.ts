import type { RotationView } from "../../contract/contract";

/** The five stations of a rotation, in order. */
export type StationName = "created" | "handed_over" | "new_seen" | "old_quiet" | "revoked";

/** Where a station stands: done, the one that is waited for, still to come, not needed, or never reached. */
export type StationState = "done" | "waiting" | "ahead" | "skipped" | "stopped";

/** The order of the stations. */
export const stationNames: StationName[] = ["created", "handed_over", "new_seen", "old_quiet", "revoked"];

/** Whether anything can still happen; the same as `Step::is_open`. */
export const isOpen = (rotation: RotationView): boolean =>
  rotation.step !== "finished" && rotation.step !== "undone";

/** Whether the old key may be revoked on the evidence; the same as `Step::proves_handover`. */
export const isProven = (rotation: RotationView): boolean =>
  rotation.step === "new_seen" || rotation.step === "old_quiet";

const waitsFor: Record<RotationView["step"], StationName | null> = {
  created: "handed_over",
  handed_over: "new_seen",
  new_seen: "old_quiet",
  old_quiet: "revoked",
  finished: null,
  undone: null,
};

/** The station that is waited for; none when the rotation is over. */
export const waiting = (rotation: RotationView): StationName | null => waitsFor[rotation.step];

function whenOf(rotation: RotationView, station: StationName): string | null {
  switch (station) {
    case "created":
      return rotation.startedAt;
    case "handed_over":
      return rotation.handedOverAt;
    case "new_seen":
      return rotation.newFirstUsedAt;
    case "old_quiet":
      return quietSince(rotation);
    case "revoked":
      return rotation.finishedAt;
  }
}

/** Where each station stands, and the moment that proves it. */
export function stationsOf(
  rotation: RotationView,
): { name: StationName; state: StationState; at: string | null }[] {
  const next = waiting(rotation);
  const reached = next === null ? stationNames.length : stationNames.indexOf(next);
  return stationNames.map((name, index) => {
    const at = whenOf(rotation, name);
    return { name, at, state: stateOf(rotation, name, index, reached, at) };
  });
}

function stateOf(
  rotation: RotationView,
  name: StationName,
  index: number,
  reached: number,
  at: string | null,
): StationState {
  if (rotation.step === "undone") return at === null ? "stopped" : "done";
  // A leaked key is revoked at the handover: nothing is awaited in between.
  const between = name === "new_seen" || name === "old_quiet";
  if (between && (rotation.cause === "leaked" || rotation.step === "finished")) {
    return at !== null && rotation.newFirstUsedAt !== null ? "done" : "skipped";
  }
  if (index < reached) return "done";
  return index === reached ? "waiting" : "ahead";
}

/** Open rotations first, leaked ones before all others, then the ones that are over; the newest first in each. */
export function inOrder(rotations: readonly RotationView[]): RotationView[] {
  const newest = (a: RotationView, b: RotationView) => Date.parse(b.startedAt) - Date.parse(a.startedAt);
  const urgency = (one: RotationView) => (isOpen(one) ? (one.cause === "leaked" ? 2 : 1) : 0);
  return [...rotations].sort((a, b) => urgency(b) - urgency(a) || newest(a, b));
}

/** Seconds without a call after which the authority counts an old key as quiet (`keys::rotation::QUIET_SECONDS`). */
export const quietSeconds = 300;

/** When the old key will count as quiet if nobody calls with it any more, in milliseconds. */
export function quietAt(rotation: RotationView): number | null {
  const moments = [rotation.oldLastUsedAt, rotation.handedOverAt]
    .filter((moment) => moment !== null)
    .map((moment) => Date.parse(moment));
  return moments.length === 0 ? null : Math.max(...moments) + quietSeconds * 1000;
}

/** Milliseconds until the next station by the clock alone, from `now`: an old key counts as quiet, or ends by itself. */
export function quietIn(rotations: readonly RotationView[], now: number): number {
  const waiting = rotations.filter(({ step }) => step === "new_seen").map((one) => quietAt(one) ?? now);
  const ending = rotations.flatMap(({ quietEndsAt }) =>
    quietEndsAt === null ? [] : [Date.parse(quietEndsAt)],
  );
  // What should be over by now is looked at again soon: the authority looks every two seconds.
  return Math.min(...waiting.map((at) => at - now), ...ending.map((at) => Math.max(at - now, 2000)));
}

/** The moment from which the old key counted as quiet, if it did before the rotation was over. */
function quietSince(rotation: RotationView): string | null {
  const at = quietAt(rotation);
  if (at === null || rotation.newFirstUsedAt === null) return null;
  const wasQuiet =
    rotation.step === "old_quiet" || (rotation.finishedAt !== null && at <= Date.parse(rotation.finishedAt));
  return wasQuiet ? new Date(at).toISOString() : null;
}
