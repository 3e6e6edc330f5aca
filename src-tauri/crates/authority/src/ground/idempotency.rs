//! Safe retries: one idempotency key, one effect (design, section 5 rule 3). The header's form is the same on both APIs;
//! what is kept is not, because the answers differ in kind:
//!
//! * the public API keeps the answer itself, for 300 seconds as published ([`Attempt`], [`Told`]);
//! * the management API keeps which thing was made, for good ([`Once`]): its answers hold a secret, which is not kept
//!   and so cannot be told twice, and a retry after an hour must not make a second live key either.

mod answer;
mod fingerprint;
mod in_flight;

use keys::{Timestamp, wire::Code};
use sha2::{Digest as _, Sha256};

use crate::{
    Caller, Failure,
    ground::{
        faulty::{self, Defect},
        store::{Tx, values},
    },
};

pub use answer::{Attempt, Begun, Kept, Told};
pub use fingerprint::Fingerprint;
pub use in_flight::{InFlight, Scope};

const LENGTH_MAX: usize = 128;

/// Checks the header's form (Conduit Financial sheet, section 5). An empty one counts as none.
///
/// # Errors
/// [`Code::IdempotencyKeyInvalid`].
pub fn check_form(header: Option<&str>) -> Result<Option<&str>, Failure> {
    let Some(key) = header.filter(|text| !text.is_empty()) else { return Ok(None) };
    if key.len() <= LENGTH_MAX && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.:-".contains(&b)) {
        return Ok(Some(key));
    }
    Err(Failure::refused(Code::IdempotencyKeyInvalid, "The idempotency key has the wrong form."))
}

/// The refusal of a write that needs an idempotency key and has none.
pub fn required() -> Failure {
    Failure::refused(Code::IdempotencyKeyRequired, "This write needs an idempotency key.")
}

/// A management write's checked idempotency key with the fingerprint of what it was sent with.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    fingerprint: [u8; 32],
}

impl Once {
    /// Checks the header and fingerprints the request: its operation and
    /// what it asked for.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyRequired`] or [`Code::IdempotencyKeyInvalid`].
    pub fn parse(header: Option<&str>, operation: &str, asked: &impl serde::Serialize) -> Result<Self, Failure> {
        let key = check_form(header)?.ok_or_else(required)?;
        let mut hasher = Sha256::new();
        hasher.update(operation.as_bytes());
        hasher.update([0]);
        hasher.update(serde_json::to_vec(asked).unwrap_or_default());
        Ok(Self { key: key.to_owned(), fingerprint: hasher.finalize().into() })
    }

    /// Takes the key for what this change is about to make, in the same commit; or answers the id of what it made before.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyConflict`] when it was used for something else.
    pub fn claim(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        subject_id: &str,
        now: Timestamp,
    ) -> Result<Option<String>, Failure> {
        let claimed = tx.db.execute(
            "INSERT INTO idempotency (organization_id, idempotency_key, fingerprint, subject_id, at)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (organization_id, idempotency_key) DO NOTHING",
            values![&caller.organization_id, &self.key, self.fingerprint, subject_id, now],
        )?;
        if claimed == 1 || faulty::has(Defect::NoRepeat) {
            return Ok(None);
        }
        let earlier: Option<([u8; 32], String)> = tx.db.one(
            "SELECT fingerprint, subject_id FROM idempotency WHERE organization_id = ?1 AND idempotency_key = ?2",
            values![&caller.organization_id, &self.key],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        match earlier {
            Some((fingerprint, subject)) if fingerprint == self.fingerprint => Ok(Some(subject)),
            _ => Err(in_flight::conflict()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_form_is_held() {
        let parse = |header| Once::parse(header, "create", &1).map(|_| ());
        assert!(parse(Some("6f9619ff-8b86-d011-b42d-00cf4fc964ff")).is_ok());
        assert!(matches!(parse(None), Err(Failure::Refused { code: Code::IdempotencyKeyRequired, .. })));
        for bad in ["with space", "ümlaut", "a/b", &"x".repeat(129)] {
            assert!(
                matches!(parse(Some(bad)), Err(Failure::Refused { code: Code::IdempotencyKeyInvalid, .. })),
                "{bad}"
            );
        }
    }
}
