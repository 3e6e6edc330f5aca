//! Where services are that no authority is, and what keys were answered that were proved there.

use keys::Environment;

use super::{
    Journal, JournalError,
    guided::{from_json, to_json},
};
use crate::{KeyRef, lock::lock, view::CallView};

impl Journal {
    /// The addresses that stand in for a service's own.
    pub(crate) fn hosts(&self, connection: &str) -> Result<Vec<(Environment, String)>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT environment, url FROM connection_hosts WHERE connection_id = ?1 ORDER BY environment";
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([connection], |row| {
            let word: String = row.get(0)?;
            // Left out it would send keys to the service itself.
            let unknown = |_| rusqlite::Error::InvalidColumnName("environment".to_owned());
            Ok((word.parse().map_err(unknown)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what a call with a key was answered; none is ever forgotten.
    pub(crate) fn note_proof(&self, key: &KeyRef, call: &CallView) -> Result<(), JournalError> {
        let sql = "INSERT INTO key_proofs (connection_id, key_id, call) VALUES (?1, ?2, ?3)";
        lock(&self.db).execute(sql, (&key.connection, &key.key, to_json(call)?))?;
        Ok(())
    }

    /// Those of all keys of a connection, the oldest first.
    pub(crate) fn proofs_at(&self, connection: &str) -> Result<Vec<(String, CallView)>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT key_id, call FROM key_proofs WHERE connection_id = ?1 ORDER BY id";
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([connection], |row| Ok((row.get(0)?, from_json(row, "call")?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What changes when another program writes the journal.
    pub(crate) fn version(&self) -> Result<i64, JournalError> {
        Ok(lock(&self.db).pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}
