//! Approvals: where an organization switched it on, a live key is asked for by one admin, decided by another, and claimed by the
//! first, who alone receives the secret (`keys::approval` has the rule).

mod ask;
mod claim;
mod decide;
mod list;
mod record;

use keys::AuditAction;

pub use list::ApprovalFilter;
use record::{ApprovalRecord, lock_approval};

use crate::{
    Caller,
    evidence::audit::{self, Deed},
    ground::store::{Db, StoreError, Tx, values},
};

/// Whether live keys of the organization are asked for instead of created.
///
/// # Errors
/// The store's trouble.
pub(super) fn are_needed(db: Db<'_>, organization_id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT live_keys_need_approval FROM organizations WHERE id = ?1";
    Ok(db.one(sql, values![organization_id], |row| row.get(0))?.unwrap_or_default())
}

/// Writes a deed down, in the commit of the change.
fn note(
    tx: &mut Tx<'_>,
    caller: &Caller,
    (action, approval): (AuditAction, &ApprovalRecord),
    detail: &str,
    at: keys::Timestamp,
) -> Result<(), StoreError> {
    let environment = Some(keys::Environment::Live);
    audit::append(tx, Deed { at, caller, action, subject: &approval.id, environment, detail })
}
