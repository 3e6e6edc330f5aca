//! PostgreSQL: connecting, asking, and telling a lost server from a refused statement.

mod address;
mod tls;

use std::{cell::RefCell, collections::HashMap, time::Duration};

use postgres::{
    Client, NoTls, Statement,
    binary_copy::BinaryCopyInWriter,
    fallible_iterator::FallibleIterator,
    types::{ToSql, Type},
};

pub use address::Address;

use super::{OpenError, StoreError, Value, migrate};

/// The oldest server this release is tested with.
const OLDEST: i32 = 150_000;
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A server that does not acknowledge what it was sent for so long is lost.
const SILENCE_AT_MOST: Duration = Duration::from_secs(10);
/// One authority serves a database. The lock ends with its connection, however that ends.
const SERVING_LOCK: i64 = 0x434b_0001;
/// Changes happen one after the other, as the audit chain needs; operators' verbs take part.
const WRITING_LOCK: i64 = 0x434b_0002;

/// One connection, with the statements it has prepared.
pub struct Postgres {
    client: RefCell<Client>,
    prepared: RefCell<HashMap<String, Statement>>,
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&postgres::Error> for StoreError {
    fn from(error: &postgres::Error) -> Self {
        use postgres::error::SqlState as S;
        let full = [S::DISK_FULL, S::OUT_OF_MEMORY];
        let away = [S::ADMIN_SHUTDOWN, S::CRASH_SHUTDOWN, S::CANNOT_CONNECT_NOW, S::TOO_MANY_CONNECTIONS];
        match error.code() {
            Some(code) if full.contains(code) => Self::Full,
            Some(code) if *code == S::READ_ONLY_SQL_TRANSACTION => Self::NotWritable,
            Some(code) if away.contains(code) => Self::Unreachable(error.to_string()),
            Some(code) if *code == S::DATA_CORRUPTED || *code == S::INDEX_CORRUPTED => Self::Damaged(error.to_string()),
            Some(code) => Self::Refused(format!("{error} ({})", code.code())),
            None if error.is_closed() || is_io(error) => Self::Unreachable(error.to_string()),
            None => Self::Refused(error.to_string()),
        }
    }
}

/// Whether the line broke, rather than the server refused.
fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

/// What kept us from connecting, for the operator. Before there is a connection nothing was sent that could be repeated
/// here, so the server's own words are told.
fn cause_of(error: &postgres::Error) -> String {
    let server = || error.as_db_error().map(|error| error.message().to_owned());
    let below = || std::error::Error::source(error).map(|cause| format!("{error}: {cause}"));
    tls::explain(error).or_else(server).or_else(below).unwrap_or_else(|| error.to_string())
}

impl Postgres {
    /// Connects.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], or the server's refusal.
    pub fn connect(Address { config, tls }: &Address) -> Result<Self, StoreError> {
        let connected = match tls {
            None => config.connect(NoTls),
            Some(tls) => config.connect(tls.clone()),
        };
        let mut client = connected.map_err(|error| match StoreError::from(&error) {
            StoreError::Refused(_) | StoreError::Unreachable(_) => StoreError::Unreachable(cause_of(&error)),
            other => other,
        })?;
        // An answer is an acknowledgement: the server's own disk has it, whatever its configuration says of haste.
        client.batch_execute("SET synchronous_commit = on; SET statement_timeout = '20s'; SET lock_timeout = '10s'")?;
        Ok(Self { client: RefCell::new(client), prepared: RefCell::default() })
    }

    /// Refuses an old server, and brings the schema to this release's shape.
    ///
    /// # Errors
    /// [`OpenError`]; nothing was overwritten.
    pub fn prepare_schema(&self, place: &str) -> Result<(), OpenError> {
        let text = self.text("SHOW server_version_num")?;
        if text.parse().is_ok_and(|version: i32| version < OLDEST) {
            return Err(OpenError::TooOld(format!("server (version number {text})")));
        }
        migrate::run(self, place)
    }

    /// Whether this connection is the one that serves the database.
    ///
    /// # Errors
    /// The server's trouble.
    pub fn lock_for_serving(&self) -> Result<bool, StoreError> {
        Ok(self.text(&format!("SELECT pg_try_advisory_lock({SERVING_LOCK})::text"))? == "true")
    }

    /// Begins a change that no other can run beside.
    ///
    /// # Errors
    /// The server's trouble.
    pub fn begin(&self) -> Result<(), StoreError> {
        self.batch(&format!("BEGIN; SELECT pg_advisory_xact_lock({WRITING_LOCK})"))
    }

    /// Runs statements that have no values.
    ///
    /// # Errors
    /// The server's refusal.
    pub fn batch(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.client.borrow_mut().batch_execute(sql)?)
    }

    /// Whether the line is known to be broken.
    pub fn is_lost(&self) -> bool {
        self.client.borrow().is_closed()
    }

    pub(super) fn execute(&self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        let statement = self.prepare(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let count = self.client.borrow_mut().execute(&statement, &values)?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    pub(super) fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<postgres::Row>, StoreError> {
        let statement = self.prepare(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        Ok(self.client.borrow_mut().query(&statement, &values)?)
    }

    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value],
        mut take: impl FnMut(&postgres::Row) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepare(sql)?;
        let mut client = self.client.borrow_mut();
        let mut rows = client.query_raw(&statement, values)?;
        while let Some(row) = rows.next()? {
            if !take(&row)? {
                break;
            }
        }
        Ok(())
    }

    /// Lets a copy of everything take as long as it takes.
    ///
    /// # Errors
    /// The server's trouble.
    pub fn be_patient(&self) -> Result<(), StoreError> {
        self.batch("SET statement_timeout = 0")
    }

    /// Runs a `COPY … FROM STDIN BINARY` with rows of these kinds, until there is none; answers how many there were.
    pub(super) fn fill(
        &self,
        sql: &str,
        kinds: &[Type],
        mut next: impl FnMut() -> Result<Option<Vec<Value>>, StoreError>,
    ) -> Result<u64, StoreError> {
        let mut client = self.client.borrow_mut();
        let mut writer = BinaryCopyInWriter::new(client.copy_in(sql)?, kinds);
        while let Some(values) = next()? {
            writer.write_raw(&values)?;
        }
        Ok(writer.finish()?)
    }

    /// The first column of the first row, as text.
    fn text(&self, sql: &str) -> Result<String, StoreError> {
        let row = self.client.borrow_mut().query_one(sql, &[])?;
        Ok(row.try_get(0)?)
    }

    fn prepare(&self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.borrow_mut().prepare(&numbered(sql))?;
        self.prepared.borrow_mut().insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// `?1` in PostgreSQL's spelling. Our statements hold no other question mark.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}
