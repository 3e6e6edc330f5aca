/** The way to live in the host in memory. */
import type {
  ActivationReason,
  ActivationState,
  ActivationView,
  Actor,
  Failure,
  FieldError,
  SubmitActivation,
} from "../contract/contract";
import { activation, see } from "./fake_activation_record";
import { note } from "./fake_audit";
import { localApproval } from "./fake_people";
import { actorAt, mayDecide, maySubmit, roleOf } from "./fake_places";
import { answer } from "./fake_start";
import { failed, invalid, wrongField } from "./fake_recorded";
import { organizationId, refuse, setup, stamp } from "./fake_world";
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

export const waits = () => activation.state === "submitted" || activation.state === "in_review";

function waive(connection: string, typed: string): ActivationView {
  maySubmit(connection);
  const reason = typed.trim();
  if (reason === "") refuse(failed("activation", "a waiver without a reason"));
  if (!activation.submittable) refuse(failed("activation", "a waiver while it is looked at"));
  const [at, by] = [stamp(), actorAt(connection)];
  note(by, "activation.addresses_waived", organizationId, null, reason, at);
  return Object.assign(activation, { addressesWaiver: { at, by, reason } });
}

function withdraw(connection: string): ActivationView {
  maySubmit(connection);
  const reason = activation.addressesWaiver?.reason;
  if (reason === undefined) return activation;
  note(actorAt(connection), "activation.waiver_withdrawn", organizationId, null, reason, stamp());
  return Object.assign(activation, { addressesWaiver: null });
}

function approved(by: Actor, reason: string): ActivationView {
  if (reason.trim() === "") refuse(failed("activation", "an approval without a reason"));
  if (activation.state === "approved") return activation;
  if (!waits()) refuse(failed("activation", "an approval of nothing"));
  const at = stamp();
  note(by, "activation.approved", organizationId, null, reason, at);
  return Object.assign(activation, {
    state: "approved",
    submittable: false,
    approvedAt: at,
    approvedBy: by,
    approvalReason: reason,
  });
}

function approveLocally(connection: string, reason: string): ActivationView {
  if (connection !== "local") refuse(failed("connections", "an approval from elsewhere"));
  return approved(localApproval, reason);
}

/** What somebody decided who is no approval: it is looked at, or goes back. */
export function decided(
  by: Actor,
  state: "in_review" | "more_information_needed" | "rejected",
  reasons: ActivationReason[],
  resubmittable: boolean,
): ActivationView {
  const detail = reasons.map((reason) => reason.detail).join(" ");
  note(by, `activation.${state}`, organizationId, null, detail, stamp());
  const submittable = state !== "in_review" && resubmittable;
  return Object.assign(activation, { state, reasons, submittable, reviewedBy: by, reviewedAt: stamp() });
}

/** An operator's decision, by way of a connection. */
function decide(
  connection: string,
  state: "in_review" | "more_information_needed" | "rejected",
  reasons: ActivationReason[] = [],
  resubmittable = true,
): ActivationView {
  mayDecide(connection);
  const wrong = reasons.flatMap(({ detail }, at) =>
    detail.trim() === ""
      ? [wrongField("desk", "more is asked for without words", "/reasons/1/detail", `/reasons/${at}/detail`)]
      : [],
  );
  if (wrong.length > 0) refuse(invalid(wrong));
  if (state === "in_review" && activation.state === "in_review") return activation;
  if (!waits()) refuse(failed("desk", "nothing is taken up"));
  return decided(actorAt(connection), state, reasons, resubmittable);
}

function approve(connection: string, reason: string): ActivationView {
  mayDecide(connection);
  return approved(actorAt(connection), reason);
}

/** The record as a connection is told of it: only this computer's own can be approved here, only an operator decides. */
export const told = (connection: string, view: ActivationView): ActivationView => ({
  ...view,
  decidable: roleOf(connection) === "operator" && waits() && !setup.ownSubmission,
  mayApproveLocally: view.mayApproveLocally && connection === "local",
});

export const activationCommands = {
  getActivation: (connection) =>
    answer("get_activation", connection, () => {
      see();
      return told(connection, activation);
    }),
  submitActivation: (connection, request) =>
    answer("submit_activation", connection, () => told(connection, submit(connection, request))),
  approveActivationLocally: (connection, reason) =>
    answer("approve_activation_locally", connection, () =>
      told(connection, approveLocally(connection, reason)),
    ),
  waiveAddresses: (connection, reason) =>
    answer("waive_addresses", connection, () => told(connection, waive(connection, reason))),
  withdrawWaiver: (connection) =>
    answer("withdraw_waiver", connection, () => told(connection, withdraw(connection))),
  reviewActivation: (connection) =>
    answer("review_activation", connection, () => told(connection, decide(connection, "in_review"))),
  requestActivationInformation: (connection, { reasons }) =>
    answer("request_activation_information", connection, () =>
      told(connection, decide(connection, "more_information_needed", reasons)),
    ),
  approveActivation: (connection, reason) =>
    answer("approve_activation", connection, () => told(connection, approve(connection, reason))),
  rejectActivation: (connection, { reasons, resubmittable }) =>
    answer("reject_activation", connection, () =>
      told(connection, decide(connection, "rejected", reasons, resubmittable)),
    ),
} satisfies Partial<Host>;
