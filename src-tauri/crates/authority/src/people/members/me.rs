//! What is a member's own: their facts and their password.

use keys::{
    AuditAction, Timestamp,
    wire::{ChangePassword, Code, Member},
};
use zeroize::Zeroizing;

use super::{MemberRecord, find_member, invite::note};
use crate::{
    Failure,
    ground::store::{Tx, values},
    people::{People, authenticate::SignedInMember, password, sessions::end_sessions},
};

impl People {
    /// The signed-in member.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn me(&self, me: &SignedInMember) -> Result<Member, Failure> {
        self.get_member(&me.caller, me.member_id.clone()).await
    }

    /// Changes the member's own password. Their other sessions end; this one goes on.
    ///
    /// # Errors
    /// [`Code::SignInRefused`] for a wrong current password, [`Code::SignInSlowed`] after several, a bad new one, or the
    /// store's trouble.
    pub async fn change_password(&self, me: &SignedInMember, asked: ChangePassword) -> Result<Member, Failure> {
        let (current, new) = (Zeroizing::new(asked.current_password), Zeroizing::new(asked.new_password));
        let member = self.prove_password(me, current).await?;
        password::check_new("/newPassword", &new, &member.email)?;
        let hash = self.passwords.hash(new).await?;
        let (me, now) = (me.clone(), self.ground.now());
        let member = self.ground.store.write_first(move |tx| change(tx, &me, &member, &hash, now)).await?;
        Ok(member.view())
    }
}

fn change(
    tx: &mut Tx<'_>,
    me: &SignedInMember,
    proven: &MemberRecord,
    hash: &str,
    now: Timestamp,
) -> Result<MemberRecord, Failure> {
    // Exactly the password that was proven: a revocation or another change in between wins.
    let changed = tx.db.execute(
        "UPDATE members SET password_hash = ?2, invitation_digest = NULL, invitation_ends_at = NULL
         WHERE id = ?1 AND password_hash = ?3",
        values![&me.member_id, hash, proven.password_hash.as_deref()],
    )?;
    if changed != 1 {
        return Err(Failure::refused(Code::Conflict, "The password was changed meanwhile."));
    }
    end_sessions(tx.db, &me.member_id, Some(&me.session_id), now)?;
    note(tx, &me.caller, AuditAction::MemberPasswordChanged, proven, "by the member", now)?;
    find_member(tx.db, &me.caller.organization_id, &me.member_id)
}
