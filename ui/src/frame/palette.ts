import type { KeyView } from "../contract/contract";
import type { PageName } from "../host/session.svelte";

/** One line of the palette. */
export type Found = { kind: "page"; page: PageName; title: string } | { kind: "key"; key: KeyView };

const enough = 8;

/** Pages and keys that hold the text: in the title, the name, the id, or the hint's end. At most eight keys. */
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
  let left = enough;
  for (const key of keys) {
    if (left === 0) break;
    const hint = `${key.hint.prefix}…${key.hint.lastFour}`;
    if (
      [key.name, key.id, hint, key.hint.lastFour].some((text) => text.toLocaleLowerCase().includes(sought))
    ) {
      found.push({ kind: "key", key });
      left -= 1;
    }
  }
  return found;
}
