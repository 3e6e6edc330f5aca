//! The worker: looks for due deliveries and makes their attempts, so many at a time.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use super::{claim::Claimed, resolve, send::Sender};
use crate::{
    Failure,
    evidence::{Evidence, webhook_endpoints::open_secrets},
};

/// Attempts at a time, over all endpoints.
const AT_ONCE_MAX: usize = 16;
const LOOK_EVERY: Duration = Duration::from_millis(500);
const PRUNE_EVERY: Duration = Duration::from_secs(3600);

/// Makes deliveries until the stop, then lets the running attempts end. One that is cut off counts as interrupted and
/// is made again by the next process.
pub async fn deliver(service: Arc<Evidence>, mut stopping: watch::Receiver<bool>) {
    if let Err(error) = service.release_deliveries().await {
        tracing::warn!(%error, "deliveries of an earlier process wait for their leases to end");
    }
    let (mut look, mut prune) = (interval(LOOK_EVERY), interval(PRUNE_EVERY));
    look.set_missed_tick_behavior(MissedTickBehavior::Skip);
    prune.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let stopped = async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    tokio::pin!(stopped);
    let mut sender = None;
    let mut running = JoinSet::new();
    loop {
        let done = tokio::select! {
            () = &mut stopped => break,
            _ = prune.tick() => service.prune_deliveries().await,
            Some(_) = running.join_next() => begin(&service, &mut sender, &mut running).await,
            _ = look.tick() => begin(&service, &mut sender, &mut running).await,
        };
        if let Err(error) = done {
            tracing::warn!(%error, "deliveries could not be read or written; it is tried again");
        }
    }
    while running.join_next().await.is_some() {}
}

async fn begin(
    service: &Arc<Evidence>,
    sender: &mut Option<Arc<Sender>>,
    running: &mut JoinSet<()>,
) -> Result<(), Failure> {
    let room = AT_ONCE_MAX.saturating_sub(running.len());
    if room == 0 {
        return Ok(());
    }
    let Some(sender) = ready(service, sender) else { return Ok(()) };
    for claimed in service.claim_deliveries(room).await? {
        running.spawn(attempt(service.clone(), sender.clone(), claimed));
    }
    Ok(())
}

/// The sender, made when it is first needed: a machine without certificate authorities can serve all else.
fn ready(service: &Evidence, sender: &mut Option<Arc<Sender>>) -> Option<Arc<Sender>> {
    if sender.is_none() {
        match Sender::new(resolve::system(), service.keeping.reach) {
            Ok(made) => *sender = Some(Arc::new(made)),
            Err(error) => tracing::warn!(%error, "TLS cannot be set up, so no webhook can be delivered"),
        }
    }
    sender.clone()
}

async fn attempt(service: Arc<Evidence>, sender: Arc<Sender>, mut claimed: Claimed) {
    let now = service.ground.now();
    let secrets = open_secrets(service.ground.seal.as_ref(), &claimed.endpoint_id, &claimed.sealed, now);
    let body = std::mem::take(&mut claimed.body);
    let outcome = sender.send(&claimed.url, &secrets, body, now).await;
    let (delivery_id, number) = (claimed.delivery_id.clone(), claimed.number);
    tracing::info!(delivery_id, number, outcome = outcome.as_str(), "a webhook delivery was attempted");
    if let Err(error) = service.finish_attempt(claimed, outcome).await {
        tracing::warn!(delivery_id, number, %error, "an attempt's end could not be written; it is made again");
    }
}
