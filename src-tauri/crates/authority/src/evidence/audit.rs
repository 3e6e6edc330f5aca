//! The audit log: append-only, hash-chained, written in the same commit as the change (design, section 5 rule 6).

mod checkpoint;
mod pieces;
mod prune;
mod read;
mod verify;
mod watch;

use std::path::Path;

use keys::{Actor, ActorKind, AuditAction, Environment, Timestamp, wire::AuditEntry};
use sha2::{Digest as _, Sha256};

use crate::{
    Caller,
    ground::{
        news::{Mark, Told},
        store::{Db, Row, StoreError, Tx, foreign_form, open_connection, values},
    },
};

pub use checkpoint::{AuditKey, AuditPublicKey, CheckpointError};
pub(crate) use pieces::Verified;
pub(crate) use prune::find_anchor;
pub use read::AuditFilter;
pub use verify::{AuditError, AuditVerdict, verify_audit};
pub use watch::Checkpointing;
pub(crate) use watch::Watch;

/// What is hashed begins with this, so that a row can never be taken for another kind of thing.
const DOMAIN: &[u8] = b"conduit-keys/audit/2";
/// The same, of the rows of releases that kept a name alone.
const DOMAIN_OF_NAMES: &[u8] = b"conduit-keys/audit/1";
/// The column that a store of the release before lacks.
const REFERENCE: &str = "actor_id";
pub(crate) const COLUMNS: &str =
    "sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash, actor_id";

/// A deed to be written down.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub caller: &'a Caller,
    /// What.
    pub action: AuditAction,
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
    let last = match tx.chain_end.get() {
        Some(last) => Some(last),
        None => tx.db.one("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1", &[], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?,
    };
    let (last_sequence, previous) = last.unwrap_or((0, [0; 32]));
    let mut stored = StoredRow {
        sequence: last_sequence + 1,
        at: deed.at,
        organization_id: deed.caller.organization_id.clone(),
        environment: deed.environment.map_or("", Environment::as_str).to_owned(),
        actor: deed.caller.actor.clone(),
        action: deed.action.as_str().to_owned(),
        subject: deed.subject.to_owned(),
        origin: deed.caller.origin.clone(),
        detail: deed.detail.to_owned(),
        hash: [0; 32],
    };
    stored.hash = stored.chained_to(&previous);
    tx.db.execute_one(
        &format!("INSERT INTO audit ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
        values![
            stored.sequence,
            stored.at,
            &stored.organization_id,
            &stored.environment,
            &stored.actor.name,
            &stored.action,
            &stored.subject,
            &stored.origin,
            &stored.detail,
            stored.hash,
            stored.actor.reference(),
        ],
    )?;
    tx.chain_end.set(Some((stored.sequence, stored.hash)));
    tx.tell(stored.told());
    Ok(())
}

/// Which rows a walk found, each as it was written. Those before the first were pruned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Walked {
    /// The first that is left.
    pub(crate) first: i64,
    /// The last.
    pub(crate) last: i64,
}

impl Walked {
    /// How many there are.
    pub(crate) fn rows(self) -> i64 {
        self.last - self.first + 1
    }

    /// How many were pruned.
    pub(crate) fn pruned(self) -> i64 {
        self.first - 1
    }
}

/// A walk, or the first row that does not fit.
type Walk = Result<Walked, i64>;

/// Walks the whole chain.
///
/// # Errors
/// The store's trouble.
pub(crate) fn walk_chain(db: Db<'_>) -> Result<Walk, StoreError> {
    walk(db, |_, _| true)
}

/// The same, telling each row that fits with its hash, until `take` answers `false`.
fn walk(db: Db<'_>, take: impl FnMut(i64, &[u8; 32]) -> bool) -> Result<Walk, StoreError> {
    walk_at_most(db, i64::MAX, take)
}

/// The same, for so many rows.
fn walk_at_most(db: Db<'_>, rows_max: i64, take: impl FnMut(i64, &[u8; 32]) -> bool) -> Result<Walk, StoreError> {
    if let Some(foreign) = foreign_form(db)?.first() {
        return Err(StoreError::Damaged(format!("{foreign}, which is so in no store of ours")));
    }
    let anchor = find_anchor(db)?;
    let (first, previous) = anchor.map_or((1, [0; 32]), |anchor| (anchor.sequence + 1, anchor.hash));
    let walked = walk_from(db, Some((first, previous)), (i64::MIN, rows_max), take)?;
    let Some(anchor) = anchor.filter(|_| walked == Err(first)) else { return Ok(walked) };
    // The first row does not follow the anchor: one of the two was changed. It is the anchor's when that row does not
    // even follow its neighbour.
    if follows_its_neighbour(db, anchor.told_by)? {
        return Ok(walked);
    }
    Ok(Err(walk_from(db, None, (i64::MIN, i64::MAX), |_, _| true)?.err().unwrap_or(anchor.told_by)))
}

/// Walks from a row that follows this hash, or from whichever is first, which is then believed: the rows from this
/// number on, so many at most.
fn walk_from(
    db: Db<'_>,
    begin: Option<(i64, [u8; 32])>,
    (from, rows_max): (i64, i64),
    mut take: impl FnMut(i64, &[u8; 32]) -> bool,
) -> Result<Walk, StoreError> {
    let mut next = begin;
    let mut walked =
        Walked { first: begin.map_or(1, |(first, _)| first), last: begin.map_or(0, |(first, _)| first - 1) };
    let mut bad = None;
    let sql = format!("SELECT {} FROM audit WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2", columns(db)?);
    db.each(&sql, values![from, rows_max], |row| {
        let stored = StoredRow::read(row)?;
        if let Some((expected, previous)) = next
            && (stored.sequence != expected || stored.hash != stored.chained_to(&previous))
        {
            bad = Some(expected);
            return Ok(false);
        }
        next = Some((stored.sequence.saturating_add(1), stored.hash));
        walked.last = stored.sequence;
        Ok(take(stored.sequence, &stored.hash))
    })?;
    Ok(bad.map_or(Ok(walked), Err))
}

/// [`COLUMNS`] as a store has them that may be a release's before.
fn columns(db: Db<'_>) -> Result<String, StoreError> {
    Ok(COLUMNS.replace(REFERENCE, db.column_if_any("audit", REFERENCE)?))
}

fn follows_its_neighbour(db: Db<'_>, sequence: i64) -> Result<bool, StoreError> {
    let sql = format!("SELECT {} FROM audit WHERE sequence = ?1", columns(db)?);
    let row = db.one(&sql, values![sequence], StoredRow::read)?;
    let before = hash_at(db, sequence - 1)?;
    Ok(row.zip(before).is_some_and(|(row, before)| row.hash == row.chained_to(&before)))
}

/// The hash of a row that is there.
pub(crate) fn hash_at(db: Db<'_>, sequence: i64) -> Result<Option<[u8; 32]>, StoreError> {
    db.one("SELECT hash FROM audit WHERE sequence = ?1", values![sequence], |row| row.get(0))
}

/// Walks the chain in a database file that nobody serves, as an auditor does with a copy; answers how many rows there are.
///
/// # Errors
/// The file cannot be read.
pub fn verify_chain(file: &Path) -> Result<Result<i64, i64>, StoreError> {
    Ok(walk_chain(Db::Sqlite(&open_connection(file)?))?.map(Walked::rows))
}

/// At most `most` rows about a thing after a moment, the earliest first.
///
/// # Errors
/// The store's trouble.
pub(crate) fn since(
    db: Db<'_>,
    organization_id: &str,
    (subject, at): (&str, Timestamp),
    most: usize,
) -> Result<Vec<AuditEntry>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM audit WHERE organization_id = ?1 AND subject = ?2 AND at > ?3 ORDER BY at, sequence LIMIT {most}"
    );
    db.all(&sql, values![organization_id, subject, at], |row| Ok(StoredRow::read(row)?.view()))
}

/// A row of [`COLUMNS`], as whoever follows the news hears of it.
///
/// # Errors
/// When a column holds what no release of ours writes.
pub(crate) fn told(row: &Row<'_>) -> Result<Told, StoreError> {
    Ok(StoredRow::read(row)?.told())
}

struct StoredRow {
    sequence: i64,
    at: Timestamp,
    organization_id: String,
    environment: String,
    actor: Actor,
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
            actor: row.actor(4, 10)?,
            action: row.get(5)?,
            subject: row.get(6)?,
            origin: row.get(7)?,
            detail: row.get(8)?,
            hash: row.get(9)?,
        })
    }

    /// What whoever follows the news hears of it.
    fn told(self) -> Told {
        Told {
            mark: Some(Mark::of(self.sequence, &self.hash)),
            at: self.at,
            organization_id: self.organization_id,
            environment: self.environment.parse().ok(),
            deed: self.action,
            subject: self.subject,
            is_by_key: self.actor.kind == ActorKind::Key,
        }
    }

    /// SHA-256 over the domain, the hash before, and each field behind its length, so that no two rows can be written
    /// as the same bytes (desktop-security sheet, section 9).
    fn chained_to(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let reference = self.actor.reference();
        hasher.update(if reference.is_some() { DOMAIN } else { DOMAIN_OF_NAMES });
        hasher.update(previous);
        hasher.update(self.sequence.to_be_bytes());
        hasher.update(self.at.as_millis().to_be_bytes());
        let texts = [
            &self.organization_id,
            &self.environment,
            &self.actor.name,
            &self.action,
            &self.subject,
            &self.origin,
            &self.detail,
        ];
        for text in texts.into_iter().chain(&reference) {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().into()
    }

    fn view(self) -> AuditEntry {
        AuditEntry {
            sequence: u64::try_from(self.sequence).unwrap_or_default(),
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

#[cfg(test)]
mod tests {
    use keys::{Ambient, wire::Role};

    use super::*;
    use crate::{Place, Service};

    #[tokio::test]
    async fn rows_of_a_release_that_kept_names_alone_stay_whole_beside_newer_ones() {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::open(Place::choose(folder.path(), None).unwrap(), Ambient::system()).await.unwrap();
        let organization_id = service.create_organization("Acme", "").await.unwrap();
        let as_before = Caller { actor: Actor::unknown("ana"), ..Caller::authority(&organization_id) };
        let as_now = Caller { role: Role::Admin, actor: Actor::operator(), ..as_before.clone() };
        let at = service.ground.now();
        service
            .ground
            .store
            .write(move |tx| {
                for caller in [&as_before, &as_now, &as_before] {
                    append(
                        tx,
                        Deed {
                            at,
                            caller,
                            action: AuditAction::KeyCreated,
                            subject: "s",
                            environment: None,
                            detail: "",
                        },
                    )?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        let walk = |db: Db<'_>| walk_chain(db);
        assert!(service.ground.store.read(walk).await.unwrap().is_ok());
        let sequences = "SELECT sequence, actor_id FROM audit WHERE action = 'key.created' ORDER BY sequence";
        let rows: Vec<(i64, Option<String>)> = service
            .ground
            .store
            .read(move |db| db.all(sequences, &[], |row| Ok((row.get(0)?, row.get(1)?))))
            .await
            .unwrap();
        assert_eq!(rows[0].1, None);
        assert_eq!(rows[1].1.as_deref(), Some("operator:"));
        // Whoever takes the reference away makes an old row of a new one; whoever adds one, a new row of an old one.
        drop(service);
        let connection = open_connection(&folder.path().join(crate::ground::store::FILE)).unwrap();
        connection.execute_batch("DROP TRIGGER audit_is_append_only_update").unwrap();
        for (sequence, forged) in [(rows[1].0, None), (rows[0].0, Some("operator:"))] {
            let set = "UPDATE audit SET actor_id = ?2 WHERE sequence = ?1";
            let real = rows.iter().find(|row| row.0 == sequence).unwrap().1.clone();
            connection.execute(set, rusqlite::params![sequence, forged]).unwrap();
            assert_eq!(walk_chain(Db::Sqlite(&connection)).unwrap(), Err(sequence));
            connection.execute(set, rusqlite::params![sequence, real]).unwrap();
        }
        assert!(walk_chain(Db::Sqlite(&connection)).unwrap().is_ok());
    }
}
