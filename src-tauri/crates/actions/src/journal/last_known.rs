//! What each connection told of its keys when it was asked last.

use keys::Timestamp;
use rusqlite::OptionalExtension as _;

use super::{Journal, JournalError, guided::to_json};
use crate::{connections::LOCAL, lock::lock, view::Told};

impl Journal {
    /// Keeps what a connection told, in the place of what it told before; not of one that was removed meanwhile.
    pub(crate) fn note_told(&self, connection: &str, told: &Told, now: Timestamp) -> Result<(), JournalError> {
        let sql = "INSERT INTO last_known (connection_id, read_at, told) SELECT ?1, ?2, ?3
                   WHERE ?1 = ?4 OR EXISTS (SELECT 1 FROM connections WHERE id = ?1 AND removed_at IS NULL)
                   ON CONFLICT DO UPDATE SET read_at = excluded.read_at, told = excluded.told";
        lock(&self.db).execute(sql, (connection, now.as_millis(), to_json(told)?, LOCAL))?;
        Ok(())
    }

    /// What a connection told last, and when. What another release wrote and this one cannot read was never told: it is
    /// told again as soon as the connection is asked.
    pub(crate) fn last_told(&self, connection: &str) -> Result<Option<(Told, Timestamp)>, JournalError> {
        let sql = "SELECT told, read_at FROM last_known WHERE connection_id = ?1";
        let kept: Option<(String, i64)> = lock(&self.db)
            .prepare_cached(sql)?
            .query_row([connection], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let read = |(text, at): (String, i64)| Some((serde_json::from_str(&text).ok()?, Timestamp::from_millis(at)));
        Ok(kept.and_then(read))
    }
}
