import type {
  ActivationEvidence,
  ActivationEvidenceKind,
  ActivationState,
  ActivationView,
  ActivationWaiver,
} from "../../contract/contract";
import { words } from "../../words";

/** What is proved by what was really seen or done, in order. All of it is recommended: the authority requires none. */
export const proofs = {
  call: "first_call",
  write: "first_write",
  replay: "first_replay",
  limit: "rate_limit_waited_out",
  read_only: "read_only_refused",
  rotation: "rotation_finished",
  second_admin: "second_admin",
  addresses: "addresses_allowed",
} as const satisfies Record<string, ActivationEvidenceKind>;

/** A line that evidence proves. */
export type ProofName = keyof typeof proofs;
/** The lines of the checklist, in order. */
export type LineName = "organization" | ProofName | "documents" | "submitted" | "approved" | "live_key";

/** One line: proved or not, and by which moment. */
export interface Line {
  name: LineName;
  title: string;
  done: boolean;
  at: string | null;
  /** Which line it waits for; none when it can happen now. */
  blockedBy: string | null;
  /** Whether the way to live leads over it; the others are recommended. */
  needed: boolean;
}

/** The states in which what was submitted stands: nobody waits for the organization. */
const standing: readonly ActivationState[] = ["submitted", "in_review", "approved"];

/** Whether somebody read what was submitted and gave it back. */
export const sentBack = (activation: ActivationView): boolean =>
  activation.state === "more_information_needed" || activation.state === "rejected";

/** Whether it was rejected for good. */
export const isOver = (activation: ActivationView): boolean =>
  activation.state === "rejected" && !activation.submittable;

/** Whether somebody has to decide. */
export const waits = ({ state }: Pick<ActivationView, "state">): boolean =>
  state === "submitted" || state === "in_review";

/** Whether a line is proved by evidence. */
export const isProof = (name: LineName): name is ProofName => name in proofs;

/** That a proof is done without, if it is; whatever is proved is not waived. */
export const waiverOf = (activation: ActivationView, name: LineName): ActivationWaiver | null =>
  name === "addresses" ? activation.addressesWaiver : null;

/** What was seen of a kind, if it was. */
export const evidenceOf = (activation: ActivationView, name: ProofName): ActivationEvidence | null =>
  activation.evidence.find((one) => one.kind === proofs[name]) ?? null;

/**
 * The way to live as a checklist. A line is done by an event, never by a tick (design, section 7); allowed addresses may be
 * waived instead, by somebody and with a reason.
 */
export function checklistOf(activation: ActivationView, firstLiveKeyAt: string | null): Line[] {
  const titles = words.activation.line;
  const submitted = standing.includes(activation.state);
  const approved = activation.state === "approved";
  const line = (name: LineName, done: boolean, at: string | null, blockedBy: string | null = null) => ({
    name,
    title: titles[name],
    done,
    at: done ? at : null,
    blockedBy: done ? null : blockedBy,
    needed: !isProof(name) && name !== "documents",
  });
  const proved = (Object.keys(proofs) as ProofName[]).map((name) => {
    const settled = evidenceOf(activation, name) ?? waiverOf(activation, name);
    return line(name, settled !== null, settled?.at ?? null);
  });
  return [
    line("organization", true, activation.organization.createdAt),
    ...proved,
    line("documents", activation.documents.length > 0, activation.documents.at(-1)?.uploadedAt ?? null),
    line("submitted", submitted, activation.submittedAt),
    line("approved", approved, activation.approvedAt, submitted ? null : titles.submitted),
    line("live_key", firstLiveKeyAt !== null, firstLiveKeyAt, approved ? null : titles.approved),
  ];
}

/**
 * The line to turn to now. What was given back comes first, for somebody waits for it; once it is submitted the decision is
 * next, and then the first live key: a proof that is recommended stands in nobody's way. Before, the first that is not done.
 */
export function nextLine(lines: readonly Line[], activation: ActivationView): Line | null {
  if (isOver(activation)) return null;
  const open = (name: LineName) => lines.find((line) => line.name === name && !line.done) ?? null;
  if (sentBack(activation)) return open("submitted");
  if (waits(activation)) return open("approved");
  if (activation.state === "approved") return open("live_key");
  return lines.find((line) => !line.done && line.blockedBy === null) ?? null;
}
