//! Whether this process can do its work: told to whoever balances load or restarts programs.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use keys::wire::Code;
use tokio::{sync::Mutex, time::Instant};

use crate::{
    Failure,
    ground::{
        Ground,
        store::{StoreError, values},
    },
};

/// A probe's answer is good for so long, so that nobody can make the disk busy by asking.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// A store that takes longer for one row is not one to send requests to.
const WITHIN: Duration = Duration::from_secs(5);

/// What is known of this process's readiness.
#[derive(Default)]
pub struct Health {
    draining: AtomicBool,
    probed: Mutex<Option<(Instant, Result<(), &'static str>)>>,
}

impl Health {
    /// From now on nobody should send anything here.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }
}

impl Ground {
    /// Whether requests may be sent here: the index is filled, the store can be read and written, no stop was asked for.
    /// (A service does not exist before its index is filled.)
    ///
    /// # Errors
    /// [`Code::ServiceUnavailable`] with the reason.
    pub async fn ready(&self) -> Result<(), Failure> {
        let not_ready = |reason: &str| Failure::refused(Code::ServiceUnavailable, format!("Not ready: {reason}."));
        if self.health.draining.load(Ordering::Acquire) {
            return Err(not_ready("the authority is stopping"));
        }
        if !self.store.is_current() {
            return Err(not_ready("the database cannot be reached, or another process serves it"));
        }
        // One probe at a time; who waited for it shares its answer.
        let mut probed = self.health.probed.lock().await;
        if let Some((_, answer)) = probed.filter(|(at, _)| at.elapsed() < GOOD_FOR) {
            return answer.map_err(not_ready);
        }
        let answer = match tokio::time::timeout(WITHIN, self.touch_store()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the store could not be read and written");
                Err(words(&error))
            }
            Err(_) => Err("the store does not answer in time"),
        };
        *probed = Some((Instant::now(), answer));
        answer.map_err(not_ready)
    }

    /// Reads, and writes one row: an empty commit would not notice a full disk.
    async fn touch_store(&self) -> Result<(), StoreError> {
        self.store.read_reserved(|db| db.one("SELECT id FROM organizations LIMIT 1", &[], |_| Ok(()))).await?;
        let now = self.now().as_millis();
        // However much waits for the writer, a probe tells of the store itself.
        self.store
            .write_first(move |tx| {
                let beat =
                    "INSERT INTO heartbeat (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = excluded.at";
                tx.db.execute(beat, values![now]).map(drop)
            })
            .await
    }
}

fn words(error: &StoreError) -> &'static str {
    match error {
        StoreError::Full => "the disk is full",
        StoreError::NotWritable => "the data folder cannot be written",
        StoreError::Damaged(_) => "the database is damaged",
        StoreError::Unreachable(_) => "the database cannot be reached",
        StoreError::Busy => "too many changes wait",
        StoreError::Closed => "the store is closed",
        StoreError::Indeterminate(_) | StoreError::Refused(_) => "the store refused a read or a write",
    }
}

#[cfg(test)]
mod tests {
    use keys::Ambient;

    use super::*;
    use crate::Place;
    use crate::Service;

    fn reason(answer: Result<(), Failure>) -> String {
        match answer {
            Err(Failure::Refused { code: Code::ServiceUnavailable, detail, .. }) => detail,
            other => panic!("not a refusal of service: {other:?}"),
        }
    }

    #[tokio::test]
    async fn a_store_that_takes_no_writes_is_not_ready_although_it_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::open(Place::choose(folder.path(), None).unwrap(), Ambient::system()).await.unwrap();
        service.ground.ready().await.unwrap();
        let broken = service.ground.store.write(|tx| tx.db.execute("DROP TABLE heartbeat", &[])).await;
        broken.unwrap();
        service.ground.ready().await.expect("within a second the last answer stands");
        *service.ground.health.probed.lock().await = None;
        assert_eq!(reason(service.ground.ready().await), "Not ready: the store refused a read or a write.");
    }

    #[tokio::test]
    async fn a_draining_process_is_alive_and_not_ready() {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::open(Place::choose(folder.path(), None).unwrap(), Ambient::system()).await.unwrap();
        service.ground.ready().await.unwrap();
        service.ground.health.drain();
        assert_eq!(reason(service.ground.ready().await), "Not ready: the authority is stopping.");
    }
}
