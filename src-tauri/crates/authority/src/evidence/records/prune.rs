//! Forgetting what is older than it has to be, in small steps beside the traffic.

use std::sync::PoisonError;

use keys::{Timestamp, alert::DAY};

use super::{row::first_id, words::Dictionary};
use crate::{
    evidence::Evidence,
    ground::store::{Db, StoreError, values},
};

/// Rows that one step forgets.
const STEP: i64 = 1_000;
/// Refused calls and callers are told of for a while only.
const CALLS_KEPT_DAYS: i64 = 90;

impl Evidence {
    /// Forgets records older than the retention. Called once an hour.
    ///
    /// # Errors
    /// The store's trouble; the next hour goes on.
    pub async fn prune_records(&self) -> Result<(), StoreError> {
        let now = self.ground.now();
        let oldest = now.plus_seconds(-i64::from(self.keeping.requests_days) * DAY);
        while self.ground.store.write_patiently(move |tx| forget_rows(tx.db, oldest)).await? == STEP {}
        while let Some(epoch) = self.ground.store.read(move |db| ended_epoch(db, oldest)).await? {
            while self.ground.store.write_patiently(move |tx| forget_ids(tx.db, epoch)).await? == STEP {}
            let known = self.records.known.clone();
            self.ground
                .store
                .write_patiently(move |tx| {
                    forget_epoch(tx.db, epoch)?;
                    // It remembers words that are gone.
                    known.lock().unwrap_or_else(PoisonError::into_inner).words = Dictionary::default();
                    Ok::<_, StoreError>(())
                })
                .await?;
        }
        let calls = now.plus_seconds(-CALLS_KEPT_DAYS * DAY);
        self.ground
            .store
            .write_patiently(move |tx| {
                tx.db.execute("DELETE FROM refused_calls WHERE last_at < ?1", values![calls]).map(drop)
            })
            .await
    }
}

fn forget_rows(db: Db<'_>, oldest: Timestamp) -> Result<i64, StoreError> {
    let sql = "DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE id < ?1 ORDER BY id LIMIT ?2)";
    count(db.execute(sql, values![first_id(oldest), STEP])?)
}

/// An epoch of which no record is left.
fn ended_epoch(db: Db<'_>, oldest: Timestamp) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT no FROM request_epochs WHERE last_id < ?1 ORDER BY no LIMIT 1";
    db.one(sql, values![first_id(oldest)], |row| row.get(0))
}

fn forget_ids(db: Db<'_>, epoch: i64) -> Result<i64, StoreError> {
    let sql = "DELETE FROM request_ids WHERE epoch = ?1 AND (hash, request_id) IN
         (SELECT hash, request_id FROM request_ids WHERE epoch = ?1 ORDER BY hash, request_id LIMIT ?2)";
    count(db.execute(sql, values![epoch, STEP])?)
}

/// The epoch itself, and the words that only it or earlier ones used.
fn forget_epoch(db: Db<'_>, epoch: i64) -> Result<(), StoreError> {
    db.execute("DELETE FROM request_epochs WHERE no = ?1", values![epoch])?;
    let sql = "DELETE FROM request_words WHERE epoch <= ?1 AND NOT EXISTS (SELECT 1 FROM request_epochs WHERE no < ?1)";
    db.execute(sql, values![epoch])?;
    Ok(())
}

fn count(rows: usize) -> Result<i64, StoreError> {
    Ok(i64::try_from(rows).unwrap_or(i64::MAX))
}
