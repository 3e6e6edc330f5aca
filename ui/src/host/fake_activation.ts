/** The way to live in the host in memory. */
import type {
  ActivationState,
  ActivationView,
  Failure,
  FieldError,
  SubmitActivation,
} from "../contract/contract";
import { activation } from "./fake_activation_record";
import { note } from "./fake_audit";
import { localApproval } from "./fake_people";
import { actorAt, maySubmit } from "./fake_places";
import { answer } from "./fake_start";
import { failed, invalid, wrongField } from "./fake_recorded";
import { organizationId, refuse, stamp } from "./fake_world";
import type { Host } from "../contract/host";

/** Why a state takes no submission. */
const closed: Partial<Record<ActivationState, Failure>> = {
  in_review: failed("activation", "a submission while it is looked at"),
  approved: failed("activation", "a submission after it"),
  rejected: failed("rejected", "a submission after it"),
};

function submit(connection: string, given: SubmitActivation): ActivationView {
  maySubmit(connection);
  const request = {
    legalName: given.legalName.trim(),
    contactEmail: given.contactEmail.trim(),
    purpose: given.purpose.trim(),
  };
  const wrong: FieldError[] = [];
  const find = (pointer: string) => wrong.push(wrongField("activation", "a submission of nothing", pointer));
  if (request.legalName === "") find("/legalName");
  if (!/^\S+@\S+\.\S+$/u.test(request.contactEmail)) find("/contactEmail");
  if (request.purpose === "") find("/purpose");
  if (wrong.length > 0) refuse(invalid(wrong));
  const refusal = activation.submittable ? undefined : closed[activation.state];
  if (refusal) refuse(refusal);
  const at = stamp();
  note(actorAt(connection), "activation.submitted", organizationId, null, request.legalName, at);
  return Object.assign(activation, request, {
    state: "submitted",
    reasons: [],
    submittedAt: at,
    submittedBy: actorAt(connection),
  });
}

function approve(connection: string, reason: string): ActivationView {
  if (connection !== "local") refuse(failed("connections", "an approval from elsewhere"));
  if (reason.trim() === "") refuse(failed("activation", "an approval without a reason"));
  if (activation.state === "approved") return activation;
  if (activation.state !== "submitted" && activation.state !== "in_review")
    refuse(failed("activation", "an approval of nothing"));
  const at = stamp();
  note(localApproval, "activation.approved", organizationId, null, reason, at);
  return Object.assign(activation, {
    state: "approved",
    submittable: false,
    approvedAt: at,
    approvedBy: localApproval,
    approvalReason: reason,
  });
}

/** The record as a connection is told of it: only this computer's own can be approved here. */
const told = (connection: string, view: ActivationView): ActivationView => ({
  ...view,
  mayApproveLocally: view.mayApproveLocally && connection === "local",
});

export const activationCommands = {
  getActivation: (connection) => answer("get_activation", connection, () => told(connection, activation)),
  submitActivation: (connection, request) =>
    answer("submit_activation", connection, () => told(connection, submit(connection, request))),
  approveActivationLocally: (connection, reason) =>
    answer("approve_activation_locally", connection, () => approve(connection, reason)),
} satisfies Partial<Host>;
