import type { AuditEntry } from "../../contract/contract";
import { actorWords } from "../../sheets/words";

/** What the deeds of the authority are called. A deed that is not here is shown by its own name. */
const deeds: Record<string, string> = {
  "activation.approved": "Approved the activation",
  "activation.submitted": "Submitted for activation",
  "audit.pruned": "Removed old audit rows",
  "clock.believed": "Trusted the clock again",
  "clock.doubted": "Clock jumped: nothing old is removed",
  "key.confirmed": "Confirmed a key",
  "key.created": "Created a key",
  "key.expired": "A key expired",
  "key.retiring": "Began to retire a key",
  "key.revoked": "Revoked a key",
  "organization.created": "Set up the organization",
  "rotation.finished": "Finished a rotation",
  "rotation.handed_over": "Handed a successor over",
  "rotation.started": "Started a rotation",
  "rotation.undone": "Undid a rotation",
  "token.created": "Created a token",
  "webhook_endpoint.created": "Created a webhook endpoint",
};

/** A deed in words. */
export const deedWords = (action: string): string =>
  (Object.hasOwn(deeds, action) ? deeds[action] : null) ?? action;

const kinds: Record<string, string> = {
  activation: "Activation",
  audit: "Audit log",
  clock: "Clock",
  key: "Keys",
  organization: "Organization",
  rotation: "Rotations",
  token: "Tokens",
  webhook_endpoint: "Webhook endpoints",
};

/** The kind of a deed: what stands before the dot, for instance `key` of `key.revoked`. */
export const kindOf = (action: string): string => action.split(".")[0] ?? action;

/** A kind in words. */
export const kindWords = (kind: string): string => (Object.hasOwn(kinds, kind) ? kinds[kind] : null) ?? kind;

/** The kinds among the rows with how many rows each has, in the order of the alphabet. */
export function countKinds(entries: readonly AuditEntry[]): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { action } of entries) counts.set(kindOf(action), (counts.get(kindOf(action)) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => kindWords(a.kind).localeCompare(kindWords(b.kind), "en"));
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

/** The beginning and the end of an id or a hash, for a narrow column. */
export const shorten = (text: string, front: number, back: number): string =>
  text.length <= front + back + 1 ? text : `${text.slice(0, front)}…${text.slice(-back)}`;
