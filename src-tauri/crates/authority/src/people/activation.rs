//! Activation: the organization's way to live. The vendor documents neither states nor reviewers; these are ours.

pub mod documents;
pub mod queue;
mod waiver;

use keys::{
    Actor, AuditAction, Timestamp,
    wire::{
        Activation, ActivationEvidenceKind, ActivationOrganization, ActivationReason, ActivationState,
        ApproveActivation, Code, Complaint, FieldCode, FieldError, RejectActivation, RequestActivationInformation,
        SubmitActivation,
    },
};

use crate::{
    Caller, Failure,
    evidence::{
        activation,
        audit::{self, Deed},
    },
    ground::{
        asked::{EMAIL_LENGTH_MAX, check_reason},
        store::{Db, StoreError, Tx, values},
    },
    people::People,
};

const PURPOSE_LENGTH_MAX: usize = 500;
const REASONS_MAX: usize = 10;

impl People {
    /// The activation record with its evidence.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn activation(&self, caller: &Caller) -> Result<Activation, Failure> {
        let caller = caller.clone();
        self.ground.store.read(move |db| read(db, &caller)).await
    }

    /// Submits the organization. Submitting again before the decision replaces what was submitted.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], wrong fields, [`Code::Conflict`] while it is looked at or once it is decided for good, or
    /// the store's trouble.
    pub async fn submit_activation(&self, caller: &Caller, asked: SubmitActivation) -> Result<Activation, Failure> {
        caller.may_submit_activation()?;
        let asked = check(asked)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| submit(tx, &caller, &asked, now)).await
    }

    /// Approves the organization: from now on live keys can be created. Approving twice changes nothing.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::Conflict`] when nothing is submitted, or the store's trouble.
    pub async fn approve_activation(&self, caller: &Caller, asked: ApproveActivation) -> Result<Activation, Failure> {
        caller.may_operate()?;
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| approve(tx, &caller, &reason, now)).await
    }

    /// Takes a submission up: from now on it is looked at, and not replaced meanwhile. Taking it up twice changes nothing.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::Conflict`] when nothing is submitted, or the store's trouble.
    pub async fn review_activation(&self, caller: &Caller) -> Result<Activation, Failure> {
        caller.may_operate()?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| review(tx, &caller, now)).await
    }

    /// Sends a submission back with what is missing.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], wrong reasons, [`Code::Conflict`] when nothing waits for a decision, or the store's
    /// trouble.
    pub async fn request_activation_information(
        &self,
        caller: &Caller,
        asked: RequestActivationInformation,
    ) -> Result<Activation, Failure> {
        caller.may_operate()?;
        let answer = SentBack::check(ActivationState::MoreInformationNeeded, asked.reasons, true)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| send_back(tx, &caller, &answer, now)).await
    }

    /// Rejects a submission, for good or until it is submitted again.
    ///
    /// # Errors
    /// As [`People::request_activation_information`].
    pub async fn reject_activation(&self, caller: &Caller, asked: RejectActivation) -> Result<Activation, Failure> {
        caller.may_operate()?;
        let answer = SentBack::check(ActivationState::Rejected, asked.reasons, asked.resubmittable)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| send_back(tx, &caller, &answer, now)).await
    }
}

/// A decision other than the approval.
struct SentBack {
    state: ActivationState,
    reasons: Vec<ActivationReason>,
    resubmittable: bool,
}

impl SentBack {
    fn check(state: ActivationState, reasons: Vec<ActivationReason>, resubmittable: bool) -> Result<Self, Failure> {
        if !(1..=REASONS_MAX).contains(&reasons.len()) {
            return Err(Failure::invalid_field("/reasons", "Give 1 to 10 reasons."));
        }
        let mut errors = Vec::new();
        let mut checked = Vec::new();
        for (at, reason) in reasons.into_iter().enumerate() {
            match check_reason(&reason.detail) {
                Ok(detail) => checked.push(ActivationReason { detail, ..reason }),
                Err(_) => errors.push(FieldError::new(
                    &format!("/reasons/{at}/detail"),
                    "A reason has 1 to 200 characters and no control characters.",
                )),
            }
        }
        if errors.is_empty() {
            Ok(Self { state, reasons: checked, resubmittable })
        } else {
            Err(Failure::invalid(errors))
        }
    }
}

fn check(asked: SubmitActivation) -> Result<SubmitActivation, Failure> {
    let mut errors = Vec::new();
    if let Err(error) = keys::Name::parse(&asked.legal_name) {
        errors.push(FieldError::new("/legalName", error));
    }
    let email = asked.contact_email.trim();
    let plausible =
        email.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.') && !at.ends_with('.'));
    if !plausible || email.len() > EMAIL_LENGTH_MAX || email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        errors.push(FieldError::new(
            "/contactEmail",
            Complaint::of(FieldCode::NotAnEmailAddress, "This does not look like an e-mail address."),
        ));
    }
    let purpose = asked.purpose.trim();
    if purpose.is_empty() {
        errors.push(FieldError::new("/purpose", Complaint::of(FieldCode::Missing, "Say what the live keys are for.")));
    } else if purpose.chars().count() > PURPOSE_LENGTH_MAX {
        errors.push(FieldError::new(
            "/purpose",
            Complaint::too_long(PURPOSE_LENGTH_MAX, "The purpose has at most 500 characters."),
        ));
    } else if purpose.contains('\0') {
        errors.push(FieldError::new(
            "/purpose",
            Complaint::of(FieldCode::ControlCharacters, "The purpose cannot contain NUL."),
        ));
    }
    if errors.is_empty() {
        Ok(SubmitActivation {
            legal_name: asked.legal_name.trim().to_owned(),
            contact_email: email.to_owned(),
            purpose: purpose.to_owned(),
        })
    } else {
        Err(Failure::invalid(errors))
    }
}

fn submit(tx: &mut Tx<'_>, caller: &Caller, asked: &SubmitActivation, now: Timestamp) -> Result<Activation, Failure> {
    let current = read(tx.db, caller)?;
    require_submittable(&current)?;
    tx.db.execute_one(
        "UPDATE organizations SET activation = 'submitted', legal_name = ?2, contact_email = ?3, purpose = ?4,
             submitted_at = ?5, submitted_by = ?6, submitted_by_id = ?7, activation_reasons = NULL WHERE id = ?1",
        values![
            &caller.organization_id,
            &asked.legal_name,
            &asked.contact_email,
            &asked.purpose,
            now,
            &caller.actor.name,
            caller.actor.reference()
        ],
    )?;
    note(tx, caller, AuditAction::ActivationSubmitted, &asked.legal_name, now)?;
    read(tx.db, caller)
}

/// Whether the organization may still change what is decided about.
fn require_submittable(current: &Activation) -> Result<(), Failure> {
    if current.submittable {
        return Ok(());
    }
    Err(Failure::refused(
        Code::Conflict,
        match current.state {
            ActivationState::Approved => "The organization is already activated.",
            ActivationState::InReview => "The submission is being looked at; wait for the decision.",
            _ => "The organization was rejected for good.",
        },
    ))
}

fn approve(tx: &mut Tx<'_>, caller: &Caller, reason: &str, now: Timestamp) -> Result<Activation, Failure> {
    let current = read(tx.db, caller)?;
    if current.state == ActivationState::Approved {
        return Ok(current);
    }
    require_decidable(&current, caller)?;
    tx.db.execute_one(
        "UPDATE organizations SET activation = 'approved', approved_at = ?2, approved_by = ?3, approval_reason = ?4, approved_by_id = ?5
         WHERE id = ?1",
        values![&caller.organization_id, now, &caller.actor.name, reason, caller.actor.reference()],
    )?;
    note(tx, caller, AuditAction::ActivationApproved, reason, now)?;
    read(tx.db, caller)
}

fn require_decidable(current: &Activation, caller: &Caller) -> Result<(), Failure> {
    if !current.state.waits_for_decision() {
        return Err(Failure::refused(Code::Conflict, "Nothing has been submitted that waits for a decision."));
    }
    if is_own(caller, current.submitted_by.as_ref()) {
        return Err(Failure::refused(
            Code::RoleNotAllowed,
            "Whoever submitted it does not decide it; somebody else does.",
        ));
    }
    Ok(())
}

fn is_decidable(caller: &Caller, state: ActivationState, submitted_by: Option<&Actor>) -> bool {
    caller.role.may_operate() && state.waits_for_decision() && !is_own(caller, submitted_by)
}

/// Whether the caller submitted it: somebody whose role became the operator's since. The doors of a computer of one's own
/// are told apart, so that the local stand-in for a review is nobody's own.
fn is_own(caller: &Caller, submitted_by: Option<&Actor>) -> bool {
    let submitter = submitted_by.and_then(Actor::reference);
    submitter.is_some() && submitter == caller.actor.reference()
}

fn review(tx: &mut Tx<'_>, caller: &Caller, now: Timestamp) -> Result<Activation, Failure> {
    let current = read(tx.db, caller)?;
    if current.state == ActivationState::InReview {
        return Ok(current);
    }
    require_decidable(&current, caller)?;
    tx.db.execute_one(
        "UPDATE organizations SET activation = 'in_review', reviewed_at = ?2, reviewed_by = ?3, reviewed_by_id = ?4 WHERE id = ?1",
        values![&caller.organization_id, now, &caller.actor.name, caller.actor.reference()],
    )?;
    note(tx, caller, AuditAction::ActivationInReview, "", now)?;
    read(tx.db, caller)
}

fn send_back(tx: &mut Tx<'_>, caller: &Caller, answer: &SentBack, now: Timestamp) -> Result<Activation, Failure> {
    require_decidable(&read(tx.db, caller)?, caller)?;
    let reasons = serde_json::to_string(&answer.reasons).unwrap_or_default();
    tx.db.execute_one(
        "UPDATE organizations SET activation = ?2, activation_reasons = ?3, resubmittable = ?4, reviewed_at = ?5,
             reviewed_by = ?6, reviewed_by_id = ?7 WHERE id = ?1",
        values![
            &caller.organization_id,
            answer.state.as_str(),
            reasons,
            answer.resubmittable,
            now,
            &caller.actor.name,
            caller.actor.reference()
        ],
    )?;
    let details: Vec<&str> = answer.reasons.iter().map(|reason| reason.detail.as_str()).collect();
    let action = match answer.state {
        ActivationState::Rejected => AuditAction::ActivationRejected,
        _ => AuditAction::ActivationMoreInformationNeeded,
    };
    note(tx, caller, action, &details.join(" "), now)?;
    read(tx.db, caller)
}

fn note(tx: &mut Tx<'_>, caller: &Caller, action: AuditAction, detail: &str, now: Timestamp) -> Result<(), Failure> {
    let subject = caller.organization_id.clone();
    Ok(audit::append(tx, Deed { at: now, caller, action, subject: &subject, environment: None, detail })?)
}

/// The record as a caller is told it.
fn read(db: Db<'_>, caller: &Caller) -> Result<Activation, Failure> {
    let organization_id = caller.organization_id.as_str();
    let evidence = activation::read(db, organization_id)?;
    let proved = evidence.iter().any(|one| one.kind == ActivationEvidenceKind::AddressesAllowed);
    let waiver = if proved { None } else { waiver::read(db, organization_id)? };
    let documents = documents::read(db, organization_id)?;
    let found = db.one(
        "SELECT activation, legal_name, contact_email, purpose, submitted_at, submitted_by, approved_at, approved_by,
             approval_reason, reviewed_at, reviewed_by, activation_reasons, resubmittable, submitted_by_id, approved_by_id,
             reviewed_by_id, name, created_at FROM organizations WHERE id = ?1",
        values![organization_id],
        |row| {
            let state: ActivationState = row.word(0)?;
            let submitted_by = row.actor_if_any(5, 13)?;
            let reasons = row.get::<Option<String>>(11)?.unwrap_or_else(|| "[]".to_owned());
            Ok(Activation {
                organization: ActivationOrganization {
                    id: organization_id.to_owned(),
                    name: row.get(16)?,
                    created_at: row.moment(17)?,
                },
                state,
                reviewed_at: row.moment_if_any(9)?,
                reviewed_by: row.actor_if_any(10, 15)?,
                reasons: serde_json::from_str(&reasons).map_err(|error| StoreError::Damaged(error.to_string()))?,
                submittable: state.may_submit(row.get(12)?),
                legal_name: row.get(1)?,
                contact_email: row.get(2)?,
                purpose: row.get(3)?,
                submitted_at: row.moment_if_any(4)?,
                decidable: is_decidable(caller, state, submitted_by.as_ref()),
                submitted_by,
                approved_at: row.moment_if_any(6)?,
                approved_by: row.actor_if_any(7, 14)?,
                approval_reason: row.get(8)?,
                evidence: evidence.clone(),
                addresses_waiver: waiver.clone(),
                documents: documents.clone(),
            })
        },
    )?;
    found.ok_or_else(|| Failure::not_found("organization"))
}
