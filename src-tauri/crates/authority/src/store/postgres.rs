//! PostgreSQL: connecting, asking, and telling a lost server from a refused statement.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use postgres::{Client, Config, NoTls, Statement, fallible_iterator::FallibleIterator, types::ToSql};

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
        use postgres::error::SqlState as S;
        let full = [S::DISK_FULL, S::OUT_OF_MEMORY];
        let away = [S::ADMIN_SHUTDOWN, S::CRASH_SHUTDOWN, S::CANNOT_CONNECT_NOW, S::TOO_MANY_CONNECTIONS];
        match error.code() {
            Some(code) if full.contains(code) => Self::Full,
            Some(code) if *code == S::READ_ONLY_SQL_TRANSACTION => Self::NotWritable,
            Some(code) if away.contains(code) => Self::Unreachable(error.to_string()),
            Some(code) if *code == S::DATA_CORRUPTED || *code == S::INDEX_CORRUPTED => Self::Damaged(error.to_string()),
            Some(code) => Self::Refused(format!("{error} ({})", code.code())),
            None if error.is_closed() || is_io(&error) => Self::Unreachable(error.to_string()),
            None => Self::Refused(error.to_string()),
        }
    }
}

/// Whether the line broke, rather than the server refused.
fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

impl Postgres {
    /// Connects.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], or the server's refusal.
    pub fn connect(config: &Config) -> Result<Self, StoreError> {
        let mut client = config.connect(NoTls).map_err(|error| match StoreError::from(error) {
            StoreError::Refused(cause) => StoreError::Unreachable(cause),
            other => other,
        })?;
        // An answer is an acknowledgement: the server's own disk has it, whatever its configuration says of haste.
        client.batch_execute("SET synchronous_commit = on; SET statement_timeout = '20s'; SET lock_timeout = '10s'")?;
        Ok(Self { client: RefCell::new(client), prepared: RefCell::default() })
    }

    /// Reads a connection URL or key-value string, and sets how long to wait for a silent server.
    ///
    /// # Errors
    /// [`OpenError::BadAddress`] when it is none, or holds a password: that comes from `PGPASSWORD`, since an argument
    /// list is no place for a secret (design, section 5 rule 1).
    pub fn address(text: &str) -> Result<Config, OpenError> {
        let mut config: Config = text.parse().map_err(|_| OpenError::BadAddress("it is not a PostgreSQL address"))?;
        if config.get_password().is_some() {
            return Err(OpenError::BadAddress("it holds a password; put that into PGPASSWORD"));
        }
        if let Some(password) = std::env::var_os("PGPASSWORD") {
            config.password(password.into_encoded_bytes());
        }
        config.connect_timeout(CONNECT_WITHIN).tcp_user_timeout(SILENCE_AT_MOST).application_name("conduit-authority");
        Ok(config)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_address_is_refused_without_repeating_it() {
        let refused = Postgres::address("postgresql://ana:hunter2@db.example/keys").unwrap_err().to_string();
        assert!(refused.contains("PGPASSWORD") && !refused.contains("hunter2"), "{refused}");
        assert!(Postgres::address("postgresql://ana@db.example/keys").is_ok());
        assert!(Postgres::address("db.example").is_err());
    }
}
