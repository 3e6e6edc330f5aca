//! Opening the database file safely (desktop-security sheet, section 10).

use std::{
    fs,
    io::ErrorKind,
    iter,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, functions::FunctionFlags, limits::Limit};

use super::{Db, Row, StoreError, migrations};
use crate::ground::faulty::{self, Defect};

/// Releases before this one can corrupt a database that two connections write (desktop-security sheet, section 1).
const SQLITE_OLDEST: i32 = 3_051_003;
/// The largest value in a store is a document of 10 MiB. A damaged file may claim a text of 90 MB, and SQLite makes room for it
/// before it finds that there is none; a value beyond this is refused at once.
const VALUE_BYTES_MAX: i32 = 12 * 1024 * 1024;
/// What only the writer needs. Random ids write all over the indexes: bringing 16 MiB of the log into the file at once, instead
/// of 4, writes each of their pages less often. What a savepoint would take back is held in memory (2): a change that touches many pages otherwise writes them to a file
/// that nobody ever reads.
const WRITER: &[(&str, i64)] = &[("wal_autocheckpoint", 4000), ("temp_store", 2)];
/// What is said of each is in `migrations.rs`.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/0001_start.sql"),
    include_str!("../../../migrations/0002_money.sql"),
    include_str!("../../../migrations/0003_onboarding.sql"),
    include_str!("../../../migrations/0004_webhooks.sql"),
    include_str!("../../../migrations/0005_key_settings.sql"),
    include_str!("../../../migrations/0006_members.sql"),
    include_str!("../../../migrations/0007_requests.sql"),
    include_str!("../../../migrations/0008_heartbeat.sql"),
    include_str!("../../../migrations/0009_alerts.sql"),
    include_str!("../../../migrations/0010_activation.sql"),
    include_str!("../../../migrations/0011_key_events.sql"),
    include_str!("../../../migrations/0012_schema_floor.sql"),
    include_str!("../../../migrations/0013_lease.sql"),
    include_str!("../../../migrations/0014_belief.sql"),
    include_str!("../../../migrations/0015_actors.sql"),
    include_str!("../../../migrations/0016_lists.sql"),
    include_str!("../../../migrations/0017_quarantine.sql"),
    include_str!("../../../migrations/0018_activation_evidence.sql"),
    include_str!("../../../migrations/0019_quiet_end.sql"),
    include_str!("../../../migrations/0020_key_days.sql"),
    include_str!("../../../migrations/0021_writes.sql"),
    include_str!("../../../migrations/0022_allowed_addresses.sql"),
    include_str!("../../../migrations/0023_activation_documents.sql"),
    include_str!("../../../migrations/0024_key_approvals.sql"),
    include_str!("../../../migrations/0025_lists_beside.sql"),
];

/// Why a store cannot be opened. Nothing was overwritten.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or the file cannot be written.
    #[error("{path} cannot be written")]
    NotWritable {
        /// The file.
        path: PathBuf,
    },
    /// No room left.
    #[error("the disk is full")]
    DiskFull,
    /// The file is not a sound database of ours.
    #[error("{path} is damaged: {detail}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the check said.
        detail: String,
    },
    /// The store was written by a later release, and this one must not work on it.
    #[error(
        "{path} was written by a newer release (schema {found}); start that one, or restore a backup from before it"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: usize,
    },
    /// The database's program is older than what this release is safe with.
    #[error("the database {0} is too old to be safe")]
    TooOld(String),
    /// The server's address cannot be used.
    #[error("the database's address cannot be used: {0}")]
    BadAddress(&'static str),
    /// The file that says whom to trust cannot be used.
    #[error("the certificates in {path} cannot be used: {detail}")]
    RootCertificates {
        /// The file.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// The server cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database did not do what it was asked: it may be busy or unwell, and nothing says that it is damaged.
    #[error("{place} did not answer: {detail}")]
    Refused {
        /// The place.
        place: String,
        /// What it said.
        detail: String,
    },
    /// Another authority serves the database.
    #[error("{0} is served by another process")]
    Served(String),
    /// Something else went wrong below us.
    #[error("the database cannot be opened")]
    Database(#[source] rusqlite::Error),
    /// The writer thread cannot be started.
    #[error("the writer cannot be started")]
    Thread(#[source] std::io::Error),
}

/// A connection is used by one thread at a time, which the compiler sees to: SQLite need not lock it for each column read.
const ONE_THREAD: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX;

/// Opens the file, creates it when there is none, and brings it to this release's shape. Nothing is changed in a file that
/// was not checked before; one that has the shape is not checked here, because that reads much of it.
///
/// # Errors
/// [`OpenError`].
pub fn open_or_create(path: &Path) -> Result<Connection, OpenError> {
    if rusqlite::version_number() < SQLITE_OLDEST {
        return Err(OpenError::TooOld(format!("SQLite {}", rusqlite::version())));
    }
    create_private(path)?;
    let mut connection = open_connection(path).map_err(|error| explain(error, path))?;
    if version_of(&connection).map_err(|error| explain(error, path))? < MIGRATIONS.len() {
        check(&connection, path, None)?;
    }
    migrate(&mut connection, path)?;
    let tuned = WRITER.iter().try_for_each(|(pragma, value)| connection.pragma_update(None, pragma, value));
    tuned.map_err(|error| explain(error, path))?;
    Ok(connection)
}

/// Kilobytes of the file that a connection keeps: as much as a list reads that looks at two thousand keys, and as the random ids
/// of a busy minute's commits touch.
const CACHE_KILOBYTES: i64 = 8192;

/// Opens one more connection to an existing file, with the settings every connection needs.
///
/// # Errors
/// What SQLite says.
pub fn open_connection(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | ONE_THREAD)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = if faulty::has(Defect::NoSync) { "OFF" } else { "FULL" };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cache_size", -CACHE_KILOBYTES)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    // Otherwise some statements are planned anew, which means compiled anew, for each value they are asked with.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // More than there are statements in any one change; a statement compiled anew costs as much as it does.
    connection.set_prepared_statement_cache_capacity(128);
    add_function(&connection, "least", std::cmp::min)?;
    add_function(&connection, "greatest", std::cmp::max)?;
    Ok(connection)
}

/// Opens a file that nobody writes, for reading only and without leaving a file beside it.
///
/// # Errors
/// What SQLite says, or that the file was written by a newer release.
pub fn open_copy(path: &Path) -> Result<Connection, OpenError> {
    let mut address = "file:".to_owned();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'%' | b'?' | b'#' | 0x80.. => address.push_str(&format!("%{byte:02x}")),
            _ => address.push(char::from(byte)),
        }
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | ONE_THREAD;
    let connection =
        Connection::open_with_flags(address + "?immutable=1", flags).map_err(|error| explain(error, path))?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX).map_err(|error| explain(error, path))?;
    match version_of(&connection).map_err(|error| explain(error, path))? {
        0 => Err(OpenError::Damaged { path: path.to_owned(), detail: "it is no store of ours".to_owned() }),
        found if migrations::may_open(found, || floor_of(&connection)).map_err(OpenError::from)? => Ok(connection),
        found => Err(OpenError::Newer { path: path.to_owned(), found }),
    }
}

/// Makes a file of an older or of this release's shape, to be filled by one that will sync it.
pub(super) fn create_draft(path: &Path, steps: usize) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | ONE_THREAD)?;
    connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF")?;
    for migration in &MIGRATIONS[..steps] {
        connection.execute_batch(migration)?;
    }
    connection.pragma_update(None, "user_version", steps as u32)?;
    Ok(connection)
}

/// How many steps a file has.
pub(super) fn version_of(connection: &Connection) -> rusqlite::Result<usize> {
    connection.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).map(|found| found as usize)
}

fn floor_of(connection: &Connection) -> Result<Option<usize>, StoreError> {
    migrations::read_floor(Db::Sqlite(connection))
}

/// SQLite's own size, which every store of ours has. With smaller pages a damaged record that claims four gigabytes makes
/// SQLite's integrity check list millions of them in memory.
const PAGE_BYTES_MIN: i64 = 4096;

/// What in a file's form no store of ours has, and would make a reader of it work without end or fill the memory: views,
/// virtual tables and generated columns, which compute what they show; and small pages. Somebody who hands a file over may
/// have put them there. SQLite only.
///
/// # Errors
/// What SQLite says.
pub fn foreign_form(db: Db<'_>) -> Result<Vec<String>, StoreError> {
    let Db::Sqlite(_) = db else { return Ok(Vec::new()) };
    let page: Option<i64> = db.one("PRAGMA page_size", &[], |row| row.get(0))?;
    if let Some(bytes) = page.filter(|bytes| *bytes < PAGE_BYTES_MIN) {
        return Ok(vec![format!("its pages have {bytes} bytes")]);
    }
    let read = |row: &Row<'_>| Ok(format!("{} is computed", row.get::<String>(0)?));
    let mut found = db.all(
        "SELECT CAST(name AS TEXT) FROM sqlite_schema WHERE type = 'view' OR (type = 'table' AND rootpage = 0)",
        &[],
        read,
    )?;
    if found.is_empty() {
        found = db.all(
            "SELECT s.name || '.' || c.name FROM sqlite_schema s, pragma_table_xinfo(s.name) c
             WHERE s.type = 'table' AND c.hidden <> 0",
            &[],
            read,
        )?;
    }
    Ok(found)
}

/// The smaller or the larger of two whole numbers, of which one may be missing: as PostgreSQL has it.
fn add_function(connection: &Connection, name: &str, choose: fn(i64, i64) -> i64) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(name, 2, flags, move |context| {
        let (one, other): (Option<i64>, Option<i64>) = (context.get(0)?, context.get(1)?);
        Ok(one.zip(other).map(|(one, other)| choose(one, other)).or(one).or(other))
    })
}

/// The file is made with mode 0600 before SQLite sees it: SQLite gives its WAL the same mode.
fn create_private(path: &Path) -> Result<(), OpenError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::StorageFull => Err(OpenError::DiskFull),
        Err(_) => Err(OpenError::NotWritable { path: path.to_owned() }),
    }
}

/// Tables of what was seen and handed in, and of what can be made anew. They may be gigabytes, and no verdict and no rule
/// rests on them, so that no start waits until they are read through; damage in them is found where they are used.
const NOT_AT_START: [&str; 6] =
    ["requests", "request_ids", "usage", "document_bytes", "activation_document_bytes", "key_words"];

/// Looks for damage in what is served, on a connection of its own.
///
/// # Errors
/// [`OpenError::Damaged`], or that it cannot be opened.
pub fn check_to_serve(path: &Path) -> Result<(), OpenError> {
    let connection = open_connection(path).map_err(|error| explain(error, path))?;
    // In kilobytes: what is read once is not kept.
    connection.pragma_update(None, "cache_size", -256).map_err(|error| explain(error, path))?;
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let all = Db::Sqlite(&connection).all(sql, &[], |row| row.get::<String>(0));
    let all = all.map_err(|error| OpenError::of(error, &path.to_string_lossy()))?;
    let served = all.iter().map(String::as_str).filter(|table| !NOT_AT_START.contains(table));
    iter::once("sqlite_schema").chain(served).try_for_each(|table| check(&connection, path, Some(table)))
}

/// Looks for damage in one table and its indexes, or in everything.
fn check(connection: &Connection, path: &Path, table: Option<&str>) -> Result<(), OpenError> {
    let mut found = None;
    let look = |row: &rusqlite::Row<'_>| {
        found.get_or_insert(row.get::<_, String>(0)?);
        Ok(())
    };
    match table {
        Some(table) => connection.pragma(None, "quick_check", table, look),
        None => connection.pragma_query(None, "quick_check", look),
    }
    .map_err(|error| explain(error, path))?;
    match found {
        Some(detail) if detail != "ok" => Err(OpenError::Damaged { path: path.to_owned(), detail }),
        _ => Ok(()),
    }
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let run = |error| explain(error, path);
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(run)?;
    let found = version_of(&transaction).map_err(run)?;
    if !migrations::may_open(found, || floor_of(&transaction))? {
        return Err(OpenError::Newer { path: path.to_owned(), found });
    }
    if found < MIGRATIONS.len() {
        for migration in &MIGRATIONS[found..] {
            transaction.execute_batch(migration).map_err(run)?;
        }
        transaction.pragma_update(None, "user_version", MIGRATIONS.len() as u32).map_err(run)?;
        migrations::write_floor(Db::Sqlite(&transaction))?;
    }
    transaction.commit().map_err(run)
}

fn explain(error: rusqlite::Error, path: &Path) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => OpenError::DiskFull,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            OpenError::NotWritable { path: path.to_owned() }
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            OpenError::Damaged { path: path.to_owned(), detail: error.to_string() }
        }
        _ => OpenError::Database(error),
    }
}

impl OpenError {
    /// Why the keys cannot be read at the start.
    pub(super) fn of(error: StoreError, place: &str) -> Self {
        match error {
            StoreError::Full => Self::DiskFull,
            StoreError::NotWritable => Self::NotWritable { path: place.into() },
            StoreError::Unreachable(cause) => Self::Unreachable(cause),
            StoreError::Damaged(detail) => Self::Damaged { path: place.into(), detail },
            other => Self::Refused { place: place.to_owned(), detail: other.to_string() },
        }
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::of(error, "the database")
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}
