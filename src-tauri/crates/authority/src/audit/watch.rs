//! Writing checkpoints while the authority serves.

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval},
};

use super::{
    checkpoint::{AuditKey, Checkpoint, CheckpointFile, read_all},
    verify::AuditError,
};
use crate::{Service, StoreError, store::values};

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A log that grows slowly is checkpointed this often.
const AT_LEAST_EVERY: Duration = Duration::from_secs(10);
/// A log that grows by so many rows is checkpointed at the next look.
const ROWS_MAX: i64 = 100;

/// Where checkpoints go, and what signs them.
#[derive(Clone, Debug)]
pub struct Checkpointing {
    /// The file, outside the database and best on another machine's disk.
    pub file: PathBuf,
    /// The key.
    pub key: AuditKey,
}

/// Writes checkpoints.
pub(crate) struct Watch {
    file: CheckpointFile,
    key: AuditKey,
    last: i64,
}

impl Watch {
    /// Opens the file, and holds the log against its last checkpoint: what was rolled back must not be served, and then
    /// vouched for, as if nothing had happened.
    ///
    /// # Errors
    /// `Ok(Err(row))` when the log does not go as far, or differs there; [`AuditError`] when that cannot be told.
    pub(crate) async fn open(service: &Service, to: Checkpointing) -> Result<Result<Self, i64>, AuditError> {
        let file = CheckpointFile::open(&to.file)?;
        let last = read_all(&to.file, &to.key.public())?.pop();
        if let Some(last) = &last {
            let (sequence, known) = (last.sequence, last.hash.clone());
            let found = service.store.read(move |db| hash_at(db, sequence)).await?;
            if found.is_none_or(|found| hex::encode(found) != known) {
                return Ok(Err(sequence));
            }
        }
        Ok(Ok(Self { file, key: to.key, last: last.map_or(0, |last| last.sequence) }))
    }

    /// Signs how far the log is, if it has grown by so many rows.
    async fn look(&mut self, service: &Service, rows_min: i64) -> Result<bool, AuditError> {
        let head = service.store.read(head).await?;
        let Some((sequence, hash)) = head.filter(|(sequence, _)| *sequence >= self.last + rows_min) else {
            return Ok(false);
        };
        self.file.append(&Checkpoint::sign(sequence, &hash, service.now(), &self.key))?;
        self.last = sequence;
        Ok(true)
    }

    /// Keeps writing until the stop, and once more then.
    pub(crate) async fn keep(mut self, service: Arc<Service>, mut stopping: watch::Receiver<bool>) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut written: Option<Instant> = None;
        loop {
            let stopped = tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => true,
                _ = looks.tick() => false,
            };
            let due = stopped || written.is_none_or(|written| written.elapsed() >= AT_LEAST_EVERY);
            match self.look(&service, if due { 1 } else { ROWS_MAX }).await {
                Ok(true) => written = Some(Instant::now()),
                Ok(false) => {}
                Err(error) => {
                    // Serving goes on: the log itself is whole, and the next checkpoint vouches for these rows too.
                    tracing::error!(%error, "a checkpoint of the audit log could not be written; it is tried again");
                    written = Some(Instant::now());
                }
            }
            if stopped {
                return;
            }
        }
    }
}

type Found<T> = Result<Option<T>, StoreError>;

fn head(db: crate::store::Db<'_>) -> Found<(i64, [u8; 32])> {
    db.one("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn hash_at(db: crate::store::Db<'_>, sequence: i64) -> Found<[u8; 32]> {
    db.one("SELECT hash FROM audit WHERE sequence = ?1", values![sequence], |row| row.get(0))
}
