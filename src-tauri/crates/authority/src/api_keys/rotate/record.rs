//! The durable record of a rotation, and how it is read.

use keys::{
    Actor, Environment, Timestamp,
    rotation::{Cause, Evidence, quiet::QuietEnd, stall::Running},
    wire::Rotation,
};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, list::find_key, usage::CallsByHour},
    ground::{
        key::KeyRecord,
        store::{Db, Row, StoreError, values},
    },
};

pub(super) const COLUMNS: &str = "id, organization_id, environment, cause, old_key_id, new_key_id, grace_seconds, started_at, \
     started_by, finished_at, undone_at, started_by_id, quiet_minutes, quiet_from, quiet_since";

/// A rotation as it is kept. Its progress is not kept: it is told from the two keys.
#[derive(Clone, Debug)]
pub(crate) struct RotationRecord {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) environment: Environment,
    pub(crate) cause: Cause,
    pub(crate) old_key_id: String,
    pub(crate) new_key_id: String,
    pub(crate) grace_seconds: Option<i64>,
    pub(crate) started_at: Timestamp,
    pub(crate) started_by: Actor,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) undone_at: Option<Timestamp>,
    /// When the old key ends by itself, if it shall.
    pub(crate) quiet_end: Option<QuietEnd>,
    /// Since when the old key had been quiet when it ended by itself; none where somebody ended it.
    pub(crate) quiet_since: Option<Timestamp>,
}

impl RotationRecord {
    pub(crate) fn insert(&self, db: Db<'_>) -> Result<(), StoreError> {
        db.execute_one(
            "INSERT INTO rotations (id, organization_id, environment, cause, old_key_id, new_key_id, grace_seconds,
                 started_at, started_by, started_by_id, quiet_minutes, quiet_from)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            values![
                &self.id,
                &self.organization_id,
                self.environment.as_str(),
                self.cause.as_str(),
                &self.old_key_id,
                &self.new_key_id,
                self.grace_seconds,
                self.started_at,
                &self.started_by.name,
                self.started_by.reference(),
                self.quiet_end.map(|end| end.minutes),
                self.quiet_end.map(|end| end.counts_from),
            ],
        )
    }

    /// Marks the rotation as finished or undone; exactly one row, and only an open one.
    pub(crate) fn close(&self, db: Db<'_>) -> Result<(), StoreError> {
        db.execute_one(
            "UPDATE rotations SET finished_at = ?2, undone_at = ?3, quiet_since = ?4
             WHERE id = ?1 AND finished_at IS NULL AND undone_at IS NULL",
            values![&self.id, self.finished_at, self.undone_at, self.quiet_since],
        )
    }

    /// Keeps when the old key ends by itself; exactly one row, and only an open one.
    pub(super) fn keep_quiet_end(&self, db: Db<'_>) -> Result<(), StoreError> {
        db.execute_one(
            "UPDATE rotations SET quiet_minutes = ?2, quiet_from = ?3
             WHERE id = ?1 AND finished_at IS NULL AND undone_at IS NULL",
            values![&self.id, self.quiet_end.map(|end| end.minutes), self.quiet_end.map(|end| end.counts_from)],
        )
    }

    /// What the audit log says of it.
    pub(crate) fn detail(&self) -> String {
        let cause = self.cause.as_str();
        match (self.quiet_end, self.quiet_since) {
            (Some(end), Some(since)) => {
                format!("{cause}; the old key ended by itself: {} minutes without a call since {since}", end.minutes)
            }
            (Some(end), None) => format!("{cause}; the old key ends by itself after {} quiet minutes", end.minutes),
            (None, _) => cause.to_owned(),
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.finished_at.is_none() && self.undone_at.is_none()
    }

    pub(crate) fn evidence(&self, old: &KeyRecord, new: &KeyRecord) -> Evidence {
        Evidence {
            handed_over_at: new.life.confirmed_at,
            new_first_used_at: new.first_used_at,
            old_last_used_at: old.last_used_at,
            finished_at: self.finished_at,
            undone_at: self.undone_at,
        }
    }

    /// What the rule of stalled rotations looks at; none of one that is over.
    pub(crate) fn running(&self, old: &KeyRecord, new: &KeyRecord) -> Option<Running> {
        self.is_open().then(|| Running {
            cause: self.cause,
            seen: self.evidence(old, new),
            old_ends_at: old.life.ends_at(),
            quiet_end: self.quiet_end,
        })
    }

    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            organization_id: row.get(1)?,
            environment: row.word(2)?,
            cause: row.word(3)?,
            old_key_id: row.get(4)?,
            new_key_id: row.get(5)?,
            grace_seconds: row.get(6)?,
            started_at: row.moment(7)?,
            started_by: row.actor(8, 11)?,
            finished_at: row.moment_if_any(9)?,
            undone_at: row.moment_if_any(10)?,
            quiet_end: match (row.get(12)?, row.moment_if_any(13)?) {
                (Some(minutes), Some(counts_from)) => Some(QuietEnd { minutes, counts_from }),
                _ => None,
            },
            quiet_since: row.moment_if_any(14)?,
        })
    }

    /// The rotation as it travels, as of a moment.
    pub(crate) fn view(&self, db: Db<'_>, now: Timestamp) -> Result<Rotation, Failure> {
        let calls = CallsByHour::of(db, self.key_ids().into_iter(), now)?;
        self.view_with(db, now, &calls)
    }

    pub(super) fn key_ids(&self) -> [&str; 2] {
        [&self.old_key_id, &self.new_key_id]
    }

    /// The same, with calls that were read before. A key may be the new one of a rotation and the old one of the next.
    pub(super) fn view_with(&self, db: Db<'_>, now: Timestamp, calls: &CallsByHour) -> Result<Rotation, Failure> {
        let old = find_key(db, &self.organization_id, &self.old_key_id)?;
        let new = find_key(db, &self.organization_id, &self.new_key_id)?;
        let evidence = self.evidence(&old, &new);
        let running = self.quiet_end.and_then(|end| end.countdown(&evidence));
        Ok(Rotation {
            id: self.id.clone(),
            environment: self.environment,
            cause: self.cause,
            step: evidence.step(now),
            started_at: self.started_at,
            started_by: self.started_by.clone(),
            handed_over_at: evidence.handed_over_at,
            new_first_used_at: evidence.new_first_used_at,
            old_last_used_at: evidence.old_last_used_at,
            old_ends_at: old.life.ends_at(),
            finished_at: self.finished_at,
            undone_at: self.undone_at,
            quiet_minutes: self.quiet_end.map(|end| end.minutes),
            quiet_since: self.quiet_since.or(running.map(|minutes| minutes.since)),
            quiet_ends_at: running.and_then(|minutes| minutes.ends_at),
            ended_quiet: self.quiet_since.is_some(),
            stalled: self.running(&old, &new).and_then(|running| running.stall(now)).map(|stall| stall.kind),
            old_key: old.view(now, calls.of_key(&old.id)),
            new_key: new.view(now, calls.of_key(&new.id)),
        })
    }
}

/// The rotation with the id in the organization, or not found.
pub(crate) fn find_rotation(db: Db<'_>, organization_id: &str, id: &str) -> Result<RotationRecord, Failure> {
    db.one(&format!("SELECT {COLUMNS} FROM rotations WHERE id = ?1"), values![id], RotationRecord::read)?
        .filter(|rotation| rotation.organization_id == organization_id)
        .ok_or_else(|| Failure::not_found("rotation"))
}

/// The open rotation with the id, if it is one.
pub(crate) fn find_open(db: Db<'_>, id: &str) -> Result<Option<RotationRecord>, StoreError> {
    let found = db.one(&format!("SELECT {COLUMNS} FROM rotations WHERE id = ?1"), values![id], RotationRecord::read)?;
    Ok(found.filter(RotationRecord::is_open))
}

/// Every open rotation whose old key has a natural end, of all organizations.
pub(crate) fn open_rotations(db: Db<'_>) -> Result<Vec<RotationRecord>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM rotations WHERE finished_at IS NULL AND undone_at IS NULL");
    db.all(&sql, &[], RotationRecord::read)
}

impl ApiKeys {
    /// One rotation with both keys and its evidence.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub async fn get_rotation(&self, caller: &Caller, id: String) -> Result<Rotation, Failure> {
        let (organization_id, now) = (caller.organization_id.clone(), self.ground.now());
        self.ground.store.read(move |db| find_rotation(db, &organization_id, &id)?.view(db, now)).await
    }
}
