//! Invite a member, once or again, and the member's answer: their password.

use keys::{
    AuditAction, Digest, Name, Secret, Timestamp,
    fold::sort_key,
    mint,
    wire::{AcceptInvitation, Code, InviteAgain, InviteMember, Invited, Member},
};
use zeroize::Zeroizing;

use super::{MemberRecord, change::prove_second_admin, check_email, find_by_email, find_member, fold_email};
use crate::{
    Caller, Failure,
    evidence::audit::{self, Deed},
    ground::{
        expose::expose_once,
        idempotency::Once,
        store::{Db, StoreError, Tx, values},
    },
    people::{People, password, sessions::end_sessions},
};

/// How long an invitation is good.
const INVITATION_SECONDS: i64 = 3 * 24 * 3600;

impl People {
    /// Invites somebody. The invitation is in this answer and nowhere else; the same idempotency key again answers the
    /// same member without it. Without one (an operator at the command line), nothing is remembered.
    ///
    /// # Errors
    /// Wrong fields, [`Code::EmailInUse`], [`Code::RoleNotAllowed`], [`Code::IdempotencyKeyConflict`], or the store's
    /// trouble.
    pub async fn invite_member(
        &self,
        caller: &Caller,
        once: Option<Once>,
        asked: InviteMember,
    ) -> Result<(Invited, bool), Failure> {
        caller.may_manage(asked.role)?;
        let email = check_email(&asked.email)?;
        let name = Name::parse_of_actor(&asked.name).map_err(|error| Failure::invalid_field("/name", error))?;
        let invitation = mint::mint_with_prefix(mint::INVITATION_PREFIX, &self.ground.ambient);
        let (digest, now) = (invitation.digest(), self.ground.now());
        let member = MemberRecord {
            id: mint::mint_id("usr", &self.ground.ambient),
            organization_id: caller.organization_id.clone(),
            email,
            name: name.as_str().to_owned(),
            role: asked.role,
            created_at: now,
            created_by: caller.actor.clone(),
            password_hash: None,
            invitation_ends_at: Some(now.plus_seconds(INVITATION_SECONDS)),
            totp_sealed: None,
            totp_confirmed_at: None,
            totp_last_step: None,
            last_sign_in_at: None,
            revocation: None,
        };
        let caller = caller.clone();
        let written =
            self.ground.store.write(move |tx| insert(tx, &caller, once.as_ref(), member, &digest, now)).await?;
        let (member, replayed) = written;
        Ok((Invited { member: member.view(), invitation: (!replayed).then(|| expose_once(&invitation)) }, replayed))
    }

    /// A new invitation for a member, in the place of an older one: it was lost, or the password is forgotten. What the
    /// member has goes on until the invitation is accepted; only TOTP ends now, when that is asked for.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], [`Code::Conflict`] for a revoked member, or the store's trouble.
    pub async fn invite_again(&self, caller: &Caller, id: String, asked: InviteAgain) -> Result<Invited, Failure> {
        let invitation = mint::mint_with_prefix(mint::INVITATION_PREFIX, &self.ground.ambient);
        let (caller, digest, now) = (caller.clone(), invitation.digest(), self.ground.now());
        let member = self.ground.store.write(move |tx| invite_again(tx, &caller, &id, asked, &digest, now)).await?;
        Ok(Invited { member: member.view(), invitation: Some(expose_once(&invitation)) })
    }

    /// The id of the member who signs in with an address, for the operator's verbs.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub async fn member_by_email(&self, email: String) -> Result<String, Failure> {
        let found = self.ground.store.read(move |db| Ok::<_, Failure>(find_by_email(db, &email)?)).await?;
        Ok(found.ok_or_else(|| Failure::not_found("member"))?.id)
    }

    /// Sets the password that an invitation asks for. Whoever was signed in as this member is signed out.
    ///
    /// # Errors
    /// [`Code::InvitationInvalid`], a bad password, [`Code::ServiceUnavailable`], or the store's trouble.
    pub async fn accept_invitation(&self, asked: AcceptInvitation, origin: String) -> Result<Member, Failure> {
        let (invitation, password) = (Secret::new(asked.invitation), Zeroizing::new(asked.password));
        if !mint::is_well_formed(invitation.expose(), mint::INVITATION_PREFIX) {
            return Err(invalid());
        }
        let (digest, now) = (invitation.digest(), self.ground.now());
        // Looked at before the password is hashed: only who holds an invitation gets to use the processor.
        let member = self.ground.store.read(move |db| find_invited(db, &digest, now)).await?;
        password::check_new("/password", &password, &member.email)?;
        let hash = self.passwords.hash(password).await?;
        let member = self.ground.store.write(move |tx| accept(tx, &digest, &hash, &origin, now)).await?;
        Ok(member.view())
    }
}

fn invalid() -> Failure {
    Failure::refused(Code::InvitationInvalid, "The invitation is unknown, used or over.")
}

fn find_invited(db: Db<'_>, digest: &Digest, now: Timestamp) -> Result<MemberRecord, Failure> {
    let sql = format!("SELECT {} FROM members WHERE invitation_digest = ?1 AND revoked_at IS NULL", super::COLUMNS);
    let found = db.one(&sql, values![digest], MemberRecord::read)?;
    found.filter(|member| member.invitation_ends_at.is_some_and(|end| now < end)).ok_or_else(invalid)
}

fn insert(
    tx: &mut Tx<'_>,
    caller: &Caller,
    once: Option<&Once>,
    member: MemberRecord,
    digest: &Digest,
    now: Timestamp,
) -> Result<(MemberRecord, bool), Failure> {
    if let Some(id) = once.map(|once| once.claim(tx, caller, &member.id, now)).transpose()?.flatten() {
        return Ok((find_member(tx.db, &caller.organization_id, &id)?, true));
    }
    if find_by_email(tx.db, &member.email)?.is_some() {
        return Err(Failure::refused(Code::EmailInUse, "There is already a member with this e-mail address."));
    }
    tx.db.execute_one(
        "INSERT INTO members (id, organization_id, email, email_folded, name, role, created_at, created_by,
             invitation_digest, invitation_ends_at, created_by_id, name_sorted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        values![
            &member.id,
            &member.organization_id,
            &member.email,
            fold_email(&member.email),
            &member.name,
            member.role.as_str(),
            now,
            &member.created_by.name,
            digest,
            member.invitation_ends_at,
            member.created_by.reference(),
            sort_key(&member.name),
        ],
    )?;
    note(
        tx,
        caller,
        AuditAction::MemberInvited,
        &member,
        &format!("{} as {}", member.email, member.role.as_str()),
        now,
    )?;
    Ok((member, false))
}

fn invite_again(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &str,
    asked: InviteAgain,
    digest: &Digest,
    now: Timestamp,
) -> Result<MemberRecord, Failure> {
    let member = find_member(tx.db, &caller.organization_id, id)?;
    caller.may_manage(member.role)?;
    if member.revocation.is_some() {
        return Err(Failure::refused(Code::Conflict, "The member is revoked; invite the person as a new one."));
    }
    tx.db.execute_one(
        "UPDATE members SET invitation_digest = ?2, invitation_ends_at = ?3 WHERE id = ?1",
        values![id, digest, now.plus_seconds(INVITATION_SECONDS)],
    )?;
    if asked.revoke_totp && member.totp_sealed.is_some() {
        crate::people::totp::clear(tx.db, id)?;
        note(tx, caller, AuditAction::MemberTotpRevoked, &member, "lost", now)?;
    }
    note(tx, caller, AuditAction::MemberInvited, &member, "again", now)?;
    find_member(tx.db, &caller.organization_id, id)
}

fn accept(tx: &mut Tx<'_>, digest: &Digest, hash: &str, origin: &str, now: Timestamp) -> Result<MemberRecord, Failure> {
    let member = find_invited(tx.db, digest, now)?;
    tx.db.execute_one(
        "UPDATE members SET password_hash = ?2, invitation_digest = NULL, invitation_ends_at = NULL WHERE id = ?1",
        values![&member.id, hash],
    )?;
    end_sessions(tx.db, &member.id, None, now)?;
    crate::people::sign_in::forget_known(tx.db, &member.id)?;
    note(tx, &member.as_caller(origin), AuditAction::MemberPasswordSet, &member, "by invitation", now)?;
    let member = find_member(tx.db, &member.organization_id, &member.id)?;
    prove_second_admin(tx, &member, now)?;
    Ok(member)
}

/// Writes what happened to a member into the audit log.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    caller: &Caller,
    action: AuditAction,
    member: &MemberRecord,
    detail: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    audit::append(tx, Deed { at, caller, action, subject: &member.id, environment: None, detail })
}
