// Written by `cargo xtask types` from the Rust shapes. Never edited by hand.

/**
 * How an operation is done.
 */
export type Ability = { "how": "automatic" } | { "how": "guided" } | { "how": "none", "why": NotPossible };

/**
 * A key's access level, fixed for life (Conduit Financial sheet, section 2.1).
 */
export type AccessLevel = "read_only" | "read_write";

/**
 * A signed-in member, as they are told of themselves.
 */
export type AccountView = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * What they sign in with.
 */
email: string, 
/**
 * What people call them.
 */
name: string, 
/**
 * What they may do.
 */
role: Role, 
/**
 * Whether signing in needs a code besides the password.
 */
totp: boolean, };

/**
 * A document of an activation, without its content.
 */
export type ActivationDocument = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it shows, in the word of whoever attached it.
 */
kind: DocumentKind, 
/**
 * What its file was called; nothing is told from it.
 */
fileName: string, 
/**
 * What it is, told from its content.
 */
contentType: FileType, 
/**
 * Its length in bytes.
 */
size: number, 
/**
 * SHA-256 of its content, in hex.
 */
sha256: string, 
/**
 * When it was attached.
 */
uploadedAt: string, 
/**
 * Who attached it.
 */
uploadedBy: Actor, };

/**
 * One kind of evidence, by the first time that it was seen.
 */
export type ActivationEvidence = { 
/**
 * Which kind.
 */
kind: ActivationEvidenceKind, 
/**
 * When it happened.
 */
at: string, 
/**
 * The request's id; none for what no request did, and for what a release before noted.
 */
correlationId: string | null, 
/**
 * The key that it was done with; of a rotation the new one.
 */
keyId: string | null, 
/**
 * That key's name.
 */
keyName: string | null, 
/**
 * What was asked for: the method and the path.
 */
request: string | null, 
/**
 * Where it came from; of allowed addresses alone.
 */
address: string | null, 
/**
 * The rotation.
 */
rotationId: string | null, 
/**
 * The member who became the second admin.
 */
member: Actor | null, };

/**
 * What an activation may rest on. All but the second admin are about the sandbox.
 */
export type ActivationEvidenceKind = "first_call" | "first_write" | "first_replay" | "rate_limit_waited_out" | "read_only_refused" | "rotation_finished" | "second_admin" | "addresses_allowed";

/**
 * A part of a submission.
 */
export type ActivationField = "legalName" | "contactEmail" | "purpose" | "documents";

/**
 * Whose an activation is.
 */
export type ActivationOrganization = { 
/**
 * The organization's id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * When it was set up.
 */
createdAt: string, };

/**
 * One page of the operator's queue.
 */
export type ActivationQueueView = { 
/**
 * The activations: of what waits, the longest first; of all else, what was submitted last first.
 */
activations: Array<QueuedActivation>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, 
/**
 * How many there are of each filter, whichever was asked for.
 */
counts: Record<QueueFilter, number>, };

/**
 * One thing that stands in the way.
 */
export type ActivationReason = { 
/**
 * The field it is about; none when it is about the whole.
 */
field: ActivationField | null, 
/**
 * What is missing or wrong, 1 to 200 characters.
 */
detail: string, };

/**
 * How far an organization is on its way to live.
 */
export type ActivationState = "not_submitted" | "submitted" | "in_review" | "more_information_needed" | "approved" | "rejected";

/**
 * The Activation page.
 */
export type ActivationView = { 
/**
 * Whether this window may approve: only for this computer's own authority, where the review is a local stand-in.
 */
mayApproveLocally: boolean, 
/**
 * Whose it is.
 */
organization: ActivationOrganization, 
/**
 * How far it is.
 */
state: ActivationState, 
/**
 * The legal name that was submitted.
 */
legalName: string | null, 
/**
 * The contact that was submitted.
 */
contactEmail: string | null, 
/**
 * What the live keys are for, as submitted.
 */
purpose: string | null, 
/**
 * When it was submitted.
 */
submittedAt: string | null, 
/**
 * Who submitted it.
 */
submittedBy: Actor | null, 
/**
 * When it was approved.
 */
approvedAt: string | null, 
/**
 * Who approved it.
 */
approvedBy: Actor | null, 
/**
 * The reason given with the approval.
 */
approvalReason: string | null, 
/**
 * Who looks at it, or did last.
 */
reviewedBy: Actor | null, 
/**
 * Since when.
 */
reviewedAt: string | null, 
/**
 * What is missing, or why it was rejected; empty in the other states.
 */
reasons: Array<ActivationReason>, 
/**
 * Whether it may be submitted now.
 */
submittable: boolean, 
/**
 * Whether whoever asks may decide it now: an operator, of what waits for a decision, and never of their own submission.
 */
decidable: boolean, 
/**
 * What was really seen and done: each kind by its first time, in the order of the kinds. It outlives the request records.
 */
evidence: Array<ActivationEvidence>, 
/**
 * Who waived allowed addresses, while they are not proved.
 */
addressesWaiver: ActivationWaiver | null, 
/**
 * What was attached for whoever decides, the oldest first. Without the content.
 */
documents: Array<ActivationDocument>, };

/**
 * That a proof is done without, and why.
 */
export type ActivationWaiver = { 
/**
 * Since when.
 */
at: string, 
/**
 * Who waived it.
 */
by: Actor, 
/**
 * Why, as whoever decides reads it.
 */
reason: string, };

/**
 * Somebody who did something.
 *
 * A release before wrote a name alone: that is read as somebody of an unknown kind.
 */
export type Actor = { 
/**
 * What kind of somebody.
 */
kind: ActorKind, 
/**
 * Which one: the id of a member, a token or a key, or a door of a computer. Empty where there is only one of the
 * kind, and where it is unknown.
 */
id: string, 
/**
 * Their name at that time: a member's e-mail address, a token's name. Chosen by somebody, so it proves nothing.
 */
name: string, };

/**
 * What kind of somebody.
 */
export type ActorKind = "member" | "token" | "computer" | "operator" | "authority" | "key" | "unknown";

/**
 * Asks for a new connection. The token is taken from the clipboard by Rust: it never enters the window.
 */
export type AddConnection = { 
/**
 * Its name; empty for the name of the organization there.
 */
name: string, 
/**
 * The address of its management API.
 */
url: string, };

/**
 * Asks to add a connection to a service.
 */
export type AddService = { 
/**
 * Which.
 */
service: string, 
/**
 * The connection's name; empty for the service's own.
 */
name: string, 
/**
 * Addresses that stand in for the service's own: a simulator's, or a private installation's.
 */
hosts: Array<ServiceHost>, };

/**
 * One thing to look at.
 */
export type Alert = { 
/**
 * The same for as long as the same thing lasts; acknowledging takes it.
 */
id: string, 
/**
 * What it is about.
 */
kind: AlertKind, 
/**
 * How pressing it is.
 */
severity: Severity, 
/**
 * The key's world.
 */
environment: Environment, 
/**
 * The key.
 */
keyId: string, 
/**
 * The key's name.
 */
keyName: string, 
/**
 * Since when it is so.
 */
since: string, 
/**
 * What it is told from, in one sentence.
 */
evidence: string, 
/**
 * What to do.
 */
toDo: string, 
/**
 * The rotation that it is about, of a kind that is about one.
 */
rotationId: string | null, 
/**
 * Who has taken note of it.
 */
acknowledgedBy: Actor | null, 
/**
 * When.
 */
acknowledgedAt: string | null, };

/**
 * What an alert is about.
 */
export type AlertKind = "leaked" | "refused_after_revocation" | "expiring" | "unusual_caller" | "unusual_rate" | "old" | "unused" | "rotation_unused" | "rotation_still_called" | "rotation_ready";

/**
 * One page of what deserves a look.
 */
export type AlertListView = { 
/**
 * The alerts, the most pressing first.
 */
alerts: Array<Alert>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, 
/**
 * How many nobody has taken note of.
 */
open: number, 
/**
 * How many somebody has.
 */
acknowledged: number, };

/**
 * The characters behind the prefix.
 */
export type Alphabet = "hex" | "alphanumeric" | "base64_url" | "jwt" | "visible";

/**
 * How a request was answered, in the words of whoever looks for the ones that went wrong.
 */
export type Answered = "good" | "refused" | "limited" | "failed";

/**
 * What another person said of a wish.
 */
export type ApprovalDecision = { 
/**
 * Whether it was a yes.
 */
approved: boolean, 
/**
 * When.
 */
at: string, 
/**
 * Who decided.
 */
by: Actor, 
/**
 * Why.
 */
reason: string, };

/**
 * What can be done with an approval.
 */
export type ApprovalDeed = "approve" | "decline" | "withdraw" | "claim";

/**
 * One page of them.
 */
export type ApprovalListView = { 
/**
 * The newest first.
 */
approvals: Array<ApprovalView>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, };

/**
 * Whether live keys are asked for instead of created.
 */
export type ApprovalPolicyView = { 
/**
 * Whether another person approves each live key.
 */
needed: boolean, };

/**
 * A live key that was asked for, and the connection that reaches it.
 */
export type ApprovalRef = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * The approval's id there.
 */
approval: string, };

/**
 * Where an approval is.
 */
export type ApprovalState = "waiting" | "approved" | "declined" | "withdrawn" | "claimed" | "lapsed";

/**
 * A live key that somebody asked for, and the connection that reaches it.
 */
export type ApprovalView = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * `apr_` and 22 characters.
 */
id: string, 
/**
 * Where it is, at the moment of the answer.
 */
state: ApprovalState, 
/**
 * The name that the key shall have.
 */
name: string, 
/**
 * What it may do.
 */
accessLevel: AccessLevel, 
/**
 * How many hours it lives, from the claim on.
 */
lifetimeHours: number, 
/**
 * A note on where it will live, if one was left.
 */
note: string | null, 
/**
 * The addresses and ranges it may be used from; none means any.
 */
allowedIps: Array<string>, 
/**
 * What its requests may cost.
 */
spendingLimits: SpendingLimits, 
/**
 * What it is needed for.
 */
reason: string, 
/**
 * When it was asked for.
 */
askedAt: string, 
/**
 * Who asked, and alone can claim it.
 */
askedBy: Actor, 
/**
 * When it lapses by itself, or did: undecided after seven days, unclaimed a day after the approval. None of one that
 * ended otherwise.
 */
lapsesAt: string | null, 
/**
 * What another person said of it.
 */
decision: ApprovalDecision | null, 
/**
 * When it was taken back.
 */
withdrawnAt: string | null, 
/**
 * When the key was created.
 */
claimedAt: string | null, 
/**
 * The key, once it was claimed.
 */
keyId: string | null, 
/**
 * What whoever asks can do with it now.
 */
possible: Array<ApprovalDeed>, };

/**
 * Asks for a live key.
 */
export type AskForKey = { 
/**
 * Minted by the window when the form opens, so that pressing twice asks once.
 */
idempotencyKey: string, 
/**
 * Where.
 */
connection: string, 
/**
 * The key's name.
 */
name: string, 
/**
 * What it may do.
 */
accessLevel: AccessLevel, 
/**
 * How many hours it shall live once it is claimed.
 */
lifetimeHours: number, 
/**
 * Where it will live.
 */
note: string | null, 
/**
 * The addresses and ranges it may be used from; none means any.
 */
allowedIps: Array<string>, 
/**
 * What its requests may cost.
 */
spendingLimits: SpendingLimits, 
/**
 * What it is needed for.
 */
reason: string, };

/**
 * What came of an attempt.
 */
export type AttemptOutcome = "delivered" | "refused" | "redirected" | "timed_out" | "not_connected" | "broke_off" | "not_public" | "not_signed" | "interrupted";

/**
 * A deed of the audit log.
 */
export type AuditAction = "activation.addresses_waived" | "activation.approved" | "activation.document_attached" | "activation.document_removed" | "activation.in_review" | "activation.more_information_needed" | "activation.rejected" | "activation.submitted" | "activation.waiver_withdrawn" | "alert.acknowledged" | "application.approved" | "application.rejected" | "application.submitted" | "audit.pruned" | "clock.believed" | "clock.doubted" | "document.created" | "key.changed" | "key.confirmed" | "key.created" | "key.expired" | "key.leaked" | "key.quarantined" | "key.released" | "key.retiring" | "key.revoked" | "key_approval.approved" | "key_approval.asked" | "key_approval.claimed" | "key_approval.declined" | "key_approval.withdrawn" | "limits.set" | "member.invited" | "member.password_changed" | "member.password_set" | "member.revoked" | "member.role_changed" | "member.signed_in" | "member.signed_out" | "member.totp_confirmed" | "member.totp_revoked" | "member.totp_started" | "order.cancelled" | "order.created" | "order.executed" | "order.succeeded" | "organization.changed" | "organization.created" | "payout.cancelled" | "payout.created" | "rotation.changed" | "rotation.finished" | "rotation.handed_over" | "rotation.started" | "rotation.undone" | "sandbox.provisioned" | "session.ended" | "sign_in.refused" | "token.created" | "token.revoked" | "transaction.completed" | "transaction.failed" | "transaction.processing" | "transaction.sender_information_submitted" | "webhook_delivery.retried" | "webhook_endpoint.changed" | "webhook_endpoint.created" | "webhook_endpoint.secret_rotated";

/**
 * What was found of an audit log.
 */
export type AuditCheckView = { 
/**
 * What the authority found when it read the whole chain.
 */
verdict: AuditVerdict, 
/**
 * What became of the row that this computer verified last; none where it knows none.
 */
known: KnownHeadView | null, 
/**
 * The newest row, which this computer remembers from now on; none where it found something wrong.
 */
remembered: number | null, };

/**
 * One row of the audit log: who did what, when, from where, why.
 */
export type AuditEntry = { 
/**
 * Its place in the chain, counted from 1 without a gap.
 */
sequence: number, 
/**
 * When.
 */
at: string, 
/**
 * Who. A row of an unknown kind was written by a release that kept the name alone.
 */
actor: Actor, 
/**
 * What, for instance `key.revoked`.
 */
action: string, 
/**
 * To what: an id.
 */
subject: string, 
/**
 * The environment it happened in, when it happened in one.
 */
environment: Environment | null, 
/**
 * The address it was asked from; empty for the authority's own deeds.
 */
origin: string, 
/**
 * The reason given, or the name of the thing.
 */
detail: string, 
/**
 * SHA-256 over this row and the hash before it, in hex.
 */
hash: string, };

/**
 * Which rows of an audit log.
 */
export type AuditFilter = { 
/**
 * Who did it: kind and id, `member:usr_…`; or a name, which may be several people's.
 */
actor: string | null, 
/**
 * What was done, `key.revoked`; with a dot at its end, all that begins so: `key.`.
 */
action: string | null, 
/**
 * What it was done to: an id.
 */
subject: string | null, 
/**
 * The earliest moment.
 */
from: string | null, 
/**
 * The moment before which.
 */
until: string | null, };

/**
 * One page of the audit log.
 */
export type AuditPageView = { 
/**
 * The rows, the newest first.
 */
entries: Array<AuditEntry>, 
/**
 * What to ask for the rows before these; none at the beginning of the log.
 */
nextCursor: string | null, 
/**
 * How many rows there are of that filter.
 */
total: number, 
/**
 * Whether there may be more: very many are not counted to their end.
 */
atLeast: boolean, };

/**
 * What a walk over the whole chain found.
 */
export type AuditVerdict = { 
/**
 * Whether every row fits the one before it.
 */
intact: boolean, 
/**
 * How many rows there are, when they all fit.
 */
rows: number | null, 
/**
 * How many stood before them and were pruned, when they all fit.
 */
pruned: number | null, 
/**
 * The first row that does not fit.
 */
firstBadSequence: number | null, 
/**
 * Since when its rows were read: a row that was changed after this may only be found by a later walk. A server begins
 * a new one when this is a minute old. A release before tells nothing here, and read everything at once.
 */
readSince: string | null, 
/**
 * When the walk came to the last row.
 */
asOf: string, };

/**
 * Asks to begin, at a connection.
 */
export type BeginRun = { 
/**
 * The same for each try.
 */
idempotencyKey: string, 
/**
 * In which world.
 */
environment: Environment, 
/**
 * What it leads to.
 */
operation: GuidedOperation, 
/**
 * The id of the key that is rotated or revoked; none for a new one.
 */
key: string | null, 
/**
 * The key's name. One that is known here keeps the name it has.
 */
name: string, 
/**
 * The name once more, typed, where a live key comes to its end.
 */
typedName: string | null, 
/**
 * What a new key is to be like. One that replaces another is like that one.
 */
declared: Declared, };

/**
 * What a call with a key was answered.
 */
export type CallView = { 
/**
 * When.
 */
at: string, 
/**
 * What the answer says of the key; none when it says nothing of it.
 */
answered: GuideAnswered | null, 
/**
 * The HTTP status.
 */
status: number, 
/**
 * The place's id of the request; empty when it gave none.
 */
correlationId: string, 
/**
 * What the key may do, where the call was made to tell.
 */
level: AccessLevel | null, 
/**
 * How near its organization was to the rate limit, where the answer said so.
 */
headroom: Headroom | null, 
/**
 * Where a write that was to be refused was carried out instead: something was made there, and is to be removed.
 */
madeAt: string | null, };

/**
 * One program that calls with a key, told by its address and its user agent.
 */
export type Caller = { 
/**
 * The address it calls from.
 */
address: string, 
/**
 * The first word of its user agent, for instance `curl/8.5.0`; empty when it sends none.
 */
agent: string, 
/**
 * Calls in the last hour.
 */
calls: number, 
/**
 * Its first good call; none while that is not written down yet, and for callers beyond the first 200 of a key. A release
 * before told nothing of it.
 */
firstAt: string | null, 
/**
 * Its latest call.
 */
lastAt: string, };

/**
 * What is possible at a connection.
 */
export type Capabilities = { 
/**
 * Its environments: one, or sandbox and live.
 */
environments: Array<EnvironmentCapabilities>, 
/**
 * Each operation of the connection as a whole.
 */
operations: Partial<Record<Operation, Ability>>, };

/**
 * Why a key is rotated: asked first, because a leaked key has no grace (design, section 5 rule 4).
 */
export type Cause = "routine" | "leaked";

/**
 * Asks for a change of a key's limits; what is not named stays.
 */
export type ChangeKey = { 
/**
 * What its requests may cost; raised, lowered, set or taken away.
 */
spendingLimits?: ChangeLimits, 
/**
 * The addresses and ranges it may be used from, all of them; an empty list means any.
 */
allowedIps?: Array<string>, 
/**
 * Its end, nearer than the one it has.
 */
expiresAt?: string, 
/**
 * Why. It stands in the audit log.
 */
reason: string, };

/**
 * Which spending limits to change: what is not named stays, null takes a limit away.
 */
export type ChangeLimits = { 
/**
 * In any 24 hours from the first cost on.
 */
dailyMicros?: number | null, 
/**
 * In 7 days.
 */
weeklyMicros?: number | null, 
/**
 * In 30 days.
 */
monthlyMicros?: number | null, };

/**
 * Asks for another role of a member.
 */
export type ChangeRole = { 
/**
 * Whose.
 */
member: MemberRef, 
/**
 * Which.
 */
role: Role, };

/**
 * Asks to change when the old key of a rotation ends by itself.
 */
export type ChangeRotation = { 
/**
 * Which rotation.
 */
rotation: RotationRef, 
/**
 * Minutes without a call; none: not by itself.
 */
quietMinutes: number | null, 
/**
 * The old key's name, typed by the person: needed where a live key shall end by itself.
 */
typedName: string | null, };

/**
 * Asks for a change of an endpoint.
 */
export type ChangeWebhook = { 
/**
 * Which.
 */
webhook: WebhookRef, 
/**
 * What of it; what is not named stays.
 */
change: ChangeWebhookEndpoint, };

/**
 * Asks for a change of an endpoint; what is not named stays.
 */
export type ChangeWebhookEndpoint = { 
/**
 * Where events shall go.
 */
url?: string, 
/**
 * Null takes the description away.
 */
description?: string | null, 
/**
 * While an endpoint is not active, no events are kept for it, and what waits for it goes on waiting.
 */
active?: boolean, 
/**
 * Which events.
 */
subscription?: Subscription, };

/**
 * The receipt of a change of a key's limits.
 */
export type ChangedView = { 
/**
 * The key as it is now.
 */
key: KeyView, 
/**
 * Of which parts something is no longer allowed.
 */
tightened: Array<Part>, 
/**
 * The processes that refuse what is no longer allowed, and since when; empty when nothing was taken away.
 */
refusedBy: Array<RefusedBy>, };

/**
 * A file that somebody chose or dropped, before anything of it is read. The page knows it by a word that leads to no other
 * file.
 */
export type ChosenFileView = { 
/**
 * The word.
 */
file: string, 
/**
 * What it is called.
 */
fileName: string, 
/**
 * Its length in bytes; none where it cannot be read.
 */
size: number | null, };

/**
 * Asks for the key that was approved.
 */
export type ClaimKey = { 
/**
 * Minted by the window when the approval is shown, so that pressing twice claims once.
 */
idempotencyKey: string, 
/**
 * By which approval.
 */
approval: ApprovalRef, };

/**
 * One claim, which nobody here can check.
 */
export type ClaimView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its value as a text; empty where it could be a secret.
 */
value: string, };

/**
 * What a key says of itself.
 */
export type ClaimsView = { 
/**
 * Each claim; none where the key cannot be read.
 */
claims: Array<ClaimView> | null, };

/**
 * The closed list of codes for people's faces. Each has a title and a next step in every language of
 * `ui/src/words`, and a severity in `ui/src/host/failure.ts`.
 */
export type Code = "invalid_input" | "name_in_use" | "email_in_use" | "last_admin" | "name_not_confirmed" | "not_found" | "key_ended" | "key_not_active" | "rotation_not_proven" | "rotation_ended" | "live_not_activated" | "live_key_needs_approval" | "second_admin_needed" | "approval_state_changed" | "not_allowed" | "signed_out" | "not_set_up" | "offline" | "unavailable" | "unknown" | "secret_gone" | "keychain_locked" | "keychain_missing" | "keychain_volatile" | "keychain_not_responding" | "keychain_refused" | "keychain_ambiguous" | "keychain_item_lost" | "file_not_written" | "folder_missing" | "file_not_suitable" | "file_exists" | "command_failed" | "export_cut_off" | "clipboard_not_usable" | "browser_not_opened" | "no_key_to_ask_with" | "key_refused" | "not_accepted" | "service_not_answering" | "not_proved" | "data_not_writable" | "disk_full" | "data_damaged" | "data_newer" | "data_in_use" | "ports_not_opened" | "internal";

/**
 * A command as it was typed, one argument a line: exactly what would run.
 */
export type CommandView = { 
/**
 * The program's file, in full; empty where there is none.
 */
program: string, 
/**
 * Each argument, as it would be given.
 */
arguments: Array<string>, 
/**
 * What is wrong with it.
 */
errors: Array<FieldError>, };

/**
 * Says that a key's secret is saved.
 */
export type ConfirmKey = { 
/**
 * Which key.
 */
key: KeyRef, 
/**
 * The old key's name, typed by the person: needed where the confirmation ends a live key, because it leaked.
 */
typedName: string | null, };

/**
 * An authenticator that is on.
 */
export type ConfirmedTotpView = { 
/**
 * What Rust holds the backup codes by, until somebody says that they are saved.
 */
backupCodes: KeyRef, };

/**
 * A connection in a list of them, as it is now.
 */
export type ConnectionStateView = { 
/**
 * The name of the organization there; none when it never said.
 */
organization: string | null, 
/**
 * Why it cannot be used right now.
 */
trouble: Failure | null, 
/**
 * `local` for this computer's own authority, an id of ours otherwise.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The address of its management API; empty while the local authority is not running.
 */
url: string, 
/**
 * Whether it is this computer's own authority.
 */
local: boolean, 
/**
 * Whether it is the one in use.
 */
current: boolean, 
/**
 * What somebody signed in with, where its credential is a session; absent where it is a token.
 */
account?: string, 
/**
 * The service that it leads to, by its id; absent for an authority.
 */
service?: string, 
/**
 * Whether what is known of its keys is kept on this computer alone: the service tells of none.
 */
keptHere: boolean, };

/**
 * A place that issues keys.
 */
export type ConnectionView = { 
/**
 * `local` for this computer's own authority, an id of ours otherwise.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The address of its management API; empty while the local authority is not running.
 */
url: string, 
/**
 * Whether it is this computer's own authority.
 */
local: boolean, 
/**
 * Whether it is the one in use.
 */
current: boolean, 
/**
 * What somebody signed in with, where its credential is a session; absent where it is a token.
 */
account?: string, 
/**
 * The service that it leads to, by its id; absent for an authority.
 */
service?: string, 
/**
 * Whether what is known of its keys is kept on this computer alone: the service tells of none.
 */
keptHere: boolean, };

/**
 * A copy in the clipboard.
 */
export type CopiedView = { 
/**
 * Seconds until the clipboard is cleared, if it still holds the secret then.
 */
clearsInSeconds: number, };

/**
 * A field of the form that creates a key, beside its name and its access level.
 */
export type CreateField = "expires_at" | "note" | "not_before" | "allowed_ips" | "spending_limits";

/**
 * Asks for a new key.
 */
export type CreateKey = { 
/**
 * Minted by the window when the form opens, so that pressing twice asks once.
 */
idempotencyKey: string, 
/**
 * Where.
 */
connection: string, 
/**
 * Which world the key will belong to.
 */
environment: Environment, 
/**
 * Its name.
 */
name: string, 
/**
 * What it may do.
 */
accessLevel: AccessLevel, 
/**
 * When it shall end by itself.
 */
expiresAt: string | null, 
/**
 * Where it will live.
 */
note: string | null, 
/**
 * The moment before which it shall be refused.
 */
notBefore: string | null, 
/**
 * The addresses and ranges it may be used from; none means any.
 */
allowedIps: Array<string>, 
/**
 * What its requests may cost.
 */
spendingLimits: SpendingLimits, };

/**
 * Asks for a new token.
 */
export type CreateToken = { 
/**
 * Minted by the window when the form opens, so that pressing twice creates once.
 */
idempotencyKey: string, 
/**
 * Where.
 */
connection: string, 
/**
 * Its name in the audit log.
 */
name: string, 
/**
 * What its holder may do.
 */
role: Role, 
/**
 * When it shall end by itself.
 */
expiresAt: string | null, };

/**
 * Asks for a new endpoint.
 */
export type CreateWebhook = { 
/**
 * Minted by the window when the form opens, so that pressing twice creates once.
 */
idempotencyKey: string, 
/**
 * Where.
 */
connection: string, 
/**
 * The keys of which environment it shall be told of.
 */
environment: Environment, 
/**
 * Where events shall go.
 */
url: string, 
/**
 * What it is for.
 */
description: string | null, 
/**
 * Which events.
 */
subscription: Subscription, };

/**
 * One day.
 */
export type DayView = { 
/**
 * When it began.
 */
beginsAt: string, 
/**
 * What was charged, in cents.
 */
spentCents: number, 
/**
 * What came in, in cents.
 */
addedCents: number, };

/**
 * Says yes or no to what another person asked for.
 */
export type DecideApproval = { 
/**
 * To which.
 */
approval: ApprovalRef, 
/**
 * Why.
 */
reason: string, };

/**
 * What a person says of a new key: the place tells nothing of it later.
 */
export type Declared = { 
/**
 * What it may do; none where every key of the place may do everything.
 */
accessLevel: AccessLevel | null, 
/**
 * Where it will live.
 */
note: string | null, 
/**
 * What its requests may cost there.
 */
spendingLimits: SpendingLimits, };

/**
 * What a page says of a defect of its own.
 */
export type Defect = { 
/**
 * The page that was shown.
 */
page: string, 
/**
 * What the engine says of it.
 */
message: string, 
/**
 * Where in the page's code; empty when the engine does not say.
 */
stack: string, };

/**
 * One event on its way to one endpoint. The sheet names the id, the states and `maxAttempts`; the rest is ours.
 */
export type Delivery = { 
/**
 * `wdl_` and 22 characters.
 */
id: string, 
/**
 * Where it goes.
 */
webhookEndpointId: string, 
/**
 * What it tells of; the same in every attempt.
 */
eventId: string, 
/**
 * The kind of event.
 */
eventType: string, 
/**
 * How far it is.
 */
status: DeliveryStatus, 
/**
 * Attempts begun so far.
 */
attemptCount: number, 
/**
 * Attempts that will be made at most: five, and five more for each manual retry.
 */
maxAttempts: number, 
/**
 * When it is tried again; null while an attempt runs and once it has ended.
 */
nextAttemptAt: string | null, 
/**
 * When the event happened.
 */
createdAt: string, 
/**
 * When anything of this changed last.
 */
updatedAt: string, 
/**
 * What was tried, the first attempt first. Only where one delivery is asked for.
 */
attempts?: Array<DeliveryAttempt> | null, };

/**
 * One attempt.
 */
export type DeliveryAttempt = { 
/**
 * `wda_` and 22 characters.
 */
id: string, 
/**
 * Which one it is, from 1.
 */
number: number, 
/**
 * When it began.
 */
startedAt: string, 
/**
 * When it was over; null while it runs.
 */
finishedAt: string | null, 
/**
 * What came of it; null while it runs.
 */
outcome: AttemptOutcome | null, 
/**
 * The receiver's HTTP status, when it answered.
 */
statusCode: number | null, };

/**
 * One page of deliveries.
 */
export type DeliveryListView = { 
/**
 * The deliveries, the newest first, without their attempts.
 */
deliveries: Array<Delivery>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, };

/**
 * A webhook delivery, and the connection that reaches it.
 */
export type DeliveryRef = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * The delivery's id there.
 */
delivery: string, };

/**
 * How far a delivery is.
 */
export type DeliveryStatus = "pending" | "processing" | "succeeded" | "failed";

/**
 * What a document shows. The list is ours: the vendor documents none.
 */
export type DocumentKind = "certificate_of_incorporation" | "proof_of_address" | "authorised_signatory" | "other";

/**
 * A picture as the window draws it: the modules of an edge, and the dark ones as the path of an SVG.
 */
export type Drawn = { side: number, path: string, };

/**
 * What somebody does with files over the window.
 */
export type DropView = { "what": "over" } | { "what": "left" } | { "what": "dropped", 
/**
 * The files.
 */
files: Array<ChosenFileView>, };

/**
 * The same in few words, for a window that hears of many at once.
 */
export type EndedKeyView = { 
/**
 * Its id.
 */
key: string, 
/**
 * The processes that refuse it; none where it failed.
 */
refusedBy: Array<string>, 
/**
 * Why it failed.
 */
failure: Failure | null, };

/**
 * One of the two worlds a key belongs to; nothing crosses (Conduit Financial sheet, section 1).
 */
export type Environment = "sandbox" | "live";

/**
 * What is possible in an environment.
 */
export type EnvironmentCapabilities = { 
/**
 * Which.
 */
environment: Environment, 
/**
 * What a new key may be given, the least first.
 */
accessLevels: Array<AccessLevel>, 
/**
 * What else is asked of a new key.
 */
createFields: Array<CreateField>, 
/**
 * What of a key can be changed later on.
 */
changes: Array<Part>, 
/**
 * How its keys are rotated.
 */
rotating: Rotating, 
/**
 * Whether a new key works before anybody has confirmed that its secret is saved.
 */
worksUnconfirmed: boolean, 
/**
 * What a list of its keys can be narrowed to.
 */
filters: Array<KeyFilter>, 
/**
 * What it can be narrowed by besides.
 */
narrowings: Array<Narrowing>, 
/**
 * What it can be read by.
 */
sorts: Array<KeySort>, 
/**
 * Each operation of an environment.
 */
operations: Partial<Record<Operation, Ability>>, };

/**
 * One environment as the authority serves it.
 */
export type EnvironmentInfo = { 
/**
 * Which one.
 */
environment: Environment, 
/**
 * Where its public API is, `/v2` included.
 */
baseUrl: string, 
/**
 * Whether keys can be created in it now.
 */
available: boolean, 
/**
 * How many days old a key may become before it is due; none: nothing was said, and a year is old.
 */
keyDaysMax: number | null, };

/**
 * One kind of event, as it is listed.
 */
export type EventType = { 
/**
 * Its name.
 */
type: string, 
/**
 * What it tells.
 */
description: string, 
/**
 * Whether this authority ever sends it: it does not do everything that the vendor does. Ours.
 */
emitted: boolean, };

/**
 * What shows that a step was done. Never a secret.
 */
export type Evidence = { "kind": "said" } | { "kind": "passed" } | { "kind": "taken", 
/**
 * What it looks like.
 */
hint: Hint, } | { "kind": "proved", 
/**
 * What it was answered.
 */
call: CallView, };

/**
 * One request, explained.
 */
export type ExplainedRequest = { 
/**
 * What was noted.
 */
request: Request, 
/**
 * What it means.
 */
explanation: Explanation, 
/**
 * The state of its key at that moment; null without a key, or before it was created.
 */
keyStateThen: KeyState | null, 
/**
 * Its key as it is now.
 */
key: Key | null, 
/**
 * Requests that belong to it.
 */
related: RelatedRequests, 
/**
 * What was done to its key after that moment, the earliest first, from the audit log: what it was allowed then can be read
 * from it. A release before tells none.
 */
since: Array<AuditEntry>, };

/**
 * What happened, why, and what to do.
 */
export type Explanation = { 
/**
 * What happened, in one sentence.
 */
happened: string, 
/**
 * Why, as of that moment.
 */
why: string, 
/**
 * What to do about it.
 */
toDo: string, };

/**
 * Asks for the whole log in a file.
 */
export type ExportAudit = { 
/**
 * Where.
 */
connection: string, 
/**
 * Which rows.
 */
filter: AuditFilter, 
/**
 * As what.
 */
format: ExportFormat, };

/**
 * What an export is written as.
 */
export type ExportFormat = "ndjson" | "csv";

/**
 * An export that is in its file.
 */
export type ExportedView = { 
/**
 * The file.
 */
path: string, 
/**
 * How many rows are in it.
 */
rows: number, };

/**
 * A failure as it crosses to a face: a code to branch on, a sentence for a person, and a reference to find it again.
 */
export type Failure = { 
/**
 * What to branch on.
 */
code: Code, 
/**
 * What happened, in English: for the log, for the terminal, and for the window to show as a detail.
 */
message: string, 
/**
 * The correlation ID of the request, or the id of the log line.
 */
reference: string, 
/**
 * The wrong fields, when the code is `invalid_input`.
 */
fields: Array<FieldError>, };

/**
 * The faults that a person meets in a form: each has words in every language of the window. Whatever else may be wrong with
 * a field is `invalid`, and its detail says what.
 */
export type FieldCode = "missing" | "too_long" | "control_characters" | "formatting_characters" | "reserved_name" | "past" | "pushed_out" | "not_an_email_address" | "not_a_web_address" | "not_https" | "not_the_root" | "not_plain" | "https_only" | "has_a_password" | "not_public" | "not_a_token" | "not_a_variable" | "not_a_full_path" | "not_a_dns_name" | "not_a_data_key" | "not_a_program" | "not_a_range" | "not_an_ip_address" | "host_bits" | "too_many" | "not_an_amount" | "holds_a_secret" | "empty_file" | "file_too_large" | "not_a_file" | "not_a_text" | "one_file" | "not_a_file_name" | "not_a_document" | "not_a_publishable_key" | "a_secret_key" | "wrong" | "invalid";

/**
 * One wrong field, in the form of RFC 9457's own example.
 */
export type FieldError = { 
/**
 * A JSON pointer to the field, for instance `/name`.
 */
pointer: string, 
/**
 * What kind of fault it is, for whoever says it in another language.
 */
code: FieldCode, 
/**
 * The most that it may have, where it has too much: characters, or bytes of a file.
 */
max?: number | null, 
/**
 * What is wrong with it.
 */
detail: string, };

/**
 * What a document may be (Conduit Financial sheet, section 9).
 */
export type FileType = "application/pdf" | "image/png" | "image/jpeg";

/**
 * What is known of a file before anything is written there.
 */
export type FileView = { 
/**
 * The file, in full; empty for what is no path of one.
 */
path: string, 
/**
 * Whether something is there already.
 */
exists: boolean, 
/**
 * Why git would commit it; none where it would not, or where git does not say.
 */
git: GitFinding | null, };

/**
 * Looks through what all connections told last.
 */
export type FindEverywhere = { 
/**
 * The words.
 */
search: string, 
/**
 * What this computer's own authority is called in the language of whoever looks.
 */
thisComputer: string, };

/**
 * Asks to revoke the old key of a rotation.
 */
export type FinishRotation = { 
/**
 * Minted by the window when the dialog opens.
 */
idempotencyKey: string, 
/**
 * Which rotation.
 */
rotation: RotationRef, 
/**
 * Go on although the new key was never seen at work.
 */
withoutEvidence: boolean, 
/**
 * The old key's name, typed by the person: needed for a live key.
 */
typedName: string | null, };

/**
 * What has all these words.
 */
export type FoundEverywhereView = { 
/**
 * Keys.
 */
keys: Array<KeyRef>, 
/**
 * Rotations.
 */
rotations: Array<RotationRef>, };

/**
 * Why git would commit a file.
 */
export type GitFinding = "tracked" | "not_ignored";

/**
 * What a call with a key was answered, of the key.
 */
export type GuideAnswered = "accepted" | "refused";

/**
 * What only the person can tell.
 */
export type GuideAwaited = "handed_over" | "approved";

/**
 * The sentences that suit every place.
 */
export type GuideSentence = "sign_in" | "create_key" | "hand_over" | "revoke_key";

/**
 * One thing to do.
 */
export type GuideStep = { "kind": "open_page", 
/**
 * Which.
 */
url: PageUrl, } | { "kind": "say", 
/**
 * In which words.
 */
words: GuideWords, } | { "kind": "take_secret", 
/**
 * What it must look like.
 */
shape: SecretShape, } | { "kind": "prove", 
/**
 * With which key.
 */
whose: Whose, 
/**
 * What it must be answered.
 */
expected: GuideAnswered, } | { "kind": "wait", 
/**
 * When.
 */
until: GuideWait, };

/**
 * How long to wait.
 */
export type GuideWait = { "kind": "time", 
/**
 * In seconds.
 */
seconds: number, } | { "kind": "event", 
/**
 * What.
 */
what: GuideAwaited, };

/**
 * What a person is told.
 */
export type GuideWords = { "kind": "known", 
/**
 * Which.
 */
sentence: GuideSentence, } | { "kind": "own", 
/**
 * What a face finds it by in its catalogue.
 */
id: string, 
/**
 * What is said where the catalogue has none.
 */
text: string, };

/**
 * What a guide leads to.
 */
export type GuidedOperation = "create" | "adopt" | "rotate" | "revoke";

/**
 * A run of a guide: what was done, what there is to do now, and what was never proved.
 */
export type GuidedRunView = { 
/**
 * Its id; a key that it makes has the same, since the place tells none.
 */
id: string, 
/**
 * The connection that reaches the place.
 */
connection: string, 
/**
 * In which world.
 */
environment: Environment, 
/**
 * What it leads to.
 */
operation: GuidedOperation, 
/**
 * The id of the key that is rotated or revoked.
 */
key: string | null, 
/**
 * What that key looks like, which tells it from others of its name; none where nothing of it is kept here.
 */
old: Hint | null, 
/**
 * The key's name.
 */
name: string, 
/**
 * What the new key is to be like.
 */
declared: Declared, 
/**
 * All steps, in their order.
 */
steps: Array<GuidedStepView>, 
/**
 * The step it stands at; as many as there are when all are over.
 */
at: number, 
/**
 * From when on a waiting step may be called done.
 */
dueAt: string | null, 
/**
 * Why a proof did not succeed when it was tried last at this step.
 */
lastTry: CallView | null, 
/**
 * The keychain may hold a secret that was pasted and not noted: once it can be asked, nothing need be pasted again.
 */
perhapsTaken: boolean, 
/**
 * Steps that would have proved something and were left out.
 */
unproved: Array<number>, 
/**
 * When it began.
 */
begunAt: string, 
/**
 * How it ended, or is about to.
 */
outcome: RunOutcome | null, 
/**
 * When it ended; none while the keychain has to be tidied up.
 */
endedAt: string | null, 
/**
 * What is left for the person to do at the place, now that it has an outcome.
 */
left: Array<Left>, };

/**
 * A step, and how far it is.
 */
export type GuidedStepView = { 
/**
 * What there is to do.
 */
step: GuideStep, 
/**
 * Whether it may be left out with a reason.
 */
mayBeSkipped: boolean, 
/**
 * How far it is.
 */
state: StepState, };

/**
 * What is left of a rate limit.
 */
export type Headroom = { 
/**
 * The limit: of requests in a second or at once, as the place counts them.
 */
limit: number, 
/**
 * What remains of it.
 */
remaining: number, 
/**
 * Seconds until all of it is back.
 */
resetsInSeconds: number, };

/**
 * Prefix and last four characters: enough to recognise a key, useless to an attacker.
 */
export type Hint = { 
/**
 * Everything up to and including the last underscore, for instance `ck_live_`; empty when there is none.
 */
prefix: string, 
/**
 * The last four characters of the secret.
 */
lastFour: string, };

/**
 * What an id is the id of.
 */
export type IdKind = "correlation_id" | "client_correlation_id" | "idempotency_key" | "key_id" | "hint" | "any";

/**
 * Asks for another invitation of a member.
 */
export type InviteAgain = { 
/**
 * Whom.
 */
member: MemberRef, 
/**
 * Whether the codes of their authenticator end too, because the device is lost.
 */
revokeTotp: boolean, };

/**
 * Asks for an invitation.
 */
export type InviteMember = { 
/**
 * Minted by the window when the form opens, so that pressing twice invites once.
 */
idempotencyKey: string, 
/**
 * Where.
 */
connection: string, 
/**
 * What they will sign in with.
 */
email: string, 
/**
 * What people call them.
 */
name: string, 
/**
 * What they may do.
 */
role: Role, };

/**
 * What is known about a key. Never its secret.
 */
export type Key = { 
/**
 * `key_` and 22 characters. The form is ours: the vendor documents none.
 */
id: string, 
/**
 * Which world it belongs to.
 */
environment: Environment, 
/**
 * The name a person gave it.
 */
name: string, 
/**
 * What it may do.
 */
accessLevel: AccessLevel, 
/**
 * Its prefix and last four characters.
 */
hint: Hint, 
/**
 * Where it is in its life, at the moment of the answer.
 */
state: KeyState, 
/**
 * A note on where it lives, if one was left.
 */
note: string | null, 
/**
 * When its secret was minted.
 */
createdAt: string, 
/**
 * Who created it.
 */
createdBy: Actor, 
/**
 * When its secret was confirmed as saved.
 */
confirmedAt: string | null, 
/**
 * The moment before which it is refused.
 */
notBefore: string | null, 
/**
 * When it ends by itself: the earlier of its expiry and its grace.
 */
endsAt: string | null, 
/**
 * The addresses and ranges it may be used from; none means any.
 */
allowedIps: Array<string>, 
/**
 * What its requests may cost.
 */
spendingLimits: SpendingLimits, 
/**
 * The last call seen with it.
 */
lastUsedAt: string | null, 
/**
 * Calls in each of the last 24 hours, the oldest first.
 */
callsByHour: Array<number>, 
/**
 * While it lasts: until when a key that may write may only read, who decided that and why.
 */
quarantine: Quarantine | null, 
/**
 * Who ended it, when and why.
 */
revocation: Revocation | null, 
/**
 * The rotation it is part of, as old key or as successor, while that is open.
 */
rotationId: string | null, };

/**
 * Which keys are shown together.
 */
export type KeyFilter = "all" | "active" | "retiring" | "pending" | "due" | "unused" | "expired" | "revoked";

/**
 * A key with limits.
 */
export type KeyLimitView = { 
/**
 * Its id.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What its secret looks like.
 */
hint: Hint, 
/**
 * Each limit, the shortest window first.
 */
windows: Array<WindowView>, };

/**
 * One page of an environment's keys.
 */
export type KeyListView = { 
/**
 * The keys, in the order asked for.
 */
keys: Array<KeyView>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, 
/**
 * How many there are of each filter, whichever was asked for; only with a first page.
 */
counts: Partial<Record<KeyFilter, number>> | null, 
/**
 * Whether there may be more than the counts say.
 */
atLeast: boolean, 
/**
 * When this was so.
 */
asOf: string, };

/**
 * What a list of keys is narrowed to, besides one of the filters.
 */
export type KeyNarrowing = { 
/**
 * Only those that may do this.
 */
accessLevel: AccessLevel | null, 
/**
 * Only those that somebody created: kind and id, `member:usr_…`.
 */
createdBy: string | null, 
/**
 * Only those that were created before this moment.
 */
createdBefore: string | null, 
/**
 * Only those that end before this moment.
 */
expiresBefore: string | null, };

/**
 * How old the keys of an environment may become.
 */
export type KeyPolicyView = { 
/**
 * In which environment.
 */
environment: Environment, 
/**
 * Days after which a key is due; none: nothing was said, and it is after a year.
 */
keyDaysMax: number | null, };

/**
 * A key that was proved, and what the call was answered.
 */
export type KeyProofView = { 
/**
 * The key as it is known now.
 */
key: KeyView, 
/**
 * What was answered.
 */
call: CallView, };

/**
 * A key, and the connection that reaches it.
 */
export type KeyRef = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * The key's id there.
 */
key: string, };

/**
 * What a list is read by.
 */
export type KeySort = "created" | "name" | "last_used" | "expires" | "calls";

/**
 * Where a key is in its life (design, section 3).
 */
export type KeyState = "pending" | "active" | "retiring" | "revoked" | "expired";

/**
 * A key in the table.
 */
export type KeyView = { 
/**
 * The connection that reaches it.
 */
connection: string, 
/**
 * Where its secret is.
 */
secret: SecretPlace, 
/**
 * What the last call answered that was made to prove it; none where no such call is kept account of.
 */
lastProof: CallView | null, 
/**
 * The last call that was made to tell what it may do.
 */
levelProof: CallView | null, 
/**
 * Whether a step that would have proved something of it was left out.
 */
unproved: boolean, 
/**
 * `key_` and 22 characters. The form is ours: the vendor documents none.
 */
id: string, 
/**
 * Which world it belongs to.
 */
environment: Environment, 
/**
 * The name a person gave it.
 */
name: string, 
/**
 * What it may do.
 */
accessLevel: AccessLevel, 
/**
 * Its prefix and last four characters.
 */
hint: Hint, 
/**
 * Where it is in its life, at the moment of the answer.
 */
state: KeyState, 
/**
 * A note on where it lives, if one was left.
 */
note: string | null, 
/**
 * When its secret was minted.
 */
createdAt: string, 
/**
 * Who created it.
 */
createdBy: Actor, 
/**
 * When its secret was confirmed as saved.
 */
confirmedAt: string | null, 
/**
 * The moment before which it is refused.
 */
notBefore: string | null, 
/**
 * When it ends by itself: the earlier of its expiry and its grace.
 */
endsAt: string | null, 
/**
 * The addresses and ranges it may be used from; none means any.
 */
allowedIps: Array<string>, 
/**
 * What its requests may cost.
 */
spendingLimits: SpendingLimits, 
/**
 * The last call seen with it.
 */
lastUsedAt: string | null, 
/**
 * Calls in each of the last 24 hours, the oldest first.
 */
callsByHour: Array<number>, 
/**
 * While it lasts: until when a key that may write may only read, who decided that and why.
 */
quarantine: Quarantine | null, 
/**
 * Who ended it, when and why.
 */
revocation: Revocation | null, 
/**
 * The rotation it is part of, as old key or as successor, while that is open.
 */
rotationId: string | null, };

/**
 * What can be done with the keychain.
 */
export type KeychainState = "ready" | "locked" | "missing" | "volatile" | "not_responding";

/**
 * The keychain of this computer.
 */
export type KeychainView = { 
/**
 * What can be done with it.
 */
state: KeychainState, 
/**
 * What it calls itself.
 */
name: string, };

/**
 * What became of a row that was verified.
 */
export type KnownHead = "extended" | "changed" | "gone" | "pruned";

/**
 * The last row that this computer verified.
 */
export type KnownHeadView = { 
/**
 * Its place in the chain.
 */
sequence: number, 
/**
 * When this computer verified it.
 */
verifiedAt: string, 
/**
 * What became of it.
 */
now: KnownHead, };

/**
 * A key in the table of all connections.
 */
export type KnownKeyView = { 
/**
 * The connection that reaches it.
 */
connection: string, 
/**
 * Its id there.
 */
id: string, 
/**
 * Of which world.
 */
environment: Environment, 
/**
 * Its name.
 */
name: string, 
/**
 * What its secret looks like.
 */
hint: Hint, 
/**
 * What somebody wrote of it.
 */
note: string | null, 
/**
 * Its state.
 */
state: KeyState, 
/**
 * When it was created.
 */
createdAt: string, 
/**
 * When it ends by itself.
 */
endsAt: string | null, 
/**
 * From when on it wants a successor; none where it is not active.
 */
dueAt: string | null, 
/**
 * What the last call answered that was made to prove it; none where no such call is kept account of.
 */
lastProof: CallView | null, };

/**
 * What is known of a limit where only the costs of the whole account are known, of which the key's are a part.
 */
export type KnownOf = "below" | "perhaps_near" | "perhaps_used_up" | "unknown";

/**
 * What is known of the keys of one connection.
 */
export type KnownPlaceView = { 
/**
 * What is written down of the connection.
 */
connection: ConnectionView, 
/**
 * When it told that; none: it never did.
 */
asOf: string | null, 
/**
 * Why that is not from now.
 */
trouble: Failure | null, 
/**
 * What the organization there calls itself; the service's own name where it does not tell.
 */
name: string, 
/**
 * Its keys.
 */
keys: Array<KnownKeyView>, 
/**
 * The rotations that run there.
 */
rotations: Array<KnownRotationView>, 
/**
 * Environments that have more keys or rotations than these.
 */
more: Array<Environment>, };

/**
 * A rotation that runs at one of all connections.
 */
export type KnownRotationView = { 
/**
 * The connection that reaches it.
 */
connection: string, 
/**
 * Its id there; a run's, where a person is led through it.
 */
id: string, 
/**
 * Of which world.
 */
environment: Environment, 
/**
 * The name of the key that goes.
 */
name: string, 
/**
 * What that key looks like; none where nothing of it is kept here.
 */
hint: Hint | null, 
/**
 * That key's id.
 */
key: string | null, 
/**
 * When it began.
 */
startedAt: string, 
/**
 * When the old key ends by itself.
 */
oldEndsAt: string | null, 
/**
 * How far it is.
 */
progress: RotationProgress, };

/**
 * The language that a person chose for the window.
 */
export type LanguageChoice = "system" | "en" | "de";

/**
 * The last write that was made with a key, as far back as request records go.
 */
export type LastWrite = { 
/**
 * The write; none where there is none since `since`.
 */
request: WriteRequest | null, 
/**
 * From when on a write would be known: what was noted before is kept no longer, or was noted by a release that did not
 * note which of them write.
 */
since: string, };

/**
 * A reported leak, and the key whose secret it is.
 */
export type LeakView = { 
/**
 * The key.
 */
key: KeyView, 
/**
 * Whether it still works, so that it has to be rotated or revoked now.
 */
stillUsable: boolean, 
/**
 * When it was first reported.
 */
reportedAt: string, };

/**
 * An entry of the ledger.
 */
export type LedgerEntryView = { 
/**
 * The service's id of it.
 */
id: string, 
/**
 * What it is, in the service's own word.
 */
kind: string, 
/**
 * In cents: below zero for what was charged.
 */
cents: number, 
/**
 * The model, where it names one.
 */
model: string | null, 
/**
 * When.
 */
at: string, };

/**
 * What a run leaves for the person to do at the place.
 */
export type Left = { "what": "look_for_new_key" } | { "what": "revoke_new_key", 
/**
 * What it looks like.
 */
hint: Hint, } | { "what": "revoke_old_key" };

/**
 * Whose requests are counted together.
 */
export type LimitBucket = "general" | "expensive" | "address" | "bad_keys";

/**
 * A rate limit at the moment when a request met it.
 */
export type LimitThen = { 
/**
 * Which bucket was empty.
 */
bucket: LimitBucket, 
/**
 * Requests a second, sustained.
 */
perSecond: number, 
/**
 * Requests at once, after a rest.
 */
burst: number, };

/**
 * What was read of the limits that a person typed.
 */
export type LimitsView = { 
/**
 * The addresses and ranges in their one form; empty while one of them is wrong.
 */
allowedIps: Array<string>, 
/**
 * The amounts that can be read.
 */
spendingLimits: SpendingLimits, 
/**
 * What cannot be read: a line of the addresses by its place, `/allowedIps/0`, or an amount.
 */
errors: Array<FieldError>, 
/**
 * Those that call now and no longer could.
 */
shutOut: Array<string>, };

/**
 * Asks for a page of the operator's queue.
 */
export type ListActivations = { 
/**
 * Where.
 */
connection: string, 
/**
 * Which of them.
 */
filter: QueueFilter, 
/**
 * Behind the page that said so; none for the first.
 */
cursor: string | null, };

/**
 * Asks for a page of what was asked for.
 */
export type ListApprovals = { 
/**
 * Where.
 */
connection: string, 
/**
 * Those that are over, or those that wait or can be claimed.
 */
over: boolean, 
/**
 * Behind the page that said so; none for the first.
 */
cursor: string | null, };

/**
 * Asks for a page of the audit log.
 */
export type ListAudit = { 
/**
 * Where.
 */
connection: string, 
/**
 * Which rows.
 */
filter: AuditFilter, 
/**
 * Behind the page that said so; none for the newest.
 */
cursor: string | null, 
/**
 * How many at most, 1 to 100.
 */
limit: number, };

/**
 * Asks for a page of deliveries.
 */
export type ListDeliveries = { 
/**
 * Where.
 */
connection: string, 
/**
 * Of which environment.
 */
environment: Environment, 
/**
 * Only those to this endpoint.
 */
webhook: string | null, 
/**
 * Only those that are so far.
 */
status: DeliveryStatus | null, 
/**
 * Behind the page that said so; none for the first.
 */
cursor: string | null, };

/**
 * Asks for a page of keys.
 */
export type ListKeys = { 
/**
 * Where.
 */
connection: string, 
/**
 * Of which world.
 */
environment: Environment, 
/**
 * Which of them.
 */
filter: KeyFilter, 
/**
 * Only some of these.
 */
narrowing?: KeyNarrowing, 
/**
 * Only those that have these words; empty for all.
 */
search: string, 
/**
 * What they are read by.
 */
sort: KeySort, 
/**
 * The largest first.
 */
descending: boolean, 
/**
 * Behind the page that said so; none for the first.
 */
cursor: string | null, 
/**
 * How many at most, 1 to 100.
 */
limit: number, };

/**
 * Asks for a page of members.
 */
export type ListMembers = { 
/**
 * Where.
 */
connection: string, 
/**
 * Which of them.
 */
filter: PeopleFilter, 
/**
 * Only those of this role.
 */
role: Role | null, 
/**
 * What they are read by.
 */
sort: MemberSort, 
/**
 * The largest first.
 */
descending: boolean, 
/**
 * Behind the page that said so; none for the first.
 */
cursor: string | null, };

/**
 * Asks for a page of request records.
 */
export type ListRequests = { 
/**
 * Where.
 */
connection: string, 
/**
 * Any id; none for all.
 */
id: string | null, 
/**
 * Which of them.
 */
filter: RequestFilter, 
/**
 * Behind the page that said so; none for the newest.
 */
cursor: string | null, 
/**
 * How many at most, up to 100; 100 when nothing is said.
 */
limit: number | null, };

/**
 * Asks for a page of rotations.
 */
export type ListRotations = { 
/**
 * Where.
 */
connection: string, 
/**
 * Of which world.
 */
environment: Environment, 
/**
 * Those that are over, or those that run.
 */
over: boolean, 
/**
 * Behind the page that said so; none for the first.
 */
cursor: string | null, };

/**
 * Asks for a page of tokens.
 */
export type ListTokens = { 
/**
 * Where.
 */
connection: string, 
/**
 * Which of them.
 */
filter: PeopleFilter, 
/**
 * Only those of this role.
 */
role: Role | null, 
/**
 * What they are read by.
 */
sort: TokenSort, 
/**
 * The largest first.
 */
descending: boolean, 
/**
 * Behind the page that said so; none for the first.
 */
cursor: string | null, };

/**
 * One page of members.
 */
export type MemberListView = { 
/**
 * The members, in the order asked for.
 */
members: Array<MemberView>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, 
/**
 * How many there are of each filter, whichever was asked for.
 */
counts: Record<PeopleFilter, number>, };

/**
 * A member, and the connection that reaches them.
 */
export type MemberRef = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * The member's id there.
 */
member: string, };

/**
 * What a list of members is read by.
 */
export type MemberSort = "created" | "name" | "last_sign_in";

/**
 * How far a member is.
 */
export type MemberState = "invited" | "active" | "revoked";

/**
 * A member in the table.
 */
export type MemberView = { 
/**
 * The connection that reaches them.
 */
connection: string, 
/**
 * Where their open invitation is.
 */
secret: SecretPlace, 
/**
 * Whether it is the person in front of the window.
 */
own: boolean, 
/**
 * `usr_` and 22 characters.
 */
id: string, 
/**
 * What they sign in with, and their name in the audit log.
 */
email: string, 
/**
 * What people call them.
 */
name: string, 
/**
 * What they may do.
 */
role: Role, 
/**
 * How far they are.
 */
state: MemberState, 
/**
 * Whether signing in needs a code besides the password.
 */
totp: boolean, 
/**
 * When they were invited.
 */
createdAt: string, 
/**
 * Who invited them.
 */
createdBy: Actor, 
/**
 * The last sign-in.
 */
lastSignInAt: string | null, 
/**
 * Until when an open invitation is good.
 */
invitationEndsAt: string | null, 
/**
 * When, by whom and why they were revoked.
 */
revocation: Revocation | null, };

/**
 * What a model cost.
 */
export type ModelView = { 
/**
 * Which.
 */
model: string, 
/**
 * In cents.
 */
spentCents: number, };

/**
 * Something that a list of keys can be narrowed by.
 */
export type Narrowing = "access_level" | "created_by" | "created_before" | "expires_before";

/**
 * Something that changed: what, never how it is now. Whoever shows it asks for it.
 */
export type News = { 
/**
 * What kind of thing.
 */
kind: NewsKind, 
/**
 * Which one; none for several of the kind.
 */
id: string | null, 
/**
 * Which ones, where several were gathered into one event. With neither an id nor these it may be any of the kind.
 */
ids?: Array<string>, 
/**
 * Its environment; none for what has none, and for several of both.
 */
environment: Environment | null, 
/**
 * What was done, in the audit log's word; none for a kind of `audit`, whose row tells.
 */
deed: string | null, 
/**
 * When.
 */
at: string, };

/**
 * What kind of thing changed; each is what a list of the same API shows.
 */
export type NewsKind = "key" | "rotation" | "key_approval" | "alert" | "activation" | "organization" | "member" | "token" | "webhook_endpoint" | "webhook_delivery" | "request" | "audit";

/**
 * What a connection tells of itself.
 */
export type NewsView = { "what": "changed", 
/**
 * What.
 */
news: News, } | { "what": "anew" } | { "what": "live" } | { "what": "lost" };

/**
 * Why no call with a revoked secret proves the end of its key.
 */
export type NoProof = "no_secret" | "not_readable" | "not_answered" | "not_from_here";

/**
 * Why an operation is not possible.
 */
export type NotPossible = "role" | "not_activated" | "needs_approval" | "not_signed_in" | "service" | "not_here";

/**
 * Something that a person may ask for.
 */
export type Operation = "read_keys" | "read_usage" | "create_key" | "change_key" | "rotate_key" | "revoke_key" | "prove_key" | "prove_level" | "read_rotations" | "read_activation" | "submit_activation" | "read_documents" | "decide_activation" | "read_requests" | "read_audit" | "read_alerts" | "acknowledge_alert" | "report_leak" | "manage_people" | "read_webhooks" | "watch_webhooks" | "set_up_webhooks" | "rotate_webhook_secret" | "read_limits" | "read_spending" | "keep_publishable_key" | "read_claims" | "set_key_policy" | "approve_live_keys";

/**
 * Who one is at a connection.
 */
export type OrganizationView = { 
/**
 * `org_` and 22 characters.
 */
id: string, 
/**
 * When it was set up.
 */
createdAt: string, 
/**
 * What the person in front of the window may do there.
 */
role: Role, 
/**
 * The name of the token in use.
 */
tokenName: string, 
/**
 * Whether a live key is asked for, and approved by another person, instead of created.
 */
liveKeysNeedApproval: boolean, 
/**
 * The activation record's state.
 */
activation: ActivationState, };

/**
 * A page to open: https anywhere, or plain http on this computer's loopback; without a user name and a password.
 */
export type PageUrl = string;

/**
 * A part of a key that was changed.
 */
export type Part = "spendingLimits" | "allowedIps" | "expiresAt";

/**
 * What was pasted.
 */
export type Pasted = { 
/**
 * The ids in it, the most telling first, each once; twenty at most.
 */
ids: Array<PastedId>, 
/**
 * How many secrets of this service were in it, each once. Whoever pasted them has them in places where they should not be.
 */
secrets: number, };

/**
 * An id that was recognised.
 */
export type PastedId = { 
/**
 * What it is of.
 */
kind: IdKind, 
/**
 * As it can be looked for.
 */
id: string, 
/**
 * The status that was answered, where what was pasted says so for this one.
 */
status: number | null, };

/**
 * Which members or tokens are shown together.
 */
export type PeopleFilter = "current" | "ended" | "all";

/**
 * How a person wants the program to behave, on this computer.
 */
export type Preferences = { 
/**
 * Whether single keys do something by themselves. Who speaks to the computer, or misses keys, may not want that (WCAG
 * 2.2, criterion 2.1.4).
 */
singleKeys: boolean, 
/**
 * The language of the window.
 */
language: LanguageChoice, };

/**
 * What a text of the place begins with, and what the text is then. Of two that fit, the longer one counts.
 */
export type Prefix = { 
/**
 * The beginning.
 */
text: string, 
/**
 * What it says.
 */
means: PrefixMeans, };

/**
 * What a prefix says of the text behind it.
 */
export type PrefixMeans = { "kind": "secret_of", "of": Environment } | { "kind": "secret" } | { "kind": "publishable" };

/**
 * The project that a connection leads to.
 */
export type ProjectView = { 
/**
 * Its publishable key, which is no secret; none until somebody kept it.
 */
publishableKey: string | null, };

/**
 * What a real call with a revoked secret was answered.
 */
export type ProofView = { 
/**
 * Whether the call was refused, as it must be.
 */
refused: boolean, 
/**
 * The HTTP status.
 */
status: number, 
/**
 * The answer's correlation ID.
 */
correlationId: string, 
/**
 * When.
 */
at: string, };

/**
 * A key's quarantine, and who decided it.
 */
export type Quarantine = { 
/**
 * Since when.
 */
since: string, 
/**
 * The moment from which the key may write again.
 */
until: string, 
/**
 * Who decided.
 */
by: Actor, 
/**
 * The reason given.
 */
reason: string, };

/**
 * Which activations are shown together.
 */
export type QueueFilter = "waiting" | "sent_back" | "decided" | "all";

/**
 * An organization's activation as the operator's queue has it. Without what is decided by: that is the record's.
 */
export type QueuedActivation = { 
/**
 * Whose it is.
 */
organization: ActivationOrganization, 
/**
 * How far it is.
 */
state: ActivationState, 
/**
 * When it was submitted, last.
 */
submittedAt: string | null, 
/**
 * Who submitted it.
 */
submittedBy: Actor | null, 
/**
 * Since when somebody looks at it, or when it was sent back or rejected.
 */
reviewedAt: string | null, 
/**
 * Who that is.
 */
reviewedBy: Actor | null, 
/**
 * When it was approved.
 */
approvedAt: string | null, 
/**
 * How many of the kinds of evidence there are.
 */
proofs: number, 
/**
 * How many documents are attached.
 */
documents: number, 
/**
 * Whether whoever asks may decide it now.
 */
decidable: boolean, };

/**
 * One bucket, and what was drawn from it.
 */
export type RateLimit = { 
/**
 * Of which environment.
 */
environment: Environment, 
/**
 * Of which requests.
 */
class: RouteClass, 
/**
 * Requests a second, sustained.
 */
perSecond: number, 
/**
 * Requests at once, after a rest.
 */
burst: number, 
/**
 * Whether the rate is one that was set for this organization, in the place of the usual one.
 */
overridden: boolean, 
/**
 * Requests that were let on within the last minute.
 */
lastMinute: number, 
/**
 * The most that were let on within any minute of the last hour.
 */
busiestMinute: number, 
/**
 * Requests that were answered 429 within the last hour.
 */
limitedLastHour: number, };

/**
 * Every bucket of an organization.
 */
export type RateLimits = { 
/**
 * The buckets: sandbox, then live; the general one first.
 */
data: Array<RateLimit>, 
/**
 * The process that counted. The rates hold for all, the counts are its own.
 */
countedBy: string, 
/**
 * From when on it counted, where that is less than an hour ago; before it, nobody knows.
 */
countedSince: string | null, 
/**
 * Requests within the last hour that there was no room to note, of whoever they were: where it is not 0, the counts are
 * too low.
 */
notCounted: number, };

/**
 * Why a key was refused, as the record has it: what [`crate::verdict::Refusal::reason`] says.
 */
export type Reason = "missing" | "malformed" | "other_environment" | "unknown" | "not_current" | "pending" | "revoked" | "expired" | "not_yet_valid" | "ip_not_allowed" | "read_only" | "quarantined" | "spending_limit_exceeded";

/**
 * One of the last deliveries.
 */
export type RecentDelivery = { 
/**
 * How far it is.
 */
status: DeliveryStatus, 
/**
 * Attempts begun so far.
 */
attemptCount: number, 
/**
 * When anything of it changed last.
 */
updatedAt: string, };

/**
 * One process that refuses the key.
 */
export type RefusedBy = { 
/**
 * The process.
 */
node: string, 
/**
 * The moment it stopped accepting.
 */
since: string, };

/**
 * Rejects a submitted activation. Operators only.
 */
export type RejectActivation = { 
/**
 * Why: 1 to 10 things.
 */
reasons: Array<ActivationReason>, 
/**
 * Whether it may be submitted again.
 */
resubmittable: boolean, };

/**
 * Requests that belong to one, each list the newest first and short.
 */
export type RelatedRequests = { 
/**
 * With the same client correlation ID.
 */
sameClientCorrelationId: Array<Request>, 
/**
 * With the same idempotency key.
 */
sameIdempotencyKey: Array<Request>, 
/**
 * With the same key, just before and after.
 */
sameKey: Array<Request>, 
/**
 * From the same address with the same program, whatever the key, just before and after. A release before tells none.
 */
sameCaller: Array<Request>, };

/**
 * What was noted about one request.
 */
export type Request = { 
/**
 * The server's own id of it.
 */
correlationId: string, 
/**
 * When it began.
 */
at: string, 
/**
 * Which environment's listener it came to; null for management.
 */
environment: Environment | null, 
/**
 * Its method; for a reverse proxy's question, the one asked about.
 */
method: string, 
/**
 * The route it took, with its variables' names; empty when no route took it.
 */
route: string, 
/**
 * Its path, without what looked like a secret and without a query.
 */
path: string, 
/**
 * The status of the answer.
 */
status: number, 
/**
 * The code of a refusal.
 */
code: string | null, 
/**
 * The true reason for which a key was refused, in one word. The caller was not told.
 */
refusal: string | null, 
/**
 * The limit that it met, as that was then; of a 429 alone. A release before did not note it.
 */
limit: LimitThen | null, 
/**
 * The key it came with, if that is known.
 */
keyId: string | null, 
/**
 * Who asked the management API.
 */
actor: Actor | null, 
/**
 * The client's own id of it.
 */
clientCorrelationId: string | null, 
/**
 * The idempotency key it came with.
 */
idempotencyKey: string | null, 
/**
 * The address it came from.
 */
address: string, 
/**
 * The first word of its user agent.
 */
agent: string, 
/**
 * How long its answer took, in microseconds.
 */
durationMicros: number, };

/**
 * Asks for more before a decision. Operators only.
 */
export type RequestActivationInformation = { 
/**
 * What is missing or unclear: 1 to 10 things.
 */
reasons: Array<ActivationReason>, };

/**
 * Which request records; each part that is named leaves out what does not fit.
 */
export type RequestFilter = { 
/**
 * Which side they came in at.
 */
side: RequestSide | null, 
/**
 * How they were answered.
 */
answered: Answered | null, 
/**
 * The address they came from.
 */
address: string | null, 
/**
 * The first word of their user agent.
 */
agent: string | null, };

/**
 * One page of request records.
 */
export type RequestListView = { 
/**
 * The records, the newest first.
 */
requests: Array<Request>, 
/**
 * What to ask for the records before these; none at the end.
 */
nextCursor: string | null, 
/**
 * Requests that were not noted since the place was started: too many came at once.
 */
dropped: number, };

/**
 * Which side a request came in at.
 */
export type RequestSide = "sandbox" | "live" | "management";

/**
 * What kind of thing is revealed.
 */
export type RevealKind = "secret" | "authenticator" | "backup_codes";

/**
 * Who ended a key, when and why.
 */
export type Revocation = { 
/**
 * The moment from which the key is refused.
 */
at: string, 
/**
 * Who decided.
 */
by: Actor, 
/**
 * The reason given.
 */
reason: string, };

/**
 * Asks for the end of a key.
 */
export type RevokeKey = { 
/**
 * Minted by the window when the dialog opens.
 */
idempotencyKey: string, 
/**
 * Which key.
 */
key: KeyRef, 
/**
 * Why.
 */
reason: string, 
/**
 * The key's name, typed by the person: needed for a live key.
 */
typedName: string | null, };

/**
 * Asks for the end of several keys, for one reason.
 */
export type RevokeKeys = { 
/**
 * Minted by the window when the dialog opens; each key has one of its own made of it.
 */
idempotencyKey: string, 
/**
 * Where.
 */
connection: string, 
/**
 * Which keys, by their ids.
 */
keys: Array<string>, 
/**
 * Why.
 */
reason: string, 
/**
 * The organization's name, typed by the person: needed where a live key is among them.
 */
typedName: string | null, };

/**
 * Asks for the end of a member.
 */
export type RevokeMember = { 
/**
 * Whom.
 */
member: MemberRef, 
/**
 * Why.
 */
reason: string, };

/**
 * Asks for the end of a token.
 */
export type RevokeToken = { 
/**
 * Which.
 */
token: TokenRef, 
/**
 * Why.
 */
reason: string, };

/**
 * How many of several keys ended.
 */
export type RevokedManyView = { 
/**
 * Those that ended.
 */
revoked: number, 
/**
 * Those that failed.
 */
failed: number, 
/**
 * Those that were not begun, because it was stopped.
 */
left: number, };

/**
 * The receipt of a revocation.
 */
export type RevokedView = { 
/**
 * The key, revoked.
 */
key: KeyView, 
/**
 * The processes that refuse it, and since when.
 */
refusedBy: Array<RefusedBy>, 
/**
 * A call made with the revoked secret, when this computer had it: the proof.
 */
proof: ProofView | null, 
/**
 * Why there is none.
 */
noProof: NoProof | null, };

/**
 * Something that some roles may do, and others may not.
 */
export type Right = "look" | "write_sandbox_keys" | "write_live_keys" | "acknowledge_alerts" | "report_leaks" | "watch_webhooks" | "set_up_webhooks" | "submit_activation" | "read_documents" | "manage_members" | "manage_tokens" | "set_key_policy" | "approve_live_keys" | "decide_activation" | "read_metrics";

/**
 * What a token's holder may do (design, section 6).
 */
export type Role = "admin" | "support" | "onboarding" | "operator";

/**
 * A role, and what it may do.
 */
export type RoleView = { 
/**
 * Which.
 */
role: Role, 
/**
 * All that it may do.
 */
rights: Array<Right>, 
/**
 * Whether an admin may give it. An operator is made by whoever has the key server's data.
 */
given: boolean, };

/**
 * Who may do what.
 */
export type RolesView = { 
/**
 * Everything that some role may do, as it stands in a table.
 */
rights: Array<Right>, 
/**
 * The roles, in their order.
 */
roles: Array<RoleView>, };

/**
 * Asks for another signing secret of an endpoint.
 */
export type RotateWebhookSecret = { 
/**
 * Minted by the window when the question opens, so that pressing twice rotates once.
 */
idempotencyKey: string, 
/**
 * Whose.
 */
webhook: WebhookRef, 
/**
 * Of which environment it is; a service has to be asked there.
 */
environment: Environment | null, };

/**
 * A begun rotation; the successor's secret is held in Rust.
 */
export type RotatedView = { 
/**
 * The rotation.
 */
rotation: RotationView, 
/**
 * The successor, pending.
 */
key: KeyView, };

/**
 * How a key is replaced.
 */
export type Rotating = { "way": "paired", 
/**
 * The longest while that may be asked for, in seconds.
 */
graceSecondsMax: number, 
/**
 * The most minutes without a call after which it ends the old key by itself; none where it cannot.
 */
quietMinutesMax: number | null, } | { "way": "by_hand" };

/**
 * One page of an environment's rotations.
 */
export type RotationListView = { 
/**
 * The rotations, the newest first.
 */
rotations: Array<RotationView>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, };

/**
 * How far a rotation is.
 */
export type RotationProgress = { "way": "paired", 
/**
 * How far it has come.
 */
step: Step, 
/**
 * Why it does not go on, if it does not.
 */
stalled: AlertKind | null, } | { "way": "guided", 
/**
 * The step it stands at, the first being 0.
 */
at: number, 
/**
 * How many there are.
 */
of: number, };

/**
 * A rotation, and the connection that reaches it.
 */
export type RotationRef = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * The rotation's id there.
 */
rotation: string, };

/**
 * A rotation, and the connection that reaches it.
 */
export type RotationView = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * `rot_` and 22 characters.
 */
id: string, 
/**
 * The environment of both keys.
 */
environment: Environment, 
/**
 * Routine, or leaked.
 */
cause: Cause, 
/**
 * How far it has come, at the moment of the answer.
 */
step: Step, 
/**
 * The key that goes.
 */
oldKey: Key, 
/**
 * The key that stays.
 */
newKey: Key, 
/**
 * When it began.
 */
startedAt: string, 
/**
 * Who began it.
 */
startedBy: Actor, 
/**
 * When the successor's secret was confirmed as saved.
 */
handedOverAt: string | null, 
/**
 * The first call seen on the successor.
 */
newFirstUsedAt: string | null, 
/**
 * The last call seen on the old key.
 */
oldLastUsedAt: string | null, 
/**
 * When the old key ends by itself.
 */
oldEndsAt: string | null, 
/**
 * Minutes without a call after which the old key is revoked by itself; none: it is not.
 */
quietMinutes: number | null, 
/**
 * From when these minutes count; behind the end, since when the old key had been quiet.
 */
quietSince: string | null, 
/**
 * When it is revoked by itself if nobody calls with it any more; none before the successor was seen at work.
 */
quietEndsAt: string | null, 
/**
 * Whether it was revoked by itself, for being quiet.
 */
endedQuiet: boolean, 
/**
 * Why it does not go on, if it does not; an alert tells of it as well.
 */
stalled: AlertKind | null, 
/**
 * When the old key was revoked.
 */
finishedAt: string | null, 
/**
 * When it was undone.
 */
undoneAt: string | null, };

/**
 * Which requests draw from one bucket together.
 */
export type RouteClass = "general" | "expensive";

/**
 * How a run ends.
 */
export type RunOutcome = "finished" | "abandoned";

/**
 * A document that was saved to a file.
 */
export type SavedDocumentView = { 
/**
 * Where.
 */
path: string, 
/**
 * Its length in bytes.
 */
size: number, 
/**
 * SHA-256 of what was written, in hex.
 */
sha256: string, };

/**
 * A secret in this computer's keychain.
 */
export type SavedSecretView = { 
/**
 * The key it belongs to.
 */
key: KeyRef, 
/**
 * The key's name when it was saved.
 */
name: string, 
/**
 * Its environment.
 */
environment: Environment, 
/**
 * What it looks like.
 */
hint: Hint, 
/**
 * When it was saved.
 */
savedAt: string, 
/**
 * Whether the keychain still has it; none when the keychain cannot be asked now.
 */
present: boolean | null, };

/**
 * Where a key's secret is, as far as this computer knows.
 */
export type SecretPlace = "elsewhere" | "held" | "saved" | "lost";

/**
 * How the secrets of a place are written: a prefix, and behind it so many characters of an alphabet. Checked when it is made
 * and when it is read.
 */
export type SecretShape = { prefixes: Array<Prefix>, alphabet: Alphabet, bodyMin: number, bodyMax: number, 
/**
 * Whether a secret may begin otherwise: the place does not write down how all of them do.
 */
isOpen: boolean, };

/**
 * Asks to hand a held or saved secret to a command, as it was shown.
 */
export type SendSecret = { 
/**
 * Which key.
 */
key: KeyRef, 
/**
 * The program's file, in full.
 */
program: string, 
/**
 * Each argument as it is given to the program; no shell reads them.
 */
arguments: Array<string>, };

/**
 * A command that read a secret from its standard input and ended well. Whether it kept the secret is not known.
 */
export type SentView = { 
/**
 * The program's file, in full.
 */
program: string, 
/**
 * The end of what it said, without what looks like a secret; empty where it said nothing.
 */
said: string, 
/**
 * Whether what it said is left out, because it told the secret.
 */
withheld: boolean, };

/**
 * Where an environment of a service is.
 */
export type ServiceHost = { 
/**
 * Which environment.
 */
environment: Environment, 
/**
 * The address of its API.
 */
url: string, };

/**
 * A published service, which a connection may lead to.
 */
export type ServiceView = { 
/**
 * The word that names it.
 */
id: string, 
/**
 * What it calls itself.
 */
name: string, 
/**
 * Its environments.
 */
environments: Array<Environment>, 
/**
 * Whether a connection leads to one of its projects, which its name then says.
 */
hasProjects: boolean, 
/**
 * Whether it has calls for its keys, for whoever signs in or has an API token.
 */
hasAccount: boolean, };

/**
 * Says whether live keys are asked for instead of created.
 */
export type SetApprovalPolicy = { 
/**
 * Where.
 */
connection: string, 
/**
 * Whether another person approves each live key.
 */
needed: boolean, 
/**
 * Why.
 */
reason: string, };

/**
 * Asks to say how old the keys of an environment may become.
 */
export type SetKeyPolicy = { 
/**
 * Where.
 */
connection: string, 
/**
 * In which environment.
 */
environment: Environment, 
/**
 * Days after which a key is due; none: after a year.
 */
keyDaysMax: number | null, 
/**
 * Why.
 */
reason: string, };

/**
 * How far this computer's own authority is.
 */
export type SetupView = { "state": "needed" } | { "state": "ready" } | { "state": "failed", 
/**
 * Why.
 */
failure: Failure, };

/**
 * How pressing an alert is.
 */
export type Severity = "notice" | "warning" | "urgent";

/**
 * Asks to sign in. The password and the code are handed over beside it ([`TypedSecret`]).
 */
export type SignIn = { 
/**
 * The connection's name; empty for the name that it has, or that of the organization there.
 */
name: string, 
/**
 * The service that people have accounts at, by its word; absent for an authority.
 */
service?: string, 
/**
 * The address of the management API; empty for a service's own.
 */
url: string, 
/**
 * The member's e-mail address.
 */
email: string, };

/**
 * What signing in came to.
 */
export type SignedInView = { "step": "done", 
/**
 * The connection that was made or gone on with.
 */
connection: ConnectionView, } | { "step": "code_needed" };

/**
 * Asks to leave a step out.
 */
export type SkipStep = { 
/**
 * Which.
 */
step: StepRef, 
/**
 * Why; it is kept for ever.
 */
reason: string, };

/**
 * What a key's requests may cost, in micros; any mix of the three.
 */
export type SpendingLimits = { 
/**
 * In any 24 hours from the first cost on.
 */
dailyMicros: number | null, 
/**
 * In 7 days.
 */
weeklyMicros: number | null, 
/**
 * In 30 days.
 */
monthlyMicros: number | null, };

/**
 * What an account has, what it cost in thirty days, and what that says of its keys' limits.
 */
export type SpendingView = { 
/**
 * When the service was asked.
 */
asOf: string, 
/**
 * The name of the key that it was asked with.
 */
askedWith: string, 
/**
 * The currency of every amount, by its ISO code.
 */
currency: string, 
/**
 * What is left, in cents.
 */
balanceCents: number, 
/**
 * Whether everything of these days was read; there may be more than is told otherwise.
 */
isWhole: boolean, 
/**
 * Each day in UTC, the earliest first.
 */
days: Array<DayView>, 
/**
 * The models that were used, the dearest first.
 */
models: Array<ModelView>, 
/**
 * The living keys that have a limit.
 */
keys: Array<KeyLimitView>, 
/**
 * The last entries, the newest first.
 */
entries: Array<LedgerEntryView>, };

/**
 * What is known of a connection: whose keys it has, where, and what may be asked for.
 */
export type StandingView = { 
/**
 * The organization's name; the service's where it does not tell whose its keys are.
 */
name: string, 
/**
 * Its environments with their true addresses, and whether each is available.
 */
environments: Array<EnvironmentInfo>, 
/**
 * What the person in front of the window may ask for there.
 */
capabilities: Capabilities, 
/**
 * Who one is there; none where the place does not tell.
 */
organization: OrganizationView | null, 
/**
 * When this was heard; older than a few seconds while offline.
 */
asOf: string, };

/**
 * Asks for a rotation.
 */
export type StartRotation = { 
/**
 * Minted by the window when the dialog opens.
 */
idempotencyKey: string, 
/**
 * Which key goes.
 */
key: KeyRef, 
/**
 * Routine, or leaked.
 */
cause: Cause, 
/**
 * Seconds of grace after the handover; none: until revoked by hand.
 */
graceSeconds: number | null, 
/**
 * Minutes without a call after which the old key ends by itself; none: it does not.
 */
quietMinutes: number | null, 
/**
 * The old key's name, typed by the person: needed where a live key shall end by itself.
 */
typedName: string | null, };

/**
 * An authenticator that waits for its first code.
 */
export type StartedTotpView = { 
/**
 * What Rust holds its secret by, to be revealed as a picture.
 */
authenticator: KeyRef, };

/**
 * Everything the frame of the window needs to know, asked for again and again.
 */
export type StatusView = { 
/**
 * How far this computer's own authority is.
 */
setup: SetupView, 
/**
 * The connection in use; none before setup.
 */
connection: ConnectionView | null, 
/**
 * What is known of the connection; none while it cannot be reached and was never reached.
 */
standing: StandingView | null, 
/**
 * Why the connection cannot be used right now.
 */
trouble: Failure | null, 
/**
 * The keychain of this computer.
 */
keychain: KeychainView, 
/**
 * The program's version.
 */
version: string, };

/**
 * The station a rotation has reached. Each is proved by an event, never by a tick.
 */
export type Step = "created" | "handed_over" | "new_seen" | "old_quiet" | "finished" | "undone";

/**
 * A step of a run. Whoever asks names the step they see, so that asking twice does nothing twice.
 */
export type StepRef = { 
/**
 * The run's id.
 */
run: string, 
/**
 * Which of its steps, the first being 0.
 */
step: number, };

/**
 * How far a step is.
 */
export type StepState = { "state": "done", 
/**
 * When.
 */
at: string, 
/**
 * What shows it.
 */
evidence: Evidence, } | { "state": "skipped", 
/**
 * When.
 */
at: string, 
/**
 * Why.
 */
reason: string, } | { "state": "current" } | { "state": "ahead" };

/**
 * Submits the organization for activation.
 */
export type SubmitActivation = { 
/**
 * The organization's legal name.
 */
legalName: string, 
/**
 * Who answers for it.
 */
contactEmail: string, 
/**
 * What the live keys are for.
 */
purpose: string, };

/**
 * Which events an endpoint wants.
 */
export type Subscription = { 
/**
 * All, or the selected ones.
 */
mode: SubscriptionMode, 
/**
 * The selected ones; empty for all.
 */
eventTypes: Array<string>, };

/**
 * All events, or the selected ones.
 */
export type SubscriptionMode = "ALL" | "SELECTED";

/**
 * One page of tokens.
 */
export type TokenListView = { 
/**
 * The tokens, in the order asked for.
 */
tokens: Array<TokenView>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, 
/**
 * How many there are of each filter, whichever was asked for.
 */
counts: Record<PeopleFilter, number>, };

/**
 * A management token, and the connection that reaches it.
 */
export type TokenRef = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * The token's id there.
 */
token: string, };

/**
 * What a list of tokens is read by.
 */
export type TokenSort = "created" | "name" | "expires";

/**
 * How far a token is.
 */
export type TokenState = "active" | "expired" | "revoked";

/**
 * A management token in the table.
 */
export type TokenView = { 
/**
 * The connection that reaches it.
 */
connection: string, 
/**
 * How far it is.
 */
state: TokenState, 
/**
 * Where its secret is.
 */
secret: SecretPlace, 
/**
 * Whether it is the one that this connection uses.
 */
own: boolean, 
/**
 * `tok_` and 22 characters.
 */
id: string, 
/**
 * Its name in the audit log.
 */
name: string, 
/**
 * What its holder may do.
 */
role: Role, 
/**
 * When it was created.
 */
createdAt: string, 
/**
 * Who created it.
 */
createdBy: Actor, 
/**
 * When it ends by itself.
 */
expiresAt: string | null, 
/**
 * When, by whom and why it was revoked.
 */
revocation: Revocation | null, };

/**
 * What a person typed of a key's limits.
 */
export type TypedLimits = { 
/**
 * Addresses and ranges, one a line.
 */
allowedIps: string, 
/**
 * Amounts in whole units, with decimals; empty for none.
 */
daily: string, 
/**
 * The same.
 */
weekly: string, 
/**
 * The same.
 */
monthly: string, 
/**
 * What stands before the decimals where the person is at home.
 */
decimal: string, 
/**
 * Addresses that call now, to be told which of them would be shut out.
 */
callers: Array<string>, };

/**
 * A password or a code, as a person typed it.
 *
 * It may pass through the page, where a key's secret may not: the person types it, so that the page sees it whatever is done
 * with it afterwards, and it is theirs to change. A secret of ours is made in Rust and need not be seen by any page. It leaves
 * the page with the press that sends it; here it cannot be printed, written down or sent back.
 */
export type TypedSecret = string;

/**
 * Asks to take a rotation back.
 */
export type UndoRotation = { 
/**
 * Minted by the window when the question opens.
 */
idempotencyKey: string, 
/**
 * Which rotation.
 */
rotation: RotationRef, 
/**
 * The successor's name, typed by the person: needed for a live one that works already.
 */
typedName: string | null, };

/**
 * Who has been calling with a key.
 */
export type Usage = { 
/**
 * Callers of the last hour, the busiest first.
 */
lastHour: Array<Caller>, 
/**
 * The last write that was made with it. A release before told nothing of it.
 */
lastWrite: LastWrite | null, 
/**
 * Active webhook endpoints that were created with it. Their deliveries are signed with secrets of their own, and go on
 * whatever becomes of the key. A release before told nothing of them.
 */
webhookEndpoints: number | null, 
/**
 * When this was so.
 */
asOf: string, };

/**
 * Asks whether the whole log is as it was written, and still the one that this computer knew.
 */
export type VerifyAudit = { 
/**
 * Where.
 */
connection: string, 
/**
 * Whether this computer forgets what it knew of the log and begins with what is there now: somebody knows why it is
 * another one.
 */
anew: boolean, };

/**
 * The kinds of event that an endpoint can subscribe to.
 */
export type WebhookEventsView = { 
/**
 * The kinds, in the authority's order.
 */
events: Array<EventType>, };

/**
 * How an endpoint does.
 */
export type WebhookHealth = "off" | "unsigned" | "on" | "untried" | "working" | "failing";

/**
 * One page of endpoints.
 */
export type WebhookListView = { 
/**
 * The endpoints, the newest first.
 */
webhooks: Array<WebhookView>, 
/**
 * What to ask for the next page; none at the end.
 */
nextCursor: string | null, };

/**
 * A webhook endpoint, and the connection that reaches it.
 */
export type WebhookRef = { 
/**
 * The connection's id.
 */
connection: string, 
/**
 * The endpoint's id there.
 */
webhook: string, };

/**
 * How deliveries are signed. The sheet names the field; what is in it is ours.
 */
export type WebhookSignature = { 
/**
 * The header of a delivery that carries it.
 */
header: string, 
/**
 * The name of a signature in the header.
 */
scheme: string, 
/**
 * How it is computed, over `<unix seconds>.<raw body>`.
 */
algorithm: string, 
/**
 * Whether deliveries can be signed: not when the secret was created by an authority without a sealing key.
 */
available: boolean, 
/**
 * Until when deliveries carry the previous secret's signature too.
 */
previousSecretEndsAt: string | null, };

/**
 * An endpoint in the table.
 */
export type WebhookView = { 
/**
 * The connection that reaches it.
 */
connection: string, 
/**
 * How it does.
 */
health: WebhookHealth, 
/**
 * Where its signing secret is.
 */
secret: SecretPlace, 
/**
 * The name of the key that a service is asked with to rotate the secret; none where there is none that may, or where none
 * is needed.
 */
rotatedWith: string | null, 
/**
 * `wep_` and 22 characters.
 */
id: string, 
/**
 * The keys of which environment it is told of: on the management API, where one token sees both.
 */
environment?: Environment | null, 
/**
 * Where events go.
 */
url: string, 
/**
 * What it is for, if somebody said so.
 */
description: string | null, 
/**
 * Whether events are sent.
 */
active: boolean, 
/**
 * Which events.
 */
subscription: Subscription, 
/**
 * How deliveries are signed.
 */
signature: WebhookSignature, 
/**
 * When it was created.
 */
createdAt: string, 
/**
 * When it was last changed.
 */
updatedAt: string, 
/**
 * How its last deliveries went, the newest first, ten at most: on the management API. Ours.
 */
recent?: Array<RecentDelivery>, };

/**
 * Which key a call is made with.
 */
export type Whose = "new" | "old";

/**
 * One limit, and what is known of it.
 */
export type WindowView = { 
/**
 * `daily`, `weekly` or `monthly`.
 */
window: "daily" | "weekly" | "monthly", 
/**
 * The limit, in millionths.
 */
limitMicros: number, 
/**
 * What it can have cost at most: what the account did, in millionths. At least that where it is unknown.
 */
atMostMicros: number, 
/**
 * What follows.
 */
known: KnownOf, };

/**
 * Asks to write a held or saved secret into a file of its own.
 */
export type WriteFile = { 
/**
 * Which key.
 */
key: KeyRef, 
/**
 * The file; `~/` stands for the home folder.
 */
path: string, 
/**
 * Whether a file that is there already may be replaced.
 */
replace: boolean, };

/**
 * Asks to write a held or saved secret into a file that makes a Kubernetes Secret of it.
 */
export type WriteManifest = { 
/**
 * Which key.
 */
key: KeyRef, 
/**
 * The file; `~/` stands for the home folder.
 */
path: string, 
/**
 * Whether a file that is there already may be replaced.
 */
replace: boolean, 
/**
 * What the Secret is called in the cluster.
 */
name: string, 
/**
 * The namespace that it is put into; empty for the one in use when it is applied.
 */
namespace: string, 
/**
 * The key that the Secret's data has it by, for instance `CONDUIT_API_KEY`.
 */
dataKey: string, };

/**
 * A request that writes (POST, PUT, PATCH, DELETE) and was answered well.
 */
export type WriteRequest = { 
/**
 * By what it is explained.
 */
correlationId: string, 
/**
 * When it came.
 */
at: string, 
/**
 * Its method, or the one that a reverse proxy asked about.
 */
method: string, 
/**
 * Its path, without a query.
 */
path: string, };

/**
 * Asks to write a held or saved secret into a file of variables.
 */
export type WriteSecret = { 
/**
 * Which key.
 */
key: KeyRef, 
/**
 * The file; `~/` stands for the home folder.
 */
path: string, 
/**
 * The variable, for instance `CONDUIT_API_KEY`.
 */
variable: string, };

/**
 * A secret in a file of its own, or in one that makes a Kubernetes Secret of it.
 */
export type WrittenFileView = { 
/**
 * The file, in full. It was read back.
 */
path: string, 
/**
 * Whether it took the place of another.
 */
replaced: boolean, 
/**
 * Why git would commit the file now.
 */
git: GitFinding | null, };

/**
 * A secret in a file of variables.
 */
export type WrittenView = { 
/**
 * The file, in full. It was read back.
 */
path: string, 
/**
 * The variable that holds it.
 */
variable: string, 
/**
 * Whether a line of that name was replaced.
 */
replaced: boolean, 
/**
 * Why git would commit the file now.
 */
git: GitFinding | null, };
