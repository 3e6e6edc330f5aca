/** What a key and a rotation are at a moment, told from what has happened (`keys::lifecycle`, `keys::rotation` in Rust). */
import type { KeyState, KeyView, RotationView, Step } from "../contract/contract";

/** A key that is quiet for so long is no longer called with, in milliseconds. */
const quiet = 300_000;

/** The earlier of two ends, either of which may never come. */
export const firstOf = (one: string | null, other: string | null): string | null =>
  one === null || other === null ? (one ?? other) : one < other ? one : other;

/** The state: the end of a key comes by itself. */
export const stateAt = ({ state, endsAt }: KeyView, now: number): KeyState =>
  state !== "revoked" && endsAt !== null && Date.parse(endsAt) <= now ? "expired" : state;

export const hasEnded = ({ state }: Pick<KeyView, "state">): boolean =>
  state === "revoked" || state === "expired";

/** The station that a rotation has reached. */
export function stepAt(rotation: RotationView, now: number): Step {
  const { undoneAt, finishedAt, handedOverAt, newFirstUsedAt, oldLastUsedAt } = rotation;
  if (undoneAt !== null) return "undone";
  if (finishedAt !== null) return "finished";
  if (handedOverAt === null) return "created";
  if (newFirstUsedAt === null) return "handed_over";
  const since = Math.max(Date.parse(handedOverAt), oldLastUsedAt === null ? 0 : Date.parse(oldLastUsedAt));
  return now - since >= quiet ? "old_quiet" : "new_seen";
}

/** How the minutes stand after which an old key ends by itself (`keys::rotation::quiet`): a second is its margin. */
export function quietEndOf(rotation: RotationView, from: string | null) {
  const { quietMinutes, handedOverAt, oldLastUsedAt, newFirstUsedAt, finishedAt, undoneAt } = rotation;
  const over = finishedAt !== null || undoneAt !== null;
  if (over || quietMinutes === null || handedOverAt === null) return {};
  const moments = [handedOverAt, oldLastUsedAt, from].map((at) => (at === null ? 0 : Date.parse(at)));
  const since = Math.max(...moments);
  const end = newFirstUsedAt === null ? null : since + quietMinutes * 60_000 + 1000;
  const stamp = (at: number) => new Date(at).toISOString();
  return { quietSince: stamp(since), quietEndsAt: end === null ? null : stamp(end) };
}

/** A copy without some of its fields. */
export const without = <Whole extends object, Field extends keyof Whole>(whole: Whole, ...fields: Field[]) =>
  Object.fromEntries(Object.entries(whole).filter(([field]) => !fields.includes(field as Field))) as Omit<
    Whole,
    Field
  >;
