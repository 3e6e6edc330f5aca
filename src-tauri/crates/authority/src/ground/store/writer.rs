//! The one writer: group commit, with a savepoint for each change that shares one.

use std::{
    cell::{Cell, RefCell},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use keys::Ambient;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::{
    StoreError,
    connection::{Connection, Place},
    db::Db,
    lease::Lease,
    queue::{Batch, Next, Queue},
    rows,
};
use crate::ground::{
    faulty::{self, Defect},
    index::Index,
    key::KeyRecord,
    log, metrics,
    news::{News, Told},
};

/// How soon a lost server, or a doubt about what the store holds, is looked into when nobody asks for anything.
const RETRY_EVERY: Duration = Duration::from_secs(1);

/// A running change. Keys written through it reach the in-memory index once it is on disk.
pub struct Tx<'a> {
    /// The connection inside the transaction.
    pub db: Db<'a>,
    /// Randomness, for what the change itself brings about: an event and its deliveries.
    pub ambient: &'a Ambient,
    /// The last row of the audit log and its hash, once a change of this commit has read or written it.
    pub chain_end: &'a Cell<Option<(i64, [u8; 32])>>,
    touched: Vec<KeyRecord>,
    told: RefCell<Vec<Told>>,
    correlation_id: Option<Arc<str>>,
}

impl<'a> Tx<'a> {
    /// One on a connection of its own, where no index follows.
    pub(crate) fn on(db: Db<'a>, ambient: &'a Ambient, chain_end: &'a Cell<Option<(i64, [u8; 32])>>) -> Self {
        Self { db, ambient, chain_end, touched: Vec::new(), told: RefCell::default(), correlation_id: None }
    }

    /// The id of the request that asked for the change; none when no request did.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// Inserts a new key.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn insert_key(&mut self, key: &KeyRecord) -> Result<(), StoreError> {
        rows::insert_key(self.db, key)?;
        self.touched.push(key.clone());
        Ok(())
    }

    /// Tells whoever follows the news, once this is on disk. What is taken back was never told.
    pub fn tell(&self, told: Told) {
        self.told.borrow_mut().push(told);
    }

    /// Lets the index follow a change of a key that was written without [`Tx::update_key`].
    pub fn follow(&mut self, key: &KeyRecord) {
        self.touched.push(key.clone());
    }

    /// Writes a key's changed facts.
    ///
    /// # Errors
    /// The database's refusal; a key that is not there is an error too.
    pub fn update_key(&mut self, key: &KeyRecord) -> Result<(), StoreError> {
        if !(faulty::has(Defect::MemoryOnly) && key.life.revoked.is_some()) {
            rows::update_key(self.db, key)?;
        }
        self.touched.push(key.clone());
        Ok(())
    }
}

/// A change that waits for the writer.
pub trait Job: Send {
    /// Does the work; says whether to keep it.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Tells the asker, after the commit or its failure.
    fn finish(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A change with its answer's type.
pub struct Typed<F, T, E> {
    work: Arc<Mutex<Option<F>>>,
    correlation_id: Option<Arc<str>>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
    /// Its place among those that may wait.
    _room: Option<OwnedSemaphorePermit>,
}

/// Whoever waits for a change. When it is dropped before the change's turn, the change is never made, and what it held,
/// which may be a document of ten megabytes, is given up at once.
pub struct Asker<F>(Arc<Mutex<Option<F>>>);

impl<F> Drop for Asker<F> {
    fn drop(&mut self) {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(left);
    }
}

impl<F, T, E> Typed<F, T, E> {
    /// A change that the request at hand asks for, where its answer goes, and the place that it takes.
    pub fn new(work: F, reply: oneshot::Sender<Result<T, E>>, room: Option<OwnedSemaphorePermit>) -> Self {
        let work = Arc::new(Mutex::new(Some(work)));
        Self { work, correlation_id: log::correlation_id(), outcome: None, reply, _room: room }
    }

    /// For whoever takes the change along when going away.
    pub fn asker(&self) -> Asker<F> {
        Asker(self.work.clone())
    }
}

impl<F, T, E> Job for Typed<F, T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        // A defect in one change must not take the writer, and with it every later change, along. What it did so far is
        // rolled back like a refusal.
        let work = self.work.lock().unwrap_or_else(PoisonError::into_inner).take();
        tx.correlation_id = self.correlation_id.take();
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work.map(|work| work(tx))));
        self.outcome = done.unwrap_or_else(|_| Some(Err(E::from(StoreError::Refused("a change panicked".to_owned())))));
        matches!(self.outcome, Some(Ok(_)))
    }

    fn finish(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.outcome, committed) {
            (Some(Err(refusal)), _) => Err(refusal),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(error)) => Err(E::from(error)),
            (None, Ok(())) => Err(E::from(StoreError::Closed)),
        };
        // The asker may have gone away; the change stands all the same.
        let _ = self.reply.send(answer);
    }
}

/// Who follows the store, in the order in which they learn of a commit; whoever asked for it is answered after them.
pub struct Follow {
    /// The verdict's memory.
    pub index: Arc<Index>,
    /// Whoever wants to hear of changes.
    pub news: Arc<News>,
}

/// What a commit brings about in memory.
#[derive(Default)]
struct Done {
    touched: Vec<KeyRecord>,
    told: Vec<Told>,
}

/// Starts the writer thread. It ends when nobody can ask any more.
pub fn spawn(
    place: Place,
    connection: Connection,
    follow: Follow,
    lease: Lease,
    ambient: Ambient,
    queue: Arc<Queue>,
) -> std::io::Result<()> {
    let Follow { index, news } = follow;
    let mut writer = Writer { place, connection, index, news, lease, ambient, queue, in_doubt: Vec::new() };
    std::thread::Builder::new().name("store-writer".to_owned()).spawn(move || {
        loop {
            match writer.queue.next(RETRY_EVERY) {
                Next::Batch(batch) => writer.serve(batch),
                Next::Idle => {
                    let _ = writer.settle();
                }
                Next::Over => break,
            }
        }
    })?;
    Ok(())
}

/// However the thread ends, nobody waits for it afterwards.
impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
    }
}

struct Writer {
    place: Place,
    connection: Connection,
    index: Arc<Index>,
    news: Arc<News>,
    lease: Lease,
    ambient: Ambient,
    queue: Arc<Queue>,
    /// Keys of which it is not known whether their last change is in the store.
    in_doubt: Vec<String>,
}

impl Writer {
    fn serve(&mut self, mut batch: Batch) {
        let committed = self.commit(&mut batch);
        if let Err(error) = &committed {
            tracing::error!(%error, jobs = batch.jobs.len(), "a commit failed");
        }
        let committed = if faulty::has(Defect::Deaf) { Ok(()) } else { committed };
        for job in batch.jobs {
            job.finish(committed.clone());
        }
    }

    /// Runs a batch. The index follows before anybody is answered.
    fn commit(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        self.settle()?;
        let term = self.lease.term_of_change()?;
        let mut done = Done::default();
        let outcome = self.run_batch(term, batch, &mut done);
        let Done { touched, told } = done;
        if outcome.is_ok() {
            metrics::committed(batch.jobs.len());
            if faulty::has(Defect::IndexLast) {
                batch.jobs.drain(..).for_each(|job| job.finish(Ok(())));
                faulty::widen();
            }
            self.index.apply(touched);
            self.news.hand_over(told);
        } else {
            self.connection.roll_back();
            self.news.doubt();
            // The outcome is open: believe the store, not the intention.
            self.in_doubt.extend(touched.into_iter().map(|key| key.id));
            let _ = self.settle();
        }
        outcome
    }

    /// Finds a lost server again, reads all keys anew when somebody else may have served it meanwhile, and lets the index
    /// follow what the store holds of the keys in doubt.
    fn settle(&mut self) -> Result<(), StoreError> {
        if self.connection.is_lost() {
            self.connection = self.place.connect()?;
            tracing::info!(place = self.place.name(), "the store is in reach again");
        }
        if let Some(term) = self.lease.to_fill() {
            let db = self.connection.db();
            self.index.refill(rows::keys_at_most(db)?, |take| rows::each_key(db, take))?;
            self.lease.filled(term);
            // All that the terms before left in doubt was read with the rest: taking over waited for their changes.
            self.in_doubt.clear();
        }
        if self.in_doubt.is_empty() {
            return Ok(());
        }
        // A change whose line was cut may still be under way on a server; to begin another waits for its end.
        self.connection.begin(self.lease.term_of_change()?)?;
        let settled = self.settle_doubts();
        self.connection.roll_back();
        settled
    }

    fn settle_doubts(&mut self) -> Result<(), StoreError> {
        while let Some(id) = self.in_doubt.last() {
            let found = rows::get_key(self.connection.db(), id)?;
            self.index.settle(id, found);
            self.in_doubt.pop();
        }
        Ok(())
    }

    fn run_batch(&self, term: Option<i64>, batch: &mut Batch, done: &mut Done) -> Result<(), StoreError> {
        self.connection.begin(term)?;
        // From here to the end of the commit nobody else writes, in this process or in another one.
        let chain_end = Cell::new(None);
        // One that is alone is taken back as a whole commit.
        let alone = batch.jobs.len() == 1;
        for at in 0..batch.jobs.len() {
            if at > 0 && self.queue.cuts(batch) {
                self.queue.put_back(batch, at);
                break;
            }
            let Some(job) = batch.jobs.get_mut(at) else { break };
            if !alone {
                self.connection.step("SAVEPOINT change")?;
            }
            let before = chain_end.get();
            let (db, ambient) = (self.connection.db(), &self.ambient);
            let mut tx = Tx::on(db, ambient, &chain_end);
            let kept = job.run(&mut tx);
            match (kept, alone) {
                (true, _) => {
                    done.touched.append(&mut tx.touched);
                    done.told.append(tx.told.get_mut());
                }
                (false, true) => {
                    self.connection.roll_back();
                    return Ok(());
                }
                // A change that was refused leaves no trace, and its neighbours alone.
                (false, false) => {
                    chain_end.set(before);
                    self.connection.step("ROLLBACK TO change")?;
                }
            }
            if !alone {
                self.connection.step("RELEASE change")?;
            }
        }
        if faulty::has(Defect::AnswerFirst) && !done.touched.is_empty() {
            batch.jobs.drain(..).for_each(|job| job.finish(Ok(())));
        }
        self.connection.commit()
    }
}
