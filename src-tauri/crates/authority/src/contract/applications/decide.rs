//! Decide an application: by the sandbox's simulated review, or by the operator's command.

use keys::{AuditAction, Environment, Timestamp, mint, wire::Code};

use super::{Application, ApplicationStatus, COLUMNS};
use crate::{
    Caller, Failure,
    contract::{Contract, customers::Customer},
    evidence::{
        audit::{self, Deed},
        events::{self, Event, Kind},
    },
    ground::{
        asked::{check_id, check_reason},
        store::{Db, StoreError, Tx, values},
    },
};

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It becomes a customer.
    Approved,
    /// It does not.
    Rejected {
        /// `rejected_by_ops` or `compliance_denied`.
        failure_code: String,
        /// Whether it may be submitted again.
        resubmittable: bool,
    },
    /// It was withdrawn.
    Cancelled,
}

/// The operator's decision on an application.
#[derive(Clone, Debug)]
pub struct DecideApplication {
    /// Which one.
    pub id: String,
    /// What.
    pub decision: Decision,
    /// Why; written to the audit log.
    pub reason: String,
}

/// What a decision needs to know of its application.
pub(super) struct Target {
    id: String,
    pub(super) organization_id: String,
    environment: Environment,
    pub(super) status: ApplicationStatus,
    pub(super) asked_outcome: Option<String>,
    country: String,
    legal_name: String,
}

impl Contract {
    /// Decides an application of the operator's organization, in whichever environment it is.
    ///
    /// # Errors
    /// A malformed id or reason, not found, [`Code::Conflict`] when it is decided already, or the store's trouble.
    pub async fn decide_application(&self, caller: &Caller, asked: DecideApplication) -> Result<Application, Failure> {
        caller.may_operate()?;
        check_id(&asked.id, "app")?;
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground
            .store
            .write(move |tx| {
                let target = read_target(tx.db, &asked.id)?
                    .filter(|target| target.organization_id == caller.organization_id)
                    .ok_or_else(|| Failure::not_found("application"))?;
                decide(tx, &caller, &target, &asked.decision, &reason, now)
            })
            .await
    }
}

/// The application with the id, whoever owns it.
pub(super) fn read_target(db: Db<'_>, id: &str) -> Result<Option<Target>, StoreError> {
    let sql = "SELECT organization_id, environment, status, asked_outcome, country, legal_name FROM applications
         WHERE id = ?1";
    db.one(sql, values![id], |row| {
        Ok(Target {
            id: id.to_owned(),
            organization_id: row.get(0)?,
            environment: row.word(1)?,
            status: row.word(2)?,
            asked_outcome: row.get(3)?,
            country: row.get(4)?,
            legal_name: row.get(5)?,
        })
    })
}

/// Writes a decision, the customer that comes of it, the audit row and the events, all in one commit.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    caller: &Caller,
    target: &Target,
    decision: &Decision,
    reason: &str,
    now: Timestamp,
) -> Result<Application, Failure> {
    if target.status.is_final() {
        return Err(Failure::refused(Code::Conflict, "The application is decided already."));
    }
    let customer = match decision {
        Decision::Approved => Some(Customer::insert(
            tx,
            (&target.organization_id, target.environment),
            (mint::mint_id("cus", tx.ambient), &target.legal_name, &target.country),
            &target.id,
            now,
        )?),
        _ => None,
    };
    let (status, failure_code, resubmittable) = decision.columns();
    tx.db.execute_one(
        "UPDATE applications SET status = ?2, failure_code = ?3, resubmittable = ?4, customer_id = ?5, decided_at = ?6,
             decided_by = ?7, decision_reason = ?8, decided_by_id = ?9, next_step_at = NULL, updated_at = ?6
         WHERE id = ?1 AND status IN ('pending', 'processing')",
        values![
            &target.id,
            status.as_str(),
            failure_code,
            resubmittable,
            customer.as_ref().map(|customer| customer.id()),
            now,
            &caller.actor.name,
            reason,
            caller.actor.reference(),
        ],
    )?;
    let action = match status {
        ApplicationStatus::Approved => AuditAction::ApplicationApproved,
        _ => AuditAction::ApplicationRejected,
    };
    let subject = &target.id;
    let environment = Some(target.environment);
    audit::append(tx, Deed { at: now, caller, action, subject, environment, detail: reason })?;
    let sql = format!("SELECT {COLUMNS} FROM applications WHERE id = ?1");
    let application = tx.db.one(&sql, values![&target.id], Application::read)?;
    let application = application.ok_or_else(|| Failure::not_found("application"))?;
    tell(tx, target, &application, customer.as_ref(), now)?;
    Ok(application)
}

fn tell(
    tx: &Tx<'_>,
    target: &Target,
    application: &Application,
    customer: Option<&Customer>,
    at: Timestamp,
) -> Result<(), Failure> {
    let (organization_id, environment) = (target.organization_id.as_str(), target.environment);
    let kind = match application.status {
        ApplicationStatus::Approved => Kind::ApplicationApproved,
        ApplicationStatus::Rejected => Kind::ApplicationRejected,
        _ => return Ok(()),
    };
    let event = Event { organization_id, environment, kind, at };
    events::emit(tx, event, || Ok(serde_json::to_value(application).unwrap_or_default()))?;
    if let Some(customer) = customer {
        let event = Event { kind: Kind::CustomerCreated, ..event };
        events::emit(tx, event, || Ok(serde_json::to_value(customer).unwrap_or_default()))?;
    }
    Ok(())
}

impl Decision {
    fn columns(&self) -> (ApplicationStatus, Option<&str>, Option<bool>) {
        match self {
            Self::Approved => (ApplicationStatus::Approved, None, None),
            Self::Rejected { failure_code, resubmittable } => {
                (ApplicationStatus::Rejected, Some(failure_code), Some(*resubmittable))
            }
            Self::Cancelled => (ApplicationStatus::Cancelled, None, None),
        }
    }
}
