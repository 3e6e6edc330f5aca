//! Doing without the proof of allowed addresses, with a reason that whoever decides reads.

use keys::{
    AuditAction, Timestamp,
    wire::{Activation, ActivationEvidenceKind, ActivationWaiver, Code, WaiveAddresses},
};

use crate::{
    Caller, Failure,
    ground::{
        asked::check_reason,
        store::{Db, StoreError, Tx, values},
    },
    people::People,
};

impl People {
    /// Waives the proof of allowed addresses. Waiving again replaces the reason.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], a wrong reason, [`Code::Conflict`] once it is proved, while the submission is looked at or
    /// once it is decided for good, or the store's trouble.
    pub async fn waive_addresses(&self, caller: &Caller, asked: WaiveAddresses) -> Result<Activation, Failure> {
        caller.may_submit_activation()?;
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| waive(tx, &caller, &reason, now)).await
    }

    /// Withdraws the waiver. Where there is none nothing changes.
    ///
    /// # Errors
    /// As [`People::waive_addresses`].
    pub async fn withdraw_waiver(&self, caller: &Caller) -> Result<Activation, Failure> {
        caller.may_submit_activation()?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| withdraw(tx, &caller, now)).await
    }
}

fn waive(tx: &mut Tx<'_>, caller: &Caller, reason: &str, now: Timestamp) -> Result<Activation, Failure> {
    let current = super::read(tx.db, caller)?;
    super::require_submittable(&current)?;
    if current.evidence.iter().any(|one| one.kind == ActivationEvidenceKind::AddressesAllowed) {
        return Err(Failure::refused(Code::Conflict, "Allowed addresses are proved; there is nothing to waive."));
    }
    tx.db.execute_one(
        "INSERT INTO address_waivers (organization_id, at, waived_by, waived_by_id, reason) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (organization_id) DO UPDATE SET at = excluded.at, waived_by = excluded.waived_by,
             waived_by_id = excluded.waived_by_id, reason = excluded.reason",
        values![&caller.organization_id, now, &caller.actor.name, caller.actor.reference(), reason],
    )?;
    super::note(tx, caller, AuditAction::ActivationAddressesWaived, reason, now)?;
    super::read(tx.db, caller)
}

fn withdraw(tx: &mut Tx<'_>, caller: &Caller, now: Timestamp) -> Result<Activation, Failure> {
    let current = super::read(tx.db, caller)?;
    let Some(waiver) = &current.addresses_waiver else { return Ok(current) };
    super::require_submittable(&current)?;
    tx.db.execute_one("DELETE FROM address_waivers WHERE organization_id = ?1", values![&caller.organization_id])?;
    super::note(tx, caller, AuditAction::ActivationWaiverWithdrawn, &waiver.reason, now)?;
    super::read(tx.db, caller)
}

/// The waiver, if there is one.
pub(super) fn read(db: Db<'_>, organization_id: &str) -> Result<Option<ActivationWaiver>, StoreError> {
    let sql = "SELECT at, waived_by, waived_by_id, reason FROM address_waivers WHERE organization_id = ?1";
    db.one(sql, values![organization_id], |row| {
        Ok(ActivationWaiver { at: row.moment(0)?, by: row.actor(1, 2)?, reason: row.get(3)? })
    })
}
