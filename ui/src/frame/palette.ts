import type { KeyView } from "../contract/contract";
import type { PageName } from "../host/session.svelte";

/** One line of the palette. */
export type Found = { kind: "page"; page: PageName; title: string } | { kind: "key"; key: KeyView };

/** Keys that are shown at most. */
export const enough = 8;

/** The pages whose title holds the text, and the keys that the place found for it. */
export function findAnything(
  text: string,
  pages: { page: PageName; title: string }[],
  keys: readonly KeyView[],
): Found[] {
  const sought = text.trim().toLocaleLowerCase();
  const found: Found[] = pages
    .filter(({ title }) => title.toLocaleLowerCase().includes(sought))
    .map(({ page, title }) => ({ kind: "page", page, title }));
  if (sought === "") return found;
  return [...found, ...keys.slice(0, enough).map((key): Found => ({ kind: "key", key }))];
}
