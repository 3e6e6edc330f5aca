//! The counts of failed attempts, as they are kept.

use keys::{
    Digest, Timestamp,
    sign_in::{Begun, FORGOTTEN_AFTER_SECONDS, Failures, Outcome, Scope, Standing},
};
use sha2::{Digest as _, Sha256};

use super::{known::network_of, slowed, subject_of};
use crate::{
    Failure,
    ground::store::{Db, StoreError, values},
};

/// An attempt to prove something. It is added to its counts before it is judged, so that a thousand at once are a thousand;
/// its [`Outcome`] decides what stays of that.
#[must_use = "an attempt that is not settled stays counted as a failure"]
pub struct Attempt {
    places: Vec<Place>,
}

struct Place {
    scope: Scope,
    subject: [u8; 32],
    begun: Begun,
}

impl Attempt {
    /// One to sign in with a password.
    ///
    /// # Errors
    /// [`keys::wire::Code::SignInSlowed`], or the store's trouble.
    pub fn of_password(
        db: Db<'_>,
        standing: Standing,
        email: &str,
        device: Option<&Digest>,
        origin: &str,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let address = network_of(origin);
        let place = |scope: &Scope| (*scope, subject_of(*scope, email, device, &address));
        Self::begin(db, standing.scopes().iter().map(place), now)
    }

    /// One to give the code after the right password. Each known device and each known address has a count of its own, so
    /// that nobody who is elsewhere keeps the member out.
    ///
    /// # Errors
    /// As [`Attempt::of_password`].
    pub fn of_code(
        db: Db<'_>,
        standing: Standing,
        member_id: &str,
        device: Option<&Digest>,
        origin: &str,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let address = network_of(origin);
        let whose: [&[u8]; 2] = match (standing, device) {
            (Standing::KnownDevice, Some(device)) => [b"device", device.as_bytes()],
            (Standing::KnownAddress, _) => [b"address", address.as_bytes()],
            _ => [b"strangers", b""],
        };
        let place = (standing.code_scope(), subject(&[b"code", member_id.as_bytes(), whose[0], whose[1]]));
        Self::begin(db, [place], now)
    }

    /// One of a signed-in member to prove the password once more.
    ///
    /// # Errors
    /// As [`Attempt::of_password`].
    pub fn of_session(db: Db<'_>, member_id: &str, now: Timestamp) -> Result<Self, Failure> {
        Self::begin(db, [(Scope::Device, subject(&[b"session", member_id.as_bytes()]))], now)
    }

    /// One of a signed-in member to give the first code of a new authenticator.
    ///
    /// # Errors
    /// As [`Attempt::of_password`].
    pub fn of_first_code(db: Db<'_>, member_id: &str, now: Timestamp) -> Result<Self, Failure> {
        Self::begin(db, [(Scope::Code, subject(&[b"first code", member_id.as_bytes()]))], now)
    }

    /// Adds it everywhere, unless a wait is on: then nothing is counted, so that asking on does not prolong it.
    fn begin(db: Db<'_>, places: impl IntoIterator<Item = (Scope, [u8; 32])>, now: Timestamp) -> Result<Self, Failure> {
        let place = |(scope, subject)| {
            let before = find(db, scope, &subject)?;
            Ok::<_, StoreError>(Place { scope, subject, begun: Begun { at: now, before } })
        };
        let places: Vec<Place> = places.into_iter().map(place).collect::<Result<_, _>>()?;
        let wait =
            |place: &Place| place.begun.before.map_or(0, |failures| failures.wait_seconds(place.scope.pace(), now));
        let longest = places.iter().map(wait).max().unwrap_or_default();
        if longest > 0 {
            return Err(slowed(longest));
        }
        for Place { scope, subject, begun } in &places {
            write(db, *scope, subject, Failures::one_more(begun.before, now))?;
        }
        Ok(Self { places })
    }

    /// Lets the counts follow the outcome. Answers the one of them that tells the most.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn settle(self, db: Db<'_>, outcome: Outcome, now: Timestamp) -> Result<Option<Failures>, StoreError> {
        let mut worst: Option<Failures> = None;
        for Place { scope, subject, begun } in &self.places {
            let Some(failures) = find(db, *scope, subject)? else { continue };
            match failures.settled(*scope, *begun, outcome, now) {
                Some(failures) => write(db, *scope, subject, failures)?,
                None => forget(db, *scope, subject)?,
            }
            // An address's count is about all accounts.
            if *scope != Scope::Address && worst.is_none_or(|other| other.count < failures.count) {
                worst = Some(failures);
            }
        }
        Ok(worst)
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

fn forget(db: Db<'_>, scope: Scope, subject: &[u8; 32]) -> Result<(), StoreError> {
    let sql = "DELETE FROM sign_in_failures WHERE scope = ?1 AND subject = ?2";
    db.execute(sql, values![scope.as_str(), subject]).map(drop)
}

/// Drops what is forgotten.
pub fn prune(db: Db<'_>, now: Timestamp) -> Result<(), StoreError> {
    let forgotten = now.plus_seconds(-FORGOTTEN_AFTER_SECONDS);
    db.execute("DELETE FROM sign_in_failures WHERE last_at <= ?1", values![forgotten]).map(drop)
}
