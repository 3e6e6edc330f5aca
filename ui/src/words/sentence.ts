import type { Snippet } from "svelte";

/** A piece of a sentence: words, or what a component draws in their midst, for instance a name in bold or a moment. */
export type Piece = string | Snippet;

/** A sentence with something drawn in its midst: each language puts it where it belongs. For `parts/Sentence.svelte`. */
export function sentence(words: TemplateStringsArray, ...drawn: Piece[]): Piece[] {
  return words.flatMap((text, index) => [text, drawn[index] ?? ""]).filter((piece) => piece !== "");
}
