import type {
  ActivationEvidence,
  ActivationEvidenceKind,
  ActivationState,
  ActivationView,
} from "../../contract/contract";
import { words } from "../../words";

/** The lines of the checklist, in order. */
export type LineName = "organization" | "call" | "write" | "submitted" | "approved" | "live_key";

/** One line: proved or not, and by which moment. */
export interface Line {
  name: LineName;
  title: string;
  done: boolean;
  at: string | null;
  /** Which line it waits for; none when it can happen now. */
  blockedBy: string | null;
}

/** The states in which what was submitted stands: nobody waits for the organization. */
const standing: readonly ActivationState[] = ["submitted", "in_review", "approved"];

/** Whether somebody read what was submitted and gave it back. */
export const sentBack = (activation: ActivationView): boolean =>
  activation.state === "more_information_needed" || activation.state === "rejected";

/** Whether it was rejected for good. */
export const isOver = (activation: ActivationView): boolean =>
  activation.state === "rejected" && !activation.submittable;

/** What was seen of a kind, if it was. */
export const evidenceOf = (
  activation: ActivationView,
  kind: ActivationEvidenceKind,
): ActivationEvidence | null => activation.evidence.find((one) => one.kind === kind) ?? null;

/** The way to live as a checklist. A line is done by an event, never by a tick (design, section 7). */
export function checklistOf(activation: ActivationView, firstLiveKeyAt: string | null): Line[] {
  const titles = words.activation.line;
  const submitted = standing.includes(activation.state);
  const approved = activation.state === "approved";
  const call = evidenceOf(activation, "first_call");
  const write = evidenceOf(activation, "first_write");
  const line = (name: LineName, done: boolean, at: string | null, blockedBy: string | null) => ({
    name,
    title: titles[name],
    done,
    at,
    blockedBy: done ? null : blockedBy,
  });
  return [
    line("organization", true, null, null),
    line("call", call !== null, call?.at ?? null, null),
    line("write", write !== null, write?.at ?? null, null),
    line("submitted", submitted, activation.submittedAt, null),
    line("approved", approved, activation.approvedAt, submitted ? null : titles.submitted),
    line("live_key", firstLiveKeyAt !== null, firstLiveKeyAt, approved ? null : titles.approved),
  ];
}

/** The line to turn to now: what was given back, for which somebody waits; else the first that is not done and not blocked. */
export function nextLine(lines: readonly Line[], activation: ActivationView): Line | null {
  if (isOver(activation)) return null;
  const open = lines.filter((line) => !line.done && line.blockedBy === null);
  const givenBack = sentBack(activation) ? open.find((line) => line.name === "submitted") : undefined;
  return givenBack ?? open[0] ?? null;
}
