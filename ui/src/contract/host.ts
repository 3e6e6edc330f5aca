// Written by `cargo xtask types` from `src-tauri/src/commands/table.rs`. Never edited by hand.
import type { AccountView, ActivationQueueView, ActivationView, AddConnection, AddService, Alert, AlertListView, ApprovalListView, ApprovalPolicyView, ApprovalRef, ApprovalView, AskForKey, AuditCheckView, AuditPageView, BeginRun, ChangeKey, ChangeRole, ChangeRotation, ChangeWebhook, ChangedView, ChosenFileView, ClaimKey, ClaimsView, CommandView, ConfirmKey, ConfirmedTotpView, ConnectionStateView, ConnectionView, CopiedView, CreateKey, CreateToken, CreateWebhook, DecideApproval, Defect, Delivery, DeliveryListView, DeliveryRef, DocumentKind, Drawn, DropView, EndedKeyView, Environment, ExplainedRequest, ExportAudit, ExportedView, FileView, FindEverywhere, FinishRotation, FoundEverywhereView, GuidedRunView, InviteAgain, InviteMember, KeyListView, KeyPolicyView, KeyProofView, KeyRef, KeyView, KnownPlaceView, LanguageChoice, LeakView, LimitsView, ListActivations, ListApprovals, ListAudit, ListDeliveries, ListKeys, ListMembers, ListRequests, ListRotations, ListTokens, MemberListView, MemberView, NewsView, Pasted, Preferences, ProjectView, RateLimits, RejectActivation, RequestActivationInformation, RequestListView, RevealKind, RevokeKey, RevokeKeys, RevokeMember, RevokeToken, RevokedManyView, RevokedView, RolesView, RotateWebhookSecret, RotatedView, RotationListView, RotationRef, RotationView, SavedDocumentView, SavedSecretView, SendSecret, SentView, ServiceView, SetApprovalPolicy, SetKeyPolicy, SignIn, SignedInView, SkipStep, SpendingView, StartRotation, StartedTotpView, StatusView, StepRef, SubmitActivation, TokenListView, TokenView, TypedLimits, TypedSecret, UndoRotation, Usage, VerifyAudit, WebhookEventsView, WebhookListView, WebhookRef, WebhookView, WriteFile, WriteManifest, WriteSecret, WrittenFileView, WrittenView } from "./contract";

/** Carries a call to Rust; whatever comes back as a refusal is thrown. */
export type Ask = <T>(command: string, given?: Record<string, unknown>) => Promise<T>;

/** What the main window may ask of Rust. */
export interface Host {
  /** Everything the frame needs; it never fails for what is wrong with a connection. */
  getStatus(): Promise<StatusView>;
  /** Creates the organization of this computer, and starts its authority. */
  setUp(organization: string): Promise<StatusView>;
  /** Tries again what failed at the start. */
  retrySetup(): Promise<StatusView>;
  /** How this person wants the program to behave. */
  getPreferences(): Promise<Preferences>;
  /** Chooses. */
  setPreferences(request: Preferences): Promise<Preferences>;
  /** One page of an environment's keys. */
  listKeys(request: ListKeys): Promise<KeyListView>;
  /** What every connection told of its keys when it was asked last; nobody is asked. */
  lastKnown(): Promise<Array<KnownPlaceView>>;
  /** Asks one for them. */
  listPlace(connection: string): Promise<KnownPlaceView>;
  /** What has some words, of what all told last. */
  findEverywhere(request: FindEverywhere): Promise<FoundEverywhereView>;
  /** One key. */
  getKey(key: KeyRef): Promise<KeyView>;
  /** Who called with a key in the last hour. */
  getKeyUsage(key: KeyRef): Promise<Usage>;
  /** Says how old the keys of an environment may become. */
  setKeyPolicy(request: SetKeyPolicy): Promise<KeyPolicyView>;
  /** Says whether live keys are asked for instead of created. */
  setApprovalPolicy(request: SetApprovalPolicy): Promise<ApprovalPolicyView>;
  /** One page of the live keys that were asked for. */
  listApprovals(request: ListApprovals): Promise<ApprovalListView>;
  /** Asks for a live key. */
  askForKey(request: AskForKey): Promise<ApprovalView>;
  /** Approves one that another person asked for. */
  approveKey(request: DecideApproval): Promise<ApprovalView>;
  /** Declines it. */
  declineKey(request: DecideApproval): Promise<ApprovalView>;
  /** Withdraws one's own wish. */
  withdrawKey(approval: ApprovalRef): Promise<ApprovalView>;
  /** Creates the key that was approved, pending; its secret is held in Rust. */
  claimKey(request: ClaimKey): Promise<KeyView>;
  /** Creates a key, pending; its secret is held in Rust. */
  createKey(request: CreateKey): Promise<KeyView>;
  /** What was typed of a key's limits, and what is wrong with it; nothing is sent anywhere. */
  readLimits(typed: TypedLimits): Promise<LimitsView>;
  /** Changes what a key is limited to. */
  changeKey(change: ChangeKey, idempotencyKey: string, key: KeyRef, typedName: string | null): Promise<ChangedView>;
  /** "I have saved it": pending becomes active, and Rust forgets the held secret. */
  confirmKey(request: ConfirmKey): Promise<KeyView>;
  /** Ends a key for good, and proves it where this computer has the secret. */
  revokeKey(request: RevokeKey): Promise<RevokedView>;
  /** Ends several keys, and tells of each as it is known. It goes on until it is through or stopped. */
  revokeKeys(request: RevokeKeys, onRevoked: (some: EndedKeyView[]) => void): Promise<RevokedManyView>;
  /** Stops it: what has begun still ends. */
  stopRevoking(): Promise<void>;
  /** Rust writes the clipboard; the secret never enters the page. */
  copySecret(key: KeyRef): Promise<CopiedView>;
  /** Saves a held secret in the keychain; said after it was read back. */
  saveSecret(key: KeyRef): Promise<KeyView>;
  /** Writes a secret into a file of variables. */
  writeSecret(request: WriteSecret): Promise<WrittenView>;
  /** What is known of a file before a secret is written there: whether it exists, whether git would commit it. */
  checkFile(path: string): Promise<FileView>;
  /** Writes a secret into a file of its own. */
  writeFile(request: WriteFile): Promise<WrittenFileView>;
  /** Writes a secret into a file that makes a Kubernetes Secret of it. */
  writeManifest(request: WriteManifest): Promise<WrittenFileView>;
  /** What would run of a command that somebody types, one argument a line; nothing runs. */
  readCommand(typed: string): Promise<CommandView>;
  /** Runs a command with a secret on its standard input; no shell reads it. */
  sendSecret(request: SendSecret): Promise<SentView>;
  /** A native dialog, opened by Rust, that proposes a name; none when it was closed without a choice. */
  chooseFile(name: string): Promise<string | null>;
  /** Opens the separate window that shows one secret. */
  revealSecret(key: KeyRef): Promise<void>;
  /** What was saved in the keychain, and whether it is still there. */
  listSavedSecrets(): Promise<Array<SavedSecretView>>;
  /** Removes a secret from the keychain. */
  removeSavedSecret(key: KeyRef): Promise<void>;
  /** Asks the system to unlock the keychain; it may show its own prompt. The next statuses tell how that went. */
  unlockKeychain(): Promise<void>;
  /** Begins a rotation; the successor's secret is held in Rust. */
  startRotation(request: StartRotation): Promise<RotatedView>;
  /** One page of an environment's rotations. */
  listRotations(request: ListRotations): Promise<RotationListView>;
  /** One rotation. */
  getRotation(rotation: RotationRef): Promise<RotationView>;
  /** Chooses whether, and after how many quiet minutes, a rotation's old key ends by itself. */
  changeRotation(request: ChangeRotation): Promise<RotationView>;
  /** Revokes a rotation's old key. */
  finishRotation(request: FinishRotation): Promise<RevokedView>;
  /** Revokes a rotation's successor and takes the old key back. */
  undoRotation(request: UndoRotation): Promise<RotationView>;
  /** Begins to lead through what a service has no call for. */
  beginRun(connection: string, request: BeginRun): Promise<GuidedRunView>;
  /** A run as it stands. */
  getRun(run: string): Promise<GuidedRunView>;
  /** Those that have not ended, the oldest first. */
  listOpenRuns(): Promise<Array<GuidedRunView>>;
  /** Those that made, replaced or ended a key, the oldest first. */
  listRunsOf(key: KeyRef): Promise<Array<GuidedRunView>>;
  /** Opens the page of a step in the person's browser, which does it. */
  openPage(step: StepRef): Promise<GuidedRunView>;
  /** Takes the new key's secret from the clipboard; it never enters the page. */
  takeSecret(step: StepRef): Promise<GuidedRunView>;
  /** The person says that a step is done. */
  finishStep(step: StepRef): Promise<GuidedRunView>;
  /** Makes the call that a step asks for. */
  proveStep(step: StepRef): Promise<GuidedRunView>;
  /** Leaves a step out, for a reason that is kept. */
  skipStep(request: SkipStep): Promise<GuidedRunView>;
  /** Gives a run up. */
  abandonRun(run: string): Promise<GuidedRunView>;
  /** What is kept of the project that a connection leads to. */
  getProject(connection: string): Promise<ProjectView>;
  /** Keeps its publishable key, which is no secret; an empty one is forgotten. */
  setPublishableKey(connection: string, key: string): Promise<ProjectView>;
  /** What a key says of itself, which nobody here can check. */
  readClaims(key: KeyRef): Promise<ClaimsView>;
  /** What the account was charged by a service that tells it. */
  getSpending(connection: string, environment: Environment): Promise<SpendingView>;
  /** Makes a call with a key whose secret is kept on this computer, and keeps what it was answered. */
  proveKey(key: KeyRef): Promise<KeyProofView>;
  /** Sends a write with it that cannot take effect: what refuses it tells what the key may do. */
  proveLevel(key: KeyRef): Promise<KeyProofView>;
  /** How far the organization is on its way to live. */
  getActivation(connection: string, organization: string | null): Promise<ActivationView>;
  /** One page of the activations of all organizations; operators only. */
  listActivations(request: ListActivations): Promise<ActivationQueueView>;
  /** Submits the organization. */
  submitActivation(connection: string, request: SubmitActivation): Promise<ActivationView>;
  /** The local stand-in for a review, at this computer's own authority alone. */
  approveActivationLocally(connection: string, reason: string): Promise<ActivationView>;
  /** Does without the proof of allowed addresses. */
  waiveAddresses(connection: string, reason: string): Promise<ActivationView>;
  /** Withdraws that waiver. */
  withdrawWaiver(connection: string): Promise<ActivationView>;
  /** Asks for files to attach in a native dialog; none when it was closed without a choice. */
  chooseDocuments(): Promise<Array<ChosenFileView>>;
  /** Hears what is dropped on the window, in the place of whoever heard it before. */
  followDrops(onDrop: (drop: DropView) => void): Promise<void>;
  /** Sends a file that was chosen or dropped, and tells how many of its bytes have gone; none when it was stopped. */
  attachDocument(connection: string, file: string, kind: DocumentKind, onSent: (sent: number) => void): Promise<ActivationView | null>;
  /** Stops that. */
  stopAttaching(): Promise<void>;
  /** Removes a document. */
  removeDocument(connection: string, document: string): Promise<ActivationView>;
  /** Saves a document to a file that the person chooses in a native dialog; none when it was closed without a choice. */
  saveDocument(connection: string, document: string, organization: string | null): Promise<SavedDocumentView | null>;
  /** Takes a submission up; operators only, as each decision. */
  reviewActivation(connection: string, organization: string): Promise<ActivationView>;
  /** Sends a submission back with what is missing. */
  requestActivationInformation(connection: string, organization: string, request: RequestActivationInformation): Promise<ActivationView>;
  /** Approves a submission. */
  approveActivation(connection: string, organization: string, reason: string): Promise<ActivationView>;
  /** Rejects a submission, for good or not. */
  rejectActivation(connection: string, organization: string, request: RejectActivation): Promise<ActivationView>;
  /** The ids in a text that somebody typed, without its secrets; nothing is sent anywhere. */
  readPasted(text: string): Promise<Pasted>;
  /** The same of what is in the clipboard: the page has no part of it but what comes back. */
  readClipboard(): Promise<Pasted>;
  /** The same of a file that the person chooses in a native dialog; none when it was closed without a choice. */
  readFile(): Promise<Pasted | null>;
  /** The same of files that were dropped: of one alone. */
  readDropped(files: Array<string>): Promise<Pasted>;
  /** One page of request records, the newest first; those with an id when one is named. */
  listRequests(request: ListRequests): Promise<RequestListView>;
  /** What happened to a request, and why. */
  explainRequest(connection: string, correlationId: string): Promise<ExplainedRequest>;
  /** One page of what deserves a look, the most pressing first. */
  listAlerts(acknowledged: boolean, connection: string, cursor: string | null): Promise<AlertListView>;
  /** Finds the key of the secret that is in the clipboard and reports its leak; its digest alone is sent. */
  reportLeak(connection: string, place: string): Promise<LeakView>;
  /** Takes note of an alert. */
  acknowledgeAlert(alert: string, connection: string, reason: string): Promise<Alert>;
  /** One page of members. */
  listMembers(request: ListMembers): Promise<MemberListView>;
  /** Invites somebody; the invitation is held in Rust, by the member's id. */
  inviteMember(request: InviteMember): Promise<MemberView>;
  /** Makes another invitation in the place of the last one. */
  inviteAgain(request: InviteAgain): Promise<MemberView>;
  /** Gives a member another role. */
  changeRole(request: ChangeRole): Promise<MemberView>;
  /** Refuses a member for good. */
  revokeMember(request: RevokeMember): Promise<MemberView>;
  /** One page of management tokens. */
  listTokens(request: ListTokens): Promise<TokenListView>;
  /** Creates a token; its secret is held in Rust, by the token's id. */
  createToken(request: CreateToken): Promise<TokenView>;
  /** Ends a token for good. */
  revokeToken(request: RevokeToken): Promise<TokenView>;
  /** How near the organization is to its rate limits. */
  getRateLimits(connection: string): Promise<RateLimits>;
  /** One page of an environment's webhook endpoints. */
  listWebhooks(connection: string, cursor: string | null, environment: Environment): Promise<WebhookListView>;
  /** Creates one; its signing secret is held in Rust, by the endpoint's id. */
  createWebhook(request: CreateWebhook): Promise<WebhookView>;
  /** Changes where its events go, which, and whether at all. */
  changeWebhook(request: ChangeWebhook): Promise<WebhookView>;
  /** Gives it another signing secret, which is held in Rust. */
  rotateWebhookSecret(request: RotateWebhookSecret): Promise<WebhookView>;
  /** Sends it a signed test delivery. */
  testWebhook(webhook: WebhookRef): Promise<Delivery>;
  /** The kinds of event that it can subscribe to. */
  listWebhookEvents(connection: string): Promise<WebhookEventsView>;
  /** One page of deliveries. */
  listDeliveries(request: ListDeliveries): Promise<DeliveryListView>;
  /** One delivery, with its attempts. */
  getDelivery(delivery: DeliveryRef): Promise<Delivery>;
  /** Sends one that has ended once more. */
  retryDelivery(delivery: DeliveryRef): Promise<Delivery>;
  /** "I have saved it", of an invitation, a token or a signing secret: Rust forgets it. */
  forgetSecret(key: KeyRef): Promise<void>;
  /** Who may do what, by the table that the authority's permissions rest on. */
  getRoles(): Promise<RolesView>;
  /** All connections, each asked how it is now. */
  listConnections(): Promise<Array<ConnectionStateView>>;
  /** Adds one, with the token that is in the clipboard: it never enters the page. */
  addConnection(request: AddConnection): Promise<ConnectionView>;
  /** Signs in with a password; what waits for a code is held in Rust. */
  signIn(password: TypedSecret, request: SignIn): Promise<SignedInView>;
  /** Goes on with a code of the authenticator, or with a backup code. */
  continueSignIn(code: TypedSecret): Promise<ConnectionView>;
  /** Forgets the sign-in that waits for a code. */
  cancelSignIn(): Promise<void>;
  /** Sets a password with the invitation that is in the clipboard; answers what to sign in with. */
  acceptInvitation(password: TypedSecret, url: string): Promise<string>;
  /** Who is signed in there. */
  getAccount(connection: string): Promise<AccountView>;
  /** Begins to set up an authenticator; its secret is held in Rust. */
  startTotp(connection: string, password: TypedSecret): Promise<StartedTotpView>;
  /** Switches it on with its first code; the backup codes are held in Rust. */
  confirmTotp(code: TypedSecret, connection: string): Promise<ConfirmedTotpView>;
  /** Switches it off. */
  revokeTotp(connection: string, password: TypedSecret): Promise<AccountView>;
  /** Signs out; the connection stays. */
  signOut(connectionId: string): Promise<void>;
  /** The services without a call for their keys that a connection may lead to. */
  listServices(): Promise<Array<ServiceView>>;
  /** Adds a connection to one; nothing is sent to it. */
  addService(request: AddService): Promise<ConnectionView>;
  /** Adds a connection to one that people have accounts at, with the API token that is in the clipboard. */
  addServiceToken(request: AddService): Promise<ConnectionView>;
  /** Makes one the connection in use. */
  useConnection(connectionId: string): Promise<StatusView>;
  /** Removes one and its token. */
  removeConnection(connectionId: string): Promise<void>;
  /** One page of the audit log, the newest row first. */
  listAudit(request: ListAudit): Promise<AuditPageView>;
  /** Reads its whole chain, and compares it with what this computer knows of it. */
  verifyAudit(request: VerifyAudit): Promise<AuditCheckView>;
  /** Writes it to a file that the person chooses in a native dialog, and tells how many rows are written; none when the dialog was closed without a choice, or the export was stopped. */
  exportAudit(request: ExportAudit, onRows: (rows: number) => void): Promise<ExportedView | null>;
  /** Stops the export that runs; nothing of it is left. */
  stopExport(): Promise<void>;
  /** Hears what a connection tells of itself, in the place of the one that was followed before. */
  followNews(connection: string, onNews: (news: NewsView) => void): Promise<void>;
  /** Tells Rust of a defect of the page, which has no log; answers the reference by which it is found there. */
  noteDefect(defect: Defect): Promise<string>;
}

/** The host of the main window, by way of what carries its calls. */
export const mainHost: (ask: Ask) => Host = (ask) => ({
  getStatus: () => ask("get_status"),
  setUp: (organization) => ask("set_up", { organization }),
  retrySetup: () => ask("retry_setup"),
  getPreferences: () => ask("get_preferences"),
  setPreferences: (request) => ask("set_preferences", { request }),
  listKeys: (request) => ask("list_keys", { request }),
  lastKnown: () => ask("last_known"),
  listPlace: (connection) => ask("list_place", { connection }),
  findEverywhere: (request) => ask("find_everywhere", { request }),
  getKey: (key) => ask("get_key", { key }),
  getKeyUsage: (key) => ask("get_key_usage", { key }),
  setKeyPolicy: (request) => ask("set_key_policy", { request }),
  setApprovalPolicy: (request) => ask("set_approval_policy", { request }),
  listApprovals: (request) => ask("list_approvals", { request }),
  askForKey: (request) => ask("ask_for_key", { request }),
  approveKey: (request) => ask("approve_key", { request }),
  declineKey: (request) => ask("decline_key", { request }),
  withdrawKey: (approval) => ask("withdraw_key", { approval }),
  claimKey: (request) => ask("claim_key", { request }),
  createKey: (request) => ask("create_key", { request }),
  readLimits: (typed) => ask("read_limits", { typed }),
  changeKey: (change, idempotencyKey, key, typedName) => ask("change_key", { change, idempotencyKey, key, typedName }),
  confirmKey: (request) => ask("confirm_key", { request }),
  revokeKey: (request) => ask("revoke_key", { request }),
  revokeKeys: (request, onRevoked) => ask("revoke_keys", { request, onRevoked }),
  stopRevoking: () => ask("stop_revoking"),
  copySecret: (key) => ask("copy_secret", { key }),
  saveSecret: (key) => ask("save_secret", { key }),
  writeSecret: (request) => ask("write_secret", { request }),
  checkFile: (path) => ask("check_file", { path }),
  writeFile: (request) => ask("write_file", { request }),
  writeManifest: (request) => ask("write_manifest", { request }),
  readCommand: (typed) => ask("read_command", { typed }),
  sendSecret: (request) => ask("send_secret", { request }),
  chooseFile: (name) => ask("choose_file", { name }),
  revealSecret: (key) => ask("reveal_secret", { key }),
  listSavedSecrets: () => ask("list_saved_secrets"),
  removeSavedSecret: (key) => ask("remove_saved_secret", { key }),
  unlockKeychain: () => ask("unlock_keychain"),
  startRotation: (request) => ask("start_rotation", { request }),
  listRotations: (request) => ask("list_rotations", { request }),
  getRotation: (rotation) => ask("get_rotation", { rotation }),
  changeRotation: (request) => ask("change_rotation", { request }),
  finishRotation: (request) => ask("finish_rotation", { request }),
  undoRotation: (request) => ask("undo_rotation", { request }),
  beginRun: (connection, request) => ask("begin_run", { connection, request }),
  getRun: (run) => ask("get_run", { run }),
  listOpenRuns: () => ask("list_open_runs"),
  listRunsOf: (key) => ask("list_runs_of", { key }),
  openPage: (step) => ask("open_page", { step }),
  takeSecret: (step) => ask("take_secret", { step }),
  finishStep: (step) => ask("finish_step", { step }),
  proveStep: (step) => ask("prove_step", { step }),
  skipStep: (request) => ask("skip_step", { request }),
  abandonRun: (run) => ask("abandon_run", { run }),
  getProject: (connection) => ask("get_project", { connection }),
  setPublishableKey: (connection, key) => ask("set_publishable_key", { connection, key }),
  readClaims: (key) => ask("read_claims", { key }),
  getSpending: (connection, environment) => ask("get_spending", { connection, environment }),
  proveKey: (key) => ask("prove_key", { key }),
  proveLevel: (key) => ask("prove_level", { key }),
  getActivation: (connection, organization) => ask("get_activation", { connection, organization }),
  listActivations: (request) => ask("list_activations", { request }),
  submitActivation: (connection, request) => ask("submit_activation", { connection, request }),
  approveActivationLocally: (connection, reason) => ask("approve_activation_locally", { connection, reason }),
  waiveAddresses: (connection, reason) => ask("waive_addresses", { connection, reason }),
  withdrawWaiver: (connection) => ask("withdraw_waiver", { connection }),
  chooseDocuments: () => ask("choose_documents"),
  followDrops: (onDrop) => ask("follow_drops", { onDrop }),
  attachDocument: (connection, file, kind, onSent) => ask("attach_document", { connection, file, kind, onSent }),
  stopAttaching: () => ask("stop_attaching"),
  removeDocument: (connection, document) => ask("remove_document", { connection, document }),
  saveDocument: (connection, document, organization) => ask("save_document", { connection, document, organization }),
  reviewActivation: (connection, organization) => ask("review_activation", { connection, organization }),
  requestActivationInformation: (connection, organization, request) => ask("request_activation_information", { connection, organization, request }),
  approveActivation: (connection, organization, reason) => ask("approve_activation", { connection, organization, reason }),
  rejectActivation: (connection, organization, request) => ask("reject_activation", { connection, organization, request }),
  readPasted: (text) => ask("read_pasted", { text }),
  readClipboard: () => ask("read_clipboard"),
  readFile: () => ask("read_file"),
  readDropped: (files) => ask("read_dropped", { files }),
  listRequests: (request) => ask("list_requests", { request }),
  explainRequest: (connection, correlationId) => ask("explain_request", { connection, correlationId }),
  listAlerts: (acknowledged, connection, cursor) => ask("list_alerts", { acknowledged, connection, cursor }),
  reportLeak: (connection, place) => ask("report_leak", { connection, place }),
  acknowledgeAlert: (alert, connection, reason) => ask("acknowledge_alert", { alert, connection, reason }),
  listMembers: (request) => ask("list_members", { request }),
  inviteMember: (request) => ask("invite_member", { request }),
  inviteAgain: (request) => ask("invite_again", { request }),
  changeRole: (request) => ask("change_role", { request }),
  revokeMember: (request) => ask("revoke_member", { request }),
  listTokens: (request) => ask("list_tokens", { request }),
  createToken: (request) => ask("create_token", { request }),
  revokeToken: (request) => ask("revoke_token", { request }),
  getRateLimits: (connection) => ask("get_rate_limits", { connection }),
  listWebhooks: (connection, cursor, environment) => ask("list_webhooks", { connection, cursor, environment }),
  createWebhook: (request) => ask("create_webhook", { request }),
  changeWebhook: (request) => ask("change_webhook", { request }),
  rotateWebhookSecret: (request) => ask("rotate_webhook_secret", { request }),
  testWebhook: (webhook) => ask("test_webhook", { webhook }),
  listWebhookEvents: (connection) => ask("list_webhook_events", { connection }),
  listDeliveries: (request) => ask("list_deliveries", { request }),
  getDelivery: (delivery) => ask("get_delivery", { delivery }),
  retryDelivery: (delivery) => ask("retry_delivery", { delivery }),
  forgetSecret: (key) => ask("forget_secret", { key }),
  getRoles: () => ask("get_roles"),
  listConnections: () => ask("list_connections"),
  addConnection: (request) => ask("add_connection", { request }),
  signIn: (password, request) => ask("sign_in", { password, request }),
  continueSignIn: (code) => ask("continue_sign_in", { code }),
  cancelSignIn: () => ask("cancel_sign_in"),
  acceptInvitation: (password, url) => ask("accept_invitation", { password, url }),
  getAccount: (connection) => ask("get_account", { connection }),
  startTotp: (connection, password) => ask("start_totp", { connection, password }),
  confirmTotp: (code, connection) => ask("confirm_totp", { code, connection }),
  revokeTotp: (connection, password) => ask("revoke_totp", { connection, password }),
  signOut: (connectionId) => ask("sign_out", { connectionId }),
  listServices: () => ask("list_services"),
  addService: (request) => ask("add_service", { request }),
  addServiceToken: (request) => ask("add_service_token", { request }),
  useConnection: (connectionId) => ask("use_connection", { connectionId }),
  removeConnection: (connectionId) => ask("remove_connection", { connectionId }),
  listAudit: (request) => ask("list_audit", { request }),
  verifyAudit: (request) => ask("verify_audit", { request }),
  exportAudit: (request, onRows) => ask("export_audit", { request, onRows }),
  stopExport: () => ask("stop_export"),
  followNews: (connection, onNews) => ask("follow_news", { connection, onNews }),
  noteDefect: (defect) => ask("note_defect", { defect }),
});

/** What the reveal window may ask of Rust. */
export interface RevealHost {
  /** The secret, exactly once. */
  takeRevealed(): Promise<{ kind: RevealKind, name: string, secret: string, picture: Drawn | null, language: LanguageChoice, }>;
  /** Closes the window that shows it. */
  closeReveal(): Promise<void>;
}

/** The host of the reveal window, by way of what carries its calls. */
export const revealHost: (ask: Ask) => RevealHost = (ask) => ({
  takeRevealed: () => ask("take_revealed"),
  closeReveal: () => ask("close_reveal"),
});
