//! Where services are that no authority is, and what keys were answered that were proved there.

use keys::{Environment, Timestamp};
use rusqlite::{OptionalExtension as _, TransactionBehavior, named_params};

use super::{
    ConnectionRecord, Journal, JournalError,
    guided::{from_json, to_json},
};
use crate::{KeyRef, lock::lock, view::CallView};

/// Calls of a connection that are kept; older ones go.
const CALLS_MAX: i64 = 10_000;

/// A call to a service, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptCall {
    /// Its number among all, which a page goes on from.
    pub(crate) row: i64,
    /// The key that it was made with.
    pub(crate) key: String,
    /// An id of ours.
    pub(crate) id: String,
    /// Whether the service was told it.
    pub(crate) is_id_sent: bool,
    pub(crate) environment: Environment,
    pub(crate) at: Timestamp,
    pub(crate) took_millis: i64,
    pub(crate) method: String,
    pub(crate) path: String,
    /// None when the answer was lost.
    pub(crate) status: Option<u16>,
    pub(crate) code: String,
    /// The service's id of it; empty when it gave none.
    pub(crate) correlation_id: String,
    /// Whether it gave that to an earlier one, too: nobody promises that they differ.
    pub(crate) is_repeated: bool,
}

impl Journal {
    /// Keeps a call; the oldest of the connection goes when there are too many.
    pub(crate) fn note_call(&self, connection: &str, call: &KeptCall) -> Result<(), JournalError> {
        let mut db = lock(&self.db);
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "INSERT INTO service_calls (connection_id, environment, key_id, at, took_millis, method, path, status, code,
                correlation_id, client_id, is_client_id_sent)
             VALUES (:connection, :environment, :key, :at, :took, :method, :path, :status, :code, :correlation_id, :id, :sent)",
            named_params! {
                ":connection": connection, ":environment": call.environment.as_str(), ":key": call.key,
                ":at": call.at.as_millis(), ":took": call.took_millis, ":method": call.method, ":path": call.path,
                ":status": call.status, ":code": call.code, ":correlation_id": call.correlation_id, ":id": call.id,
                ":sent": call.is_id_sent,
            },
        )?;
        let too_old = "DELETE FROM service_calls WHERE connection_id = ?1 AND id <=
            (SELECT id FROM service_calls WHERE connection_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
        transaction.execute(too_old, (connection, CALLS_MAX))?;
        Ok(transaction.commit()?)
    }

    /// Calls of a connection, the newest first, from behind one on: all, or those that an id is of, in either case.
    pub(crate) fn calls_at(
        &self,
        connection: &str,
        id: Option<&str>,
        (after, most): (Option<i64>, usize),
    ) -> Result<Vec<KeptCall>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT *, EXISTS (SELECT 1 FROM service_calls AS earlier WHERE earlier.connection_id = ?1
                AND earlier.correlation_id = service_calls.correlation_id AND earlier.id < service_calls.id) AS is_repeated
            FROM service_calls WHERE connection_id = ?1 AND id < ?2 AND (?4 IS NULL OR ?4 COLLATE NOCASE IN (correlation_id, client_id, key_id)) ORDER BY id DESC LIMIT ?3";
        let mut statement = db.prepare_cached(sql)?;
        let (after, most) = (after.unwrap_or(i64::MAX), i64::try_from(most).unwrap_or(i64::MAX));
        let rows = statement.query_map((connection, after, most, id), |row| {
            let word: String = row.get("environment")?;
            let unknown = |_| rusqlite::Error::InvalidColumnName("environment".to_owned());
            Ok(KeptCall {
                row: row.get("id")?,
                key: row.get("key_id")?,
                id: row.get("client_id")?,
                is_id_sent: row.get("is_client_id_sent")?,
                environment: word.parse().map_err(unknown)?,
                at: Timestamp::from_millis(row.get("at")?),
                took_millis: row.get("took_millis")?,
                method: row.get("method")?,
                path: row.get("path")?,
                status: row.get("status")?,
                code: row.get("code")?,
                correlation_id: row.get("correlation_id")?,
                is_repeated: row.get("is_repeated")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

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

    /// Adds the connection anew that had this name, led to the same service at the same addresses and was removed; its id, by
    /// which its keys are known. None when there was none: under another name it may be another account or project.
    pub(crate) fn add_again(
        &self,
        wanted: &ConnectionRecord,
        hosts: &[(Environment, String)],
    ) -> Result<Option<String>, JournalError> {
        let removed: Vec<String> = {
            let db = lock(&self.db);
            let sql = "SELECT id FROM connections WHERE service = ?1 AND name = ?2 AND removed_at IS NOT NULL
                ORDER BY removed_at DESC";
            let mut statement = db.prepare_cached(sql)?;
            statement
                .query_map([wanted.service.as_ref(), Some(&wanted.name)], |row| row.get(0))?
                .collect::<Result<_, _>>()?
        };
        let mut wanted_hosts = hosts.to_vec();
        wanted_hosts.sort();
        for id in removed {
            let mut known = self.hosts(&id)?;
            known.sort();
            let sql = "UPDATE connections SET removed_at = NULL WHERE id = ?1 AND removed_at IS NOT NULL";
            if known == wanted_hosts && lock(&self.db).execute(sql, [&id])? == 1 {
                return Ok(Some(id));
            }
        }
        Ok(None)
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

    /// The publishable key that is kept with a connection.
    pub(crate) fn publishable_key(&self, connection: &str) -> Result<Option<String>, JournalError> {
        let sql = "SELECT key FROM publishable_keys WHERE connection_id = ?1";
        Ok(lock(&self.db).query_row(sql, [connection], |row| row.get(0)).optional()?)
    }

    /// Keeps another one; an empty one is forgotten.
    pub(crate) fn keep_publishable_key(&self, connection: &str, key: &str) -> Result<(), JournalError> {
        let db = lock(&self.db);
        if key.is_empty() {
            db.execute("DELETE FROM publishable_keys WHERE connection_id = ?1", [connection])?;
        } else {
            let sql = "INSERT INTO publishable_keys (connection_id, key) VALUES (?1, ?2)
                ON CONFLICT DO UPDATE SET key = excluded.key";
            db.execute(sql, [connection, key])?;
        }
        Ok(())
    }

    /// What changes when another program writes the journal.
    pub(crate) fn version(&self) -> Result<i64, JournalError> {
        Ok(lock(&self.db).pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}
