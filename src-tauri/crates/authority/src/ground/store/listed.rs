//! What a key is listed by, told from the key each time that it is written (`migrations/0016_lists.sql`).

use keys::{
    Environment, KeyState, Life, Timestamp,
    fold::{sort_key, words},
};
use sha2::{Digest as _, Sha256};

use super::{
    StoreError,
    db::{Db, Value, values},
    many::insert_rows,
};
use crate::ground::key::KeyRecord;

/// The end of what has none: it comes after every other one.
const NEVER: i64 = 253_402_300_799_999;

/// What a key is without a look at the clock: its end has come only once that is written down.
pub(super) fn state_on_record(life: &Life) -> KeyState {
    life.state(Timestamp::from_millis(i64::MIN))
}

/// Its end, or a moment after all others.
pub(super) fn ends_sorted(life: &Life) -> i64 {
    life.ends_at().map_or(NEVER, Timestamp::as_millis)
}

/// Where a word is: its space, its bytes, the key.
type Row = (i64, Vec<u8>, String);

/// The words that a key is found by: of its name and its note, its id and the last four characters of its secret.
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(key: &KeyRecord) -> Self {
        let id = key.id.strip_prefix("key_").unwrap_or(&key.id);
        let mut all = words(&key.name);
        for text in [id, &key.hint.last_four, key.note.as_deref().unwrap_or_default()] {
            for word in words(text) {
                if !all.contains(&word) {
                    all.push(word);
                }
            }
        }
        Self(all)
    }

    /// All in one text, each after a blank.
    pub(super) fn text(&self) -> String {
        self.0.iter().flat_map(|word| [" ", word]).collect()
    }

    /// Writes where each is.
    pub(super) fn insert(self, db: Db<'_>, key: &KeyRecord) -> Result<(), StoreError> {
        insert_words(db, self.rows(key))
    }

    fn rows(self, key: &KeyRecord) -> Vec<Row> {
        let space = space(&key.organization_id, key.environment);
        self.0.into_iter().map(|word| (space, word.into_bytes(), key.id.clone())).collect()
    }
}

/// A small number for an organization's environment. Two may share one: what is found by it is compared with both.
pub(crate) fn space(organization_id: &str, environment: Environment) -> i64 {
    let digest: [u8; 32] = Sha256::digest(format!("{organization_id}/{}", environment.as_str())).into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// Lists keys that a release before wrote, with their calls since a slot.
///
/// # Errors
/// The store's trouble.
pub(crate) fn list_keys(db: Db<'_>, keys: &[KeyRecord], since_slot: i64) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for key in keys {
        let words = Words::of(key);
        db.execute_one(
            "UPDATE keys SET state_on_record = ?2, ends_sorted = ?3, name_sorted = ?4, words = ?5, used_sorted = ?6,
                 calls_in_day = (SELECT coalesce(CAST(sum(calls) AS BIGINT), 0) FROM usage
                     WHERE key_id = ?1 AND slot >= ?7)
             WHERE id = ?1",
            values![
                &key.id,
                state_on_record(&key.life).as_str(),
                ends_sorted(&key.life),
                sort_key(&key.name),
                words.text(),
                key.last_used_at.map_or(0, Timestamp::as_millis),
                since_slot,
            ],
        )?;
        rows.extend(words.rows(key));
    }
    insert_words(db, rows)
}

/// In the order of the table: what stands together is written at once.
fn insert_words(db: Db<'_>, mut rows: Vec<Row>) -> Result<(), StoreError> {
    rows.sort_unstable();
    let rows: Vec<[Value; 3]> =
        rows.into_iter().map(|(space, word, key_id)| [space.into(), Value::Bytes(word), key_id.into()]).collect();
    let there = "ON CONFLICT (space, word, key_id) DO NOTHING";
    insert_rows(db, "INSERT INTO key_words (space, word, key_id)", &rows, there)?;
    Ok(())
}
