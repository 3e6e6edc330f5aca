/** The way to live in the host in memory. */
import type {
  ActivationEvidence,
  ActivationEvidenceKind,
  ActivationView,
  Failure,
  FieldCode,
  SubmitActivation,
} from "../contract/contract";
import { desktop, localApproval, memberOf } from "./fake_people";
import { answer, note, refuse, setup, stamp, started } from "./fake_world";
import type { Host } from "../contract/host";

export const activation: ActivationView = {
  mayApproveLocally: !setup.reviewElsewhere,
  state: setup.activation ?? (setup.live ? "approved" : "not_submitted"),
  legalName: null,
  contactEmail: null,
  purpose: null,
  submittedAt: null,
  submittedBy: null,
  approvedAt: null,
  approvedBy: null,
  approvalReason: null,
  reviewedBy: null,
  reviewedAt: null,
  reasons: [],
  submittable: !setup.live,
  evidence: [],
};
const seen = (kind: ActivationEvidenceKind, minutesAgo: number, request: string): ActivationEvidence => ({
  kind,
  at: stamp(started - minutesAgo * 60_000),
  correlationId: `01980d1e-7c2a-7000-8000-0000000000${minutesAgo}`,
  keyId: "key_fake",
  keyName: "billing-sync",
  request,
  rotationId: null,
  member: null,
});
if (setup.seen) activation.evidence.push(seen("first_call", 95, "GET /v2/customers"));
if (setup.seen === "write") activation.evidence.push(seen("first_write", 41, "POST /v2/payouts"));
if (activation.state !== "not_submitted") {
  Object.assign(activation, {
    legalName: "Acme Payments Ltd",
    contactEmail: "ana@acme.example",
    purpose: "Pay suppliers in four currencies.",
    submittedAt: stamp(started - 30 * 60_000),
    submittedBy: memberOf("Ana Ruiz"),
  });
}
if (activation.state === "more_information_needed" || activation.state === "rejected") {
  Object.assign(activation, {
    reviewedBy: memberOf("Ben Okafor"),
    reviewedAt: stamp(started - 20 * 60_000),
    reasons: [
      { field: "purpose", detail: "Say which currencies, and how often." },
      { field: null, detail: "The register shows another name at this address." },
    ],
    submittable: activation.state !== "rejected",
  });
}
if (activation.state === "approved") {
  Object.assign(activation, {
    approvedAt: stamp(started - 12 * 60_000),
    approvedBy: localApproval,
    approvalReason: "Papers seen",
  });
}

function submitted(request: SubmitActivation): ActivationView {
  const fields: Failure["fields"] = [];
  const wrong = (pointer: string, code: FieldCode, detail: string) => fields.push({ pointer, code, detail });
  if (request.legalName.trim() === "") wrong("/legalName", "missing", "A name is needed.");
  if (!/^\S+@\S+\.\S+$/u.test(request.contactEmail))
    wrong("/contactEmail", "not_an_email_address", "This does not look like an e-mail address.");
  if (request.purpose.trim() === "") wrong("/purpose", "missing", "Say what the live keys are for.");
  if (fields.length > 0) refuse("invalid_input", "Some fields are not right.", fields);
  note("activation.submitted", "org_fakeFAKEfakeFAKEfake12", null, request.legalName);
  return Object.assign(activation, request, {
    state: "submitted" as const,
    reasons: [],
    submittedAt: stamp(),
    submittedBy: desktop,
  });
}

export const activationCommands = {
  getActivation: () => answer("get_activation", () => activation),
  submitActivation: (_connection, request) => answer("submit_activation", () => submitted(request)),
  approveActivationLocally: (_connection, reason) =>
    answer("approve_activation_locally", () =>
      Object.assign(activation, {
        state: "approved",
        approvedAt: stamp(),
        approvedBy: localApproval,
        approvalReason: reason,
      }),
    ),
} satisfies Partial<Host>;
