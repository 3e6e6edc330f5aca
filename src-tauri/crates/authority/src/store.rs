//! Where the authority keeps what it knows: one SQLite file, one writer thread that commits in groups, and readers.
//!
//! A write is a closure over [`Tx`]. The writer runs every waiting closure in a savepoint of its own, commits once, lets
//! the in-memory index follow, and only then answers. So a caller that goes away early cannot leave the index behind
//! the store, and an answer is never given before its commit is on disk.

pub mod db;
mod open;
mod rows;
mod writer;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use rusqlite::Connection;
use tokio::sync::oneshot;

pub(crate) use db::values;
pub use db::{Db, Row, Value};
pub use open::{OpenError, open_connection, open_or_create};
pub use rows::{KEY_COLUMNS, get_key, key_from_row};
pub use writer::Tx;

use crate::{index::Index, key::KeyRecord};
use writer::{Job, Typed};

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
    /// Something else went wrong below us.
    #[error("the database refused: {0}")]
    Refused(String),
    /// The store is shut.
    #[error("the store is closed")]
    Closed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as E;
        match error.sqlite_error_code() {
            Some(E::DiskFull) => Self::Full,
            Some(E::ReadOnly | E::PermissionDenied | E::CannotOpen) => Self::NotWritable,
            Some(E::DatabaseCorrupt | E::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}

/// The open store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    writer: mpsc::Sender<Box<dyn Job>>,
    readers: Arc<Readers>,
}

struct Readers {
    path: std::path::PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens the store in a folder, creating it when there is none, and fills the index from it.
    ///
    /// # Errors
    /// [`OpenError`] tells a read-only folder, a full disk, a damaged file and a newer version apart; in no case is
    /// anything overwritten.
    pub fn open(folder: &Path, index: Arc<Index>) -> Result<Self, OpenError> {
        let path = folder.join("authority.sqlite3");
        let connection = open_or_create(&path)?;
        index
            .refill(|take| rows::each_key(Db::sqlite(&connection), take))
            .map_err(|error| OpenError::of(error, &path))?;
        let writer = writer::spawn(connection, index).map_err(OpenError::Thread)?;
        Ok(Self { writer, readers: Arc::new(Readers { path, idle: Mutex::new(Vec::new()) }) })
    }

    /// Runs a change. It is on disk, and the index has followed, when this answers `Ok`.
    ///
    /// # Errors
    /// Whatever the closure refuses with, which then left no trace; or the [`StoreError`].
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.writer.send(Box::new(Typed::new(work, reply))).map_err(|_| E::from(StoreError::Closed))?;
        answer.await.unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// Runs a read on a connection of its own, off the async threads.
    ///
    /// # Errors
    /// Whatever the closure answers, or [`StoreError`] when no connection can be had.
    pub async fn read<T, E>(&self, work: impl FnOnce(Db<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let readers = self.readers.clone();
        let task = tokio::task::spawn_blocking(move || {
            let connection = readers.take()?;
            let answer = work(Db::sqlite(&connection));
            readers.give_back(connection);
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
        self.read(|db| db.one("PRAGMA wal_checkpoint(TRUNCATE)", &[], |_| Ok(())).map(drop)).await
    }
}

impl Readers {
    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => Ok(open_connection(&self.path)?),
        }
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < 4 {
            idle.push(connection);
        }
    }
}

/// Keys as the index needs them after a failed commit: what the disk says now.
fn reread(db: Db<'_>, ids: &[String]) -> Vec<KeyRecord> {
    ids.iter().filter_map(|id| get_key(db, id).ok().flatten()).collect()
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
        let store = Store::open(folder.path(), Arc::default()).expect("a store");
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

    #[tokio::test]
    async fn the_audit_log_takes_no_change_back() {
        let (_folder, store) = open().await;
        let row = store.write(|tx| {
            let caller = crate::Caller {
                organization_id: "org".to_owned(),
                role: keys::wire::Role::Admin,
                name: "ana".to_owned(),
                origin: String::new(),
            };
            let deed = crate::audit::Deed {
                at: keys::Timestamp::from_millis(0),
                caller: &caller,
                action: "key.revoked",
                subject: "key",
                environment: None,
                detail: "leaked",
            };
            Ok::<_, Failure>(crate::audit::append(tx, deed)?)
        });
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
        let verdict = store.read(crate::audit::walk_chain).await.expect("a verdict");
        assert_eq!(verdict, Err(1), "the first bad row is named");
    }
}
