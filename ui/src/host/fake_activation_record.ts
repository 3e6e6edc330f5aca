/** The activation record of the host in memory, as it is at the start. */
import type { ActivationState, ActivationView } from "../contract/contract";
import { allEvidence } from "./fake_activation_evidence";
import { answered } from "./fake_recorded";
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
const [scene, step, minutesAgo] = recorded[state];

/** The record, changed by what is done. */
export const activation: ActivationView = {
  ...answered<ActivationView>(scene, step, started - minutesAgo * minute),
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
