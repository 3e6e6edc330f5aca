//! Signing in: one path for a right password, a wrong one and an unknown address, so that neither the answer nor the
//! work tells them apart. The rules are [`keys::sign_in`]'s.

mod known;
mod throttle;

use keys::{
    Actor, AuditAction, Digest, Secret, Timestamp, mint,
    sign_in::{Failures, Outcome, Scope, Standing, is_told},
    wire::{Code, SignIn, SignedIn},
};
use zeroize::Zeroizing;

use crate::{
    Caller, Failure, Seal,
    evidence::audit::{self, Deed},
    ground::{
        asked::EMAIL_LENGTH_MAX,
        store::{Tx, values},
    },
    people::{
        People,
        authenticate::SignedInMember,
        members::{MemberRecord, find_by_email, fold_email, get_member, note},
        password,
        sessions::{self, Session, signed_in},
        totp,
    },
};
pub(crate) use known::forget_known;
use known::{remember_address, remember_device, standing_of};
pub(crate) use throttle::Attempt;
use throttle::subject;

/// What is presented, and from where.
struct Presented {
    email: String,
    code: Option<Zeroizing<String>>,
    device: Option<Digest>,
    origin: String,
}

/// What the asker is told, once all is written down.
enum Answer {
    Done(Box<MemberRecord>, Session, bool),
    No(Failure),
}

impl People {
    /// Signs a member in.
    ///
    /// # Errors
    /// [`Code::SignInRefused`], [`Code::TotpRequired`], [`Code::SignInSlowed`], [`Code::ServiceUnavailable`] under a
    /// flood, or the store's trouble.
    pub async fn sign_in(&self, asked: SignIn, origin: String) -> Result<SignedIn, Failure> {
        let password = Zeroizing::new(asked.password);
        let device = asked.device_token.map(Secret::new);
        let presented = Presented {
            email: fold_email(&asked.email),
            code: asked.code.map(Zeroizing::new),
            device: device.as_ref().map(Secret::digest),
            origin,
        };
        if presented.email.len() > EMAIL_LENGTH_MAX || password.chars().count() > password::LENGTH_MAX {
            return Err(refused());
        }
        let presented = std::sync::Arc::new(presented);
        let now = self.ground.now();

        let asking = presented.clone();
        let (member, standing, attempt) = self.ground.store.write(move |tx| begin(tx, &asking, now)).await?;
        let stored = member.as_ref().and_then(|member| member.password_hash.clone());
        let judged = self.passwords.is_right(standing, password, stored).await;
        let now = self.ground.now();

        let (pair, device) = (self.mint_pair(), mint::mint_with_prefix(mint::DEVICE_PREFIX, &self.ground.ambient));
        let session = Session { id: mint::mint_id("ses", &self.ground.ambient), began_at: now };
        let digests = (pair.access.digest(), pair.refresh.digest(), device.digest());
        let seal = self.ground.seal.clone();
        let answer = self
            .ground
            .store
            .write(move |tx| match (judged, member) {
                (Err(busy), _) => unjudged(tx, attempt, busy, now),
                (Ok(true), Some(member)) => {
                    finish(tx, &presented, &member, (standing, attempt), session, digests, seal.as_ref())
                }
                (Ok(_), _) => refuse(tx, &presented, standing, attempt, now),
            })
            .await?;
        match answer {
            Answer::Done(member, session, is_new_device) => {
                Ok(signed_in(&session, &member, &pair, now, is_new_device.then_some(&device)))
            }
            Answer::No(failure) => Err(failure),
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
        let (now, id) = (self.ground.now(), me.member_id.clone());
        let begun = self.ground.store.write(move |tx| {
            let attempt = Attempt::of_session(tx.db, &id, now)?;
            Ok::<_, Failure>((attempt, get_member(tx.db, &id)?.ok_or_else(refused)?))
        });
        let (attempt, member) = begun.await?;
        let judged = self.passwords.is_right(Standing::KnownDevice, password, member.password_hash.clone()).await;
        let (outcome, now) = (outcome_of(&judged), self.ground.now());
        self.ground.store.write(move |tx| Ok::<_, Failure>(attempt.settle(tx.db, outcome, now).map(drop)?)).await?;
        if judged? { Ok(member) } else { Err(refused()) }
    }

    /// Drops failures that are forgotten, and devices and addresses that were not seen for long.
    pub(crate) async fn prune_sign_ins(&self) -> Result<(), Failure> {
        let now = self.ground.now();
        self.ground
            .store
            .write_patiently(move |tx| {
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

/// Adds an attempt to its counts, unless it has to wait there.
fn begin(
    tx: &mut Tx<'_>,
    presented: &Presented,
    now: Timestamp,
) -> Result<(Option<MemberRecord>, Standing, Attempt), Failure> {
    let Presented { email, device, origin, .. } = presented;
    let member = find_by_email(tx.db, email)?;
    let member_id = member.as_ref().map(|member| member.id.as_str());
    let standing = standing_of(tx.db, member_id, device.as_ref(), origin)?;
    let attempt = Attempt::of_password(tx.db, standing, email, device.as_ref(), origin, now)?;
    Ok((member, standing, attempt))
}

/// What a proof that is whole by itself comes to.
fn outcome_of(judged: &Result<bool, Failure>) -> Outcome {
    match judged {
        Ok(true) => Outcome::Good,
        Ok(false) => Outcome::Wrong,
        Err(_) => Outcome::Unjudged,
    }
}

/// Whoever was not judged is told why, and nothing is held against them.
fn unjudged(tx: &mut Tx<'_>, attempt: Attempt, why: Failure, now: Timestamp) -> Result<Answer, Failure> {
    attempt.settle(tx.db, Outcome::Unjudged, now)?;
    Ok(Answer::No(why))
}

/// A refusal is written down alike for members and for nobody; the audit log hears of a member's when the count doubles.
fn refuse(
    tx: &mut Tx<'_>,
    presented: &Presented,
    standing: Standing,
    attempt: Attempt,
    now: Timestamp,
) -> Result<Answer, Failure> {
    let worst = attempt.settle(tx.db, Outcome::Wrong, now)?;
    let no = Answer::No(refused());
    let Some(Failures { count, .. }) = worst.filter(|failures| is_told(failures.count)) else { return Ok(no) };
    let who = match standing {
        Standing::KnownDevice => "a known device",
        Standing::KnownAddress => "a known address",
        Standing::Stranger => "strangers",
    };
    let Some(member) = find_by_email(tx.db, &presented.email)? else {
        tracing::warn!(count, origin = presented.origin, "sign-in was refused for an unknown address");
        return Ok(no);
    };
    let caller = Caller { actor: Actor::authority(), ..member.as_caller(&presented.origin) };
    let detail = format!("{count} attempts of {who}");
    let deed = Deed {
        at: now,
        caller: &caller,
        action: AuditAction::SignInRefused,
        subject: &member.id,
        environment: None,
        detail: &detail,
    };
    audit::append(tx, deed)?;
    Ok(no)
}

/// After the right password: the code, then the session, all in one change, so that nothing counts twice.
fn finish(
    tx: &mut Tx<'_>,
    presented: &Presented,
    member: &MemberRecord,
    (standing, attempt): (Standing, Attempt),
    session: Session,
    (access, refresh, device): (Digest, Digest, Digest),
    seal: Option<&Seal>,
) -> Result<Answer, Failure> {
    let (now, origin) = (session.began_at, &presented.origin);
    // As it is now: a password that was changed, or a member who was revoked, while the hash was made does not count.
    let current = get_member(tx.db, &member.id)?;
    let Some(member) = current.filter(|m| m.revocation.is_none() && m.password_hash == member.password_hash) else {
        return refuse(tx, presented, standing, attempt, now);
    };
    if member.totp_confirmed_at.is_some() {
        let Some(code) = &presented.code else {
            attempt.settle(tx.db, Outcome::NeedsCode, now)?;
            let needed = Failure::refused(Code::TotpRequired, "The code of the authenticator is needed.");
            return Ok(Answer::No(needed));
        };
        let coded = match Attempt::of_code(tx.db, standing, &member.id, presented.device.as_ref(), origin, now) {
            Ok(coded) => coded,
            Err(slowed) => return unjudged(tx, attempt, slowed, now),
        };
        let judged = totp::take(tx, seal, &member, code, now);
        coded.settle(tx.db, outcome_of(&judged), now)?;
        match judged {
            Ok(true) => {}
            Ok(false) => return refuse(tx, presented, standing, attempt, now),
            Err(why) => return unjudged(tx, attempt, why, now),
        }
    }
    attempt.settle(tx.db, Outcome::Good, now)?;
    let is_new_device = standing != Standing::KnownDevice;
    let digest = presented.device.filter(|_| !is_new_device).unwrap_or(device);
    remember_device(tx.db, &member.id, &digest, now)?;
    remember_address(tx.db, &member.id, origin, now)?;
    sessions::begin(tx, &member.id, &session, (access, refresh))?;
    tx.db.execute_one("UPDATE members SET last_sign_in_at = ?2 WHERE id = ?1", values![&member.id, now])?;
    note(tx, &member.as_caller(origin), AuditAction::MemberSignedIn, &member, &session.id, now)?;
    let member = get_member(tx.db, &member.id)?.unwrap_or(member);
    Ok(Answer::Done(Box::new(member), session, is_new_device))
}

/// The subject of a scope for an attempt.
fn subject_of(scope: Scope, email: &str, device: Option<&Digest>, address: &str) -> [u8; 32] {
    match scope {
        Scope::Device => subject(&[device.map_or(&[], |digest| digest.as_bytes().as_slice())]),
        Scope::Pair => subject(&[email.as_bytes(), address.as_bytes()]),
        Scope::Address => subject(&[address.as_bytes()]),
        Scope::Account | Scope::Code | Scope::StrangersCode => subject(&[email.as_bytes()]),
    }
}
