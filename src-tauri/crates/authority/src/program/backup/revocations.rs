//! What was revoked after a backup was made: without it a restored store would make revoked keys good again.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
};

use keys::{Ambient, AuditAction, Timestamp, lifecycle::Revocation};

use super::BackupError;
use crate::{
    Caller, Failure,
    api_keys::deed,
    evidence::{
        audit::{self, Deed},
        events::Kind,
    },
    ground::store::{Connection, Db, FILE, Place, Row, StoreError, Tx, get_key, open_copy, values},
    people::sessions,
};

/// What a restore does about revocations that the backup does not know.
#[derive(Clone, Debug)]
pub enum Since {
    /// Takes them from a newer store: a data folder, a later backup, or the address of a database.
    From(String),
    /// Does without: whatever was revoked since is good again, on the operator's word.
    Revived,
}

/// A revoked key, token or member, by its id.
type Revoked = Vec<(String, Revocation)>;

/// All that lost its rights in a store.
#[derive(Debug, Default)]
pub(super) struct Revocations {
    keys: Revoked,
    tokens: Revoked,
    members: Revoked,
    sessions: Vec<(String, Timestamp)>,
}

impl Since {
    /// Reads them, before anything is made.
    pub(super) fn read(&self) -> Result<Revocations, BackupError> {
        match self {
            Self::Revived => Ok(Revocations::default()),
            Self::From(newer) => Ok(Revocations::read(open_newer(newer)?.db())?),
        }
    }
}

fn open_newer(newer: &str) -> Result<Connection, BackupError> {
    let path = Path::new(newer);
    if newer.contains("://") || newer.contains('=') && !path.exists() {
        return Ok(Place::choose(&PathBuf::from("."), Some(newer))?.connect_patiently()?);
    }
    if path.is_dir() {
        let place = Place::File(path.join(FILE));
        return Ok(place.connect()?);
    }
    Ok(Connection::Sqlite(open_copy(path)?))
}

impl Revocations {
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.tokens.is_empty() && self.members.is_empty() && self.sessions.is_empty()
    }

    fn read(db: Db<'_>) -> Result<Self, StoreError> {
        let of = |table: &str| {
            let reference = db.column_if_any(table, "revoked_by_id")?;
            let sql = format!(
                "SELECT id, revoked_at, revoked_by, revoke_reason, {reference} FROM {table}
                 WHERE revoked_at IS NOT NULL ORDER BY id"
            );
            db.all(&sql, &[], revoked)
        };
        let ended = "SELECT id, ended_at FROM sessions WHERE ended_at IS NOT NULL ORDER BY id";
        let sessions = db.all(ended, &[], |row| Ok((row.get(0)?, row.moment(1)?)))?;
        Ok(Self { keys: of("keys")?, tokens: of("tokens")?, members: of("members")?, sessions })
    }

    /// Writes into a restored store what it does not know of them, each with its audit row; answers how many keys, tokens
    /// and members those are.
    pub(super) fn write(&self, db: Db<'_>, ambient: &Ambient) -> Result<usize, Failure> {
        let chain_end = Cell::new(None);
        let (mut tx, now) = (Tx::on(db, ambient, &chain_end), ambient.now());
        let mut count = 0;
        for (id, revocation) in &self.keys {
            count += usize::from(revoke_key(&mut tx, id, revocation, now)?);
        }
        for (id, revocation) in &self.tokens {
            count += usize::from(revoke(&mut tx, ("tokens", AuditAction::TokenRevoked), id, revocation, now)?);
        }
        for (id, revocation) in &self.members {
            if revoke(&mut tx, ("members", AuditAction::MemberRevoked), id, revocation, now)? {
                let shut =
                    "UPDATE members SET password_hash = NULL, invitation_digest = NULL, invitation_ends_at = NULL
                            WHERE id = ?1";
                db.execute_one(shut, values![id])?;
                crate::people::totp::clear(db, id)?;
                crate::people::sign_in::forget_known(db, id)?;
                sessions::end_sessions(db, id, None, now)?;
                count += 1;
            }
        }
        for (id, ended_at) in &self.sessions {
            db.execute("UPDATE sessions SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL", values![id, *ended_at])?;
        }
        Ok(count)
    }
}

fn revoked(row: &Row<'_>) -> Result<(String, Revocation), StoreError> {
    let text = |at| Ok::<_, StoreError>(row.get::<Option<String>>(at)?.unwrap_or_default());
    Ok((text(0)?, Revocation { at: row.moment(1)?, by: row.actor(2, 4)?, reason: text(3)? }))
}

/// Whoever restores, in the log of the store that is restored.
fn restorer(organization_id: String) -> Caller {
    Caller::operator(organization_id, "restore")
}

fn detail(revocation: &Revocation) -> String {
    format!("Revoked at {} and again after a restore: {}", revocation.at, revocation.reason)
}

fn revoke_key(tx: &mut Tx<'_>, id: &str, revocation: &Revocation, now: Timestamp) -> Result<bool, Failure> {
    let Some(mut key) = get_key(tx.db, id)?.filter(|key| key.life.revoked.is_none()) else { return Ok(false) };
    let caller = restorer(key.organization_id.clone());
    if let Some(rotation_id) = key.rotation_id.clone() {
        crate::api_keys::rotate::end_with(tx, &caller, &rotation_id, id, now)?;
        key = get_key(tx.db, id)?.unwrap_or(key);
    }
    key.life.revoke(revocation.clone());
    key.rotation_id = None;
    tx.update_key(&key)?;
    deed::note_key(tx, &caller, Kind::KeyRevoked, &key, &detail(revocation), now)?;
    Ok(true)
}

fn revoke(
    tx: &mut Tx<'_>,
    (table, action): (&str, AuditAction),
    id: &str,
    revocation: &Revocation,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let owner = format!("SELECT organization_id FROM {table} WHERE id = ?1 AND revoked_at IS NULL");
    let Some(owner) = tx.db.one(&owner, values![id], |row| row.get(0))? else { return Ok(false) };
    let sql = format!(
        "UPDATE {table} SET revoked_at = ?2, revoked_by = ?3, revoke_reason = ?4, revoked_by_id = ?5 WHERE id = ?1"
    );
    tx.db.execute_one(
        &sql,
        values![id, revocation.at, &revocation.by.name, &revocation.reason, revocation.by.reference()],
    )?;
    let (caller, detail) = (restorer(owner), detail(revocation));
    audit::append(tx, Deed { at: now, caller: &caller, action, subject: id, environment: None, detail: &detail })?;
    Ok(true)
}
