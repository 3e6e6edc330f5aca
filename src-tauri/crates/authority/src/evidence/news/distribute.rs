//! From the commits to who listens. One task takes what the writer hands over and tells it in the log's order. A gap in the
//! numbers is what another process wrote, or what was dropped: it is read from the store before what comes after it is told.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};

use super::{
    gathered::Gathered,
    line::Line,
    replay::{STEP, newest, rows},
};
use crate::{
    evidence::Evidence,
    ground::{
        news::{Mark, Told},
        store::StoreError,
    },
};

/// How soon what another process wrote is looked for, while somebody listens.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long changes without a row in the audit log are gathered.
const GATHER_FOR: Duration = Duration::from_secs(1);

impl Evidence {
    /// Begins to follow the commits of this process, from the end of the log on. Before anybody can listen.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn begin_news(&self) -> Result<(), StoreError> {
        self.ground.store.news().follow();
        let told = self.ground.store.read(newest).await?;
        self.news.skip_unheard(told);
        Ok(())
    }
}

/// Tells the news until the stop.
pub async fn distribute(evidence: Arc<Evidence>, mut stopping: watch::Receiver<bool>) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let stopped = async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    tokio::pin!(stopped);
    let mut desk = Desk { evidence: evidence.clone(), gathered: Gathered::default(), told_at: None };
    loop {
        let due = desk.told_at;
        let gathered = async move {
            match due {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        let done = tokio::select! {
            () = &mut stopped => return,
            () = evidence.ground.store.news().arrived() => desk.take().await,
            _ = look.tick() => desk.look().await,
            () = gathered => {
                desk.tell_gathered();
                Ok(())
            }
        };
        if let Err(error) = done {
            tracing::warn!(%error, "news could not be read from the audit log; it is tried again");
        }
    }
}

struct Desk {
    evidence: Arc<Evidence>,
    gathered: Gathered,
    /// When what was gathered is told.
    told_at: Option<Instant>,
}

impl Desk {
    /// Tells what was handed over.
    async fn take(&mut self) -> Result<(), StoreError> {
        let (told, is_lost) = self.evidence.ground.store.news().take();
        let (rows, others): (Vec<_>, Vec<_>) = told.into_iter().partition(|told| told.mark.is_some());
        if is_lost {
            self.gathered.lose();
            self.told_at.get_or_insert_with(|| Instant::now() + GATHER_FOR);
        }
        self.gather(others);
        if is_lost {
            self.look().await?;
        }
        for told in rows {
            self.tell_row(told.mark.unwrap_or_default(), told).await?;
        }
        Ok(())
    }

    async fn tell_row(&self, mark: Mark, told: Told) -> Result<(), StoreError> {
        let hub = &self.evidence.news;
        let last = hub.told().sequence;
        // What was read from the store meanwhile was told then.
        if mark.sequence <= last || (mark.sequence > last + 1 && hub.skip_unheard(mark)) {
            return Ok(());
        }
        self.catch_up(mark.sequence - 1).await?;
        // Where rows were gone the log may have been gone on with beyond this one.
        if hub.told().sequence < mark.sequence {
            hub.tell(Line::of(told));
        }
        Ok(())
    }

    /// Looks for what other processes wrote. It may be the end of somebody who listens, so no other read holds it up.
    async fn look(&self) -> Result<(), StoreError> {
        if !self.evidence.news.is_heard() {
            return Ok(());
        }
        let newest = self.evidence.ground.store.read_reserved(newest).await?;
        self.catch_up(newest.sequence).await
    }

    /// Tells the rows up to a number that were not told.
    async fn catch_up(&self, to: i64) -> Result<(), StoreError> {
        let hub = &self.evidence.news;
        loop {
            let last = hub.told().sequence;
            if last >= to {
                return Ok(());
            }
            let step = (last, to.min(last + STEP));
            match self.evidence.ground.store.read_reserved(move |db| rows(db, step, |_| true)).await? {
                Some(rows) => {
                    rows.into_iter().for_each(|told| hub.tell(Line::of(told)));
                    // Whoever listens takes them before more come.
                    tokio::task::yield_now().await;
                }
                // They were pruned before anybody heard of them.
                None => {
                    let newest = self.evidence.ground.store.read_reserved(newest).await?;
                    hub.lose(newest);
                }
            }
        }
    }

    fn gather(&mut self, others: Vec<Told>) {
        // Most are of one kind, of one organization: who listens is looked up once for it.
        let mut heard = HashMap::new();
        for told in others {
            let place = (told.organization_id.clone(), told.deed.clone());
            if *heard.entry(place).or_insert_with(|| self.evidence.news.concerns_anybody(&told)) {
                self.gathered.add(told);
                self.told_at.get_or_insert_with(|| Instant::now() + GATHER_FOR);
            }
        }
    }

    fn tell_gathered(&mut self) {
        self.told_at = None;
        let (hub, now) = (&self.evidence.news, self.evidence.ground.now());
        if self.gathered.take_lost() {
            hub.tell_summaries(now);
        }
        let lines = self.gathered.take(now);
        lines.into_iter().for_each(|line| hub.tell(line));
    }
}
