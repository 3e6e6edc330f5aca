//! The program's own records in one SQLite file: connections, which of them is in use, and what was saved in the
//! keychain. It holds no secret.

use std::{fs, io, path::Path, sync::Mutex};

use keys::{Ambient, Environment, Hint, Timestamp};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, named_params};

use crate::{Code, Failure, lock::lock};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS connections (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS saved_secrets (
        key_id TEXT PRIMARY KEY, connection_id TEXT NOT NULL, name TEXT NOT NULL, environment TEXT NOT NULL,
        hint_prefix TEXT NOT NULL, hint_last_four TEXT NOT NULL, saved_at INTEGER NOT NULL,
        lost_at INTEGER) STRICT;
";

/// The open journal.
pub(crate) struct Journal {
    db: Mutex<Connection>,
}

/// A connection as it is kept. Its token is in the keychain.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionRecord {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) url: String,
}

/// What is known of a secret in the keychain.
#[derive(Clone, Debug)]
pub(crate) struct SavedSecret {
    pub(crate) key_id: String,
    pub(crate) connection_id: String,
    pub(crate) name: String,
    pub(crate) environment: Environment,
    pub(crate) hint: Hint,
    pub(crate) saved_at: Timestamp,
    /// When it was found to be gone.
    pub(crate) lost_at: Option<Timestamp>,
}

/// Why the journal failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error("the data folder cannot be made")]
    Folder(#[source] io::Error),
    #[error("the journal cannot be used")]
    Database(#[from] rusqlite::Error),
}

impl JournalError {
    pub(crate) fn into_failure(self, ambient: &Ambient) -> Failure {
        let (code, message) = match self.kind() {
            Some(ErrorCode::DiskFull) => (Code::DiskFull, "The disk is full, so nothing can be recorded."),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                (Code::DataNotWritable, "The data folder cannot be written.")
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                (Code::DataDamaged, "The journal of this program is damaged. Nothing was overwritten.")
            }
            _ => (Code::Internal, "The journal of this program cannot be used."),
        };
        Failure { code, message: message.to_owned(), ..Failure::internal(ambient, message, &self) }
    }

    fn kind(&self) -> Option<ErrorCode> {
        match self {
            Self::Folder(error) if error.kind() == io::ErrorKind::StorageFull => Some(ErrorCode::DiskFull),
            Self::Folder(_) => Some(ErrorCode::CannotOpen),
            Self::Database(error) => error.sqlite_error_code(),
        }
    }
}

impl Journal {
    /// Opens the journal in a folder, or one that is forgotten with the process.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, JournalError> {
        let db = match folder {
            None => Connection::open_in_memory()?,
            Some(folder) => open_file(folder)?,
        };
        db.execute_batch(SCHEMA)?;
        Ok(Self { db: Mutex::new(db) })
    }

    pub(crate) fn connections(&self) -> Result<Vec<ConnectionRecord>, JournalError> {
        let db = lock(&self.db);
        let mut statement = db.prepare_cached("SELECT id, name, url FROM connections ORDER BY created_at, id")?;
        let rows = statement
            .query_map([], |row| Ok(ConnectionRecord { id: row.get(0)?, name: row.get(1)?, url: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn add_connection(&self, connection: &ConnectionRecord, now: Timestamp) -> Result<(), JournalError> {
        let sql = "INSERT INTO connections (id, name, url, created_at) VALUES (?1, ?2, ?3, ?4)";
        let ConnectionRecord { id, name, url } = connection;
        lock(&self.db).execute(sql, (id, name, url, now.as_millis()))?;
        Ok(())
    }

    pub(crate) fn remove_connection(&self, id: &str) -> Result<bool, JournalError> {
        Ok(lock(&self.db).execute("DELETE FROM connections WHERE id = ?1", [id])? == 1)
    }

    pub(crate) fn setting(&self, name: &str) -> Result<Option<String>, JournalError> {
        let db = lock(&self.db);
        let found = db.query_row("SELECT value FROM settings WHERE name = ?1", [name], |row| row.get(0)).optional()?;
        Ok(found)
    }

    pub(crate) fn set_setting(&self, name: &str, value: &str) -> Result<(), JournalError> {
        let sql = "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
        lock(&self.db).execute(sql, [name, value])?;
        Ok(())
    }

    pub(crate) fn saved_secrets(&self) -> Result<Vec<SavedSecret>, JournalError> {
        let db = lock(&self.db);
        let mut statement = db.prepare_cached("SELECT * FROM saved_secrets ORDER BY saved_at DESC, key_id")?;
        let rows = statement.query_map([], read_saved)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn saved_secret(&self, key_id: &str) -> Result<Option<SavedSecret>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT * FROM saved_secrets WHERE key_id = ?1";
        Ok(db.prepare_cached(sql)?.query_row([key_id], read_saved).optional()?)
    }

    pub(crate) fn note_saved(&self, saved: &SavedSecret) -> Result<(), JournalError> {
        lock(&self.db).execute(
            "INSERT INTO saved_secrets (key_id, connection_id, name, environment, hint_prefix, hint_last_four, saved_at)
             VALUES (:key_id, :connection_id, :name, :environment, :hint_prefix, :hint_last_four, :saved_at)
             ON CONFLICT DO UPDATE SET saved_at = excluded.saved_at, name = excluded.name, lost_at = NULL",
            named_params! {
                ":key_id": saved.key_id, ":connection_id": saved.connection_id, ":name": saved.name,
                ":environment": saved.environment.as_str(), ":hint_prefix": saved.hint.prefix,
                ":hint_last_four": saved.hint.last_four, ":saved_at": saved.saved_at.as_millis(),
            },
        )?;
        Ok(())
    }

    pub(crate) fn note_lost(&self, key_id: &str, now: Timestamp) -> Result<(), JournalError> {
        let sql = "UPDATE saved_secrets SET lost_at = coalesce(lost_at, ?2) WHERE key_id = ?1";
        lock(&self.db).execute(sql, (key_id, now.as_millis()))?;
        Ok(())
    }

    pub(crate) fn forget_saved(&self, key_id: &str) -> Result<(), JournalError> {
        lock(&self.db).execute("DELETE FROM saved_secrets WHERE key_id = ?1", [key_id])?;
        Ok(())
    }
}

fn open_file(folder: &Path) -> Result<Connection, JournalError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(JournalError::Folder)?;
    let path = folder.join("journal.sqlite3");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).map_err(JournalError::Folder)?;
    let db = Connection::open(&path)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "trusted_schema", false)?;
    Ok(db)
}

fn read_saved(row: &Row<'_>) -> rusqlite::Result<SavedSecret> {
    let environment: String = row.get("environment")?;
    Ok(SavedSecret {
        key_id: row.get("key_id")?,
        connection_id: row.get("connection_id")?,
        name: row.get("name")?,
        environment: environment.parse().unwrap_or(Environment::Live),
        hint: Hint { prefix: row.get("hint_prefix")?, last_four: row.get("hint_last_four")? },
        saved_at: Timestamp::from_millis(row.get("saved_at")?),
        lost_at: row.get::<_, Option<i64>>("lost_at")?.map(Timestamp::from_millis),
    })
}
