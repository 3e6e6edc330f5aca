import type { Actor, AuditAction, AuditFilter } from "../../contract/contract";
import { actorName } from "../../sheets/words";
import { words } from "../../words";
import { speech } from "../../words/language.svelte";
import { deedWords } from "../../sheets/deeds";
import { kindOf, kindWords } from "./words";
import { asTyped } from "./moments";

/** All rows. */
export const everything: AuditFilter = { actor: null, action: null, subject: null, from: null, until: null };

/** Whether a filter leaves anything out. */
export const isNarrowed = (filter: AuditFilter): boolean =>
  Object.values(filter).some((part) => part !== null);

/** What an actor is found by: kind and id, which nobody chose; the name where a release before kept nothing else. */
export const actorWord = ({ kind, id, name }: Actor): string => (kind === "unknown" ? name : `${kind}:${id}`);

/** What is done, in words; all of a kind where the action ends with its dot. */
export const actionSays = (action: string): string =>
  action.endsWith(".") ? words.audit.filter.allOf(kindWords(kindOf(action))) : deedWords(action);

/** A period in words, in the time of this computer. */
export function periodSays({ from, until }: AuditFilter): string | null {
  const [begin, end] = [asTyped(from), asTyped(until)];
  if (begin !== "" && end !== "") return words.audit.filter.between(begin, end);
  if (begin !== "") return words.audit.filter.since(begin);
  return end === "" ? null : words.audit.filter.before(end);
}

/** Every action of the contract under its kind, in the order of the alphabet; each kind as a whole first. */
export function actionGroups(): { label: string; choices: { value: string; label: string }[] }[] {
  const actions = Object.keys(words.audit.deed) as AuditAction[];
  const byWords = (a: { label: string }, b: { label: string }) =>
    a.label.localeCompare(b.label, speech.language);
  return [...new Set(actions.map(kindOf))]
    .map((kind) => {
      const own = actions.filter((action) => kindOf(action) === kind);
      const choices = own.map((value) => ({ value, label: deedWords(value) })).sort(byWords);
      const whole = { value: `${kind}.`, label: words.audit.filter.allOf(kindWords(kind)) };
      return { label: kindWords(kind), choices: own.length > 1 ? [whole, ...choices] : choices };
    })
    .sort(byWords);
}

/** Each actor once, as it was named first. */
export function eachOnce(actors: readonly Actor[]): Actor[] {
  const found = new Map<string, Actor>();
  for (const actor of actors) if (!found.has(actorWord(actor))) found.set(actorWord(actor), actor);
  return [...found.values()];
}

/** Whoever stood in for a review: the other door of this computer, which has the same name in the window. */
const isLocalApproval = ({ kind, id }: Actor) => kind === "computer" && id === "operator";

/** Those who did something, each once, in the order of the alphabet. */
export function actorsAmong(actors: readonly Actor[]): { value: string; label: string; hint: string }[] {
  return eachOnce(actors)
    .map((actor) => ({
      value: actorWord(actor),
      label: actorName(actor),
      hint: isLocalApproval(actor) ? words.audit.filter.localApproval : words.sheets.actorKind[actor.kind],
    }))
    .sort((a, b) => a.label.localeCompare(b.label, speech.language));
}
