/** Lists of the host in memory, narrowed and put in order as a place would. */
import type { KeyFilter, KeyNarrowing, KeySort, KeyView } from "../contract/contract";
import { policy } from "./fake_policy";
import { keyFilters } from "./key_filters";

const day = 86_400_000;

const endsSoon = ({ endsAt }: KeyView, now: number) =>
  endsAt !== null && Date.parse(endsAt) - now <= 30 * day;

const isOld = ({ createdAt, environment }: KeyView, now: number) =>
  now - Date.parse(createdAt) >= (policy[environment] ?? 365) * day;

function isUnder(filter: KeyFilter, key: KeyView, now: number): boolean {
  switch (filter) {
    case "all":
      return true;
    case "due":
      return key.state === "active" && (endsSoon(key, now) || isOld(key, now));
    case "unused":
      return key.state === "active" && now - Date.parse(key.lastUsedAt ?? key.createdAt) > 30 * day;
    default:
      return key.state === filter;
  }
}

/** How many keys stand under each filter. */
export const countAll = (keys: readonly KeyView[], now: number): Record<KeyFilter, number> =>
  Object.fromEntries(
    keyFilters.map((filter) => [filter, keys.filter((key) => isUnder(filter, key, now)).length]),
  ) as Record<KeyFilter, number>;

/** The words of a text as they are compared: case and accents apart. `billing-sync` is two. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/** Whether a key has all these words, or words that begin with them. */
const has = ({ name, id, hint, note }: KeyView, sought: readonly string[]): boolean =>
  hasWords([name, id.replace("key_", ""), hint.lastFour, note ?? ""].join(" "), sought);

/** Whether a text has all these words, or words that begin with them. */
export function hasWords(text: string, sought: readonly string[]): boolean {
  const own = wordsOf(text);
  return sought.every((word) => own.some((one) => one.startsWith(word)));
}

const moment = (text: string | null, none: number) => (text === null ? none : Date.parse(text));
const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const measures: Record<Exclude<KeySort, "name">, (key: KeyView) => number> = {
  last_used: (key) => moment(key.lastUsedAt, -Infinity),
  calls: (key) => key.callsByHour.reduce((total, one) => total + one, 0),
  created: (key) => Date.parse(key.createdAt),
  // What does not expire does so after all that does.
  expires: (key) => moment(key.endsAt, Infinity),
};

/** The keys that have a text, in an order; the list that was given stays as it is. */
export function inOrder(keys: readonly KeyView[], sort: KeySort, descending: boolean): KeyView[] {
  const sign = descending ? -1 : 1;
  if (sort === "name") return [...keys].sort((a, b) => sign * names.compare(a.name, b.name));
  const measure = measures[sort];
  return keys
    .map((key) => ({ key, measured: measure(key) }))
    .sort((a, b) => (a.measured === b.measured ? 0 : sign * (a.measured < b.measured ? -1 : 1)))
    .map(({ key }) => key);
}

/** Whether a key is among those that a list is narrowed to. */
export function fits(
  { accessLevel, createdBy, createdAt, endsAt }: KeyView,
  narrowing?: KeyNarrowing,
): boolean {
  const {
    accessLevel: level,
    createdBy: creator,
    createdBefore: begin,
    expiresBefore: end,
  } = narrowing ?? {};
  if (level && accessLevel !== level) return false;
  if (creator && `${createdBy.kind}:${createdBy.id}` !== creator) return false;
  if (begin && createdAt >= begin) return false;
  return !end || (endsAt !== null && endsAt < end);
}

/** Those under a filter that have a text. */
export function narrowed(keys: readonly KeyView[], filter: KeyFilter, text: string, now: number): KeyView[] {
  const sought = wordsOf(text.replace(/key_|ck_live_|ck_sandbox_/gu, " "));
  // Signs alone are in no key's words.
  if (sought.length === 0 && text.trim() !== "") return [];
  return keys.filter((key) => isUnder(filter, key, now) && has(key, sought));
}

/** One page; the cursor is the number of the items before it. */
export function pageOf<Item>(items: readonly Item[], cursor: string | null, limit: number) {
  const from = Number(cursor ?? 0);
  const next = from + limit < items.length ? String(from + limit) : null;
  return { items: items.slice(from, from + limit), nextCursor: next };
}
