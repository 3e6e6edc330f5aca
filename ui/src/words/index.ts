import { de } from "./de";
import { en } from "./en";
import { speech, type Language } from "./language.svelte";

/** Every sentence that a person sees, by the page or part that says it. English is the original; the other languages have the
 * same shape, or do not compile. */
export type Words = typeof en;

const languages: Record<Language, Words> = { en, de };

/** The words of the language in use: `words.keys.title`. What reads them in a component or a derived value follows the
 * language, so they are never kept in a constant. */
export const words: Words = Object.defineProperties(
  {} as Words,
  Object.fromEntries(
    Object.keys(en).map((room) => [
      room,
      { enumerable: true, get: () => languages[speech.language][room as keyof Words] },
    ]),
  ),
);
