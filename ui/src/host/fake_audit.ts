/** The audit log of the host in memory. */
import type { Actor, AuditAction, AuditEntry, AuditPageView, Environment } from "../contract/contract";
import { authority } from "./fake_people";
import { answered, mintHex } from "./fake_recorded";

/** Rows that the real authority wrote, but for the first two of each log. */
const deeds = [
  ["keys", "what was done with them"],
  ["live", "what was done in live"],
  ["rotations", "what was done in the rotations"],
  ["activation", "how it went"],
  ["connections", "who did what"],
].flatMap(([scene = "", step = ""]) =>
  answered<AuditPageView>(scene, step).entries.filter(({ sequence }) => sequence > 2),
);

/** A believable row for a place in the log. */
export function sampleEntry(sequence: number, at: number): AuditEntry {
  const deed = deeds[sequence % deeds.length] ?? (deeds[0] as AuditEntry);
  return { ...deed, sequence, at: new Date(at).toISOString(), hash: mintHex(64) };
}

/** The log, the newest row first. */
export const audit: AuditEntry[] = [];

/** Writes a row for something that somebody did; from this computer, unless the authority did it by itself. */
export function note(
  actor: Actor,
  action: AuditAction,
  subject: string,
  environment: Environment | null,
  detail: string,
  at: string,
): void {
  const origin = actor.kind === authority.kind ? "" : "127.0.0.1";
  audit.unshift({
    sequence: audit.length + 1,
    at,
    actor,
    action,
    subject,
    environment,
    origin,
    detail,
    hash: mintHex(64),
  });
}
