//! Setting up sandboxes: a job for each organization that writes its sample data. It is tried at once when the
//! organization is created and when the process starts, and again until it is done; meanwhile the sandbox answers 409
//! `SANDBOX_NOT_PROVISIONED`, as published. What the sample data is, is ours.

mod job;

use std::{
    collections::HashSet,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use keys::Timestamp;

use crate::{Failure, contract::Contract, ground::store::values};

/// The longest pause between two tries.
const PAUSE_SECONDS_MAX: i64 = 60;

/// Which organizations wait for their sandbox: asked for each sandbox request, so told from memory.
#[derive(Default)]
pub struct Waiting {
    any: AtomicBool,
    ids: RwLock<HashSet<String>>,
    /// Who looks for them, one at a time: a second look that began earlier and ended later would put an older answer in the
    /// place of a newer one.
    looking: tokio::sync::Mutex<()>,
}

impl Waiting {
    /// Whether an organization waits.
    pub fn contains(&self, organization_id: &str) -> bool {
        self.any.load(Ordering::Acquire)
            && self.ids.read().unwrap_or_else(PoisonError::into_inner).contains(organization_id)
    }

    fn replace(&self, ids: HashSet<String>) {
        let mut current = self.ids.write().unwrap_or_else(PoisonError::into_inner);
        self.any.store(!ids.is_empty(), Ordering::Release);
        *current = ids;
    }
}

/// Seconds until the next try, after so many failed ones: 1, 2, 4, up to a minute.
fn pause_seconds(failed: i64) -> i64 {
    let doublings = u32::try_from(failed.saturating_sub(1).clamp(0, 6)).unwrap_or_default();
    (1_i64 << doublings).min(PAUSE_SECONDS_MAX)
}

/// Whether the next try's moment has come. One further away than the longest pause was planned before the clock was set
/// back.
fn is_due(next_at: Timestamp, now: Timestamp) -> bool {
    next_at <= now || next_at > now.plus_seconds(PAUSE_SECONDS_MAX)
}

struct Pending {
    organization_id: String,
    attempts: i64,
    next_at: Timestamp,
}

impl Contract {
    /// Sets up each sandbox that waits and whose moment has come. One that fails is put off and keeps nobody else
    /// waiting.
    ///
    /// # Errors
    /// The store's trouble while looking for them; the next call tries again.
    pub async fn provision(&self) -> Result<(), Failure> {
        let _looking = self.waiting.looking.lock().await;
        let now = self.ground.now();
        let pending = self.pending_sandboxes().await?;
        let mut waiting: HashSet<String> = pending.iter().map(|one| one.organization_id.clone()).collect();
        self.waiting.replace(waiting.clone());
        for one in pending.into_iter().filter(|one| is_due(one.next_at, now)) {
            match self.set_up_sandbox(&one.organization_id).await {
                Ok(()) => {
                    waiting.remove(&one.organization_id);
                }
                Err(error) => self.put_off(one, error, now).await,
            }
        }
        self.waiting.replace(waiting);
        Ok(())
    }

    async fn pending_sandboxes(&self) -> Result<Vec<Pending>, Failure> {
        self.ground.store
            .read(|db| {
                let sql = "SELECT organization_id, attempts, next_at FROM provisioning WHERE done_at IS NULL ORDER BY next_at";
                Ok(db.all(sql, &[], |row| {
                    Ok(Pending { organization_id: row.get(0)?, attempts: row.get(1)?, next_at: row.moment(2)? })
                })?)
            })
            .await
    }

    async fn put_off(&self, one: Pending, error: Failure, now: Timestamp) {
        let attempts = one.attempts.saturating_add(1);
        let seconds = pause_seconds(attempts);
        tracing::warn!(organization_id = one.organization_id, attempts, seconds, %error, "a sandbox was not set up; it is tried again");
        let noted = self.ground.store.write_patiently(move |tx| {
            tx.db.execute(
                "UPDATE provisioning SET attempts = ?2, next_at = ?3 WHERE organization_id = ?1 AND done_at IS NULL",
                values![&one.organization_id, attempts, now.plus_seconds(seconds)],
            )
        });
        if let Err(error) = noted.await {
            tracing::warn!(%error, "the pause before the next try was not noted, so that comes at once");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_double_up_to_a_minute() {
        let pauses: Vec<_> = (1..=9).map(pause_seconds).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(pause_seconds(i64::MAX), 60);
        assert_eq!(pause_seconds(0), 1);
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_waiting() {
        let at = Timestamp::from_millis;
        assert!(is_due(at(5), at(5)));
        assert!(!is_due(at(60_000), at(5)));
        assert!(is_due(at(24 * 3_600_000), at(5)), "no pause is a day long");
    }

    #[test]
    fn only_who_waits_is_held_back() {
        let waiting = Waiting::default();
        assert!(!waiting.contains("org"));
        waiting.replace(HashSet::from(["org".to_owned()]));
        assert!(waiting.contains("org") && !waiting.contains("other"));
        waiting.replace(HashSet::new());
        assert!(!waiting.contains("org"));
    }
}
