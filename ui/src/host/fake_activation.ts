/** The way to live in the host in memory. */
import type {
  ActivationQueueView,
  ActivationReason,
  ActivationState,
  ActivationView,
  Actor,
  AuditAction,
  Failure,
  FieldError,
  ListActivations,
  QueuedActivation,
  QueueFilter,
  SubmitActivation,
} from "../contract/contract";
import { activation, others, see } from "./fake_activation_record";
import { note } from "./fake_audit";
import { localApproval } from "./fake_people";
import { actorAt, at, mayDecide, maySubmit, roleOf } from "./fake_places";
import { standingNow } from "./fake_session";
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

/** Whether somebody has to decide. */
export const waits = ({ state }: ActivationView = activation) =>
  state === "submitted" || state === "in_review";

/** An organization's record, as whoever runs the place finds it. */
function recordOf(organization: string): ActivationView {
  if (organization === organizationId) return activation;
  return (
    others.find((one) => one.organization.id === organization) ??
    refuse(failed("desk", "nobody is looked at"))
  );
}

/** Writes a row of this organization's log; what stands in another one's is not seen here. */
function noteIn(record: ActivationView, by: Actor, state: ActivationState, detail: string, at: string): void {
  if (record === activation) note(by, `activation.${state}` as AuditAction, organizationId, null, detail, at);
}

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

function approved(by: Actor, reason: string, record = activation): ActivationView {
  if (reason.trim() === "") refuse(failed("activation", "an approval without a reason"));
  if (record.state === "approved") return record;
  if (!waits(record)) refuse(failed("activation", "an approval of nothing"));
  const at = stamp();
  noteIn(record, by, "approved", reason, at);
  return Object.assign(record, {
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
  record = activation,
): ActivationView {
  const detail = reasons.map((reason) => reason.detail).join(" ");
  noteIn(record, by, state, detail, stamp());
  const submittable = state !== "in_review" && resubmittable;
  return Object.assign(record, { state, reasons, submittable, reviewedBy: by, reviewedAt: stamp() });
}

/** An operator's decision, by way of a connection. */
function decide(
  connection: string,
  organization: string,
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
  const record = recordOf(organization);
  if (state === "in_review" && record.state === "in_review") return record;
  if (!waits(record)) refuse(failed("desk", "nothing is taken up"));
  return decided(actorAt(connection), state, reasons, resubmittable, record);
}

function approve(connection: string, organization: string, reason: string): ActivationView {
  mayDecide(connection);
  return approved(actorAt(connection), reason, recordOf(organization));
}

/** The record as a connection is told of it: only this computer's own can be approved here, only an operator decides. */
export function told(connection: string, view: ActivationView): ActivationView {
  const isOwn = view === activation;
  const { name, organization: whose } = standingNow(at(connection));
  const { id = "", createdAt = "" } = whose ?? {};
  return {
    ...view,
    organization: isOwn ? { id, name, createdAt } : view.organization,
    decidable: roleOf(connection) === "operator" && waits(view) && !(isOwn && setup.ownSubmission),
    mayApproveLocally: view.mayApproveLocally && connection === "local",
  };
}

const states: Record<QueueFilter, ActivationState[] | null> = {
  waiting: ["submitted", "in_review"],
  sent_back: ["more_information_needed"],
  decided: ["approved", "rejected"],
  all: null,
};

/** The operator's queue: of what waits, the longest first; of all else, what was submitted last first. */
function list({ connection, filter }: ListActivations): ActivationQueueView {
  mayDecide(connection);
  const all = [activation, ...others].map((view) => told(connection, view));
  const under = (one: QueueFilter) => all.filter(({ state }) => states[one]?.includes(state) ?? true);
  const moment = ({ submittedAt }: ActivationView) => (submittedAt === null ? 0 : Date.parse(submittedAt));
  const down = filter === "waiting" ? 1 : -1;
  const activations = under(filter)
    .sort((one, other) => down * (moment(one) - moment(other)))
    .map(({ evidence, documents, ...view }): QueuedActivation => ({
      organization: view.organization,
      state: view.state,
      submittedAt: view.submittedAt,
      submittedBy: view.submittedBy,
      reviewedAt: view.reviewedAt,
      reviewedBy: view.reviewedBy,
      approvedAt: view.approvedAt,
      proofs: evidence.length,
      documents: documents.length,
      decidable: view.decidable,
    }));
  const counts = Object.fromEntries(
    (Object.keys(states) as QueueFilter[]).map((one) => [one, under(one).length]),
  ) as ActivationQueueView["counts"];
  return { activations, nextCursor: null, counts };
}

export const activationCommands = {
  getActivation: (connection, organization: string | null = null) =>
    answer("get_activation", connection, () => {
      see();
      if (organization === null) return told(connection, activation);
      mayDecide(connection);
      return told(connection, recordOf(organization));
    }),
  listActivations: (request) => answer("list_activations", request.connection, () => list(request)),
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
  reviewActivation: (connection, organization) =>
    answer("review_activation", connection, () =>
      told(connection, decide(connection, organization, "in_review")),
    ),
  requestActivationInformation: (connection, organization, { reasons }) =>
    answer("request_activation_information", connection, () =>
      told(connection, decide(connection, organization, "more_information_needed", reasons)),
    ),
  approveActivation: (connection, organization, reason) =>
    answer("approve_activation", connection, () =>
      told(connection, approve(connection, organization, reason)),
    ),
  rejectActivation: (connection, organization, { reasons, resubmittable }) =>
    answer("reject_activation", connection, () =>
      told(connection, decide(connection, organization, "rejected", reasons, resubmittable)),
    ),
} satisfies Partial<Host>;
