//! Signing in: one path for a right password, a wrong one and an unknown address, so that neither the answer nor the
//! work tells them apart. The rules are [`keys::sign_in`]'s.

mod known;
mod throttle;

use keys::{
    Digest, Secret, Timestamp, mint,
    sign_in::{Failures, Scope, Standing, is_told},
    wire::{Code, SignIn, SignedIn},
};
use zeroize::Zeroizing;

use crate::{
    Caller, Failure, Seal, Service,
    audit::{self, Deed},
    caller::SignedInMember,
    members::{MemberRecord, find_by_email, fold_email, get_member, note},
    organization::AUTHORITY,
    password,
    sessions::{self, Session, signed_in},
    store::{Tx, values},
    totp,
};
pub(crate) use known::forget_known;
use known::{remember_address, remember_device, standing_of};
use throttle::{Counts, subject};

/// An e-mail address is read up to this length; what is longer belongs to nobody.
const EMAIL_LENGTH_MAX: usize = 254;

/// What is presented, and from where.
struct Attempt {
    email: String,
    code: Option<Zeroizing<String>>,
    device: Option<Digest>,
    origin: String,
}

/// How an attempt ends once the password is checked.
enum Outcome {
    Done(Box<MemberRecord>, Session, bool),
    NeedsCode,
    Refused,
    Slowed(i64),
}

impl Service {
    /// Signs a member in.
    ///
    /// # Errors
    /// [`Code::SignInRefused`], [`Code::TotpRequired`], [`Code::SignInSlowed`], [`Code::ServiceUnavailable`] under a
    /// flood, or the store's trouble.
    pub async fn sign_in(&self, asked: SignIn, origin: String) -> Result<SignedIn, Failure> {
        let password = Zeroizing::new(asked.password);
        let device = asked.device_token.map(Secret::new);
        let attempt = Attempt {
            email: fold_email(&asked.email),
            code: asked.code.map(Zeroizing::new),
            device: device.as_ref().map(Secret::digest),
            origin,
        };
        if attempt.email.len() > EMAIL_LENGTH_MAX || password.chars().count() > password::LENGTH_MAX {
            return Err(refused());
        }
        let attempt = std::sync::Arc::new(attempt);
        let now = self.now();

        // Counted as a failure before the password is looked at: a thousand attempts at once are a thousand failures.
        let asking = attempt.clone();
        let (member, counts) = self.store.write(move |tx| count(tx, &asking, now)).await?;
        let standing = counts.standing;
        let stored = member.as_ref().and_then(|member| member.password_hash.clone());
        let right = self.passwords.is_right(standing, password, stored).await?;

        let (pair, device) = (self.mint_pair(), mint::mint_with_prefix(mint::DEVICE_PREFIX, &self.ambient));
        let session = Session { id: mint::mint_id("ses", &self.ambient), began_at: now };
        let digests = (pair.access.digest(), pair.refresh.digest(), device.digest());
        let seal = self.seal.clone();
        let proven = member.filter(|_| right);
        let outcome = self
            .store
            .write(move |tx| match proven {
                Some(member) => finish(tx, &attempt, &member, counts, session, digests, seal.as_ref()),
                None => refuse(tx, &attempt, &counts, now).map(|()| Outcome::Refused),
            })
            .await?;
        match outcome {
            Outcome::Done(member, session, is_new_device) => {
                Ok(signed_in(&session, &member, &pair, now, is_new_device.then_some(&device)))
            }
            Outcome::NeedsCode => Err(Failure::refused(Code::TotpRequired, "The code of the authenticator is needed.")),
            Outcome::Refused => Err(refused()),
            Outcome::Slowed(seconds) => Err(slowed(seconds)),
        }
    }

    /// Proves a signed-in member's password once more. A stolen session guesses as slowly as a known device does.
    ///
    /// # Errors
    /// [`Code::SignInRefused`], [`Code::SignInSlowed`], [`Code::ServiceUnavailable`], or the store's trouble.
    pub(crate) async fn prove_password(
        &self,
        me: &SignedInMember,
        password: Zeroizing<String>,
    ) -> Result<MemberRecord, Failure> {
        if password.chars().count() > password::LENGTH_MAX {
            return Err(refused());
        }
        let (now, counts) = (self.now(), Counts::of_session(&me.member_id));
        let (counted, id) = (counts.clone(), me.member_id.clone());
        let member = self.store.write(move |tx| {
            counted.count(tx.db, now)?;
            get_member(tx.db, &id)?.ok_or_else(refused)
        });
        let member = member.await?;
        if !self.passwords.is_right(Standing::KnownDevice, password, member.password_hash.clone()).await? {
            return Err(refused());
        }
        self.store.write(move |tx| Ok::<_, Failure>(counts.take_back(tx.db)?)).await?;
        Ok(member)
    }

    /// Drops failures that are forgotten, and devices and addresses that were not seen for long.
    pub(crate) async fn prune_sign_ins(&self) -> Result<(), Failure> {
        let now = self.now();
        self.store
            .write(move |tx| {
                throttle::prune(tx.db, now)?;
                Ok(known::prune(tx.db, now)?)
            })
            .await
    }
}

fn refused() -> Failure {
    Failure::refused(Code::SignInRefused, "The e-mail address, the password or the code is wrong.")
}

fn slowed(seconds: i64) -> Failure {
    Failure::Later {
        code: Code::SignInSlowed,
        detail: "Too many attempts failed.".to_owned(),
        retry_after_seconds: u64::try_from(seconds).unwrap_or_default(),
    }
}

/// Counts an attempt where it belongs, unless it has to wait there.
fn count(tx: &mut Tx<'_>, attempt: &Attempt, now: Timestamp) -> Result<(Option<MemberRecord>, Counts), Failure> {
    let member = find_by_email(tx.db, &attempt.email)?;
    let member_id = member.as_ref().map(|member| member.id.as_str());
    let standing = standing_of(tx.db, member_id, attempt.device.as_ref(), &attempt.origin)?;
    let counts = Counts::of(standing, &attempt.email, attempt.device.as_ref(), &attempt.origin);
    counts.count(tx.db, now)?;
    Ok((member, counts))
}

/// A refusal is written down alike for members and for nobody; the audit log hears of a member's when the count doubles.
fn refuse(tx: &mut Tx<'_>, attempt: &Attempt, counts: &Counts, now: Timestamp) -> Result<(), Failure> {
    let worst = counts.refused(tx.db, now)?;
    let Some(Failures { count, .. }) = worst.filter(|failures| is_told(failures.count)) else { return Ok(()) };
    let who = match counts.standing {
        Standing::KnownDevice => "a known device",
        Standing::KnownAddress => "a known address",
        Standing::Stranger => "strangers",
    };
    let Some(member) = find_by_email(tx.db, &attempt.email)? else {
        tracing::warn!(count, origin = attempt.origin, "sign-in was refused for an unknown address");
        return Ok(());
    };
    let caller = Caller { name: AUTHORITY.to_owned(), ..member.as_caller(&attempt.origin) };
    let detail = format!("{count} attempts of {who}");
    let deed = Deed {
        at: now,
        caller: &caller,
        action: "sign_in.refused",
        subject: &member.id,
        environment: None,
        detail: &detail,
    };
    Ok(audit::append(tx, deed)?)
}

/// After the right password: the code, then the session, all in one change, so that nothing counts twice.
fn finish(
    tx: &mut Tx<'_>,
    attempt: &Attempt,
    member: &MemberRecord,
    counts: Counts,
    session: Session,
    (access, refresh, device): (Digest, Digest, Digest),
    seal: Option<&Seal>,
) -> Result<Outcome, Failure> {
    let now = session.began_at;
    // As it is now: a password that was changed, or a member who was revoked, while the hash was made does not count.
    let current = get_member(tx.db, &member.id)?;
    let Some(member) = current.filter(|m| m.revocation.is_none() && m.password_hash == member.password_hash) else {
        return Ok(Outcome::Refused);
    };
    if member.totp_confirmed_at.is_some() {
        let Some(code) = &attempt.code else {
            counts.take_back(tx.db)?;
            return Ok(Outcome::NeedsCode);
        };
        let codes = Counts::of_codes(counts.standing, &member.id);
        if let Some(seconds) = codes.wait(tx.db, now)? {
            return Ok(Outcome::Slowed(seconds));
        }
        if !totp::take(tx, seal, &member, code, now)? {
            codes.count(tx.db, now)?;
            refuse(tx, attempt, &counts, now)?;
            return Ok(Outcome::Refused);
        }
        codes.take_back(tx.db)?;
    }
    counts.take_back(tx.db)?;
    let is_new_device = counts.standing != Standing::KnownDevice;
    let digest = attempt.device.filter(|_| !is_new_device).unwrap_or(device);
    remember_device(tx.db, &member.id, &digest, now)?;
    remember_address(tx.db, &member.id, &attempt.origin, now)?;
    sessions::begin(tx, &member.id, &session, (access, refresh))?;
    tx.db.execute_one("UPDATE members SET last_sign_in_at = ?2 WHERE id = ?1", values![&member.id, now])?;
    note(tx, &member.as_caller(&attempt.origin), "member.signed_in", &member, &session.id, now)?;
    let member = get_member(tx.db, &member.id)?.unwrap_or(member);
    Ok(Outcome::Done(Box::new(member), session, is_new_device))
}

/// The subject of a scope for an attempt.
fn subject_of(scope: Scope, email: &str, device: Option<&Digest>, address: &str) -> [u8; 32] {
    match scope {
        Scope::Device => subject(&[device.map_or(&[], |digest| digest.as_bytes().as_slice())]),
        Scope::Pair => subject(&[email.as_bytes(), address.as_bytes()]),
        Scope::Address => subject(&[address.as_bytes()]),
        Scope::Account | Scope::Code => subject(&[email.as_bytes()]),
    }
}
