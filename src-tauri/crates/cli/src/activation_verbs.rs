//! `conduit-keys activation …`.

use actions::{
    Failure, Operation,
    view::{ActivationView, KeyFilter, KeySort, ListActivations, ListKeys, QueueFilter, StandingView},
};
use keys::{
    Environment,
    wire::{
        Activation, ActivationEvidence, ActivationEvidenceKind as Kind, ActivationState as State, ActivationWaiver,
        QueuedActivation, RejectActivation, RequestActivationInformation, SubmitActivation,
    },
};

use crate::{
    Face,
    arguments::{ActivationVerb, Whose},
    document_verbs,
    keys_verbs::more,
    print::{moment, table, word},
};

pub(crate) async fn run(face: &Face, verb: ActivationVerb) -> Result<(), Failure> {
    let (app, connection) = (&face.app, face.connection.as_str());
    let known = app.check_possible(connection, None, operation(&verb)).await?;
    let view = match verb {
        ActivationVerb::Queue { filter, after } => return queue(face, filter, after).await,
        ActivationVerb::Documents { .. }
        | ActivationVerb::Attach { .. }
        | ActivationVerb::Fetch { .. }
        | ActivationVerb::Detach { .. } => return document_verbs::run(face, verb).await,
        ActivationVerb::Status { of } => app.get_activation(connection, of.organization.as_deref()).await?,
        ActivationVerb::Submit { legal_name, email, purpose } => {
            let asked = SubmitActivation { legal_name, contact_email: email, purpose };
            app.submit_activation(connection, asked).await?
        }
        ActivationVerb::WaiveAddresses { reason } => app.waive_addresses(connection, &reason).await?,
        ActivationVerb::WithdrawWaiver => app.withdraw_waiver(connection).await?,
        ActivationVerb::Review { of } => app.review_activation(connection, of.or(&known)).await?,
        ActivationVerb::Ask(because) => {
            let asked = RequestActivationInformation { reasons: because.reasons };
            app.request_activation_information(connection, because.of.or(&known), asked).await?
        }
        ActivationVerb::Approve { reason, of } => app.approve_activation(connection, of.or(&known), &reason).await?,
        ActivationVerb::Reject { because, resubmittable } => {
            let asked = RejectActivation { reasons: because.reasons, resubmittable };
            app.reject_activation(connection, because.of.or(&known), asked).await?
        }
    };
    // Another organization's keys are nobody's business at the operator's desk.
    let is_own = view.activation.organization.id == own(&known);
    let live_key = if is_own { first_live_key(face, &view).await? } else { None };
    face.answer(&view, || lines(&view, is_own, live_key))
}

fn operation(verb: &ActivationVerb) -> Operation {
    match verb {
        ActivationVerb::Status { of } | ActivationVerb::Documents { of } if of.organization.is_none() => {
            Operation::ReadActivation
        }
        ActivationVerb::Submit { .. }
        | ActivationVerb::WaiveAddresses { .. }
        | ActivationVerb::WithdrawWaiver
        | ActivationVerb::Attach { .. }
        | ActivationVerb::Detach { .. } => Operation::SubmitActivation,
        ActivationVerb::Fetch { .. } => Operation::ReadDocuments,
        ActivationVerb::Status { .. }
        | ActivationVerb::Documents { .. }
        | ActivationVerb::Queue { .. }
        | ActivationVerb::Review { .. }
        | ActivationVerb::Ask(_)
        | ActivationVerb::Approve { .. }
        | ActivationVerb::Reject { .. } => Operation::DecideActivation,
    }
}

impl Whose {
    /// The organization that was named, or the connection's own.
    fn or<'a>(&'a self, known: &'a StandingView) -> &'a str {
        self.organization.as_deref().unwrap_or_else(|| own(known))
    }
}

/// The connection's own organization.
fn own(known: &StandingView) -> &str {
    known.organization.as_ref().map_or("", |organization| &organization.id)
}

async fn queue(face: &Face, filter: QueueFilter, after: Option<String>) -> Result<(), Failure> {
    let asked = ListActivations { connection: face.connection.clone(), filter, cursor: after };
    let list = face.app.list_activations(asked).await?;
    face.answer(&list, || {
        if list.activations.is_empty() {
            let none = match filter {
                QueueFilter::Waiting => "Nobody waits for a decision.",
                QueueFilter::SentBack | QueueFilter::Decided | QueueFilter::All => "There are none.",
            };
            return vec![none.to_owned()];
        }
        let rows: Vec<_> = list.activations.iter().map(queue_row).collect();
        let columns = ["ORGANIZATION", "STATE", "SUBMITTED", "BY", "PROOFS", "DOCUMENTS", "ID"];
        let mut lines = table(&columns, &rows);
        lines.extend(more(list.next_cursor.as_deref()));
        lines
    })
}

fn queue_row(queued: &QueuedActivation) -> Vec<String> {
    vec![
        queued.organization.name.clone(),
        word(&queued.state),
        moment(queued.submitted_at),
        queued.submitted_by.as_ref().map_or_else(dash, |by| by.name.clone()),
        format!("{} of {}", queued.proofs, Kind::ALL.len()),
        queued.documents.to_string(),
        queued.organization.id.clone(),
    ]
}

/// The first live key's name and when it was created. It is no part of the record, and so of no document.
async fn first_live_key(face: &Face, view: &ActivationView) -> Result<Option<(String, String)>, Failure> {
    if face.json || view.activation.state != State::Approved {
        return Ok(None);
    }
    let asked = ListKeys {
        connection: face.connection.clone(),
        environment: Environment::Live,
        filter: KeyFilter::All,
        narrowing: None,
        search: String::new(),
        sort: KeySort::Created,
        descending: false,
        limit: 1,
        cursor: None,
    };
    let list = face.app.list_keys(asked).await?;
    Ok(list.keys.into_iter().next().map(|view| (view.key.name, view.key.created_at.to_string())))
}

fn lines(view: &ActivationView, is_own: bool, live_key: Option<(String, String)>) -> Vec<String> {
    let activation = &view.activation;
    let mut lines =
        vec![format!("Organization: {}", activation.organization.name), format!("State: {}", word(&activation.state))];
    if let Some(by) = activation.reviewed_by.as_ref().filter(|_| has_reviewer(activation.state)) {
        lines.push(format!("By: {}, {}", by.name, moment(activation.reviewed_at)));
    }
    let reasons = activation.reasons.iter().map(|reason| {
        let about = reason.field.map(|field| format!("{}: ", word(&field))).unwrap_or_default();
        format!("  {about}{}", reason.detail)
    });
    lines.extend(reasons);
    lines.push(String::new());
    let is_live = live_key.is_some();
    lines.extend(checklist(view, is_own, live_key));
    if let Some(waiver) = &activation.addresses_waiver {
        lines.push(format!("Allowed addresses are waived by {}: {}", waiver.by.name, waiver.reason));
    }
    lines.push(document_verbs::summary(&activation.documents));
    lines.push(String::new());
    let next = if is_own { next(view, is_live) } else { next_at_the_desk(view) };
    lines.push(format!("Next: {next}"));
    lines
}

fn has_reviewer(state: State) -> bool {
    matches!(state, State::InReview | State::MoreInformationNeeded | State::Rejected)
}

/// The steps of the window's checklist in its order. Submission, approval and the first live key are needed; what is proved
/// in the sandbox is recommended, for whoever decides reads it.
fn checklist(view: &ActivationView, is_own: bool, live_key: Option<(String, String)>) -> Vec<String> {
    let activation = &view.activation;
    let step = |what: &str, done: bool, at: Option<String>, by: Option<String>| {
        let done_at = if done { at } else { None };
        let by = by.filter(|_| done).unwrap_or_default();
        vec![
            mark(done),
            what.to_owned(),
            "needed".into(),
            done_at.unwrap_or_else(dash),
            by,
            String::new(),
            String::new(),
        ]
    };
    let whose = &activation.organization;
    let mut rows = vec![step("organization", true, Some(whose.created_at.to_string()), Some(whose.name.clone()))];
    rows.extend(Kind::ALL.into_iter().map(|kind| evidence_row(view, kind)));
    let submitted = matches!(activation.state, State::Submitted | State::InReview | State::Approved);
    let at = |moment: Option<keys::Timestamp>| moment.map(|at| at.to_string());
    let name = |actor: &Option<keys::Actor>| actor.as_ref().map(|actor| actor.name.clone());
    rows.push(step("submitted", submitted, at(activation.submitted_at), name(&activation.submitted_by)));
    let approved = activation.state == State::Approved;
    rows.push(step("approved", approved, at(activation.approved_at), name(&activation.approved_by)));
    if is_own {
        let (key, created) = live_key.unzip();
        rows.push(step("first live key", key.is_some(), created, key));
    }
    table(&["", "STEP", "", "SEEN", "KEY OR WHO", "REQUEST", "CORRELATION ID"], &rows)
}

fn evidence_row(view: &ActivationView, kind: Kind) -> Vec<String> {
    let seen = view.activation.evidence.iter().find(|evidence| evidence.kind == kind);
    if let Some(waiver) = waiver_of(view, kind) {
        let (at, by) = (waiver.at.to_string(), waiver.by.name.clone());
        return vec!["-".to_owned(), title(kind).to_owned(), "waived".to_owned(), at, by, String::new(), String::new()];
    }
    let text = |of: fn(&ActivationEvidence) -> Option<String>| seen.and_then(of).unwrap_or_default();
    vec![
        mark(seen.is_some()),
        title(kind).to_owned(),
        "recommended".to_owned(),
        seen.map_or_else(dash, |evidence| evidence.at.to_string()),
        text(|evidence| evidence.key_name.clone().or_else(|| Some(evidence.member.clone()?.name))),
        text(|evidence| evidence.rotation_id.clone().or_else(|| request(evidence))),
        text(|evidence| evidence.correlation_id.clone()),
    ]
}

fn waiver_of(view: &ActivationView, kind: Kind) -> Option<&ActivationWaiver> {
    view.activation.addresses_waiver.as_ref().filter(|_| kind == Kind::AddressesAllowed)
}

/// What was asked for, and from where if that is what it proves.
fn request(evidence: &ActivationEvidence) -> Option<String> {
    let asked = evidence.request.clone()?;
    Some(match &evidence.address {
        Some(address) => format!("{asked} from {address}"),
        None => asked,
    })
}

fn mark(done: bool) -> String {
    if done { "x" } else { "." }.to_owned()
}

fn dash() -> String {
    "-".to_owned()
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::FirstCall => "sandbox key in use",
        Kind::FirstWrite => "first write",
        Kind::FirstReplay => "write replayed by its idempotency key",
        Kind::RateLimitWaitedOut => "rate limit (429) waited out",
        Kind::ReadOnlyRefused => "write refused to a read-only key",
        Kind::RotationFinished => "rotation finished in the sandbox",
        Kind::SecondAdmin => "second admin",
        Kind::AddressesAllowed => "allowed addresses match a caller",
    }
}

/// The one thing to do now about another organization, for whoever decides.
fn next_at_the_desk(view: &ActivationView) -> String {
    let Activation { state, decidable, organization, .. } = &view.activation;
    match (state.waits_for_decision(), decidable) {
        (true, true) => {
            format!("conduit-keys activation review, ask, approve or reject, with --organization {}", organization.id)
        }
        (true, false) => "somebody else decides: you submitted it".to_owned(),
        (false, _) => "nothing; it waits for no decision".to_owned(),
    }
}

/// The one thing to do now, for whoever is on their way to live.
fn next(view: &ActivationView, is_live: bool) -> String {
    let activation = &view.activation;
    let open = Kind::ALL.len() - activation.evidence.len() - usize::from(activation.addresses_waiver.is_some());
    match activation.state {
        State::NotSubmitted if open > 0 => format!(
            "conduit-keys activation submit; {open} recommended proofs are open, and whoever decides reads them"
        ),
        State::NotSubmitted => "conduit-keys activation submit".to_owned(),
        State::Submitted | State::InReview if activation.decidable => {
            "conduit-keys activation review, ask, approve or reject".to_owned()
        }
        State::Submitted | State::InReview => "wait for the decision".to_owned(),
        State::MoreInformationNeeded => "change what is named above, then conduit-keys activation submit".to_owned(),
        State::Rejected if activation.submittable => {
            "see the reasons above, then conduit-keys activation submit".to_owned()
        }
        State::Rejected => "nothing; it was rejected for good".to_owned(),
        State::Approved if is_live => "nothing; you are live".to_owned(),
        State::Approved => "create the first live key: conduit-keys keys create --environment live".to_owned(),
    }
}
