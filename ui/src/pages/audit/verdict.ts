import type { AuditCheckView, KnownHeadView } from "../../contract/contract";
import { words } from "../../words";
import { timeOf } from "../../words/formats";
import { speech } from "../../words/language.svelte";

/** What was found of the log, in words. */
export interface Said {
  isGood: boolean;
  title: string;
  sentences: string[];
  /** The row that is not as this computer knows it, which it can be told to forget; null where there is none. */
  known: number | null;
}

/** Says what was found: first what is wrong, with what to do about it. */
export function verdictSays({ verdict, known, remembered }: AuditCheckView, now: number): Said {
  const { check } = words.audit;
  const since = verdict.readSince === null ? [] : [check.readSince(timeSays(verdict.readSince, now))];
  if (!verdict.intact) {
    const row = verdict.firstBadSequence;
    const where = row === null ? check.brokenSomewhere : check.brokenAt(row);
    return { isGood: false, title: check.brokenTitle, sentences: [where, check.brokenToDo], known: null };
  }
  const counted = check.rows(verdict.rows ?? 0, verdict.pruned ?? 0);
  if (known !== null && (known.now === "changed" || known.now === "gone")) {
    const sentences = [headSays(known, now), check.otherToDo];
    return { isGood: false, title: check.otherTitle, sentences, known: known.sequence };
  }
  const head = known !== null ? [headSays(known, now)] : remembered === null ? [] : [check.first(remembered)];
  return { isGood: true, title: check.wholeTitle, sentences: [counted, ...head, ...since], known: null };
}

const timeSays = (at: string, now: number) => `${speech.formats.dayOf(at, now)}, ${timeOf(new Date(at))}`;

function headSays({ sequence, verifiedAt, now: became }: KnownHeadView, now: number): string {
  return words.audit.check.head[became](sequence, timeSays(verifiedAt, now));
}
