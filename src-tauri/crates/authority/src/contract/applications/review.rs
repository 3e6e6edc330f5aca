//! The sandbox's review: a local simulation in two steps, taken by a background chore, so that a client sees the states
//! that it would see live, and a restart in between changes nothing.

use keys::{Environment, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    ApplicationStatus,
    decide::{Decision, decide, read_target},
};
use crate::{
    Caller, Failure,
    contract::Contract,
    ground::store::{Tx, values},
};

/// How long a sandbox application is `pending`, then `processing`. Ours.
const STEP_SECONDS: i64 = 1;
/// Steps taken in one commit.
const AT_ONCE_MAX: usize = 100;

/// What a client may ask the sandbox's review to decide. Ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AskedOutcome {
    /// Approve it.
    Approved,
    /// Reject it as `rejected_by_ops`, to be submitted again.
    RejectedByOps,
    /// Reject it as `compliance_denied`, for good.
    ComplianceDenied,
}

impl AskedOutcome {
    /// The word that stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::RejectedByOps => "rejected_by_ops",
            Self::ComplianceDenied => "compliance_denied",
        }
    }

    fn decision(word: Option<&str>) -> Decision {
        match word {
            Some("rejected_by_ops") => {
                Decision::Rejected { failure_code: "rejected_by_ops".into(), resubmittable: true }
            }
            Some("compliance_denied") => {
                Decision::Rejected { failure_code: "compliance_denied".into(), resubmittable: false }
            }
            _ => Decision::Approved,
        }
    }
}

/// When the simulated review takes its first step; never for live, which waits for the operator.
pub(super) fn first_step(environment: Environment, now: Timestamp) -> Option<Timestamp> {
    (environment == Environment::Sandbox).then(|| now.plus_seconds(STEP_SECONDS))
}

impl Contract {
    /// Takes the steps that are due.
    ///
    /// # Errors
    /// The store's trouble; the next round tries again.
    pub(crate) async fn review_applications(&self) -> Result<(), Failure> {
        let now = self.ground.now();
        let due: Vec<String> = self
            .ground
            .store
            .read(move |db| {
                let sql = format!(
                    "SELECT id FROM applications WHERE next_step_at <= ?1 ORDER BY next_step_at, id LIMIT {AT_ONCE_MAX}"
                );
                Ok::<_, Failure>(db.all(&sql, values![now], |row| row.get(0))?)
            })
            .await?;
        if due.is_empty() {
            return Ok(());
        }
        self.ground.store.write_patiently(move |tx| due.iter().try_for_each(|id| step(tx, id, now))).await
    }
}

fn step(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), Failure> {
    let Some(target) = read_target(tx.db, id)? else { return Ok(()) };
    match target.status {
        ApplicationStatus::Pending => {
            tx.db.execute(
                "UPDATE applications SET status = 'processing', next_step_at = ?2, updated_at = ?3
                 WHERE id = ?1 AND status = 'pending'",
                values![id, now.plus_seconds(STEP_SECONDS), now],
            )?;
            Ok(())
        }
        ApplicationStatus::Processing => {
            let caller = Caller::authority(&target.organization_id);
            let decision = AskedOutcome::decision(target.asked_outcome.as_deref());
            decide(tx, &caller, &target, &decision, "local simulation", now).map(drop)
        }
        _ => {
            tx.db.execute("UPDATE applications SET next_step_at = NULL WHERE id = ?1", values![id])?;
            Ok(())
        }
    }
}
