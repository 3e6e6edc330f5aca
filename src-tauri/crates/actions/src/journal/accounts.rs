//! What is kept of keys beside what a service tells of an account's: who made them here, how they ended, and which of them
//! replaces which. No secret is in it.

use keys::{Timestamp, rotation::Cause, wire::Key};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, named_params};

use super::{
    Journal, JournalError,
    guided::{from_json, to_json},
};
use crate::{RotationRef, lock::lock};

/// A key that is asked for, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Creation {
    /// The idempotency key of whoever asks.
    pub(crate) once: String,
    pub(crate) name: String,
    /// The ids that the service knew before it was asked.
    pub(crate) known: Vec<String>,
    pub(crate) at: Timestamp,
    /// The id of the key; none while no answer was read.
    pub(crate) key: Option<String>,
}

/// A rotation that this program pairs, with the evidence that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnRotation {
    pub(crate) id: String,
    pub(crate) once: String,
    pub(crate) cause: Cause,
    pub(crate) old_key: String,
    pub(crate) new_key: String,
    pub(crate) started_at: Timestamp,
    pub(crate) handed_over_at: Option<Timestamp>,
    pub(crate) new_first_used_at: Option<Timestamp>,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) undone_at: Option<Timestamp>,
}

impl OwnRotation {
    pub(crate) fn is_open(&self) -> bool {
        self.finished_at.is_none() && self.undone_at.is_none()
    }
}

impl Journal {
    /// The keys that were seen of an account.
    pub(crate) fn account_keys(&self, connection: &str) -> Result<Vec<Key>, JournalError> {
        let db = lock(&self.db);
        let mut statement = db.prepare_cached("SELECT key FROM account_keys WHERE connection_id = ?1")?;
        let rows = statement.query_map([connection], |row| from_json(row, "key"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps keys as they were seen now.
    pub(crate) fn keep_account_keys(&self, connection: &str, keys: &[Key]) -> Result<(), JournalError> {
        let mut db = lock(&self.db);
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for key in keys {
            write_key(&transaction, connection, key)?;
        }
        Ok(transaction.commit()?)
    }

    /// The creation that was begun with an idempotency key.
    pub(crate) fn creation(&self, connection: &str, once: &str) -> Result<Option<Creation>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT * FROM account_creations WHERE connection_id = ?1 AND once = ?2";
        Ok(db.prepare_cached(sql)?.query_row([connection, once], read_creation).optional()?)
    }

    /// Writes down that a key is about to be asked for.
    pub(crate) fn begin_creation(&self, connection: &str, creation: &Creation) -> Result<(), JournalError> {
        let known = to_json(&creation.known)?;
        lock(&self.db).execute(
            "INSERT INTO account_creations (connection_id, once, name, known, at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET known = excluded.known, at = excluded.at",
            (connection, &creation.once, &creation.name, known, creation.at.as_millis()),
        )?;
        Ok(())
    }

    /// The creations that were not answered.
    pub(crate) fn open_creations(&self, connection: &str) -> Result<Vec<Creation>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT * FROM account_creations WHERE connection_id = ?1 AND key_id IS NULL";
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([connection], read_creation)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Nothing was made.
    pub(crate) fn drop_creation(&self, connection: &str, once: &str) -> Result<(), JournalError> {
        let sql = "DELETE FROM account_creations WHERE connection_id = ?1 AND once = ?2 AND key_id IS NULL";
        lock(&self.db).execute(sql, [connection, once])?;
        Ok(())
    }

    /// A key was made: it is known from now on, and with it the rotation that it was made for.
    pub(crate) fn keep_created(
        &self,
        connection: &str,
        once: &str,
        key: &Key,
        rotation: Option<&OwnRotation>,
    ) -> Result<(), JournalError> {
        let mut db = lock(&self.db);
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "UPDATE account_creations SET key_id = ?3 WHERE connection_id = ?1 AND once = ?2";
        transaction.execute(sql, [connection, once, &key.id])?;
        write_key(&transaction, connection, key)?;
        if let Some(rotation) = rotation {
            write_rotation(&transaction, connection, rotation)?;
        }
        Ok(transaction.commit()?)
    }

    /// The rotations of a connection, the newest first.
    pub(crate) fn own_rotations(&self, connection: &str) -> Result<Vec<OwnRotation>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT * FROM account_rotations WHERE connection_id = ?1 ORDER BY started_at DESC, id";
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([connection], read_rotation)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One of them.
    pub(crate) fn own_rotation(&self, rotation: &RotationRef) -> Result<Option<OwnRotation>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT * FROM account_rotations WHERE connection_id = ?1 AND id = ?2";
        Ok(db.prepare_cached(sql)?.query_row([&rotation.connection, &rotation.rotation], read_rotation).optional()?)
    }

    /// Keeps what is known of one now.
    pub(crate) fn keep_rotation(&self, connection: &str, rotation: &OwnRotation) -> Result<(), JournalError> {
        write_rotation(&lock(&self.db), connection, rotation)
    }
}

/// Forgets all that is kept of an account's keys.
pub(super) fn forget_account(db: &Connection, connection: &str) -> Result<(), JournalError> {
    for table in ["account_keys", "account_creations", "account_rotations"] {
        db.execute(&format!("DELETE FROM {table} WHERE connection_id = ?1"), [connection])?;
    }
    Ok(())
}

fn write_key(db: &Connection, connection: &str, key: &Key) -> Result<(), JournalError> {
    let sql = "INSERT INTO account_keys (connection_id, key_id, key) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET key = excluded.key";
    db.prepare_cached(sql)?.execute([connection, &key.id, &to_json(key)?])?;
    Ok(())
}

fn write_rotation(db: &Connection, connection: &str, rotation: &OwnRotation) -> Result<(), JournalError> {
    let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millis);
    db.execute(
        "INSERT INTO account_rotations (id, connection_id, once, cause, old_key, new_key, started_at, handed_over_at,
            new_first_used_at, finished_at, undone_at)
         VALUES (:id, :connection, :once, :cause, :old_key, :new_key, :started_at, :handed_over_at, :new_first_used_at,
            :finished_at, :undone_at)
         ON CONFLICT (id) DO UPDATE SET handed_over_at = excluded.handed_over_at,
            new_first_used_at = excluded.new_first_used_at, finished_at = excluded.finished_at, undone_at = excluded.undone_at",
        named_params! {
            ":id": rotation.id, ":connection": connection, ":once": rotation.once, ":cause": rotation.cause.as_str(),
            ":old_key": rotation.old_key, ":new_key": rotation.new_key, ":started_at": rotation.started_at.as_millis(),
            ":handed_over_at": millis(rotation.handed_over_at), ":new_first_used_at": millis(rotation.new_first_used_at),
            ":finished_at": millis(rotation.finished_at), ":undone_at": millis(rotation.undone_at),
        },
    )?;
    Ok(())
}

fn read_creation(row: &Row<'_>) -> rusqlite::Result<Creation> {
    Ok(Creation {
        once: row.get("once")?,
        name: row.get("name")?,
        known: from_json(row, "known")?,
        at: Timestamp::from_millis(row.get("at")?),
        key: row.get("key_id")?,
    })
}

fn read_rotation(row: &Row<'_>) -> rusqlite::Result<OwnRotation> {
    let at = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_millis));
    let cause: String = row.get("cause")?;
    Ok(OwnRotation {
        id: row.get("id")?,
        once: row.get("once")?,
        cause: cause.parse().map_err(|_| rusqlite::Error::InvalidColumnName("cause".to_owned()))?,
        old_key: row.get("old_key")?,
        new_key: row.get("new_key")?,
        started_at: Timestamp::from_millis(row.get("started_at")?),
        handed_over_at: at("handed_over_at")?,
        new_first_used_at: at("new_first_used_at")?,
        finished_at: at("finished_at")?,
        undone_at: at("undone_at")?,
    })
}
