//! Give a member another role, and revoke one.

use keys::{
    AuditAction, Timestamp,
    wire::{ActivationEvidence, ActivationEvidenceKind, ChangeRole, Code, Member, RevokeMember, Role},
};

use super::{MemberRecord, find_member, invite::note};
use crate::{
    Caller, Failure,
    evidence::activation,
    ground::{
        asked::check_reason,
        store::{StoreError, Tx, values},
    },
    people::{People, sessions::end_sessions},
};

impl People {
    /// Gives a member another role. It counts from this answer on, in open sessions too.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], [`Code::LastAdmin`], [`Code::Conflict`] for a revoked member, or the store's
    /// trouble.
    pub async fn change_role(&self, caller: &Caller, id: String, asked: ChangeRole) -> Result<Member, Failure> {
        let (caller, now) = (caller.clone(), self.ground.now());
        let member = self.ground.store.write_first(move |tx| change_role(tx, &caller, &id, asked.role, now)).await?;
        Ok(member.view())
    }

    /// Refuses a member for good: their sessions, invitation and password end with this answer. Asking again answers
    /// the first time's facts.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], a bad reason, [`Code::LastAdmin`], or the store's trouble.
    pub async fn revoke_member(&self, caller: &Caller, id: String, asked: RevokeMember) -> Result<Member, Failure> {
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        let member = self.ground.store.write_first(move |tx| revoke(tx, &caller, &id, &reason, now)).await?;
        Ok(member.view())
    }
}

fn change_role(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &str,
    role: Role,
    now: Timestamp,
) -> Result<MemberRecord, Failure> {
    let member = find_to_change(tx, caller, id)?;
    caller.may_manage(role)?;
    if member.revocation.is_some() {
        return Err(Failure::refused(Code::Conflict, "The member is revoked."));
    }
    if member.role == role {
        return Ok(member);
    }
    keep_an_admin(tx, &member)?;
    tx.db.execute_one("UPDATE members SET role = ?2 WHERE id = ?1", values![id, role.as_str()])?;
    let detail = format!("{} became {}", member.role.as_str(), role.as_str());
    note(tx, caller, AuditAction::MemberRoleChanged, &member, &detail, now)?;
    let member = find_member(tx.db, &caller.organization_id, id)?;
    prove_second_admin(tx, &member, now)?;
    Ok(member)
}

fn revoke(tx: &mut Tx<'_>, caller: &Caller, id: &str, reason: &str, now: Timestamp) -> Result<MemberRecord, Failure> {
    let member = find_to_change(tx, caller, id)?;
    if member.revocation.is_some() {
        return Ok(member);
    }
    keep_an_admin(tx, &member)?;
    tx.db.execute_one(
        "UPDATE members SET revoked_at = ?2, revoked_by = ?3, revoke_reason = ?4, password_hash = NULL,
             invitation_digest = NULL, invitation_ends_at = NULL, revoked_by_id = ?5
         WHERE id = ?1",
        values![id, now, &caller.actor.name, reason, caller.actor.reference()],
    )?;
    crate::people::totp::clear(tx.db, id)?;
    crate::people::sign_in::forget_known(tx.db, id)?;
    end_sessions(tx.db, id, None, now)?;
    note(tx, caller, AuditAction::MemberRevoked, &member, reason, now)?;
    find_member(tx.db, &caller.organization_id, id)
}

fn find_to_change(tx: &Tx<'_>, caller: &Caller, id: &str) -> Result<MemberRecord, Failure> {
    // Two nodes that each take one of the last two admins away must wait for one another: the organization's row is
    // what they meet at.
    tx.db.execute("UPDATE organizations SET name = name WHERE id = ?1", values![&caller.organization_id])?;
    let member = find_member(tx.db, &caller.organization_id, id)?;
    caller.may_manage(member.role)?;
    Ok(member)
}

/// An organization without an admin who can sign in could not manage itself any more.
fn keep_an_admin(tx: &Tx<'_>, member: &MemberRecord) -> Result<(), Failure> {
    if member.is_admin_who_can_sign_in() && !has_another_admin(tx, member)? {
        return Err(Failure::refused(Code::LastAdmin, "This is the last admin who can sign in."));
    }
    Ok(())
}

fn has_another_admin(tx: &Tx<'_>, member: &MemberRecord) -> Result<bool, StoreError> {
    let others = tx.db.one(
        "SELECT count(*) FROM members WHERE organization_id = ?1 AND id <> ?2 AND role = 'admin'
             AND revoked_at IS NULL AND password_hash IS NOT NULL",
        values![&member.organization_id, &member.id],
        |row| row.get::<i64>(0),
    )?;
    Ok(others.unwrap_or_default() > 0)
}

/// An activation may rest on it that the organization does not depend on one person.
pub(super) fn prove_second_admin(tx: &Tx<'_>, member: &MemberRecord, now: Timestamp) -> Result<(), StoreError> {
    if !member.is_admin_who_can_sign_in() || !has_another_admin(tx, member)? {
        return Ok(());
    }
    let kind = ActivationEvidenceKind::SecondAdmin;
    let evidence = ActivationEvidence { member: Some(member.actor()), ..activation::of_change(tx, kind, now) };
    activation::keep(tx, &member.organization_id, &evidence)
}
