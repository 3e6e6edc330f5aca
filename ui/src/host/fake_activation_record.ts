/** The activation record of the host in memory, as it is at the start. */
import type { ActivationState, ActivationView } from "../contract/contract";
import { allEvidence } from "./fake_activation_evidence";
import { answered, mintId } from "./fake_recorded";
import { setup, started } from "./fake_world";

const minute = 60_000;
const state: ActivationState = setup.activation ?? (setup.live ? "approved" : "not_submitted");

/** Where each state was recorded, and for how long it has been so. */
const recorded: Record<ActivationState, [scene: string, step: string, minutesAgo: number]> = {
  not_submitted: ["activation", "nothing was submitted", 0],
  submitted: ["activation", "a submission", 30],
  in_review: ["activation", "an activation in review", 20],
  more_information_needed: ["activation", "an activation that needs more", 20],
  approved: ["activation", "the approval", 12],
  rejected: ["rejected", "an activation that is rejected", 20],
};

/** A record as it is in a state, since so many minutes; the usual ones where nothing is said. */
function recordIn(of: ActivationState, since?: number): ActivationView {
  const [scene, step, minutesAgo] = recorded[of];
  return answered<ActivationView>(scene, step, started - (since ?? minutesAgo) * minute);
}

/** The record, changed by what is done. */
export const activation: ActivationView = {
  ...recordIn(state),
  mayApproveLocally: !setup.reviewElsewhere,
  evidence: [],
};
const both = answered<ActivationView>("activation", "the evidence of both", started - 41 * minute).evidence;
const counts = { call: 1, write: 2, all: 8 };
const all = allEvidence(both, started);

/** What a spec wishes that was seen, also while the page runs. */
export function see(): void {
  const { evidence } = activation;
  const count = setup.seen ? counts[setup.seen] : 0;
  if (count > evidence.length) evidence.push(...all.slice(evidence.length, count));
}
see();

/** The records of other organizations, as an operator finds them. */
export const others: ActivationView[] = [];
export function addOther(record: ActivationView, name: string): void {
  const organization = { id: mintId("org"), name, createdAt: record.organization.createdAt };
  others.push({ ...record, organization, mayApproveLocally: false });
}
for (const { name, state: of, minutesAgo, documents = 0, proofs = 0 } of setup.others ?? []) {
  const record = recordIn(of, minutesAgo);
  const [sample] = answered<ActivationView>("documents", "another one").documents;
  const attached = Array.from({ length: sample ? documents : 0 }, (_, at) => ({
    ...sample,
    id: mintId("doc"),
    fileName: `paper-${at + 1}.pdf`,
  })) as ActivationView["documents"];
  addOther({ ...record, evidence: all.slice(0, proofs), documents: attached }, name);
}
