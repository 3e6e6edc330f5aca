/** What happens in the recorded scenes without being asked for by the window, in the host in memory. */
import { decided } from "./fake_activation";
import { activation, addOther } from "./fake_activation_record";
import { note } from "./fake_audit";
import { change, find, noteKey } from "./fake_known";
import { accept } from "./fake_members";
import { computer, localApproval, tokenOf } from "./fake_people";
import { answered, mintId } from "./fake_recorded";
import { endQuiet } from "./fake_rotate";
import { call } from "./fake_usage";
import { now, setup, stamp } from "./fake_world";
import type {
  ActivationReason,
  ActivationState,
  ActivationView,
  AuditAction,
  KeychainState,
  Role,
  SubmitActivation,
} from "../contract/contract";

const reviewer = { ...localApproval, name: "operator" };

interface Decided {
  decision: "review" | "request-information" | "reject";
  with: { reasons?: ActivationReason[]; resubmittable?: boolean };
}

/** Somebody at the place decides about a submission. */
function decide({ decision, with: said }: Decided): void {
  const states = {
    review: "in_review",
    "request-information": "more_information_needed",
    reject: "rejected",
  } as const satisfies Record<Decided["decision"], ActivationState>;
  const resubmittable = decision === "request-information" || !!said.resubmittable;
  decided(reviewer, states[decision], said.reasons ?? [], resubmittable);
}

/** Another organization is set up at the place, and submits itself; the authority's own door did it. */
function submitElsewhere({ name, ...submission }: { name: string } & SubmitActivation): void {
  const submittedBy = { ...computer, name: "admin" };
  const submitted = { state: "submitted", submittable: true, submittedAt: stamp(), submittedBy } as const;
  const nothing = answered<ActivationView>("activation", "nothing was submitted");
  const organization = { ...nothing.organization, createdAt: stamp() };
  addOther({ ...nothing, ...submission, ...submitted, organization }, name);
}

/** Somebody calls with a key; the first call and the first write are evidence for the activation. */
function called({ key: id, write = false }: { key: string; write?: boolean }): void {
  const key = find(id);
  call(id);
  if (write) {
    const endpoint: AuditAction = "webhook_endpoint.created";
    const caller = { kind: "key" as const, id, name: id };
    note(caller, endpoint, mintId("wep"), key.environment, "https://example.com/in", stamp());
  }
  const { evidence } = answered<ActivationView>("activation", "the evidence of both", now());
  const like = evidence.find(({ kind }) => kind === (write ? "first_write" : "first_call"));
  if (like && !activation.evidence.some(({ kind }) => kind === like.kind))
    activation.evidence.push({ ...like, at: stamp(), keyId: id, keyName: key.name });
}

function quarantine({ key: id, seconds, reason }: { key: string; seconds: number; reason: string }): void {
  const until = stamp(now() + seconds * 1000);
  change(id, { quarantine: { since: stamp(), until, by: computer, reason } });
  noteKey(computer, "key.quarantined", find(id), `Until ${until}. ${reason}`);
}

/** A token is made, and copied; that of an operator no admin makes. */
function copy({ role, name }: { role: Role; name: string }): void {
  setup.clipboardEmpty = false;
  const token = role === "operator" ? { ...localApproval, name } : tokenOf(name, mintId("tok"));
  setup.clipboard = { role, token };
  if (role !== "operator") note(computer, "token.created", token.id, null, `${name} as ${role}`, stamp());
}

/** By the word that the scene has for each. */
export const events = {
  called,
  decided: decide,
  "another organization submits": submitElsewhere,
  quarantined: quarantine,
  "invitation accepted": accept,
  "token copied": copy,
  "clipboard emptied": () => void (setup.clipboardEmpty = true),
  "keychain changed": ({ state }: { state: KeychainState }) => void (setup.keychain = state),
  watched: endQuiet,
  stopped: () => void (setup.offline = true),
};
