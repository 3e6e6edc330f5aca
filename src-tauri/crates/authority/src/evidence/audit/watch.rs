//! Writing checkpoints while the authority serves.

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval},
};

use super::{
    checkpoint::{AuditKey, Checkpoint, CheckpointFile, read_all},
    find_anchor, hash_at,
    prune::Anchor,
    verify::{AuditError, is_vouched_for},
};
use crate::{StoreError, evidence::Evidence};

const LOOK_EVERY: Duration = Duration::from_secs(1);
const PRUNE_EVERY: Duration = Duration::from_secs(3600);
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
    pub(crate) async fn open(service: &Evidence, to: Checkpointing) -> Result<Result<Self, i64>, AuditError> {
        let file = CheckpointFile::open(&to.file)?;
        let checkpoints = read_all(&to.file, &to.key.public())?;
        let Some(last) = checkpoints.iter().rfind(|checkpoint| !checkpoint.pruned).cloned() else {
            return Ok(Ok(Self { file, key: to.key, last: 0 }));
        };
        let sequence = last.sequence;
        let found =
            service.ground.store.read(move |db| Ok::<_, StoreError>((hash_at(db, sequence)?, find_anchor(db)?)));
        let (found, anchor) = found.await?;
        let known = match found {
            Some(found) => hex::encode(found) == last.hash,
            // An idle log may be pruned to beyond its last checkpoint.
            None => anchor.is_some_and(|anchor| anchor.sequence >= sequence),
        };
        if !known || anchor.is_some_and(|anchor| !is_vouched_for(&anchor, &checkpoints)) {
            return Ok(Err(sequence));
        }
        Ok(Ok(Self { file, key: to.key, last: sequence }))
    }

    /// Signs how far the log is, if it has grown by so many rows.
    async fn look(&mut self, service: &Evidence, rows_min: i64) -> Result<bool, AuditError> {
        let head = service.ground.store.read(head).await?;
        let Some((sequence, hash)) = head.filter(|(sequence, _)| *sequence >= self.last + rows_min) else {
            return Ok(false);
        };
        self.file.append(&Checkpoint::sign(sequence, &hash, service.ground.now(), &self.key))?;
        self.last = sequence;
        Ok(true)
    }

    /// Forgets the oldest rows, each time with a signed anchor before.
    async fn prune(&mut self, service: &Evidence) -> Result<(), AuditError> {
        if !service.may_forget().await? {
            return Ok(());
        }
        let (file, key, now) = (&mut self.file, &self.key, service.ground.now());
        let sign =
            |anchor: &Anchor| Ok(file.append(&Checkpoint::sign_anchor(anchor.sequence, &anchor.hash, now, key))?);
        service.prune_audit_signing(sign).await
    }

    /// Keeps writing until the stop, and once more then.
    pub(crate) async fn keep(mut self, service: Arc<Evidence>, mut stopping: watch::Receiver<bool>) {
        let (mut looks, mut prune) = (interval(LOOK_EVERY), interval(PRUNE_EVERY));
        looks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut written: Option<Instant> = None;
        loop {
            let (stopped, old) = tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => (true, false),
                _ = looks.tick() => (false, false),
                _ = prune.tick() => (false, true),
            };
            if old && let Err(error) = self.prune(&service).await {
                tracing::warn!(%error, "old audit rows could not be forgotten; it is tried again");
            }
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

fn head(db: crate::ground::store::Db<'_>) -> Found<(i64, [u8; 32])> {
    db.one("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}
