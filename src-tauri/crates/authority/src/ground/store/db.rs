//! One way to ask the database, so that each statement is written once whichever it is.
//!
//! Statements are in the SQL that SQLite and PostgreSQL share: numbered parameters (`?1`), `ON CONFLICT (…)`,
//! `least`/`greatest` for the smaller and the larger of two, sums cast to `BIGINT`. Whole numbers are 64 bits wide,
//! moments are milliseconds, truths are 0 and 1.

mod value;

use std::str::FromStr;

use keys::{Actor, Timestamp, lifecycle::Revocation};
use rusqlite::params_from_iter;

use super::{StoreError, postgres::Postgres};
pub use value::{Column, Value};

/// The values of a statement's parameters, in their order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::ground::store::Value::from($value)),*] };
}
pub(crate) use values;

/// A connection inside a read or a change.
#[derive(Clone, Copy)]
pub enum Db<'a> {
    /// To a SQLite file.
    Sqlite(&'a rusqlite::Connection),
    /// To a PostgreSQL server.
    Postgres(&'a Postgres),
}

/// A statement as it is asked. At `RUST_LOG=authority::sql=trace` each is told, as a server tells its own: what plans it has is
/// seen by that (`tests/it/list_plans.rs`). Its values are not.
fn prepared<'a>(connection: &'a rusqlite::Connection, sql: &str) -> Result<rusqlite::CachedStatement<'a>, StoreError> {
    tracing::trace!(target: "authority::sql", sql);
    Ok(connection.prepare_cached(sql)?)
}

impl Db<'_> {
    /// Runs a statement; answers how many rows it touched.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn execute(self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        match self {
            Self::Sqlite(connection) => Ok(prepared(connection, sql)?.execute(params_from_iter(values))?),
            Self::Postgres(server) => server.execute(sql, values),
        }
    }

    /// Runs a statement that must touch exactly one row.
    ///
    /// # Errors
    /// The database's refusal, or that it touched another number.
    pub fn execute_one(self, sql: &str, values: &[Value]) -> Result<(), StoreError> {
        match self.execute(sql, values)? {
            1 => Ok(()),
            count => Err(StoreError::Refused(format!("a change of one row touched {count}"))),
        }
    }

    /// A column as it is asked for, or nothing in its place where a table lacks it: what is only looked at, a copy or a
    /// store that nobody serves, may be a release's before, and is not brought up to date for that.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn column_if_any(self, table: &str, column: &'static str) -> Result<&'static str, StoreError> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT name FROM pragma_table_info(?1) WHERE name = ?2",
            Self::Postgres(_) => {
                "SELECT column_name FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = ?1 AND column_name = ?2"
            }
        };
        let found = self.one(sql, values![table, column], |_| Ok(()))?;
        Ok(found.map_or("CAST(NULL AS TEXT)", |()| column))
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// The database's refusal, or a column that holds what no release of ours writes.
    pub fn one<T>(
        self,
        sql: &str,
        values: &[Value],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = prepared(connection, sql)?;
                let mut rows = statement.query(params_from_iter(values))?;
                rows.next()?.map(|row| read(&Row::Sqlite(row))).transpose()
            }
            Self::Postgres(server) => {
                server.query(sql, values)?.first().map(|row| read(&Row::Postgres(row))).transpose()
            }
        }
    }

    /// All rows. `read` may ask further questions.
    ///
    /// # Errors
    /// As [`Db::one`].
    pub fn all<T>(
        self,
        sql: &str,
        values: &[Value],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = prepared(connection, sql)?;
                let mut rows = statement.query(params_from_iter(values))?;
                let mut all = Vec::new();
                while let Some(row) = rows.next()? {
                    all.push(read(&Row::Sqlite(row))?);
                }
                Ok(all)
            }
            Self::Postgres(server) => server.query(sql, values)?.iter().map(|row| read(&Row::Postgres(row))).collect(),
        }
    }

    /// Row by row without holding them all, until `take` answers `false`. `take` must not ask further questions.
    ///
    /// # Errors
    /// As [`Db::one`].
    pub fn each(
        self,
        sql: &str,
        values: &[Value],
        mut take: impl FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = prepared(connection, sql)?;
                let mut rows = statement.query(params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    if !take(&Row::Sqlite(row))? {
                        break;
                    }
                }
                Ok(())
            }
            Self::Postgres(server) => server.each(sql, values, |row| take(&Row::Postgres(row))),
        }
    }
}

/// One row of an answer. Columns are counted from 0.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// How many columns there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Sqlite(row) => row.as_ref().column_count(),
            Self::Postgres(row) => row.len(),
        }
    }

    /// An id, which is text or a number.
    ///
    /// # Errors
    /// When it is neither.
    pub fn id(&self, at: usize) -> Result<String, StoreError> {
        let value = match self {
            Self::Sqlite(row) => Value::from_file(row, at)?,
            Self::Postgres(row) => Value::from_server(row, at)?,
        };
        match value {
            Value::Integer(number) => Ok(number.to_string()),
            Value::Text(text) => Ok(text),
            Value::Null | Value::Bytes(_) => Err(StoreError::Damaged(format!("column {at} holds no id"))),
        }
    }

    /// A column's value.
    ///
    /// # Errors
    /// When it holds another kind of value.
    pub fn get<T: Column>(&self, at: usize) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(row) => T::from_sqlite(row, at),
            Self::Postgres(row) => T::from_postgres(row, at),
        }
    }

    /// A text, left in the row.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn text(&self, at: usize) -> Result<&str, StoreError> {
        let none = || StoreError::Damaged(format!("column {at} holds no text"));
        self.text_if_any(at)?.ok_or_else(none)
    }

    /// A text that may be missing, left in the row.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn text_if_any(&self, at: usize) -> Result<Option<&str>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from)?),
            Self::Postgres(row) => Ok(row.try_get(at)?),
        }
    }

    /// A moment.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn moment(&self, at: usize) -> Result<Timestamp, StoreError> {
        Ok(Timestamp::from_millis(self.get(at)?))
    }

    /// A moment that may not have come.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn moment_if_any(&self, at: usize) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.get::<Option<i64>>(at)?.map(Timestamp::from_millis))
    }

    /// Somebody, from the column of the name and that of the reference beside it ([`Actor::reference`]).
    ///
    /// # Errors
    /// As [`Row::get`], or a reference of no kind that we know.
    pub fn actor(&self, name: usize, reference: usize) -> Result<Actor, StoreError> {
        Ok(self.actor_if_any(name, reference)?.unwrap_or_else(|| Actor::unknown("")))
    }

    /// Somebody who may not have come yet.
    ///
    /// # Errors
    /// As [`Row::actor`].
    pub fn actor_if_any(&self, name: usize, reference: usize) -> Result<Option<Actor>, StoreError> {
        let Some(name) = self.get::<Option<String>>(name)? else { return Ok(None) };
        let found = Actor::of_reference(self.get::<Option<String>>(reference)?.as_deref(), name);
        Ok(Some(found.map_err(|_| StoreError::Damaged(format!("column {reference} holds an unknown kind of actor")))?))
    }

    /// Who ended something, when and why, from the columns of the moment, the name, the reason and the reference.
    ///
    /// # Errors
    /// As [`Row::actor`].
    pub fn revocation_if_any(
        &self,
        at: usize,
        (name, reason, reference): (usize, usize, usize),
    ) -> Result<Option<Revocation>, StoreError> {
        let Some(at) = self.moment_if_any(at)? else { return Ok(None) };
        Ok(Some(Revocation { at, by: self.actor(name, reference)?, reason: self.get(reason)? }))
    }

    /// One of a closed list of words.
    ///
    /// # Errors
    /// When the word is not in the list.
    pub fn word<T: FromStr>(&self, at: usize) -> Result<T, StoreError> {
        self.text(at)?.parse().map_err(|_| StoreError::Damaged(format!("column {at} holds an unknown word")))
    }
}
