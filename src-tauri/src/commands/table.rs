// Every command that a page may ask for, declared once: the window that may, the name, the arguments, the answer, and the one
// action that is awaited. From it come the handlers and their mounting (`commands.rs`), what the build script names to Tauri,
// and, by `cargo xtask types`, the grants, the isolation gate's list, and the page's host with its types.
//
// `= action |app| …` is an action, `= window |here| …` something that needs the window as well. A new command is a line here.
commands! {
    /// Everything the frame needs; it never fails for what is wrong with a connection.
    [main] get_status() -> StatusView = window |here| setup::get_status(here);
    /// Creates the organization of this computer, and starts its authority.
    [main] set_up(organization: String) -> StatusView = window |here| setup::set_up(here, organization);
    /// Tries again what failed at the start.
    [main] retry_setup() -> StatusView = window |here| setup::retry_setup(here);

    /// How this person wants the program to behave.
    [main] get_preferences() -> Preferences = action |app| app.get_preferences();
    /// Chooses.
    [main] set_preferences(request: Preferences) -> Preferences = action |app| app.set_preferences(request);

    /// One page of an environment's keys.
    [main] list_keys(request: ListKeys) -> KeyListView = action |app| app.list_keys(request);
    /// What every connection told of its keys when it was asked last; nobody is asked.
    [main] last_known() -> Vec<KnownPlaceView> = action |app| app.last_known();
    /// Asks one for them.
    [main] list_place(connection: String) -> KnownPlaceView = action |app| app.list_place(&connection);
    /// What has some words, of what all told last.
    [main] find_everywhere(request: FindEverywhere) -> FoundEverywhereView = action |app| app.find_everywhere(&request);
    /// One key.
    [main] get_key(key: KeyRef) -> KeyView = action |app| app.get_key(&key);
    /// Who called with a key in the last hour.
    [main] get_key_usage(key: KeyRef) -> Usage = action |app| app.get_key_usage(&key);
    /// Says how old the keys of an environment may become.
    [main] set_key_policy(request: SetKeyPolicy) -> KeyPolicyView = action |app| app.set_key_policy(request);
    /// Says whether live keys are asked for instead of created.
    [main] set_approval_policy(request: SetApprovalPolicy) -> ApprovalPolicyView
        = action |app| app.set_approval_policy(request);
    /// One page of the live keys that were asked for.
    [main] list_approvals(request: ListApprovals) -> ApprovalListView = action |app| app.list_approvals(request);
    /// Asks for a live key.
    [main] ask_for_key(request: AskForKey) -> ApprovalView = action |app| app.ask_for_key(request);
    /// Approves one that another person asked for.
    [main] approve_key(request: DecideApproval) -> ApprovalView = action |app| app.approve_key(request);
    /// Declines it.
    [main] decline_key(request: DecideApproval) -> ApprovalView = action |app| app.decline_key(request);
    /// Withdraws one's own wish.
    [main] withdraw_key(approval: ApprovalRef) -> ApprovalView = action |app| app.withdraw_key(&approval);
    /// Creates the key that was approved, pending; its secret is held in Rust.
    [main] claim_key(request: ClaimKey) -> KeyView = action |app| app.claim_key(request);
    /// Creates a key, pending; its secret is held in Rust.
    [main] create_key(request: CreateKey) -> KeyView = action |app| app.create_key(request);
    /// What was typed of a key's limits, and what is wrong with it; nothing is sent anywhere.
    [main] read_limits(typed: TypedLimits) -> LimitsView = action |app| app.read_limits(&typed);
    /// Changes what a key is limited to.
    [main] change_key(change: ChangeKey, idempotency_key: String, key: KeyRef, typed_name: Option<String>) -> ChangedView
        = action |app| app.change_key(&key, &idempotency_key, &change, typed_name.as_deref());
    /// "I have saved it": pending becomes active, and Rust forgets the held secret.
    [main] confirm_key(request: ConfirmKey) -> KeyView = action |app| app.confirm_key(request);
    /// Ends a key for good, and proves it where this computer has the secret.
    [main] revoke_key(request: RevokeKey) -> RevokedView = action |app| app.revoke_key(request);

    /// Ends several keys, and tells of each as it is known. It goes on until it is through or stopped.
    [main] revoke_keys(request: RevokeKeys, on_revoked: RevokedChannel) -> RevokedManyView
        = window |here| bulk::revoke_keys(here, request, on_revoked);
    /// Stops it: what has begun still ends.
    [main] stop_revoking() -> () = window |here| bulk::stop_revoking(here);

    /// Rust writes the clipboard; the secret never enters the page.
    [main] copy_secret(key: KeyRef) -> CopiedView = window |here| secrets::copy(here, key);
    /// Saves a held secret in the keychain; said after it was read back.
    [main] save_secret(key: KeyRef) -> KeyView = action |app| app.save_secret(&key);
    /// Writes a secret into a file of variables.
    [main] write_secret(request: WriteSecret) -> WrittenView = action |app| app.write_secret(request);
    /// What is known of a file before a secret is written there: whether it exists, whether git would commit it.
    [main] check_file(path: String) -> FileView = action |app| app.check_file(&path);
    /// Writes a secret into a file of its own.
    [main] write_file(request: WriteFile) -> WrittenFileView = action |app| app.write_file(request);
    /// Writes a secret into a file that makes a Kubernetes Secret of it.
    [main] write_manifest(request: WriteManifest) -> WrittenFileView = action |app| app.write_manifest(request);
    /// What would run of a command that somebody types, one argument a line; nothing runs.
    [main] read_command(typed: String) -> CommandView = action |app| app.read_command(&typed);
    /// Runs a command with a secret on its standard input; no shell reads it.
    [main] send_secret(request: SendSecret) -> SentView = action |app| app.send_secret(request);
    /// A native dialog, opened by Rust, that proposes a name; none when it was closed without a choice.
    [main] choose_file(name: String) -> Option<String> = window |here| secrets::choose_file(here, name);
    /// Opens the separate window that shows one secret.
    [main] reveal_secret(key: KeyRef) -> () = window |here| secrets::reveal(here, key);
    /// What was saved in the keychain, and whether it is still there.
    [main] list_saved_secrets() -> Vec<SavedSecretView> = action |app| app.list_saved_secrets();
    /// Removes a secret from the keychain.
    [main] remove_saved_secret(key: KeyRef) -> () = action |app| app.remove_saved_secret(&key);
    /// Asks the system to unlock the keychain; it may show its own prompt. The next statuses tell how that went.
    [main] unlock_keychain() -> () = action |app| app.unlock_keychain();

    /// Begins a rotation; the successor's secret is held in Rust.
    [main] start_rotation(request: StartRotation) -> RotatedView = action |app| app.start_rotation(request);
    /// One page of an environment's rotations.
    [main] list_rotations(request: ListRotations) -> RotationListView = action |app| app.list_rotations(request);
    /// One rotation.
    [main] get_rotation(rotation: RotationRef) -> RotationView = action |app| app.get_rotation(&rotation);
    /// Chooses whether, and after how many quiet minutes, a rotation's old key ends by itself.
    [main] change_rotation(request: ChangeRotation) -> RotationView = action |app| app.change_rotation(request);
    /// Revokes a rotation's old key.
    [main] finish_rotation(request: FinishRotation) -> RevokedView = action |app| app.finish_rotation(request);
    /// Revokes a rotation's successor and takes the old key back.
    [main] undo_rotation(request: UndoRotation) -> RotationView = action |app| app.undo_rotation(request);

    /// Begins to lead through what a service has no call for.
    [main] begin_run(connection: String, request: BeginRun) -> GuidedRunView
        = action |app| app.begin_guided(&connection, &request);
    /// A run as it stands.
    [main] get_run(run: String) -> GuidedRunView = action |app| app.get_run(&run);
    /// Those that have not ended, the oldest first.
    [main] list_open_runs() -> Vec<GuidedRunView> = action |app| app.list_open_runs();
    /// Those that made, replaced or ended a key, the oldest first.
    [main] list_runs_of(key: KeyRef) -> Vec<GuidedRunView> = action |app| app.list_runs_of(&key);
    /// Opens the page of a step in the person's browser, which does it.
    [main] open_page(step: StepRef) -> GuidedRunView = window |here| guides::open_page(here, step);
    /// Takes the new key's secret from the clipboard; it never enters the page.
    [main] take_secret(step: StepRef) -> GuidedRunView = window |here| guides::take_secret(here, step);
    /// The person says that a step is done.
    [main] finish_step(step: StepRef) -> GuidedRunView = action |app| app.finish_step(&step);
    /// Makes the call that a step asks for.
    [main] prove_step(step: StepRef) -> GuidedRunView = action |app| app.prove_guided(&step);
    /// Leaves a step out, for a reason that is kept.
    [main] skip_step(request: SkipStep) -> GuidedRunView = action |app| app.skip_step(&request);
    /// Gives a run up.
    [main] abandon_run(run: String) -> GuidedRunView = action |app| app.abandon_run(&run);
    /// What is kept of the project that a connection leads to.
    [main] get_project(connection: String) -> ProjectView = action |app| app.get_project(&connection);
    /// Keeps its publishable key, which is no secret; an empty one is forgotten.
    [main] set_publishable_key(connection: String, key: String) -> ProjectView
        = action |app| app.set_publishable_key(&connection, &key);
    /// What a key says of itself, which nobody here can check.
    [main] read_claims(key: KeyRef) -> ClaimsView = action |app| app.read_claims(&key);
    /// What the account was charged by a service that tells it.
    [main] get_spending(connection: String, environment: Environment) -> SpendingView
        = action |app| app.get_spending(&connection, environment);
    /// Makes a call with a key whose secret is kept on this computer, and keeps what it was answered.
    [main] prove_key(key: KeyRef) -> KeyProofView = action |app| app.prove_key(&key);
    /// Sends a write with it that cannot take effect: what refuses it tells what the key may do.
    [main] prove_level(key: KeyRef) -> KeyProofView = action |app| app.prove_level(&key);

    /// How far the organization is on its way to live.
    [main] get_activation(connection: String, organization: Option<String>) -> ActivationView
        = action |app| app.get_activation(&connection, organization.as_deref());
    /// One page of the activations of all organizations; operators only.
    [main] list_activations(request: ListActivations) -> ActivationQueueView
        = action |app| app.list_activations(request);
    /// Submits the organization.
    [main] submit_activation(connection: String, request: SubmitActivation) -> ActivationView
        = action |app| app.submit_activation(&connection, request);
    /// The local stand-in for a review, at this computer's own authority alone.
    [main] approve_activation_locally(connection: String, reason: String) -> ActivationView
        = action |app| app.approve_activation_locally(&connection, &reason);
    /// Does without the proof of allowed addresses.
    [main] waive_addresses(connection: String, reason: String) -> ActivationView
        = action |app| app.waive_addresses(&connection, &reason);
    /// Withdraws that waiver.
    [main] withdraw_waiver(connection: String) -> ActivationView = action |app| app.withdraw_waiver(&connection);
    /// Asks for files to attach in a native dialog; none when it was closed without a choice.
    [main] choose_documents() -> Vec<ChosenFileView> = window |here| documents::choose(here);
    /// Hears what is dropped on the window, in the place of whoever heard it before.
    [main] follow_drops(on_drop: DropsChannel) -> () = window |here| files::follow_drops(here, on_drop);
    /// Sends a file that was chosen or dropped, and tells how many of its bytes have gone; none when it was stopped.
    [main] attach_document(connection: String, file: String, kind: DocumentKind, on_sent: SentChannel)
        -> Option<ActivationView> = window |here| documents::attach(here, connection, file, kind, on_sent);
    /// Stops that.
    [main] stop_attaching() -> () = window |here| documents::stop(here);
    /// Removes a document.
    [main] remove_document(connection: String, document: String) -> ActivationView
        = action |app| app.remove_document(&connection, &document);
    /// Saves a document to a file that the person chooses in a native dialog; none when it was closed without a choice.
    [main] save_document(connection: String, document: String, organization: Option<String>) -> Option<SavedDocumentView>
        = window |here| documents::save(here, connection, document, organization);
    /// Takes a submission up; operators only, as each decision.
    [main] review_activation(connection: String, organization: String) -> ActivationView
        = action |app| app.review_activation(&connection, &organization);
    /// Sends a submission back with what is missing.
    [main] request_activation_information(
        connection: String, organization: String, request: RequestActivationInformation
    ) -> ActivationView = action |app| app.request_activation_information(&connection, &organization, request);
    /// Approves a submission.
    [main] approve_activation(connection: String, organization: String, reason: String) -> ActivationView
        = action |app| app.approve_activation(&connection, &organization, &reason);
    /// Rejects a submission, for good or not.
    [main] reject_activation(connection: String, organization: String, request: RejectActivation) -> ActivationView
        = action |app| app.reject_activation(&connection, &organization, request);

    /// The ids in a text that somebody typed, without its secrets; nothing is sent anywhere.
    [main] read_pasted(text: String) -> Pasted = action |app| app.read_pasted(&text);
    /// The same of what is in the clipboard: the page has no part of it but what comes back.
    [main] read_clipboard() -> Pasted = window |here| requests::read_clipboard(here);
    /// The same of a file that the person chooses in a native dialog; none when it was closed without a choice.
    [main] read_file() -> Option<Pasted> = window |here| requests::read_file(here);
    /// The same of files that were dropped: of one alone.
    [main] read_dropped(files: Vec<String>) -> Pasted = window |here| requests::read_dropped(here, files);
    /// One page of request records, the newest first; those with an id when one is named.
    [main] list_requests(request: ListRequests) -> RequestListView = action |app| app.list_requests(request);
    /// What happened to a request, and why.
    [main] explain_request(connection: String, correlation_id: String) -> ExplainedRequest
        = action |app| app.explain_request(&connection, &correlation_id);

    /// One page of what deserves a look, the most pressing first.
    [main] list_alerts(acknowledged: bool, connection: String, cursor: Option<String>) -> AlertListView
        = action |app| app.list_alerts(acknowledged, &connection, cursor.as_deref());
    /// Finds the key of the secret that is in the clipboard and reports its leak; its digest alone is sent.
    [main] report_leak(connection: String, place: String) -> LeakView = window |here| leaks::report(here, connection, place);
    /// Takes note of an alert.
    [main] acknowledge_alert(alert: String, connection: String, reason: String) -> Alert
        = action |app| app.acknowledge_alert(&alert, &connection, &reason);

    /// One page of members.
    [main] list_members(request: ListMembers) -> MemberListView = action |app| app.list_members(request);
    /// Invites somebody; the invitation is held in Rust, by the member's id.
    [main] invite_member(request: InviteMember) -> MemberView = action |app| app.invite_member(request);
    /// Makes another invitation in the place of the last one.
    [main] invite_again(request: InviteAgain) -> MemberView = action |app| app.invite_again(request);
    /// Gives a member another role.
    [main] change_role(request: ChangeRole) -> MemberView = action |app| app.change_role(request);
    /// Refuses a member for good.
    [main] revoke_member(request: RevokeMember) -> MemberView = action |app| app.revoke_member(request);
    /// One page of management tokens.
    [main] list_tokens(request: ListTokens) -> TokenListView = action |app| app.list_tokens(request);
    /// Creates a token; its secret is held in Rust, by the token's id.
    [main] create_token(request: CreateToken) -> TokenView = action |app| app.create_token(request);
    /// Ends a token for good.
    [main] revoke_token(request: RevokeToken) -> TokenView = action |app| app.revoke_token(request);
    /// How near the organization is to its rate limits.
    [main] get_rate_limits(connection: String) -> RateLimits = action |app| app.get_rate_limits(&connection);

    /// One page of an environment's webhook endpoints.
    [main] list_webhooks(connection: String, cursor: Option<String>, environment: Environment) -> WebhookListView
        = action |app| app.list_webhooks(&connection, cursor.as_deref(), environment);
    /// Creates one; its signing secret is held in Rust, by the endpoint's id.
    [main] create_webhook(request: CreateWebhook) -> WebhookView = action |app| app.create_webhook(request);
    /// Changes where its events go, which, and whether at all.
    [main] change_webhook(request: ChangeWebhook) -> WebhookView = action |app| app.change_webhook(request);
    /// Gives it another signing secret, which is held in Rust.
    [main] rotate_webhook_secret(request: RotateWebhookSecret) -> WebhookView
        = action |app| app.rotate_webhook_secret(request);
    /// Sends it a signed test delivery.
    [main] test_webhook(webhook: WebhookRef) -> Delivery = action |app| app.test_webhook(&webhook);
    /// The kinds of event that it can subscribe to.
    [main] list_webhook_events(connection: String) -> WebhookEventsView = action |app| app.list_webhook_events(&connection);
    /// One page of deliveries.
    [main] list_deliveries(request: ListDeliveries) -> DeliveryListView = action |app| app.list_deliveries(request);
    /// One delivery, with its attempts.
    [main] get_delivery(delivery: DeliveryRef) -> Delivery = action |app| app.get_delivery(&delivery);
    /// Sends one that has ended once more.
    [main] retry_delivery(delivery: DeliveryRef) -> Delivery = action |app| app.retry_delivery(&delivery);
    /// "I have saved it", of an invitation, a token or a signing secret: Rust forgets it.
    [main] forget_secret(key: KeyRef) -> () = action |app| app.forget_secret(&key);
    /// Who may do what, by the table that the authority's permissions rest on.
    [main] get_roles() -> RolesView = action |app| app.get_roles();

    /// All connections, each asked how it is now.
    [main] list_connections() -> Vec<ConnectionStateView> = action |app| app.list_connections();
    /// Adds one, with the token that is in the clipboard: it never enters the page.
    [main] add_connection(request: AddConnection) -> ConnectionView = window |here| connections::add(here, request);
    /// Signs in with a password; what waits for a code is held in Rust.
    [main] sign_in(password: TypedSecret, request: SignIn) -> SignedInView
        = window |here| sign_in::sign_in(here, password, request);
    /// Goes on with a code of the authenticator, or with a backup code.
    [main] continue_sign_in(code: TypedSecret) -> ConnectionView = window |here| sign_in::continue_sign_in(here, code);
    /// Forgets the sign-in that waits for a code.
    [main] cancel_sign_in() -> () = window |here| sign_in::cancel_sign_in(here);
    /// Sets a password with the invitation that is in the clipboard; answers what to sign in with.
    [main] accept_invitation(password: TypedSecret, url: String) -> String
        = window |here| sign_in::accept_invitation(here, password, url);
    /// Who is signed in there.
    [main] get_account(connection: String) -> AccountView = action |app| app.get_account(&connection);
    /// Begins to set up an authenticator; its secret is held in Rust.
    [main] start_totp(connection: String, password: TypedSecret) -> StartedTotpView
        = action |app| app.start_totp(&connection, &password.0);
    /// Switches it on with its first code; the backup codes are held in Rust.
    [main] confirm_totp(code: TypedSecret, connection: String) -> ConfirmedTotpView
        = action |app| app.confirm_totp(&connection, &code.0);
    /// Switches it off.
    [main] revoke_totp(connection: String, password: TypedSecret) -> AccountView
        = action |app| app.revoke_totp(&connection, &password.0);
    /// Signs out; the connection stays.
    [main] sign_out(connection_id: String) -> () = action |app| app.sign_out(&connection_id);
    /// The services without a call for their keys that a connection may lead to.
    [main] list_services() -> Vec<ServiceView> = action |app| app.list_services();
    /// Adds a connection to one; nothing is sent to it.
    [main] add_service(request: AddService) -> ConnectionView = action |app| app.add_service(request);
    /// Adds a connection to one that people have accounts at, with the API token that is in the clipboard.
    [main] add_service_token(request: AddService) -> ConnectionView
        = window |here| connections::add_service_token(here, request);
    /// Makes one the connection in use.
    [main] use_connection(connection_id: String) -> StatusView = action |app| app.use_connection(&connection_id);
    /// Removes one and its token.
    [main] remove_connection(connection_id: String) -> () = action |app| app.remove_connection(&connection_id);

    /// One page of the audit log, the newest row first.
    [main] list_audit(request: ListAudit) -> AuditPageView = action |app| app.list_audit(request);
    /// Reads its whole chain, and compares it with what this computer knows of it.
    [main] verify_audit(request: VerifyAudit) -> AuditCheckView = action |app| app.verify_audit(request);
    /// Writes it to a file that the person chooses in a native dialog, and tells how many rows are written; none when the
    /// dialog was closed without a choice, or the export was stopped.
    [main] export_audit(request: ExportAudit, on_rows: RowsChannel) -> Option<ExportedView>
        = window |here| audit::export(here, request, on_rows);
    /// Stops the export that runs; nothing of it is left.
    [main] stop_export() -> () = window |here| audit::stop(here);
    /// Hears what a connection tells of itself, in the place of the one that was followed before.
    [main] follow_news(connection: String, on_news: NewsChannel) -> () = window |here| news::follow(here, connection, on_news);
    /// Tells Rust of a defect of the page, which has no log; answers the reference by which it is found there.
    [main] note_defect(defect: Defect) -> String = window |here| defects::note(here, defect);

    /// The secret, exactly once.
    [reveal] take_revealed() -> Revealed = window |here| reveal::take(here);
    /// Closes the window that shows it.
    [reveal] close_reveal() -> () = window |here| reveal::close(here);
}
