import type { LanguageChoice } from "../contract/contract";
import { english, german, type Formats } from "./formats";

/** The languages that the window speaks. */
export type Language = "en" | "de";

/** What a language is called in itself, in the order of the chooser. */
export const languageNames: Record<Language, string> = { en: "English", de: "Deutsch" };

const formats: Record<Language, Formats> = { en: english, de: german };

/** The first of a person's languages that is spoken here; English where there is none. */
export function firstSpoken(wanted: readonly string[]): Language {
  const spoken = wanted
    .map((tag) => tag.split("-")[0]?.toLowerCase())
    .find((one) => one === "en" || one === "de");
  return spoken ?? "en";
}

/** The language in use. What reads it in a component or a derived value follows when another one is chosen. */
class Speech {
  /** What the person chose; `system` follows the computer's own setting. */
  chosen = $state<LanguageChoice>("system");
  /** What the computer is set to. */
  readonly system: Language = firstSpoken(typeof navigator === "undefined" ? [] : navigator.languages);

  /** The language that is spoken now. */
  get language(): Language {
    return this.chosen === "system" ? this.system : this.chosen;
  }

  /** How it writes numbers, lists and times. */
  get formats(): Formats {
    return formats[this.language];
  }
}

/** The language of this window. */
export const speech = new Speech();
