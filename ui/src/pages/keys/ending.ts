import type { KeyView } from "../../contract/contract";
import { words } from "../../words";
import { speech } from "../../words/language.svelte";
import { actorWords, canConfirm, isEnded } from "../../sheets/words";

/** The last column's words: when a key ends by itself. */
export interface Ending {
  text: string;
  tone: "quiet" | "warn" | "plain";
}

const day = 86_400_000;
/** An end within this many milliseconds is a warning. */
const soon = 14 * day;

/** When a key that still counts ends by itself, seen from `now` in milliseconds. */
export function endingOf(key: KeyView, now: number): Ending {
  if (key.endsAt !== null) {
    return {
      text: speech.formats.relative(key.endsAt, now),
      tone: !isEnded(key.state) && Date.parse(key.endsAt) - now < soon ? "warn" : "plain",
    };
  }
  if (key.state === "retiring") return { text: words.keys.table.untilRevoked, tone: "warn" };
  return { text: words.common.never, tone: "quiet" };
}

/** The story of a key that is over, in one line: `revoked by Ana, leaked, 3 May`. */
export function storyOf(key: KeyView, now: number): string | null {
  if (key.state === "revoked" && key.revocation) {
    const { by, reason, at } = key.revocation;
    return [words.keys.table.revokedBy(actorWords(by)), reason, speech.formats.dayOf(at, now)]
      .filter((part) => part !== "")
      .join(" · ");
  }
  if (key.state === "expired") {
    const { expired } = words.keys.table;
    return key.endsAt === null ? expired : `${expired} · ${speech.formats.dayOf(key.endsAt, now)}`;
  }
  if (key.state === "pending" && !canConfirm(key)) {
    return words.keys.notConfirmed;
  }
  return null;
}
