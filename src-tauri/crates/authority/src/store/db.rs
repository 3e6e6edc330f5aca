//! One way to ask the database, so that each statement is written once whichever it is.
//!
//! Statements are in the SQL that SQLite and PostgreSQL share: numbered parameters (`?1`), `ON CONFLICT (…)`,
//! `least`/`greatest` for the smaller and the larger of two. Whole numbers are 64 bits wide, moments are milliseconds,
//! truths are 0 and 1.

mod value;

use std::str::FromStr;

use keys::Timestamp;
use rusqlite::params_from_iter;

use super::StoreError;
pub use value::{Column, Value};

/// The values of a statement's parameters, in their order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::store::Value::from($value)),*] };
}
pub(crate) use values;

/// A connection inside a read or a change.
#[derive(Clone, Copy)]
pub struct Db<'a> {
    connection: &'a rusqlite::Connection,
}

impl<'a> Db<'a> {
    /// A SQLite connection.
    pub(crate) fn sqlite(connection: &'a rusqlite::Connection) -> Self {
        Self { connection }
    }

    /// Runs a statement; answers how many rows it touched.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn execute(&self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.execute(params_from_iter(values))?)
    }

    /// Runs a statement that must touch exactly one row.
    ///
    /// # Errors
    /// The database's refusal, or that it touched another number.
    pub fn execute_one(&self, sql: &str, values: &[Value]) -> Result<(), StoreError> {
        match self.execute(sql, values)? {
            1 => Ok(()),
            count => Err(StoreError::Refused(format!("a change of one row touched {count}"))),
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// The database's refusal, or a column that holds what no release of ours writes.
    pub fn one<T>(
        &self,
        sql: &str,
        values: &[Value],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        rows.next()?.map(|row| read(&Row { row })).transpose()
    }

    /// All rows.
    ///
    /// # Errors
    /// As [`Db::one`].
    pub fn all<T>(
        &self,
        sql: &str,
        values: &[Value],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.each(sql, values, |row| {
            all.push(read(row)?);
            Ok(true)
        })?;
        Ok(all)
    }

    /// Row by row without holding them all, until `take` answers `false`.
    ///
    /// # Errors
    /// As [`Db::one`].
    pub fn each(
        &self,
        sql: &str,
        values: &[Value],
        mut take: impl FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if !take(&Row { row })? {
                break;
            }
        }
        Ok(())
    }
}

/// One row of an answer. Columns are counted from 0.
pub struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
}

impl Row<'_> {
    /// A column's value.
    ///
    /// # Errors
    /// When it holds another kind of value.
    pub fn get<T: Column>(&self, at: usize) -> Result<T, StoreError> {
        T::from_sqlite(self.row, at)
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

    /// One of a closed list of words.
    ///
    /// # Errors
    /// When the word is not in the list.
    pub fn word<T: FromStr>(&self, at: usize) -> Result<T, StoreError> {
        let word: String = self.get(at)?;
        word.parse().map_err(|_| StoreError::Damaged(format!("column {at} holds an unknown word")))
    }
}
