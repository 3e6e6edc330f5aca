//! What happens by itself: each chore is a task of its own, so that a slow one delays no other.

use std::{fmt::Display, future::Future, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use crate::{AuditError, Failure, Service, StoreError};

const TELL_EVERY: Duration = Duration::from_secs(1);
const FLUSH_EVERY: Duration = Duration::from_millis(500);
/// A record is to be found within a second of its answer. The buffer's bound stands on this too.
const WRITE_RECORDS_EVERY: Duration = Duration::from_millis(250);
const SWEEP_EVERY: Duration = Duration::from_secs(2);
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// The sandbox's simulated reviews go on by such steps.
const REVIEW_EVERY: Duration = Duration::from_millis(500);
const PRUNE_EVERY: Duration = Duration::from_secs(3600);
/// Alerts are derived from much; nobody waits for one by the second.
const RAISE_EVERY: Duration = Duration::from_secs(10);

/// Starts them all, until the stop. A chore that has begun is done when its task ends. `forgets_audit` says whether old
/// audit rows go here: where checkpoints are written, who writes them does it.
pub(super) fn start(
    service: &Arc<Service>,
    stopping: &watch::Receiver<bool>,
    forgets_audit: bool,
) -> Vec<JoinHandle<()>> {
    let clock = Clock { service, stopping };
    let mut tasks = vec![
        clock.each(TELL_EVERY, "refill the log's allowance", async |_| {
            crate::ground::log::refill();
            Ok::<_, Failure>(())
        }),
        clock.each(FLUSH_EVERY, "write what was spent", async |service| service.api_keys.flush_spending().await),
        clock.each(FLUSH_EVERY, "write what was used", async |service| service.api_keys.flush_usage().await),
        clock.each(SWEEP_EVERY, "let calls leave the day", async |service| service.api_keys.leave_day().await),
        clock
            .each(WRITE_RECORDS_EVERY, "write request records", async |service| service.evidence.flush_records().await),
        clock.each(SWEEP_EVERY, "follow the limits", async |service| service.people.follow_limits().await),
        clock.each(SWEEP_EVERY, "end rotations", async |service| service.api_keys.sweep_rotations().await),
        clock.each(SWEEP_EVERY, "end quiet keys", async |service| service.api_keys.end_quiet().await),
        clock.each(SWEEP_EVERY, "note expired keys", async |service| service.api_keys.note_expired().await),
        clock.each(SWEEP_EVERY, "set up sandboxes", async |service| service.contract.provision().await),
        clock.each(SWEEP_EVERY, "settle orders and payouts", async |service| service.contract.settle().await),
        clock.each(REVIEW_EVERY, "review applications", async |service| service.contract.review_applications().await),
        clock.each(RAISE_EVERY, "raise alerts", async |service| service.api_keys.raise_alerts().await),
        clock.each(TIDY_EVERY, "forget kept answers", async |service| service.ground.tidy_answers().await),
        clock.each(PRUNE_EVERY, "forget old counts and sessions", forget_counts),
        clock.each(PRUNE_EVERY, "forget old request records", forget_records),
    ];
    if forgets_audit {
        tasks.push(clock.each(PRUNE_EVERY, "forget old audit rows", forget_audit));
    }
    tasks
}

struct Clock<'a> {
    service: &'a Arc<Service>,
    stopping: &'a watch::Receiver<bool>,
}

impl Clock<'_> {
    /// Does a chore each so often, at once for the first time; what came due while it was at work is left out.
    fn each<C, F, T, E>(&self, every: Duration, name: &'static str, chore: C) -> JoinHandle<()>
    where
        C: Fn(Arc<Service>) -> F + Send + 'static,
        F: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: Display + Send,
    {
        let (service, mut stopping) = (self.service.clone(), self.stopping.clone());
        tokio::spawn(async move {
            let mut ticks = interval(every);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
            loop {
                tokio::select! {
                    _ = stopping.wait_for(|stop| *stop) => return,
                    _ = ticks.tick() => {}
                }
                if let Err(error) = chore(service.clone()).await {
                    tracing::warn!(chore = name, %error, "a background chore failed; it is tried again");
                }
            }
        })
    }
}

/// What is kept for a while only.
async fn forget_counts(service: Arc<Service>) -> Result<(), Failure> {
    if !service.evidence.may_forget().await? {
        return Ok(());
    }
    let (spending, usage) = (service.api_keys.prune_spending().await, service.api_keys.prune_usage().await);
    let sessions = service.people.prune_sessions().await;
    service.people.prune_sign_ins().await.and(sessions).and(usage.and(spending).map_err(Failure::from))
}

async fn forget_records(service: Arc<Service>) -> Result<(), StoreError> {
    if service.evidence.may_forget().await? { service.evidence.prune_records().await } else { Ok(()) }
}

async fn forget_audit(service: Arc<Service>) -> Result<(), AuditError> {
    if service.evidence.may_forget().await? { service.evidence.prune_audit().await } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use keys::Ambient;

    use super::*;
    use crate::Place;

    #[tokio::test(start_paused = true)]
    async fn a_chore_that_hangs_delays_no_other_and_the_stop_ends_those_that_wait() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::choose(folder.path(), None).unwrap();
        let service = Arc::new(Service::open(place, Ambient::system()).await.unwrap());
        let (stop, stopping) = watch::channel(false);
        let clock = Clock { service: &service, stopping: &stopping };
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let hangs = clock.each(TELL_EVERY, "hang", async |_| std::future::pending::<Result<(), Failure>>().await);
        let goes_on = clock.each(TELL_EVERY, "go on", move |_| {
            let told = told.clone();
            async move { told.send(()).map_err(|_| StoreError::Closed) }
        });
        for _ in 0..3 {
            heard.recv().await.unwrap();
        }
        stop.send(true).unwrap();
        goes_on.await.unwrap();
        assert!(!hangs.is_finished(), "what has begun is not cut off here");
        hangs.abort();
    }
}
