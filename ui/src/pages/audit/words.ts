import type { AuditAction, AuditEntry } from "../../contract/contract";
import { actorWords } from "../../sheets/words";
import { words } from "../../words";
import { speech } from "../../words/language.svelte";

type KindOf<Action> = Action extends `${infer Kind}.${string}` ? Kind : never;

/** The kinds of deeds: what stands before the dot of each of the contract's closed list. */
export type AuditKind = KindOf<AuditAction>;

/** What is named in a table; what is not stands for itself. */
const named = (table: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(table, name) ? table[name] : null) ?? name;

/** A deed in words; one of a newer authority by its own name. */
export const deedWords = (action: string): string => named(words.audit.deed, action);

/** The kind of a deed: what stands before the dot, for instance `key` of `key.revoked`. */
export const kindOf = (action: string): string => action.split(".")[0] ?? action;

/** A kind in words. */
export const kindWords = (kind: string): string => named(words.audit.kind, kind);

/** The kinds among the rows with how many rows each has, in the order of the alphabet. */
export function countKinds(entries: readonly AuditEntry[]): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { action } of entries) counts.set(kindOf(action), (counts.get(kindOf(action)) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => kindWords(a.kind).localeCompare(kindWords(b.kind), speech.language));
}

/** Whether a row holds the text anywhere a person can see it; upper and lower case are the same. */
export function holds(entry: AuditEntry, text: string): boolean {
  const sought = text.trim().toLocaleLowerCase();
  if (sought === "") return true;
  return [
    deedWords(entry.action),
    entry.action,
    actorWords(entry.actor),
    entry.actor.id,
    entry.subject,
    entry.detail,
    entry.origin,
    entry.environment ?? "",
    entry.hash,
    `#${entry.sequence}`,
  ].some((field) => field.toLocaleLowerCase().includes(sought));
}
