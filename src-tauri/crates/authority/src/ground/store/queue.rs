//! Changes that wait for the writer, in two lanes: what takes rights away goes first, and shares a commit with nothing else.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::Semaphore;

use super::{StoreError, writer::Job};

/// Changes that may share one commit.
const BATCH_MAX: usize = 256;
/// Ordinary changes that may wait. At a thousand a second whoever is the last waits some seconds, and not longer.
const WAITING_MAX: usize = 4_096;
/// A commit of ordinary changes begins no other one after so long, so that none is long.
const BATCH_TIME_MAX: Duration = Duration::from_millis(50);

/// Which changes go before which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// What takes rights away.
    First,
    /// All others.
    Ordinary,
}

/// Changes for one commit.
pub struct Batch {
    /// The lane that they came by.
    pub lane: Lane,
    /// In the order in which they were asked for.
    pub jobs: Vec<Box<dyn Job>>,
    begun: Instant,
}

/// What the writer does next.
pub enum Next {
    /// These changes.
    Batch(Batch),
    /// Nobody asked for anything for so long.
    Idle,
    /// Nobody will ask any more.
    Over,
}

/// The changes that wait.
pub struct Queue {
    waiting: Mutex<Waiting>,
    news: Condvar,
    room: Arc<Semaphore>,
}

#[derive(Default)]
struct Waiting {
    first: VecDeque<Box<dyn Job>>,
    ordinary: VecDeque<Box<dyn Job>>,
    over: bool,
}

impl Default for Queue {
    fn default() -> Self {
        Self { waiting: Mutex::default(), news: Condvar::new(), room: Arc::new(Semaphore::new(WAITING_MAX)) }
    }
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next batch, waiting for one for so long.
    pub fn next(&self, within: Duration) -> Next {
        let idle = |waiting: &mut Waiting| waiting.first.is_empty() && waiting.ordinary.is_empty() && !waiting.over;
        let waited = self.news.wait_timeout_while(self.waiting(), within, idle);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let lane = if waiting.first.is_empty() { Lane::Ordinary } else { Lane::First };
        let jobs = waiting.of(lane);
        let count = jobs.len().min(BATCH_MAX);
        let jobs: Vec<_> = jobs.drain(..count).collect();
        match (jobs.is_empty(), waiting.over) {
            (false, _) => Next::Batch(Batch { lane, jobs, begun: Instant::now() }),
            (true, true) => Next::Over,
            (true, false) => Next::Idle,
        }
    }

    /// Whether a batch has to end here, for the sake of what is more urgent or of who waits for its commit.
    pub fn cuts(&self, batch: &Batch) -> bool {
        batch.lane == Lane::Ordinary && (batch.begun.elapsed() > BATCH_TIME_MAX || !self.waiting().first.is_empty())
    }

    /// Takes back what a batch did not come to: it is the next again.
    pub fn put_back(&self, batch: &mut Batch, done: usize) {
        let mut waiting = self.waiting();
        let jobs = waiting.of(batch.lane);
        batch.jobs.drain(done..).rev().for_each(|job| jobs.push_front(job));
    }

    /// Ends it from the writer's side: nobody is left waiting.
    pub fn close(&self) {
        let mut waiting = self.waiting();
        waiting.over = true;
        let left = (std::mem::take(&mut waiting.first), std::mem::take(&mut waiting.ordinary));
        drop(waiting);
        drop(left);
    }
}

impl Waiting {
    fn of(&mut self, lane: Lane) -> &mut VecDeque<Box<dyn Job>> {
        match lane {
            Lane::First => &mut self.first,
            Lane::Ordinary => &mut self.ordinary,
        }
    }
}

/// The askers' side. When it is dropped, the writer ends behind what waits.
pub struct Asking(Arc<Queue>);

impl Asking {
    /// Of this queue.
    pub fn of(queue: Arc<Queue>) -> Self {
        Self(queue)
    }

    /// Room for ordinary changes.
    pub fn room(&self) -> Arc<Semaphore> {
        self.0.room.clone()
    }

    /// Lets a change wait for its turn.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub fn push(&self, lane: Lane, job: Box<dyn Job>) -> Result<(), StoreError> {
        let mut waiting = self.0.waiting();
        if waiting.over {
            return Err(StoreError::Closed);
        }
        waiting.of(lane).push_back(job);
        self.0.news.notify_one();
        Ok(())
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.waiting().over = true;
        self.0.news.notify_one();
    }
}
