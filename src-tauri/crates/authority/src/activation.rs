//! Activation: the organization's way to live. The vendor documents neither states nor reviewers; these are ours.

use keys::{
    Timestamp,
    wire::{Activation, ActivationState, ApproveActivation, Code, FieldError, SubmitActivation},
};

use crate::{
    Caller, Failure, Service,
    audit::{self, Deed},
    revoke::check_reason,
    store::{Db, Tx, values},
};

const PURPOSE_LENGTH_MAX: usize = 500;
const EMAIL_LENGTH_MAX: usize = 254;

impl Service {
    /// The activation record with its evidence.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn activation(&self, caller: &Caller) -> Result<Activation, Failure> {
        let organization_id = caller.organization_id.clone();
        self.store.read(move |db| read(db, &organization_id)).await
    }

    /// Submits the organization. Submitting again before the decision replaces what was submitted.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], wrong fields, [`Code::Conflict`] once approved, or the store's trouble.
    pub async fn submit_activation(&self, caller: &Caller, asked: SubmitActivation) -> Result<Activation, Failure> {
        caller.may_submit_activation()?;
        let asked = check(asked)?;
        let (caller, now) = (caller.clone(), self.now());
        self.store.write(move |tx| submit(tx, &caller, &asked, now)).await
    }

    /// Approves the organization: from now on live keys can be created. Approving twice changes nothing.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::Conflict`] when nothing is submitted, or the store's trouble.
    pub async fn approve_activation(&self, caller: &Caller, asked: ApproveActivation) -> Result<Activation, Failure> {
        caller.may_approve_activation()?;
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.now());
        self.store.write(move |tx| approve(tx, &caller, &reason, now)).await
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
        errors.push(FieldError::new("/contactEmail", "This does not look like an e-mail address."));
    }
    let purpose = asked.purpose.trim();
    if purpose.is_empty() {
        errors.push(FieldError::new("/purpose", "Say what the live keys are for."));
    } else if purpose.chars().count() > PURPOSE_LENGTH_MAX {
        errors.push(FieldError::new("/purpose", "The purpose has at most 500 characters."));
    } else if purpose.contains('\0') {
        errors.push(FieldError::new("/purpose", "The purpose cannot contain NUL."));
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
    if read(tx.db, &caller.organization_id)?.state == ActivationState::Approved {
        return Err(Failure::refused(Code::Conflict, "The organization is already activated."));
    }
    tx.db.execute_one(
        "UPDATE organizations SET activation = 'submitted', legal_name = ?2, contact_email = ?3, purpose = ?4,
             submitted_at = ?5, submitted_by = ?6 WHERE id = ?1",
        values![&caller.organization_id, &asked.legal_name, &asked.contact_email, &asked.purpose, now, &caller.name],
    )?;
    note(tx, caller, "activation.submitted", &asked.legal_name, now)?;
    read(tx.db, &caller.organization_id)
}

fn approve(tx: &mut Tx<'_>, caller: &Caller, reason: &str, now: Timestamp) -> Result<Activation, Failure> {
    let current = read(tx.db, &caller.organization_id)?;
    match current.state {
        ActivationState::Approved => return Ok(current),
        ActivationState::NotSubmitted => {
            return Err(Failure::refused(Code::Conflict, "Nothing has been submitted for approval yet."));
        }
        ActivationState::Submitted => {}
    }
    tx.db.execute_one(
        "UPDATE organizations SET activation = 'approved', approved_at = ?2, approved_by = ?3, approval_reason = ?4
         WHERE id = ?1 AND activation = 'submitted'",
        values![&caller.organization_id, now, &caller.name, reason],
    )?;
    note(tx, caller, "activation.approved", reason, now)?;
    read(tx.db, &caller.organization_id)
}

fn note(tx: &mut Tx<'_>, caller: &Caller, action: &str, detail: &str, now: Timestamp) -> Result<(), Failure> {
    let subject = caller.organization_id.clone();
    Ok(audit::append(tx, Deed { at: now, caller, action, subject: &subject, environment: None, detail })?)
}

fn read(db: Db<'_>, organization_id: &str) -> Result<Activation, Failure> {
    let found = db.one(
        "SELECT activation, legal_name, contact_email, purpose, submitted_at, submitted_by, approved_at, approved_by,
             approval_reason, first_sandbox_call_at, first_sandbox_write_at FROM organizations WHERE id = ?1",
        values![organization_id],
        |row| {
            Ok(Activation {
                state: row.word(0)?,
                legal_name: row.get(1)?,
                contact_email: row.get(2)?,
                purpose: row.get(3)?,
                submitted_at: row.moment_if_any(4)?,
                submitted_by: row.get(5)?,
                approved_at: row.moment_if_any(6)?,
                approved_by: row.get(7)?,
                approval_reason: row.get(8)?,
                first_sandbox_call_at: row.moment_if_any(9)?,
                first_sandbox_write_at: row.moment_if_any(10)?,
            })
        },
    )?;
    found.ok_or_else(|| Failure::not_found("organization"))
}
