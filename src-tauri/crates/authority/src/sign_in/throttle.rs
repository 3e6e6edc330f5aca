//! The counts of failed attempts, as they are kept.

use keys::{
    Digest, Timestamp,
    sign_in::{FORGOTTEN_AFTER_SECONDS, Failures, Scope, Standing},
};
use sha2::{Digest as _, Sha256};

use super::{known::network_of, slowed, subject_of};
use crate::{
    Failure,
    store::{Db, StoreError, values},
};

/// The counts that an attempt is added to.
#[derive(Clone)]
pub struct Counts {
    /// Where the attempt comes from.
    pub standing: Standing,
    places: Vec<(Scope, [u8; 32])>,
}

impl Counts {
    /// Those of an attempt to sign in.
    pub fn of(standing: Standing, email: &str, device: Option<&Digest>, origin: &str) -> Self {
        let address = network_of(origin);
        let place = |scope: &Scope| (*scope, subject_of(*scope, email, device, &address));
        Self { standing, places: standing.scopes().iter().map(place).collect() }
    }

    /// Those of a code after the right password.
    pub fn of_codes(standing: Standing, member_id: &str) -> Self {
        let place = |scope: &Scope| (*scope, subject(&[b"code", member_id.as_bytes()]));
        Self { standing, places: standing.code_scopes().iter().map(place).collect() }
    }

    /// Those of a signed-in member who proves the password once more.
    pub fn of_session(member_id: &str) -> Self {
        let place = (Scope::Device, subject(&[b"session", member_id.as_bytes()]));
        Self { standing: Standing::KnownDevice, places: vec![place] }
    }

    /// Seconds to wait before the next attempt, if any.
    pub fn wait(&self, db: Db<'_>, now: Timestamp) -> Result<Option<i64>, StoreError> {
        let mut longest = 0;
        for (scope, subject) in &self.places {
            if let Some(failures) = find(db, *scope, subject)? {
                longest = longest.max(failures.wait_seconds(scope.pace(), now));
            }
        }
        Ok(Some(longest).filter(|seconds| *seconds > 0))
    }

    /// Adds a failure everywhere, unless a wait is on: then nothing is counted, so that asking on does not prolong it.
    ///
    /// # Errors
    /// [`keys::wire::Code::SignInSlowed`], or the store's trouble.
    pub fn count(&self, db: Db<'_>, now: Timestamp) -> Result<(), Failure> {
        if let Some(seconds) = self.wait(db, now)? {
            return Err(slowed(seconds));
        }
        for (scope, subject) in &self.places {
            let failures = Failures::one_more(find(db, *scope, subject)?, now);
            write(db, *scope, subject, failures)?;
        }
        Ok(())
    }

    /// The attempt was refused: its wait begins now, not when it was made. Answers the count that tells the most.
    pub fn refused(&self, db: Db<'_>, now: Timestamp) -> Result<Option<Failures>, StoreError> {
        let mut worst: Option<Failures> = None;
        for (scope, subject) in &self.places {
            let Some(failures) = find(db, *scope, subject)? else { continue };
            write(db, *scope, subject, Failures { last_at: now, ..failures })?;
            // An address's count is about all accounts.
            if *scope != Scope::Address && worst.is_none_or(|other| other.count < failures.count) {
                worst = Some(failures);
            }
        }
        Ok(worst)
    }

    /// The attempt was good. What is its own starts over; what it shares with others loses this one alone, so that a
    /// guesser gains nothing by somebody else's success.
    pub fn take_back(&self, db: Db<'_>) -> Result<(), StoreError> {
        for (scope, subject) in &self.places {
            let sql = match scope {
                Scope::Device | Scope::Pair | Scope::Code => {
                    "DELETE FROM sign_in_failures WHERE scope = ?1 AND subject = ?2"
                }
                Scope::Address | Scope::Account => {
                    "UPDATE sign_in_failures SET count = count - 1 WHERE scope = ?1 AND subject = ?2 AND count > 0"
                }
            };
            db.execute(sql, values![scope.as_str(), subject])?;
        }
        Ok(())
    }
}

/// A digest over each part behind its length.
pub fn subject(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn find(db: Db<'_>, scope: Scope, subject: &[u8; 32]) -> Result<Option<Failures>, StoreError> {
    let sql = "SELECT count, last_at FROM sign_in_failures WHERE scope = ?1 AND subject = ?2";
    db.one(sql, values![scope.as_str(), subject], |row| {
        Ok(Failures { count: u32::try_from(row.get::<i64>(0)?).unwrap_or_default(), last_at: row.moment(1)? })
    })
}

fn write(db: Db<'_>, scope: Scope, subject: &[u8; 32], failures: Failures) -> Result<(), StoreError> {
    db.execute_one(
        "INSERT INTO sign_in_failures (scope, subject, count, last_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (scope, subject) DO UPDATE SET count = excluded.count, last_at = excluded.last_at",
        values![scope.as_str(), subject, failures.count, failures.last_at],
    )
}

/// Drops what is forgotten.
pub fn prune(db: Db<'_>, now: Timestamp) -> Result<(), StoreError> {
    let forgotten = now.plus_seconds(-FORGOTTEN_AFTER_SECONDS);
    db.execute("DELETE FROM sign_in_failures WHERE last_at <= ?1", values![forgotten]).map(drop)
}
