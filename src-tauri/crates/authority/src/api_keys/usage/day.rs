//! How many calls each key had in the last 24 hours, kept beside the key so that a list can be ordered by it: calls are added
//! as they are counted, and taken away when their slot leaves the day.

use keys::Timestamp;

use super::SLOT_MILLIS;
use crate::{
    Failure,
    api_keys::ApiKeys,
    ground::store::{Db, KEY_COLUMNS, StoreError, Tx, key_from_row, list_keys, values},
};

/// Slots in 24 hours.
pub(super) const DAY_SLOTS: i64 = 24 * 3_600_000 / SLOT_MILLIS;
/// Keys that share one change.
const STEP: usize = 500;
/// Keys that one change lists. Nobody is served meanwhile, and a page of an index is written once for all that share it.
const LISTED_AT_ONCE: usize = 20_000;

/// The first slot of the 24 hours up to a moment.
pub(super) fn first_slot(now: Timestamp) -> i64 {
    now.as_millis().div_euclid(SLOT_MILLIS) - DAY_SLOTS + 1
}

/// How far calls have left the day: all of the slots before this one, and in it those of the keys up to this one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Left {
    slot: i64,
    key_id: String,
}

impl Left {
    /// Where it is; before everything in a store that nobody has served yet.
    pub(super) fn read(db: Db<'_>) -> Result<Self, StoreError> {
        let found = db.one("SELECT slot, key_id FROM usage_left", &[], |row| {
            Ok(Self { slot: row.get(0)?, key_id: row.get(1)? })
        })?;
        Ok(found.unwrap_or(Self { slot: i64::MIN, key_id: String::new() }))
    }

    /// Whether a key's calls of a slot still count.
    pub(super) fn is_behind(&self, slot: i64, key_id: &str) -> bool {
        (slot, key_id) > (self.slot, self.key_id.as_str())
    }

    fn write(&self, db: Db<'_>) -> Result<(), StoreError> {
        db.execute_one(
            "INSERT INTO usage_left (one, slot, key_id) VALUES (1, ?1, ?2)
             ON CONFLICT (one) DO UPDATE SET slot = excluded.slot, key_id = excluded.key_id",
            values![self.slot, &self.key_id],
        )
    }
}

impl ApiKeys {
    /// Takes the calls away that are older than 24 hours. Called every few seconds; mostly there are none.
    ///
    /// # Errors
    /// The store's trouble; the next call tries again.
    pub async fn leave_day(&self) -> Result<(), StoreError> {
        let first = first_slot(self.ground.now());
        let due = self.ground.store.read(move |db| Ok::<_, StoreError>(Left::read(db)?.slot < first)).await?;
        while due && self.ground.store.write_patiently(move |tx| leave(tx, first)).await? {}
        Ok(())
    }

    /// Lists the keys that a release before wrote. Called before anybody is served.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn list_old_keys(&self) -> Result<(), Failure> {
        let first = first_slot(self.ground.now());
        while self.ground.store.write_patiently(move |tx| list_some(tx, first)).await? == LISTED_AT_ONCE {}
        Ok(())
    }
}

/// One step; answers whether there may be more to do.
fn leave(tx: &mut Tx<'_>, first: i64) -> Result<bool, StoreError> {
    let left = Left::read(tx.db)?;
    let sql = format!(
        "SELECT slot, key_id, CAST(sum(calls) AS BIGINT) FROM usage
         WHERE slot < ?1 AND slot >= ?2 AND (slot > ?2 OR key_id > ?3)
         GROUP BY slot, key_id ORDER BY slot, key_id LIMIT {STEP}"
    );
    let gone: Vec<(i64, String, i64)> =
        tx.db.all(&sql, values![first, left.slot, &left.key_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (_, key_id, calls) in &gone {
        let sql = "UPDATE keys SET calls_in_day = greatest(0, calls_in_day - ?2) WHERE id = ?1";
        tx.db.execute(sql, values![key_id, *calls])?;
    }
    match gone.last() {
        Some((slot, key_id, _)) if gone.len() == STEP => {
            Left { slot: *slot, key_id: key_id.clone() }.write(tx.db)?;
            Ok(true)
        }
        // Whatever is counted late for a slot before the day is not counted for the day.
        _ => {
            Left { slot: first, key_id: String::new() }.write(tx.db)?;
            Ok(false)
        }
    }
}

fn list_some(tx: &mut Tx<'_>, first: i64) -> Result<usize, StoreError> {
    // The first step says from where on calls are counted, so that all others agree with it and with what comes.
    if Left::read(tx.db)?.slot == i64::MIN {
        Left { slot: first, key_id: String::new() }.write(tx.db)?;
    }
    let since = Left::read(tx.db)?.slot;
    let sql = format!("SELECT {KEY_COLUMNS} FROM keys WHERE name_sorted IS NULL ORDER BY id LIMIT {LISTED_AT_ONCE}");
    let keys = tx.db.all(&sql, &[], key_from_row)?;
    list_keys(tx.db, &keys, since)?;
    Ok(keys.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::store::{FILE, open_or_create};

    #[test]
    fn what_was_counted_up_to_a_place_has_left_and_what_is_behind_it_counts() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_or_create(&folder.path().join(FILE)).unwrap();
        let db = Db::Sqlite(&connection);
        let whole = Left::read(db).unwrap();
        assert!(whole.is_behind(i64::MIN, "a"), "nothing has left a store that nobody has served");
        Left { slot: 7, key_id: "k".to_owned() }.write(db).unwrap();
        let left = Left::read(db).unwrap();
        let behind = [(6, "z"), (7, "a"), (7, "k"), (7, "l"), (8, "a")].map(|(slot, key)| left.is_behind(slot, key));
        assert_eq!(behind, [false, false, false, true, true]);
    }
}
