//! The one writer: group commit with a savepoint a change.

use std::sync::{Arc, mpsc};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::{StoreError, db::Db, reread, rows};
use crate::{index::Index, key::KeyRecord};

/// Changes that may share one commit.
const BATCH_MAX: usize = 256;

/// A running change. Keys written through it reach the in-memory index once it is on disk.
pub struct Tx<'a> {
    /// The connection inside the transaction.
    pub db: Db<'a>,
    touched: Vec<KeyRecord>,
}

impl Tx<'_> {
    /// Inserts a new key.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn insert_key(&mut self, key: &KeyRecord) -> Result<(), StoreError> {
        rows::insert_key(self.db, key)?;
        self.touched.push(key.clone());
        Ok(())
    }

    /// Writes a key's changed facts.
    ///
    /// # Errors
    /// The database's refusal; a key that is not there is an error too.
    pub fn update_key(&mut self, key: &KeyRecord) -> Result<(), StoreError> {
        rows::update_key(self.db, key)?;
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
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Typed<F, T, E> {
    /// A change and where its answer goes.
    pub fn new(work: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { work: Some(work), outcome: None, reply }
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
        let work = self.work.take();
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

/// Starts the writer thread. It ends when the last sender is dropped.
pub fn spawn(mut connection: Connection, index: Arc<Index>) -> std::io::Result<mpsc::Sender<Box<dyn Job>>> {
    let (sender, waiting) = mpsc::channel::<Box<dyn Job>>();
    std::thread::Builder::new().name("store-writer".to_owned()).spawn(move || {
        while let Ok(first) = waiting.recv() {
            let mut batch = vec![first];
            batch.extend(waiting.try_iter().take(BATCH_MAX - 1));
            let committed = commit(&mut connection, &mut batch, &index);
            if let Err(error) = &committed {
                tracing::error!(%error, jobs = batch.len(), "a commit failed");
            }
            for job in batch {
                job.finish(committed.clone());
            }
        }
    })?;
    Ok(sender)
}

/// Runs a batch. The index follows before anybody is answered.
fn commit(connection: &mut Connection, batch: &mut [Box<dyn Job>], index: &Index) -> Result<(), StoreError> {
    let mut touched = Vec::new();
    match run_batch(connection, batch, &mut touched) {
        Ok(()) => {
            index.apply(touched);
            Ok(())
        }
        Err(error) => {
            // The outcome is open: believe the disk, not the intention.
            let ids: Vec<String> = touched.into_iter().map(|key| key.id).collect();
            index.apply(reread(Db::sqlite(connection), &ids));
            Err(error)
        }
    }
}

fn run_batch(
    connection: &mut Connection,
    batch: &mut [Box<dyn Job>],
    touched: &mut Vec<KeyRecord>,
) -> Result<(), StoreError> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in batch {
        let savepoint = transaction.savepoint()?;
        let mut tx = Tx { db: Db::sqlite(&savepoint), touched: Vec::new() };
        if job.run(&mut tx) {
            touched.append(&mut tx.touched);
            savepoint.commit()?;
        }
        // A dropped savepoint rolls its own change back and leaves its neighbours alone.
    }
    transaction.commit().map_err(|error| match StoreError::from(error) {
        StoreError::Refused(cause) => StoreError::Indeterminate(cause),
        other => other,
    })
}
