//! The audit log: append-only, hash-chained, written in the same commit as the change (design, section 5 rule 6).

mod checkpoint;
mod read;
mod verify;
mod watch;

use std::path::Path;

use keys::{Environment, Timestamp, wire::AuditEntry};
use sha2::{Digest as _, Sha256};

use crate::{
    Caller,
    key::KeyRecord,
    store::{Db, Row, StoreError, Tx, open_connection, values},
};

pub use checkpoint::{AuditKey, AuditPublicKey, CheckpointError};
pub use read::AuditFilter;
pub use verify::{AuditError, AuditVerdict, verify_audit};
pub use watch::Checkpointing;
pub(crate) use watch::Watch;

/// What is hashed begins with this, so that a row can never be taken for another kind of thing.
const DOMAIN: &[u8] = b"conduit-keys/audit/1";
const COLUMNS: &str = "sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash";

/// A deed to be written down.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub caller: &'a Caller,
    /// What, for instance `key.revoked`.
    pub action: &'a str,
    /// To what: an id.
    pub subject: &'a str,
    /// Where, when it happened in an environment.
    pub environment: Option<Environment>,
    /// The reason, or the name of the thing. Never a secret.
    pub detail: &'a str,
}

/// Appends a row to the chain, inside the change that it tells of.
///
/// # Errors
/// The store's trouble; the change then fails with it.
pub fn append(tx: &mut Tx<'_>, deed: Deed<'_>) -> Result<(), StoreError> {
    let last: Option<(i64, [u8; 32])> =
        tx.db.one("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1", &[], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let (last_sequence, previous) = last.unwrap_or((0, [0; 32]));
    let mut stored = StoredRow {
        sequence: last_sequence + 1,
        at: deed.at,
        organization_id: deed.caller.organization_id.clone(),
        environment: deed.environment.map_or("", Environment::as_str).to_owned(),
        actor: deed.caller.name.clone(),
        action: deed.action.to_owned(),
        subject: deed.subject.to_owned(),
        origin: deed.caller.origin.clone(),
        detail: deed.detail.to_owned(),
        hash: [0; 32],
    };
    stored.hash = stored.chained_to(&previous);
    tx.db.execute_one(
        &format!("INSERT INTO audit ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
        values![
            stored.sequence,
            stored.at,
            stored.organization_id,
            stored.environment,
            stored.actor,
            stored.action,
            stored.subject,
            stored.origin,
            stored.detail,
            stored.hash,
        ],
    )
}

/// Appends a deed on a key. The detail is the reason, or the key's name.
///
/// # Errors
/// The store's trouble; the change then fails with it.
pub fn append_for_key(
    tx: &mut Tx<'_>,
    caller: &Caller,
    action: &str,
    key: &KeyRecord,
    detail: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    append(tx, Deed { at, caller, action, subject: &key.id, environment: Some(key.environment), detail })
}

/// Walks the whole chain; answers its length, or the first row that does not fit.
///
/// # Errors
/// The store's trouble.
pub(crate) fn walk_chain(db: Db<'_>) -> Result<Result<i64, i64>, StoreError> {
    walk(db, |_, _| true)
}

/// The same, telling each row that fits with its hash, until `take` answers `false`.
fn walk(db: Db<'_>, mut take: impl FnMut(i64, &[u8; 32]) -> bool) -> Result<Result<i64, i64>, StoreError> {
    let mut previous = [0; 32];
    let mut expected = 1;
    let mut bad = None;
    db.each(&format!("SELECT {COLUMNS} FROM audit ORDER BY sequence"), &[], |row| {
        let stored = StoredRow::read(row)?;
        if stored.sequence != expected || stored.hash != stored.chained_to(&previous) {
            bad = Some(expected);
            return Ok(false);
        }
        previous = stored.hash;
        expected += 1;
        Ok(take(stored.sequence, &previous))
    })?;
    Ok(bad.map_or(Ok(expected - 1), Err))
}

/// Walks the chain in a database file that nobody serves, as an auditor does with a copy.
///
/// # Errors
/// The file cannot be read.
pub fn verify_chain(file: &Path) -> Result<Result<i64, i64>, StoreError> {
    walk_chain(Db::Sqlite(&open_connection(file)?))
}

struct StoredRow {
    sequence: i64,
    at: Timestamp,
    organization_id: String,
    environment: String,
    actor: String,
    action: String,
    subject: String,
    origin: String,
    detail: String,
    hash: [u8; 32],
}

impl StoredRow {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            sequence: row.get(0)?,
            at: row.moment(1)?,
            organization_id: row.get(2)?,
            environment: row.get(3)?,
            actor: row.get(4)?,
            action: row.get(5)?,
            subject: row.get(6)?,
            origin: row.get(7)?,
            detail: row.get(8)?,
            hash: row.get(9)?,
        })
    }

    /// SHA-256 over the domain, the hash before, and each field behind its length, so that no two rows can be written
    /// as the same bytes (desktop-security sheet, section 9).
    fn chained_to(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(DOMAIN);
        hasher.update(previous);
        hasher.update(self.sequence.to_be_bytes());
        hasher.update(self.at.as_millis().to_be_bytes());
        let texts = [
            &self.organization_id,
            &self.environment,
            &self.actor,
            &self.action,
            &self.subject,
            &self.origin,
            &self.detail,
        ];
        for text in texts {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().into()
    }

    fn view(self) -> AuditEntry {
        AuditEntry {
            sequence: u32::try_from(self.sequence).unwrap_or(u32::MAX),
            at: self.at,
            actor: self.actor,
            action: self.action,
            subject: self.subject,
            environment: self.environment.parse().ok(),
            origin: self.origin,
            detail: self.detail,
            hash: hex::encode(self.hash),
        }
    }
}
