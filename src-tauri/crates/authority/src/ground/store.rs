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
mod many;
mod migrate;
mod migrations;
mod open;
mod postgres;
mod queue;
mod rows;
mod writer;

use std::sync::{Arc, Mutex, PoisonError};

use keys::{Ambient, wire::Code};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

pub use connection::{Connection, FILE, Place};
pub(crate) use copy::{fill_server, is_empty, save_server};
pub(crate) use db::values;
pub use db::{Db, Row, Value};
pub use grant::grant;
use lease::Keeper;
pub use lease::{LOCK, Lease, give_up_lease};
pub(crate) use many::insert_rows;
pub use open::{OpenError, foreign_form, open_connection, open_copy, open_or_create};
pub use rows::{KEY_COLUMNS, get_key, key_from_row};
pub use writer::Tx;

use crate::{ground::index::Index, ground::key::KeyRecord};
use queue::{Asking, Lane, Queue};
use writer::Typed;

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
}

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To serve: every key is read into the index, and a server's lease is taken.
    Serve,
    /// To help out beside whoever serves, as an operator's verb does: no key is read.
    Operate,
}

/// Reads that may run at once, each on a connection of its own. More would only wait for the same disk, and a flood of
/// questions must not open a flood of connections.
const READERS_MAX: usize = 16;
/// And beside them, for [`Store::read_reserved`]: no ordinary read ever takes one of these. Together they are far fewer than
/// the threads that tokio has for waiting, so that none of these waits for a thread either.
const RESERVED_MAX: usize = 8;

struct Readers {
    place: Place,
    room: Arc<Semaphore>,
    reserve: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
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
        let all = |take: &mut dyn FnMut(KeyRecord)| rows::each_key(connection.db(), take);
        // With a million keys each of the two takes a second, and neither needs the other.
        let (checked, filled) = std::thread::scope(|scope| {
            let checking = scope.spawn(|| place.check());
            let filled = index.refill(all);
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
        let queue = Arc::new(Queue::default());
        let writer = writer::spawn(place.clone(), connection, index, lease.clone(), ambient, queue.clone());
        writer.map_err(OpenError::Thread)?;
        let writer = Arc::new(Asking::of(queue));
        Ok(Self { writer, readers: Arc::new(Readers::of(place)), lease, keeper: keeper.map(Arc::new) })
    }

    /// Whether what this process knows of its keys is proved to be current. Without that nobody is told anything of one.
    pub fn is_current(&self) -> bool {
        self.lease.holds()
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
        self.read_within(self.readers.room.clone(), work).await
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
        self.read_within(self.readers.reserve.clone(), work).await
    }

    async fn read_within<T, E>(
        &self,
        room: Arc<Semaphore>,
        work: impl FnOnce(Db<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let readers = self.readers.clone();
        let room = room.acquire_owned().await.map_err(|_| E::from(StoreError::Closed))?;
        let task = tokio::task::spawn_blocking(move || {
            let connection = readers.begin()?;
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

impl Readers {
    fn of(place: Place) -> Self {
        let room = |max| Arc::new(Semaphore::new(max));
        Self { place, room: room(READERS_MAX), reserve: room(RESERVED_MAX), idle: Mutex::default() }
    }

    /// A connection with a read begun on it.
    fn begin(&self) -> Result<Connection, StoreError> {
        while let Some(connection) = self.idle_one() {
            if connection.begin_read().is_ok() {
                return Ok(connection);
            }
            // The ones to a server that was restarted are good for nothing, which shows only now. So are the others.
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        let connection = self.place.connect()?;
        connection.begin_read()?;
        Ok(connection)
    }

    fn idle_one(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !connection.is_lost() {
            idle.push(connection);
        }
    }
}

/// A connection to a server says goodbye when it is dropped, and waits for it: never on an async thread.
impl Drop for Readers {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        if idle.iter().any(|connection| matches!(connection, Connection::Postgres(_))) {
            std::thread::spawn(move || drop(idle));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;

    async fn count(store: &Store) -> i64 {
        let counted = store.read(|db| db.one("SELECT count(*) FROM tokens", &[], |row| row.get(0)));
        counted.await.expect("the store reads").expect("a count")
    }

    fn insert(tx: &Tx<'_>, digest: [u8; 32]) -> Result<usize, StoreError> {
        tx.db.execute(
            "INSERT INTO tokens (digest, organization_id, name, role, created_at) VALUES (?1, 'org', 'n', 'admin', 0)",
            values![digest],
        )
    }

    async fn open() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::File(folder.path().join("authority.sqlite3"));
        let store = Store::open(place, Purpose::Serve, Arc::default(), Ambient::system()).await.expect("a store");
        let organization = store.write(|tx| {
            Ok::<_, Failure>(
                tx.db.execute("INSERT INTO organizations (id, name, created_at) VALUES ('org', 'n', 0)", &[])?,
            )
        });
        organization.await.expect("an organization");
        (folder, store)
    }

    #[tokio::test]
    async fn a_refused_or_panicking_change_leaves_no_trace_and_its_neighbours_stand() {
        let (_folder, store) = open().await;
        let good = store.write(|tx| Ok::<_, Failure>(insert(tx, [1; 32])?));
        let refused = store.write(|tx| {
            insert(tx, [2; 32])?;
            Err::<(), _>(Failure::not_found("thing"))
        });
        let panicking = store.write(|tx| -> Result<(), Failure> {
            insert(tx, [3; 32])?;
            panic!("a defect");
        });
        let (good, refused, panicking) = tokio::join!(good, refused, panicking);
        assert!(good.is_ok());
        assert!(matches!(refused, Err(Failure::Refused { .. })));
        assert!(matches!(panicking, Err(Failure::Store(StoreError::Refused(_)))));
        assert_eq!(count(&store).await, 1, "only the good one is there");
        let after = store.write(|tx| Ok::<_, Failure>(insert(tx, [4; 32])?)).await;
        assert!(after.is_ok(), "the writer outlives a change that panics");
    }

    /// Holds the writer until it is told to go on, when it has begun.
    async fn hold(store: &Store) -> (std::sync::mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), Failure>>) {
        let ((go, may_go), (begun, has_begun)) = (std::sync::mpsc::channel(), oneshot::channel());
        let store = store.clone();
        let held = tokio::spawn(async move {
            let work = move |_: &mut Tx<'_>| {
                begun.send(()).expect("somebody waits");
                may_go.recv().map_err(|_| Failure::from(StoreError::Closed))
            };
            store.write(work).await
        });
        has_begun.await.expect("the writer is held");
        (go, held)
    }

    #[tokio::test]
    async fn what_takes_rights_away_goes_before_all_that_waits_and_alone() {
        let (_folder, store) = open().await;
        let (go, held) = hold(&store).await;
        let count = |tx: &mut Tx<'_>| tx.db.one("SELECT count(*) FROM tokens", &[], |row| row.get::<i64>(0));
        let ordinary = |number| store.write(move |tx| Ok::<_, Failure>(insert(tx, [number; 32])?));
        let (one, two) = (ordinary(1), ordinary(2));
        let first = store.write_first(move |tx| Ok::<_, Failure>(count(tx)?));
        // The held one's commit would have taken the two along.
        let going = async { go.send(()).expect("the writer waits") };
        let (one, two, first, ()) = tokio::join!(one, two, first, going);
        assert!(one.is_ok() && two.is_ok() && held.await.expect("it ends").is_ok());
        assert_eq!(first.expect("it is made"), Some(0), "none of those that waited was made before");
    }

    #[tokio::test]
    async fn when_too_many_wait_an_ordinary_change_is_refused_and_no_other() {
        let (_folder, store) = open().await;
        let (go, held) = hold(&store).await;
        let rest = store.writer.room().available_permits();
        let room = store.writer.room().acquire_many_owned(u32::try_from(rest).expect("a number")).await;
        let refused = store.write(|tx| Ok::<_, Failure>(insert(tx, [1; 32])?)).await.expect_err("there is no room");
        assert!(matches!(refused, Failure::Store(StoreError::Busy)) && refused.code() == Code::ServiceUnavailable);
        let first = store.write_first(|tx| Ok::<_, Failure>(insert(tx, [2; 32])?));
        let patient = store.write_patiently(|tx| Ok::<_, Failure>(insert(tx, [3; 32])?));
        let going = async {
            go.send(()).expect("the writer waits");
            drop(room);
        };
        let (first, patient, ()) = tokio::join!(first, patient, going);
        assert!(first.is_ok() && patient.is_ok() && held.await.expect("it ends").is_ok());
        assert_eq!(count(&store).await, 2);
    }

    #[tokio::test]
    async fn a_change_whose_asker_went_away_before_its_turn_holds_nothing_and_is_never_made() {
        let (_folder, store) = open().await;
        let (go, held) = hold(&store).await;
        let document = Arc::new([0; 1024]);
        let kept = document.clone();
        let uploading = tokio::spawn({
            let store = store.clone();
            async move { store.write(move |tx| Ok::<_, Failure>((insert(tx, [1; 32])?, kept))).await }
        });
        tokio::task::yield_now().await;
        uploading.abort();
        assert!(uploading.await.is_err());
        assert_eq!(Arc::strong_count(&document), 1, "what it held is given up at once");
        go.send(()).expect("the writer waits");
        held.await.expect("it ends").expect("it is made");
        store.write(|tx| Ok::<_, Failure>(insert(tx, [2; 32])?)).await.expect("the writer goes on");
        assert_eq!(count(&store).await, 1, "only the one whose asker stayed");
    }

    #[tokio::test]
    async fn however_many_read_there_is_room_for_who_has_to_be_known() {
        let (_folder, store) = open().await;
        let (go, may_go) = std::sync::mpsc::channel::<()>();
        let may_go = Arc::new(Mutex::new(may_go));
        let reads: Vec<_> = (0..READERS_MAX + 1)
            .map(|_| {
                let (store, may_go) = (store.clone(), may_go.clone());
                // Until the sender is gone.
                let wait = move |_: Db<'_>| Ok::<_, StoreError>(may_go.lock().map(|go| go.recv().is_err()).is_ok());
                tokio::spawn(async move { store.read(wait).await })
            })
            .collect();
        while store.readers.room.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let known = store.read_reserved(|db| db.one("SELECT count(*) FROM tokens", &[], |row| row.get::<i64>(0)));
        assert_eq!(known.await.expect("it reads"), Some(0));
        drop(go);
        for read in reads {
            read.await.expect("it ends").expect("it reads");
        }
    }

    fn note(tx: &mut Tx<'_>, detail: &str) -> Result<(), StoreError> {
        let caller = crate::Caller::authority("org");
        let deed = crate::evidence::audit::Deed {
            at: keys::Timestamp::from_millis(0),
            caller: &caller,
            action: "key.created",
            subject: "key",
            environment: None,
            detail,
        };
        crate::evidence::audit::append(tx, deed)
    }

    #[tokio::test]
    async fn a_refused_change_that_is_alone_leaves_no_trace() {
        let (_folder, store) = open().await;
        let refused = store.write(|tx| {
            insert(tx, [1; 32])?;
            note(tx, "refused")?;
            Err::<(), _>(Failure::not_found("thing"))
        });
        assert!(matches!(refused.await, Err(Failure::Refused { .. })));
        assert_eq!(count(&store).await, 0);
        store.write(|tx| Ok::<_, Failure>(note(tx, "kept")?)).await.expect("the writer goes on");
        let walked = store.read(crate::evidence::audit::walk_chain).await.expect("a verdict").expect("it holds");
        assert_eq!(walked.rows(), 1);
    }

    #[tokio::test]
    async fn the_audit_chain_holds_around_a_change_that_was_refused_in_the_same_commit() {
        let (_folder, store) = open().await;
        let (go, may_go) = std::sync::mpsc::channel();
        // Holds the writer until the others wait, so that they share a commit.
        let first = store.write(move |_| may_go.recv().map_err(|_| Failure::from(StoreError::Closed)));
        let kept = store.write(|tx| Ok::<_, Failure>(note(tx, "one")?));
        let refused = store.write(|tx| {
            note(tx, "refused")?;
            Err::<(), _>(Failure::not_found("thing"))
        });
        let after = store.write(|tx| Ok::<_, Failure>(note(tx, "two")?));
        let going = async { go.send(()).expect("the writer waits") };
        let (first, kept, refused, after, ()) = tokio::join!(first, kept, refused, after, going);
        assert!(first.is_ok() && kept.is_ok() && refused.is_err() && after.is_ok());
        let walked = store.read(crate::evidence::audit::walk_chain).await.expect("a verdict").expect("it holds");
        assert_eq!(walked.rows(), 2);
    }

    #[tokio::test]
    async fn a_read_of_several_statements_sees_one_moment() {
        let (_folder, store) = open().await;
        let (begun, has_begun) = oneshot::channel();
        let (written, was_written) = std::sync::mpsc::channel();
        let reading = tokio::spawn({
            let store = store.clone();
            async move {
                let count = |db: Db<'_>| db.one("SELECT count(*) FROM tokens", &[], |row| row.get::<i64>(0));
                let both = store.read(move |db| {
                    let before = count(db)?;
                    begun.send(()).expect("somebody waits");
                    was_written.recv().expect("the write is made meanwhile");
                    Ok::<_, StoreError>((before, count(db)?))
                });
                both.await.expect("the store reads")
            }
        });
        has_begun.await.expect("the read has begun");
        store.write(|tx| Ok::<_, Failure>(insert(tx, [1; 32])?)).await.expect("nobody who reads holds a write up");
        written.send(()).expect("the read goes on");
        assert_eq!(reading.await.expect("it ends"), (Some(0), Some(0)), "what came meanwhile is not seen");
        assert_eq!(count(&store).await, 1, "and is seen by the next one");
        store.checkpoint().await.expect("no read is left that holds on to the log");
    }

    #[tokio::test]
    async fn the_audit_log_takes_no_change_back() {
        let (_folder, store) = open().await;
        let row = store.write(|tx| Ok::<_, Failure>(note(tx, "leaked")?));
        row.await.expect("a row");
        for edit in ["UPDATE audit SET detail = 'routine'", "DELETE FROM audit"] {
            let edited = store.write(move |tx| Ok::<_, Failure>(tx.db.execute(edit, &[])?)).await;
            assert!(edited.is_err(), "{edit} is refused by the table itself");
        }
        // Somebody with the file in hand can drop the trigger; the chain tells.
        let forged = store.write(|tx| {
            tx.db.execute("DROP TRIGGER audit_is_append_only_update", &[])?;
            tx.db.execute("UPDATE audit SET detail = 'routine'", &[])?;
            Ok::<_, Failure>(())
        });
        forged.await.expect("an attacker's edit");
        let verdict = store.read(crate::evidence::audit::walk_chain).await.expect("a verdict");
        assert_eq!(verdict, Err(1), "the first bad row is named");
    }
}
