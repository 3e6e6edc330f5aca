//! Who calls with which key: counted in memory on the verify path, written behind the answers in batches.

pub(in crate::api_keys) mod day;
mod gather;

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use hashbrown::{HashTable, hash_table};
use keys::{Environment, Timestamp, address::ClientAddress, wire};

use gather::{Change, Known};

use crate::{
    Caller, Failure,
    api_keys::ApiKeys,
    evidence::{records::last_write, webhook_endpoints::endpoints_of},
    ground::{
        index::Entry,
        store::{Db, StoreError, Value, values},
        striped::Striped,
    },
};

/// Milliseconds in a slot: five minutes, fine enough for "the last hour" and "the last 24 hours".
pub const SLOT_MILLIS: i64 = 5 * 60 * 1000;
/// Slots are kept this long: eight days.
const KEPT_MILLIS: i64 = 8 * 24 * 3600 * 1000;
/// Lines that may wait for the next flush, in each part. Beyond it calls are dropped and counted, never waited for.
const WAITING_MAX: usize = 8192;
/// Rows that one change forgets.
const FORGET_STEP: usize = 1_000;
const AGENT_LENGTH_MAX: usize = 64;

/// Who called with which key, and when about.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Line<'a> {
    key_id: &'a str,
    slot: i64,
    address: ClientAddress,
    agent: &'a str,
}

/// What is counted of one caller.
#[derive(Debug)]
struct Count {
    key_id: Arc<str>,
    slot: i64,
    address: ClientAddress,
    agent: Box<str>,
    organization_id: Arc<str>,
    environment: Environment,
    calls: u32,
    first_at: Timestamp,
    last_at: Timestamp,
}

impl Count {
    fn line(&self) -> Line<'_> {
        Line { key_id: &self.key_id, slot: self.slot, address: self.address, agent: &self.agent }
    }
}

/// Counts calls without ever waiting for the store. A caller that is counted already costs no memory anew.
pub struct Recorder {
    hasher: RandomState,
    parts: Striped<Mutex<HashTable<Count>>>,
    dropped: AtomicU64,
    /// Whether calls were let through that nothing will ever tell of.
    lost: AtomicBool,
    /// Looked at where it is written, never where it is counted.
    known: Mutex<Known>,
    /// One writes at a time: whoever is through knows that what another had taken is written too.
    writing: tokio::sync::Mutex<()>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            parts: Striped::default(),
            dropped: AtomicU64::new(0),
            lost: AtomicBool::new(false),
            known: Mutex::default(),
            writing: tokio::sync::Mutex::default(),
        }
    }
}

impl Recorder {
    /// Notes a call that was let through.
    pub fn record(&self, entry: &Entry, address: ClientAddress, agent: Option<&str>, now: Timestamp) {
        let slot = now.as_millis().div_euclid(SLOT_MILLIS);
        let agent = first_word(agent.unwrap_or_default());
        let line = Line { key_id: &entry.key_id, slot, address, agent };
        let hash = self.hasher.hash_one(line);
        let mut waiting = self.parts.of(hash).lock().unwrap_or_else(PoisonError::into_inner);
        let full = waiting.len() >= WAITING_MAX;
        let again = |count: &Count| self.hasher.hash_one(count.line());
        let count = match waiting.entry(hash, |count| count.line() == line, again) {
            hash_table::Entry::Occupied(place) => place.into_mut(),
            hash_table::Entry::Vacant(_) if full => {
                self.dropped.fetch_add(1, Ordering::Relaxed);
                return;
            }
            hash_table::Entry::Vacant(place) => place
                .insert(Count {
                    key_id: (&*entry.key_id).into(),
                    slot,
                    address,
                    agent: agent.into(),
                    organization_id: entry.organization_id.clone(),
                    environment: entry.environment,
                    calls: 0,
                    first_at: now,
                    last_at: now,
                })
                .into_mut(),
        };
        count.calls = count.calls.saturating_add(1);
        count.last_at = count.last_at.max(now);
    }

    /// Calls that were let through but could not be noted since the last time this was asked.
    fn take_dropped(&self) -> u64 {
        self.dropped.swap(0, Ordering::Relaxed)
    }

    /// Whether calls were lost since the last time this was asked: then nobody can say of a key that it was quiet.
    pub(crate) fn take_lost(&self) -> bool {
        self.lost.swap(false, Ordering::SeqCst)
    }

    fn gather(&self) -> Vec<Change> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).gather(self.take())
    }

    fn take(&self) -> Vec<Count> {
        let take =
            |part: &Mutex<HashTable<_>>| std::mem::take(&mut *part.lock().unwrap_or_else(PoisonError::into_inner));
        self.parts.all().flat_map(take).collect()
    }
}

/// The product a user agent names first, cut to a sane length.
fn first_word(agent: &str) -> &str {
    let word = agent.split_ascii_whitespace().next().unwrap_or_default();
    word.get(..word.len().min(AGENT_LENGTH_MAX)).unwrap_or_default()
}

impl ApiKeys {
    /// Writes what was counted before this call and is not written yet. Called twice a second, and once more at the end.
    ///
    /// # Errors
    /// The store's trouble; those counts are lost, which harms evidence but no key: no old key ends by itself upon it.
    pub async fn flush_usage(&self) -> Result<(), StoreError> {
        let _writing = self.recorder.writing.lock().await;
        let dropped = self.recorder.take_dropped();
        if dropped > 0 {
            self.recorder.lost.store(true, Ordering::SeqCst);
            crate::ground::metrics::records_dropped(dropped);
            tracing::warn!(dropped, "calls were let through without being noted: too many callers at once");
        }
        let changes = self.recorder.gather();
        let mut outcome = Ok(());
        for change in changes {
            // One after the other: whatever is more urgent comes between them.
            outcome = self.ground.store.write_patiently(move |tx| change.write(tx)).await.and(outcome);
        }
        if outcome.is_err() {
            self.recorder.lost.store(true, Ordering::SeqCst);
        }
        outcome
    }

    /// Forgets slots older than eight days. Called once an hour.
    ///
    /// # Errors
    /// The store's trouble; the next hour tries again.
    pub async fn prune_usage(&self) -> Result<(), StoreError> {
        let oldest_slot = (self.ground.ambient.now().as_millis() - KEPT_MILLIS).div_euclid(SLOT_MILLIS);
        while self.ground.store.write_patiently(move |tx| forget(tx.db, oldest_slot)).await? == FORGET_STEP {}
        Ok(())
    }

    /// What hangs on a key: who called with it in the last hour, the busiest first; its last write; and the webhook endpoints
    /// that it created.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub async fn key_usage(&self, caller: &Caller, key_id: String) -> Result<wire::Usage, Failure> {
        let key = self.key_of(caller, key_id).await?;
        let now = self.ground.ambient.now();
        let since = (now.as_millis() - 3_600_000).div_euclid(SLOT_MILLIS);
        self.ground
            .store
            .read(move |db| {
                let last_write = Some(last_write(db, &key.organization_id, &key.id, now)?);
                let webhook_endpoints = Some(endpoints_of(db, &key.id)?);
                Ok(wire::Usage {
                    last_hour: callers_since(db, &key.id, since)?,
                    last_write,
                    webhook_endpoints,
                    as_of: now,
                })
            })
            .await
    }
}

fn forget(db: Db<'_>, oldest_slot: i64) -> Result<usize, StoreError> {
    let old = "SELECT key_id, slot, address, agent FROM usage WHERE slot < ?1 LIMIT ?2";
    let sql = format!("DELETE FROM usage WHERE (key_id, slot, address, agent) IN ({old})");
    db.execute(&sql, values![oldest_slot, FORGET_STEP as i64])
}

fn callers_since(db: Db<'_>, key_id: &str, slot: i64) -> Result<Vec<wire::Caller>, StoreError> {
    let sql = "SELECT address, agent, CAST(sum(calls) AS BIGINT), max(last_at),
             (SELECT first_at FROM key_callers AS first
              WHERE first.key_id = ?1 AND first.address = usage.address AND first.agent = usage.agent)
         FROM usage WHERE key_id = ?1 AND slot >= ?2
         GROUP BY address, agent ORDER BY 3 DESC, 4 DESC LIMIT 50";
    db.all(sql, values![key_id, slot], |row| {
        Ok(wire::Caller {
            address: row.get(0)?,
            agent: row.get(1)?,
            calls: row.get(2)?,
            last_at: row.moment(3)?,
            first_at: row.moment_if_any(4)?,
        })
    })
}

/// Calls in each of the 24 hours up to `now`, the oldest first, of one key.
///
/// # Errors
/// The store's trouble.
pub fn calls_by_hour(db: Db<'_>, key_id: &str, now: Timestamp) -> Result<Vec<u32>, StoreError> {
    Ok(CallsByHour::of(db, [key_id].into_iter(), now)?.of_key(key_id))
}

/// Calls in each of the 24 hours of a page of keys.
pub struct CallsByHour(HashMap<String, Vec<u32>>);

impl CallsByHour {
    /// Reads them in one question, however many keys there are.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn of<'a>(db: Db<'_>, key_ids: impl Iterator<Item = &'a str>, now: Timestamp) -> Result<Self, StoreError> {
        const SLOTS_AN_HOUR: i64 = 3_600_000 / SLOT_MILLIS;
        let current = now.as_millis().div_euclid(SLOT_MILLIS);
        let oldest = current - 24 * SLOTS_AN_HOUR + 1;
        let mut arguments = vec![Value::from(oldest)];
        arguments.extend(key_ids.map(Value::from));
        let mut all = HashMap::new();
        if arguments.len() == 1 {
            return Ok(Self(all));
        }
        let places: Vec<String> = (2..=arguments.len()).map(|place| format!("?{place}")).collect();
        let sql = format!(
            "SELECT key_id, slot, CAST(sum(calls) AS BIGINT) FROM usage WHERE key_id IN ({}) AND slot >= ?1
             GROUP BY key_id, slot",
            places.join(", ")
        );
        db.each(&sql, &arguments, |row| {
            let hour = usize::try_from((row.get::<i64>(1)? - oldest) / SLOTS_AN_HOUR).unwrap_or(23).min(23);
            let hours: &mut Vec<u32> = all.entry(row.get(0)?).or_insert_with(|| vec![0; 24]);
            hours[hour] = hours[hour].saturating_add(row.get(2)?);
            Ok(true)
        })?;
        Ok(Self(all))
    }

    /// Those of one key; none where nobody called.
    pub fn of_key(&self, key_id: &str) -> Vec<u32> {
        self.0.get(key_id).cloned().unwrap_or_else(|| vec![0; 24])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::store::{FILE, open_or_create};

    #[test]
    fn a_page_of_keys_has_the_calls_of_each_whatever_else_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_or_create(&folder.path().join(FILE)).unwrap();
        let db = Db::Sqlite(&connection);
        let now = Timestamp::from_millis(1_800_000_000_000);
        let slot = |hours_ago: i64| (now.as_millis() - hours_ago * 3_600_000).div_euclid(SLOT_MILLIS);
        let calls =
            [("a", 0, "one", 2), ("a", 0, "two", 3), ("a", 5, "one", 7), ("b", 23, "one", 1), ("c", 30, "one", 9)];
        for (key, hours_ago, agent, count) in calls {
            let sql = "INSERT INTO usage (key_id, slot, address, agent, calls, last_at) VALUES (?1, ?2, '', ?3, ?4, 0)";
            db.execute_one(sql, values![key, slot(hours_ago), agent, i64::from(count)]).unwrap();
        }
        let read = CallsByHour::of(db, ["a", "b", "c", "d", "a"].into_iter(), now).unwrap();
        let hours = |key: &str, some: &[(usize, u32)]| {
            let mut hours = vec![0; 24];
            some.iter().for_each(|(at, count)| hours[*at] = *count);
            assert_eq!(read.of_key(key), hours, "{key}");
            assert_eq!(calls_by_hour(db, key, now).unwrap(), hours, "{key} alone");
        };
        hours("a", &[(23, 5), (18, 7)]);
        hours("b", &[(0, 1)]);
        hours("c", &[]);
        hours("d", &[]);
        assert!(CallsByHour::of(db, std::iter::empty(), now).is_ok(), "an empty page is no question");
    }

    #[test]
    fn a_user_agent_is_known_by_its_first_word() {
        assert_eq!(first_word("curl/8.5.0 (x86_64) libcurl"), "curl/8.5.0");
        assert_eq!(first_word(""), "");
        assert_eq!(first_word(&"x".repeat(500)).len(), 64);
    }
}
