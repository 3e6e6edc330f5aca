//! TOTP: a second proof besides the password, for members who want one. The secret is kept sealed; without a sealing
//! key nobody can start.

mod code;

use keys::{
    AuditAction, Timestamp,
    sign_in::Outcome,
    wire::{BackupCodes, Code, ConfirmTotp, Member, ProvePassword, TotpStarted},
};
use zeroize::Zeroizing;

use crate::{
    Failure, Seal,
    ground::store::{Db, StoreError, Tx, values},
    people::{
        People,
        authenticate::SignedInMember,
        members::{MemberRecord, find_member, note},
        sign_in::Attempt,
    },
};

impl People {
    /// Makes a TOTP secret that waits for its first code. Starting again replaces one that still waits.
    ///
    /// # Errors
    /// [`Code::SealingKeyMissing`], [`Code::SignInRefused`] for a wrong password, [`Code::Conflict`] when the member has
    /// TOTP already, or the store's trouble.
    pub async fn start_totp(&self, me: &SignedInMember, asked: ProvePassword) -> Result<TotpStarted, Failure> {
        let seal = self.ground.seal()?.clone();
        let member = self.prove_password(me, Zeroizing::new(asked.password)).await?;
        let secret = code::mint_totp_secret(&self.ground.ambient);
        let sealed = seal.seal(&self.ground.ambient, &context(&member.id), secret.as_slice())?;
        let (me, now) = (me.clone(), self.ground.now());
        self.ground.store.write(move |tx| start(tx, &me, &sealed, now)).await?;
        let letters = code::base32(secret.as_slice());
        Ok(TotpStarted { uri: uri(&letters, &member.email), secret: letters.as_str().to_owned() })
    }

    /// Switches TOTP on with the first code, and answers the backup codes.
    ///
    /// # Errors
    /// [`Code::SignInRefused`] for a wrong code, [`Code::SignInSlowed`] after several, [`Code::Conflict`] when nothing
    /// waits, [`Code::SealingKeyMissing`], or the store's trouble.
    pub async fn confirm_totp(&self, me: &SignedInMember, asked: ConfirmTotp) -> Result<BackupCodes, Failure> {
        let seal = self.ground.seal()?.clone();
        let typed = code::typed(&asked.code);
        let codes: Vec<_> = (0..code::BACKUP_CODES).map(|_| code::mint_backup_code(&self.ground.ambient)).collect();
        let (me, now, kept) = (me.clone(), self.ground.now(), codes.clone());
        if !self.ground.store.write(move |tx| confirm(tx, &me, &seal, &typed, &kept, now)).await? {
            return Err(Failure::refused(Code::SignInRefused, "The code is not right."));
        }
        Ok(BackupCodes { codes: codes.iter().map(|code| code.as_str().to_owned()).collect() })
    }

    /// Switches TOTP off; secret and backup codes are gone. Asking again changes nothing.
    ///
    /// # Errors
    /// [`Code::SignInRefused`] for a wrong password, or the store's trouble.
    pub async fn revoke_totp(&self, me: &SignedInMember, asked: ProvePassword) -> Result<Member, Failure> {
        self.prove_password(me, Zeroizing::new(asked.password)).await?;
        let (me, now) = (me.clone(), self.ground.now());
        let member = self.ground.store.write(move |tx| {
            let member = find_member(tx.db, &me.caller.organization_id, &me.member_id)?;
            if member.totp_sealed.is_some() {
                clear(tx.db, &member.id)?;
                note(tx, &me.caller, AuditAction::MemberTotpRevoked, &member, "by the member", now)?;
            }
            find_member(tx.db, &me.caller.organization_id, &me.member_id)
        });
        Ok(member.await?.view())
    }
}

/// What the secret is sealed for: one moved to another member's row opens nothing.
fn context(member_id: &str) -> String {
    format!("totp/{member_id}")
}

fn uri(secret: &str, email: &str) -> String {
    let mut label = url::form_urlencoded::byte_serialize(email.as_bytes()).collect::<String>();
    label = label.replace('+', "%20");
    format!("otpauth://totp/Conduit%20Keys:{label}?secret={secret}&issuer=Conduit%20Keys")
}

fn start(tx: &mut Tx<'_>, me: &SignedInMember, sealed: &[u8], now: Timestamp) -> Result<(), Failure> {
    let member = find_member(tx.db, &me.caller.organization_id, &me.member_id)?;
    if member.totp_confirmed_at.is_some() {
        return Err(Failure::refused(Code::Conflict, "TOTP is on already; switch it off first."));
    }
    tx.db.execute_one(
        "UPDATE members SET totp_sealed = ?2, totp_last_step = NULL WHERE id = ?1",
        values![&member.id, sealed],
    )?;
    Ok(note(tx, &me.caller, AuditAction::MemberTotpStarted, &member, "", now)?)
}

/// Whether the code is right. A wrong one is counted, so it is no refusal of this change.
fn confirm(
    tx: &mut Tx<'_>,
    me: &SignedInMember,
    seal: &Seal,
    typed: &str,
    codes: &[Zeroizing<String>],
    now: Timestamp,
) -> Result<bool, Failure> {
    let member = find_member(tx.db, &me.caller.organization_id, &me.member_id)?;
    let waiting = member.totp_sealed.as_deref().filter(|_| member.totp_confirmed_at.is_none());
    let sealed = waiting.ok_or_else(|| Failure::refused(Code::Conflict, "No TOTP secret waits for a code."))?;
    let secret = seal.open(&context(&member.id), sealed)?;
    let attempt = Attempt::of_first_code(tx.db, &member.id, now)?;
    let Some(step) = code::matching_step(&secret, typed, now, None) else {
        attempt.settle(tx.db, Outcome::Wrong, now)?;
        return Ok(false);
    };
    attempt.settle(tx.db, Outcome::Good, now)?;
    tx.db.execute_one(
        "UPDATE members SET totp_confirmed_at = ?2, totp_last_step = ?3 WHERE id = ?1",
        values![&member.id, now, step],
    )?;
    for code in codes {
        let digest = code::backup_digest(&member.id, &code::typed(code));
        tx.db.execute_one(
            "INSERT INTO backup_codes (member_id, digest) VALUES (?1, ?2)",
            values![&member.id, &digest],
        )?;
    }
    note(tx, &me.caller, AuditAction::MemberTotpConfirmed, &member, "", now)?;
    Ok(true)
}

/// Forgets a member's secret and backup codes.
pub(crate) fn clear(db: Db<'_>, member_id: &str) -> Result<(), StoreError> {
    db.execute(
        "UPDATE members SET totp_sealed = NULL, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = ?1",
        values![member_id],
    )?;
    db.execute("DELETE FROM backup_codes WHERE member_id = ?1", values![member_id]).map(drop)
}

/// Takes a code inside a change: a code of six digits counts for its step and never again, a backup code is used up.
///
/// # Errors
/// [`Code::SealingKeyMissing`], or the store's trouble.
pub(crate) fn take(
    tx: &Tx<'_>,
    seal: Option<&Seal>,
    member: &MemberRecord,
    code: &str,
    now: Timestamp,
) -> Result<bool, Failure> {
    let typed = code::typed(code);
    if !code::is_six_digits(&typed) {
        let digest = code::backup_digest(&member.id, &typed);
        let taken = tx
            .db
            .execute("DELETE FROM backup_codes WHERE member_id = ?1 AND digest = ?2", values![&member.id, &digest])?;
        return Ok(taken == 1);
    }
    let missing = || Failure::refused(Code::SealingKeyMissing, "Codes cannot be checked; a backup code still works.");
    let seal = seal.ok_or_else(missing)?;
    let secret = seal.open(&context(&member.id), member.totp_sealed.as_deref().unwrap_or_default())?;
    let Some(step) = code::matching_step(&secret, &typed, now, member.totp_last_step) else { return Ok(false) };
    let sql =
        "UPDATE members SET totp_last_step = ?2 WHERE id = ?1 AND (totp_last_step IS NULL OR totp_last_step < ?2)";
    Ok(tx.db.execute(sql, values![&member.id, step])? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authenticator_reads_the_address() {
        let letters = code::base32(b"12345678901234567890");
        let address = url::Url::parse(&uri(&letters, "ana+x@acme.example")).unwrap();
        assert_eq!(address.path(), "/Conduit%20Keys:ana%2Bx%40acme.example");
        assert!(address.query_pairs().any(|(name, value)| name == "secret" && value == letters.as_str()));
    }
}
