//! Whether live keys are asked for instead of created: an organization's own rule. Who asks and who decides are two people, so
//! it can be switched on only where there are two.

use keys::{AuditAction, Environment, Timestamp, wire::Code};

use crate::{
    Caller, Failure,
    evidence::audit::{self, Deed},
    ground::{
        asked::check_reason,
        store::{Tx, values},
    },
    people::People,
};

impl People {
    /// Switches it on or off. What holds already is no deed.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::SecondAdminNeeded`], a bad reason, or the store's trouble.
    pub async fn set_approval_needed(&self, caller: &Caller, needed: bool, reason: &str) -> Result<(), Failure> {
        caller.may_administer()?;
        let reason = check_reason(reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| set(tx, &caller, needed, &reason, now)).await
    }
}

fn set(tx: &mut Tx<'_>, caller: &Caller, needed: bool, reason: &str, now: Timestamp) -> Result<(), Failure> {
    let organization_id = &caller.organization_id;
    // Written first: who revokes one of the two admins meanwhile waits at this row.
    let sql = "UPDATE organizations SET live_keys_need_approval = ?2 WHERE id = ?1 AND live_keys_need_approval <> ?2";
    if tx.db.execute(sql, values![organization_id, needed])? == 0 {
        return Ok(());
    }
    if needed && admins_who_can_sign_in(tx, organization_id)? < 2 {
        let words = "One admin asks for a live key and another one decides, and there are not two who can sign in.";
        return Err(Failure::refused(Code::SecondAdminNeeded, words));
    }
    let said = if needed { "are asked for, and another admin approves" } else { "are created without being asked for" };
    let deed = Deed {
        at: now,
        caller,
        action: AuditAction::OrganizationChanged,
        subject: organization_id,
        environment: Some(Environment::Live),
        detail: &format!("Live keys {said}. {reason}"),
    };
    Ok(audit::append(tx, deed)?)
}

fn admins_who_can_sign_in(tx: &Tx<'_>, organization_id: &str) -> Result<i64, Failure> {
    let sql = "SELECT count(*) FROM members WHERE organization_id = ?1 AND role = 'admin' AND revoked_at IS NULL
                   AND password_hash IS NOT NULL";
    Ok(tx.db.one(sql, values![organization_id], |row| row.get(0))?.unwrap_or_default())
}
