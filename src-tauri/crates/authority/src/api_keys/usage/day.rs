//! How many calls each key had in the last 24 hours, kept beside the key so that a list can be ordered by it: calls are added
//! as they are counted, and taken away when their slot leaves the day.

use std::cmp::Ordering;

use keys::Timestamp;

use super::SLOT_MILLIS;
use crate::{
    api_keys::ApiKeys,
    ground::store::{Db, StoreError, values},
};

/// Slots in 24 hours.
pub(super) const DAY_SLOTS: i64 = 24 * 3_600_000 / SLOT_MILLIS;
/// Keys that share one change.
const STEP: usize = 500;

/// The first slot of the 24 hours up to a moment.
pub(in crate::api_keys) fn first_slot(now: Timestamp) -> i64 {
    now.as_millis().div_euclid(SLOT_MILLIS) - DAY_SLOTS + 1
}

/// How far calls have left the day: all of the slots before this one, and in it those of the keys up to this one.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::api_keys) struct Left {
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

    /// From which slot on calls are counted; from this one when nothing says so yet.
    pub(in crate::api_keys) fn begin(db: Db<'_>, first: i64) -> Result<i64, StoreError> {
        let left = Self::read(db)?;
        if left.slot > i64::MIN {
            return Ok(left.slot);
        }
        Self { slot: first, key_id: String::new() }.write(db)?;
        Ok(first)
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
    /// Takes the calls away that are older than 24 hours. Called every few seconds; mostly there are none. A clock that was
    /// ahead and was set right brings those back that it had taken away too early.
    ///
    /// # Errors
    /// The store's trouble; the next call tries again.
    pub async fn leave_day(&self) -> Result<(), StoreError> {
        let first = first_slot(self.ground.now());
        let left = self.ground.store.read(Left::read).await?.slot;
        let step: fn(Db<'_>, i64) -> Result<bool, StoreError> = match left.cmp(&first) {
            Ordering::Less => leave,
            Ordering::Equal => return Ok(()),
            Ordering::Greater => come_back,
        };
        while self.ground.store.write_patiently(move |tx| step(tx.db, first)).await? {}
        Ok(())
    }
}

/// One step; answers whether there may be more to do.
fn leave(db: Db<'_>, first: i64) -> Result<bool, StoreError> {
    let left = Left::read(db)?;
    let sql = format!(
        "SELECT slot, key_id, CAST(sum(calls) AS BIGINT) FROM usage
         WHERE slot < ?1 AND slot >= ?2 AND (slot > ?2 OR key_id > ?3)
         GROUP BY slot, key_id ORDER BY slot, key_id LIMIT {STEP}"
    );
    let gone: Vec<(i64, String, i64)> =
        db.all(&sql, values![first, left.slot, &left.key_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (_, key_id, calls) in &gone {
        add_calls(db, key_id, -calls)?;
    }
    match gone.last() {
        Some((slot, key_id, _)) if gone.len() == STEP => {
            Left { slot: *slot, key_id: key_id.clone() }.write(db)?;
            Ok(true)
        }
        // Whatever is counted late for a slot before the day is not counted for the day.
        _ => {
            Left { slot: first, key_id: String::new() }.write(db)?;
            Ok(false)
        }
    }
}

/// The same steps the other way: from the last that left back to the first slot of the day.
fn come_back(db: Db<'_>, first: i64) -> Result<bool, StoreError> {
    let left = Left::read(db)?;
    let sql = format!(
        "SELECT slot, key_id, CAST(sum(calls) AS BIGINT) FROM usage
         WHERE slot >= ?1 AND slot <= ?2 AND (slot < ?2 OR key_id <= ?3)
         GROUP BY slot, key_id ORDER BY slot DESC, key_id DESC LIMIT {STEP}"
    );
    let mut back: Vec<(i64, String, i64)> =
        db.all(&sql, values![first, left.slot, &left.key_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    // The last of a full step stays away: up to it, calls have left.
    let stays = if back.len() == STEP { back.pop() } else { None };
    for (_, key_id, calls) in &back {
        add_calls(db, key_id, *calls)?;
    }
    let more = stays.is_some();
    let (slot, key_id) = stays.map_or_else(|| (first, String::new()), |(slot, key_id, _)| (slot, key_id));
    Left { slot, key_id }.write(db)?;
    Ok(more)
}

fn add_calls(db: Db<'_>, key_id: &str, calls: i64) -> Result<(), StoreError> {
    let sql = "UPDATE keys SET calls_in_day = greatest(0, calls_in_day + ?2) WHERE id = ?1";
    db.execute(sql, values![key_id, calls]).map(drop)
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

    #[test]
    fn wherever_the_clock_goes_the_calls_of_the_day_are_those_that_were_counted_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_or_create(&folder.path().join(FILE)).unwrap();
        // More keys than share a change, so that steps end amid a slot.
        let (keys, slots) = (STEP + 150, 6);
        connection
            .execute_batch(&format!(
                "PRAGMA foreign_keys = OFF; BEGIN;
                 CREATE TEMP TABLE many AS
                     WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < {keys}) SELECT n FROM n;
                 CREATE TEMP TABLE slots AS SELECT n AS slot FROM many WHERE n < {slots};
                 INSERT INTO keys (id, organization_id, environment, name, name_folded, access_level, digest, hint_prefix,
                         hint_last_four, created_at, created_by, calls_in_day)
                     SELECT 'k' || n, 'o', 'sandbox', 'n', 'n', 'read_only', CAST(printf('%032d', n) AS BLOB), 'p', 'f', 0, 'b',
                         (SELECT sum(1 + (n + slot) % 3) FROM slots) FROM many;
                 INSERT INTO usage (key_id, slot, address, agent, calls, last_at)
                     SELECT 'k' || n, slot, 'a', 'g', 1 + (n + slot) % 3, 0 FROM many, slots;
                 COMMIT;"
            ))
            .unwrap();
        let db = Db::Sqlite(&connection);
        for first in [0, 2, 9, 5, 1, 6, 0] {
            let step = if Left::read(db).unwrap().slot < first { leave } else { come_back };
            while step(db, first).unwrap() {}
            let sql = "SELECT count(*) FROM keys WHERE calls_in_day <>
                         (SELECT coalesce(sum(calls), 0) FROM usage WHERE key_id = id AND slot >= ?1)";
            let wrong: i64 = db.one(sql, values![first], |row| row.get(0)).unwrap().unwrap();
            assert_eq!(wrong, 0, "the day begins with slot {first}");
        }
    }
}
