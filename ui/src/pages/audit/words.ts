import type { AuditAction, AuditEntry } from "../../contract/contract";
import { actorWords } from "../../sheets/words";

/** What the deeds of the authority are called: each of the contract's closed list, or this does not compile. */
const deeds: Record<AuditAction, string> = {
  "activation.approved": "Approved the activation",
  "activation.in_review": "Took the activation up",
  "activation.more_information_needed": "Asked for more information",
  "activation.rejected": "Rejected the activation",
  "activation.submitted": "Submitted for activation",
  "alert.acknowledged": "Took note of an alert",
  "application.approved": "Approved an application",
  "application.rejected": "Rejected an application",
  "application.submitted": "Submitted an application",
  "audit.pruned": "Removed old audit rows",
  "clock.believed": "Trusted the clock again",
  "clock.doubted": "Clock jumped: nothing old is removed",
  "document.created": "Uploaded a document",
  "key.changed": "Changed a key's limits",
  "key.confirmed": "Confirmed a key",
  "key.created": "Created a key",
  "key.expired": "A key expired",
  "key.leaked": "Reported a leaked key",
  "key.quarantined": "Put a key into quarantine",
  "key.released": "Released a key",
  "key.retiring": "Began to retire a key",
  "key.revoked": "Revoked a key",
  "limits.set": "Changed a rate limit",
  "member.invited": "Invited a member",
  "member.password_changed": "Changed their password",
  "member.password_set": "Set their password",
  "member.revoked": "Revoked a member",
  "member.role_changed": "Changed a member's role",
  "member.signed_in": "Signed in",
  "member.signed_out": "Signed out",
  "member.totp_confirmed": "Switched codes on",
  "member.totp_revoked": "Switched codes off",
  "member.totp_started": "Began to set codes up",
  "order.cancelled": "Cancelled an order",
  "order.created": "Created an order",
  "order.executed": "Executed an order",
  "order.succeeded": "An order succeeded",
  "organization.created": "Set up the organization",
  "payout.cancelled": "Cancelled a payout",
  "payout.created": "Created a payout",
  "rotation.finished": "Finished a rotation",
  "rotation.handed_over": "Confirmed the new key",
  "rotation.started": "Started a rotation",
  "rotation.undone": "Undid a rotation",
  "sandbox.provisioned": "Set up the sandbox",
  "session.ended": "Ended a session",
  "sign_in.refused": "Refused sign-ins",
  "token.created": "Created a token",
  "token.revoked": "Revoked a token",
  "transaction.completed": "A transaction completed",
  "transaction.failed": "A transaction failed",
  "transaction.processing": "A transaction went under way",
  "transaction.sender_information_submitted": "Told who sent a deposit",
  "webhook_delivery.retried": "Sent a webhook again",
  "webhook_endpoint.changed": "Changed a webhook endpoint",
  "webhook_endpoint.created": "Created a webhook endpoint",
  "webhook_endpoint.secret_rotated": "Rotated a webhook's secret",
};
const named: Record<string, string> = deeds;

/** A deed in words; one of a newer authority by its own name. */
export const deedWords = (action: string): string =>
  (Object.hasOwn(named, action) ? named[action] : null) ?? action;

const kinds: Record<string, string> = {
  activation: "Activation",
  alert: "Alerts",
  application: "Applications",
  audit: "Audit log",
  clock: "Clock",
  document: "Documents",
  key: "Keys",
  limits: "Limits",
  member: "Members",
  order: "Orders",
  organization: "Organization",
  payout: "Payouts",
  rotation: "Rotations",
  sandbox: "Sandbox",
  session: "Sessions",
  sign_in: "Sign-in",
  token: "Tokens",
  transaction: "Transactions",
  webhook_delivery: "Webhook deliveries",
  webhook_endpoint: "Webhook endpoints",
};

/** The kind of a deed: what stands before the dot, for instance `key` of `key.revoked`. */
export const kindOf = (action: string): string => action.split(".")[0] ?? action;

/** A kind in words. */
export const kindWords = (kind: string): string => (Object.hasOwn(kinds, kind) ? kinds[kind] : null) ?? kind;

/** The kinds among the rows with how many rows each has, in the order of the alphabet. */
export function countKinds(entries: readonly AuditEntry[]): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { action } of entries) counts.set(kindOf(action), (counts.get(kindOf(action)) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => kindWords(a.kind).localeCompare(kindWords(b.kind), "en"));
}

/** Whether a row holds the text anywhere a person can see it; upper and lower case are the same. */
export function holds(entry: AuditEntry, text: string): boolean {
  const sought = text.trim().toLocaleLowerCase();
  if (sought === "") return true;
  return [
    deedWords(entry.action),
    entry.action,
    actorWords(entry.actor),
    entry.actor.id,
    entry.subject,
    entry.detail,
    entry.origin,
    entry.environment ?? "",
    entry.hash,
    `#${entry.sequence}`,
  ].some((field) => field.toLocaleLowerCase().includes(sought));
}

/** The beginning and the end of an id or a hash, for a narrow column. */
export const shorten = (text: string, front: number, back: number): string =>
  text.length <= front + back + 1 ? text : `${text.slice(0, front)}…${text.slice(-back)}`;
