//! Where the authority keeps what it knows: one SQLite file, one writer thread that commits in groups, and readers.
//!
//! A write is a closure over [`Tx`]. The writer runs every waiting closure, each with a savepoint when there are several,
//! commits once, lets the in-memory index follow, and only then answers. So a caller that goes away early cannot leave the
//! index behind the store, and an answer is never given before its commit is on disk.

mod connection;
mod copy;
pub mod db;
mod grant;
mod lease;
mod listed;
mod many;
mod migrate;
mod migrations;
mod open;
mod postgres;
mod queue;
mod readers;
mod rows;
mod writer;

use std::sync::Arc;

use keys::{Ambient, wire::Code};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

pub use connection::{Connection, FILE, Lookup, Place};
pub(crate) use copy::{fill_server, is_empty, save_server};
pub(crate) use db::values;
pub use db::{Db, Row, Value};
pub use grant::grant;
use lease::Keeper;
pub use lease::{LOCK, Lease, give_up_lease};
pub(crate) use listed::{list_keys, space};
pub(crate) use many::insert_rows;
pub(crate) use migrate::bring_up;
pub use open::{OpenError, foreign_form, open_connection, open_copy, open_or_create};
pub(crate) use rows::settings_from_row;
pub use rows::{KEY_COLUMNS, get_key, key_from_row};
pub use writer::Tx;

use crate::ground::{index::Index, news::News};
use queue::{Asking, Lane, Queue};
use readers::Readers;
use writer::{Follow, Typed};

/// Why the store could not do its part. A cause is kept as text for the log; it never crosses to a client.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// No room left.
    #[error("the disk is full")]
    Full,
    /// The folder or file cannot be written.
    #[error("the data folder cannot be written")]
    NotWritable,
    /// The file is damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The commit was refused: the change may be on disk or not.
    #[error("the commit failed, its outcome is not known: {0}")]
    Indeterminate(String),
    /// The server cannot be reached, or went away before it could answer. Nothing was changed.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// Something else went wrong below us.
    #[error("the database refused: {0}")]
    Refused(String),
    /// So many changes wait already that one more would wait too long. Nothing was changed.
    #[error("too many changes wait")]
    Busy,
    /// The store is shut.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// What a client is told: come back later, or that something went wrong.
    pub fn code(&self) -> Code {
        match self {
            Self::Full | Self::NotWritable | Self::Unreachable(_) | Self::Busy | Self::Closed => {
                Code::ServiceUnavailable
            }
            Self::Indeterminate(_) | Self::Damaged(_) | Self::Refused(_) => Code::InternalError,
        }
    }

    /// Its kind, as a label.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::NotWritable => "not_writable",
            Self::Damaged(_) => "damaged",
            Self::Indeterminate(_) => "indeterminate",
            Self::Unreachable(_) => "unreachable",
            Self::Refused(_) => "refused",
            Self::Busy => "busy",
            Self::Closed => "closed",
        }
    }
}

/// The open store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    writer: Arc<Asking>,
    readers: Arc<Readers>,
    lease: Lease,
    keeper: Option<Arc<Keeper>>,
    news: Arc<News>,
}

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To serve: every key is read into the index, and a server's lease is taken.
    Serve,
    /// To help out beside whoever serves, as an operator's verb does: no key is read.
    Operate,
}

impl Store {
    /// Opens the store at a place, bringing it to this release's shape, and fills the index from it if it is to be served.
    ///
    /// # Errors
    /// [`OpenError`] tells a read-only folder, a full disk, a damaged file, a newer version, an unreachable server apart;
    /// in no case is anything overwritten.
    pub async fn open(place: Place, purpose: Purpose, index: Arc<Index>, ambient: Ambient) -> Result<Self, OpenError> {
        let opening = tokio::task::spawn_blocking(move || match purpose {
            Purpose::Serve => Self::open_to_serve(place, index, ambient),
            Purpose::Operate => {
                let connection = place.open()?;
                Self::on(place, connection, index, ambient, (Lease::not_needed(), None))
            }
        });
        opening.await.unwrap_or_else(|error| Err(OpenError::Thread(std::io::Error::other(error))))
    }

    fn open_to_serve(place: Place, index: Arc<Index>, ambient: Ambient) -> Result<Self, OpenError> {
        let connection = place.open()?;
        let (lease, keeper) = place.take_lease(&ambient)?;
        let at_most = rows::keys_at_most(connection.db()).map_err(|error| OpenError::of(error, &place.name()))?;
        // With a million keys each of the two takes a second, and neither needs the other.
        let (checked, filled) = std::thread::scope(|scope| {
            let checking = scope.spawn(|| place.check());
            let filled = index.refill(at_most, |take| rows::each_key(connection.db(), take));
            (checking.join(), filled)
        });
        checked.map_err(|_| OpenError::Thread(std::io::Error::other("the look for damage panicked")))??;
        filled.map_err(|error| OpenError::of(error, &place.name()))?;
        if let Some(term) = lease.to_fill() {
            lease.filled(term);
        }
        Self::on(place, connection, index, ambient, (lease, keeper))
    }

    fn on(
        place: Place,
        connection: Connection,
        index: Arc<Index>,
        ambient: Ambient,
        (lease, keeper): (Lease, Option<Keeper>),
    ) -> Result<Self, OpenError> {
        let (queue, news) = (Arc::new(Queue::default()), Arc::new(News::default()));
        let follow = Follow { index, news: news.clone() };
        let writer = writer::spawn(place.clone(), connection, follow, lease.clone(), ambient, queue.clone());
        writer.map_err(OpenError::Thread)?;
        let writer = Arc::new(Asking::of(queue));
        Ok(Self { writer, readers: Arc::new(Readers::of(place)), lease, keeper: keeper.map(Arc::new), news })
    }

    /// Whether what this process knows of its keys is proved to be current. Without that nobody is told anything of one.
    pub fn is_current(&self) -> bool {
        self.lease.holds()
    }

    /// What the commits of this process tell.
    pub fn news(&self) -> &News {
        &self.news
    }

    /// Lets another process serve at once. This one tells nobody anything of keys any more, and changes nothing.
    pub async fn give_back_lease(&self) {
        let Some(keeper) = self.keeper.clone() else { return };
        let _ = tokio::task::spawn_blocking(move || keeper.give_back()).await;
    }

    /// Runs a change. It is on disk, and the index has followed, when this answers `Ok`. Whoever goes away before its turn
    /// takes it along.
    ///
    /// # Errors
    /// Whatever the closure refuses with, which then left no trace; or the [`StoreError`], [`StoreError::Busy`] when too many
    /// wait already.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let room = self.writer.room().try_acquire_owned().map_err(|_| E::from(StoreError::Busy))?;
        self.ask(Lane::Ordinary, Some(room), work).await
    }

    /// The same for a chore, which waits for room instead of failing.
    ///
    /// # Errors
    /// As [`Store::write`], and never [`StoreError::Busy`].
    pub async fn write_patiently<T, E>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let room = self.writer.room().acquire_owned().await.map_err(|_| E::from(StoreError::Closed))?;
        self.ask(Lane::Ordinary, Some(room), work).await
    }

    /// The same for what takes rights away: before everything that waits, in a commit without any of it, however much
    /// waits, and done even when the asker goes away.
    ///
    /// # Errors
    /// As [`Store::write`], and never [`StoreError::Busy`].
    pub async fn write_first<T, E>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.ask(Lane::First, None, work).await
    }

    async fn ask<T, E>(
        &self,
        lane: Lane,
        room: Option<OwnedSemaphorePermit>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Typed::new(work, reply, room);
        let _asker = (lane == Lane::Ordinary).then(|| job.asker());
        self.writer.push(lane, Box::new(job))?;
        answer.await.unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// Runs a read on a connection of its own, off the async threads. However many statements it has, all see the same
    /// moment. While it runs, SQLite's write-ahead log keeps what came since: so a read is short.
    ///
    /// # Errors
    /// Whatever the closure answers, or [`StoreError`] when no connection can be had.
    pub async fn read<T, E>(&self, work: impl FnOnce(Db<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.read_within(self.readers.room.clone(), Lookup::AsPlanned, work).await
    }

    /// The same for a page of a list that may be very long, each of whose rows an index leads to.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_by_index<T, E>(&self, work: impl FnOnce(Db<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.read_within(self.readers.room.clone(), Lookup::ByIndex, work).await
    }

    /// The same for who asks, for what takes rights away, and for readiness: with room that no other read can take.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_reserved<T, E>(&self, work: impl FnOnce(Db<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.read_within(self.readers.reserve.clone(), Lookup::AsPlanned, work).await
    }

    async fn read_within<T, E>(
        &self,
        room: Arc<Semaphore>,
        lookup: Lookup,
        work: impl FnOnce(Db<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let readers = self.readers.clone();
        let room = room.acquire_owned().await.map_err(|_| E::from(StoreError::Closed))?;
        let task = tokio::task::spawn_blocking(move || {
            let connection = readers.begin(lookup)?;
            let answer = work(connection.db());
            match connection.end_read() {
                Ok(()) => readers.give_back(connection),
                Err(error) => tracing::warn!(%error, "a read could not be ended; its connection is given up"),
            }
            drop(room);
            answer
        });
        task.await.unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// Brings what is still in the write-ahead log into the file itself, so that the file alone holds everything: a bit
    /// that flips in the log silently drops all later commits (desktop-security sheet, section 10).
    ///
    /// # Errors
    /// When no connection can be had or SQLite refuses; nothing is lost then, the log is read at the next start.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        let readers = self.readers.clone();
        let task = tokio::task::spawn_blocking(move || match &readers.place {
            // Not inside a read, which would hold on to the log.
            Place::File(_) => {
                let connection = readers.place.connect()?;
                connection.db().one("PRAGMA wal_checkpoint(TRUNCATE)", &[], |_| Ok(())).map(drop)
            }
            Place::Server { .. } => Ok(()),
        });
        task.await.unwrap_or(Err(StoreError::Closed))
    }
}

#[cfg(test)]
mod tests;
