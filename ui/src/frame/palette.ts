import type { KeyView } from "../contract/contract";
import type { PageName } from "../host/session.svelte";

/** One line of the palette. */
export type Found =
  | { kind: "page"; page: PageName; title: string }
  | { kind: "key"; key: KeyView }
  | { kind: "requests"; id: string };

/** Keys that are shown at most. */
export const enough = 8;

/** What may be an ID of a request: one word with a digit in it, as all that are given out have. */
const mayBeAnId = (text: string): boolean => text.length >= 4 && !/\s/u.test(text) && /\d/u.test(text);

/** The pages whose title holds the text, the keys that the place found for it, and the requests that it may be an ID of, where
 * the person can look at them. */
export function findAnything(
  text: string,
  pages: { page: PageName; title: string }[],
  keys: readonly KeyView[],
  hasRequests: boolean,
): Found[] {
  const sought = text.trim().toLocaleLowerCase();
  const found: Found[] = pages
    .filter(({ title }) => title.toLocaleLowerCase().includes(sought))
    .map(({ page, title }) => ({ kind: "page", page, title }));
  if (sought === "") return found;
  const id = text.trim();
  const requests: Found[] = hasRequests && mayBeAnId(id) ? [{ kind: "requests", id }] : [];
  return [...found, ...keys.slice(0, enough).map((key): Found => ({ kind: "key", key })), ...requests];
}
