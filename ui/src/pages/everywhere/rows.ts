/** The rows of the table of all connections: which are shown, and in which order. */
import type { FoundEverywhereView, KeyState, KnownKeyView, KnownRotationView } from "../../contract/contract";
import { wordOf } from "../../host/refs";

/** What the table is read by. */
export type By = "name" | "place" | "environment" | "created" | "due" | "state" | "proof";

export interface Order {
  by: By;
  down: boolean;
}

/** What is looked through: all keys, those that are due, or the rotations that run. */
export type Tab = "all" | "due" | "rotating";
export const tabs: readonly Tab[] = ["all", "due", "rotating"];

/** Whether a key wants a successor at a moment, in milliseconds. */
export const isDue = ({ dueAt }: KnownKeyView, now: number): boolean =>
  dueAt !== null && Date.parse(dueAt) <= now;

/** Those that have what was looked for; all where nothing was. */
export function foundKeys(keys: readonly KnownKeyView[], found: FoundEverywhereView | null) {
  if (found === null) return keys;
  const known = new Set(found.keys.map(wordOf));
  return keys.filter(({ connection, id }) => known.has(wordOf({ connection, key: id })));
}
export function foundRotations(rotations: readonly KnownRotationView[], found: FoundEverywhereView | null) {
  if (found === null) return rotations;
  const word = (connection: string, id: string) => `${connection}/${id}`;
  const known = new Set(found.rotations.map(({ connection, rotation }) => word(connection, rotation)));
  return rotations.filter(({ connection, id }) => known.has(word(connection, id)));
}

/** As a key's life goes. */
const states: readonly KeyState[] = ["pending", "active", "retiring", "expired", "revoked"];

/** Keys in an order; where that says nothing, by name. What has no such thing comes last, whichever way. */
export function inOrder(
  keys: readonly KnownKeyView[],
  { by, down }: Order,
  placeOf: (key: KnownKeyView) => string,
  language: string,
): KnownKeyView[] {
  const texts = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const sign = down ? -1 : 1;
  const byName = (a: KnownKeyView, b: KnownKeyView) => texts.compare(a.name, b.name);
  const byText = (text: (key: KnownKeyView) => string) => (a: KnownKeyView, b: KnownKeyView) =>
    sign * texts.compare(text(a), text(b)) || byName(a, b);
  const byNumber = (measure: (key: KnownKeyView) => number | null) => (a: KnownKeyView, b: KnownKeyView) => {
    const [one, next] = [measure(a), measure(b)];
    if (one === null || next === null) return Number(one === null) - Number(next === null) || byName(a, b);
    return sign * (one - next) || byName(a, b);
  };
  const moment = (at: string | null | undefined) => (at ? Date.parse(at) : null);
  const orders: Record<By, (a: KnownKeyView, b: KnownKeyView) => number> = {
    name: (a, b) => sign * byName(a, b),
    place: byText(placeOf),
    environment: byText(({ environment }) => environment),
    created: byNumber(({ createdAt }) => moment(createdAt)),
    due: byNumber(({ dueAt }) => moment(dueAt)),
    state: byNumber(({ state }) => states.indexOf(state)),
    proof: byNumber(({ lastProof }) => moment(lastProof?.at)),
  };
  return [...keys].sort(orders[by]);
}
