import type { KeyView } from "../../contract/contract";
import { isEnded } from "../../sheets/words";

/** The tabs above the table. */
export type FilterName = "all" | "active" | "retiring" | "pending" | "due" | "unused" | "expired" | "revoked";

const day = 86_400_000;
/** A key that ends by itself within this many milliseconds is due. */
export const dueWithin = 14 * day;
/** An active key without a call for this many milliseconds is unused. */
export const unusedAfter = 30 * day;

/** Whether the key ends by itself soon, seen from `now` in milliseconds. */
export const isDue = (key: KeyView, now: number): boolean =>
  !isEnded(key.state) && key.endsAt !== null && Date.parse(key.endsAt) - now < dueWithin;

/** Whether the key works and nobody has used it for thirty days; a younger one has not been unused for so long. */
export const isUnused = (key: KeyView, now: number): boolean =>
  key.state === "active" && now - Date.parse(key.lastUsedAt ?? key.createdAt) > unusedAfter;

/** Whether the key stands under the tab. */
export function isUnder(filter: FilterName, key: KeyView, now: number): boolean {
  switch (filter) {
    case "all":
      return true;
    case "due":
      return isDue(key, now);
    case "unused":
      return isUnused(key, now);
    default:
      return key.state === filter;
  }
}

/** How many keys stand under each tab. */
export function countAll(keys: readonly KeyView[], now: number): Record<FilterName, number> {
  const counts = { all: 0, active: 0, retiring: 0, pending: 0, due: 0, unused: 0, expired: 0, revoked: 0 };
  for (const key of keys) {
    counts.all += 1;
    counts[key.state] += 1;
    if (isDue(key, now)) counts.due += 1;
    if (isUnused(key, now)) counts.unused += 1;
  }
  return counts;
}

// A list of 100 000 keys is searched at every letter typed: what can be found of a key is put together once.
const searchable = new WeakMap<KeyView, string>();

function searchableOf(key: KeyView): string {
  let text = searchable.get(key);
  if (text === undefined) {
    const { prefix, lastFour } = key.hint;
    // Nobody types a newline, so nothing is found across two fields.
    text = [key.name, key.id, `${prefix}…${lastFour}`, `${prefix}${lastFour}`, key.note ?? ""]
      .join("\n")
      .toLocaleLowerCase();
    searchable.set(key, text);
  }
  return text;
}

/** Keeps the keys whose name, id, hint or note holds the text; upper and lower case are the same. */
export function search(keys: readonly KeyView[], text: string): readonly KeyView[] {
  const sought = text.trim().toLocaleLowerCase();
  return sought === "" ? keys : keys.filter((key) => searchableOf(key).includes(sought));
}

/** What the table can be ordered by. */
export type OrderName = "name" | "lastUsed" | "calls" | "created" | "expires";
/** An order and its direction. */
export interface Order {
  by: OrderName;
  down: boolean;
}

const moment = (text: string | null) => (text === null ? -Infinity : Date.parse(text));
const sum = (calls: number[]) => calls.reduce((total, one) => total + one, 0);
const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The keys in an order; the list that was given stays as it is. */
export function inOrder(keys: readonly KeyView[], order: Order): KeyView[] {
  const sign = order.down ? -1 : 1;
  if (order.by === "name") return [...keys].sort((a, b) => sign * names.compare(a.name, b.name));
  const measure = {
    lastUsed: (key: KeyView) => moment(key.lastUsedAt),
    calls: (key: KeyView) => sum(key.callsByHour),
    created: (key: KeyView) => moment(key.createdAt),
    // What does not expire does so after all that does.
    expires: (key: KeyView) => (key.endsAt === null ? Infinity : moment(key.endsAt)),
  }[order.by];
  return keys
    .map((key) => ({ key, measured: measure(key) }))
    .sort((a, b) => (a.measured === b.measured ? 0 : sign * (a.measured < b.measured ? -1 : 1)))
    .map(({ key }) => key);
}
