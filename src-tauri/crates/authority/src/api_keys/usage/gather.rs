//! What was counted, gathered as the store takes it: some callers of a key each, all others of it together, and so many rows
//! to a change that nobody else waits long for it.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
};

use keys::{Timestamp, alert::CALLERS_MAX};

use super::{Count, day::Left};
use crate::{
    evidence::{news::gathered::KEY_USED, records::OTHERS},
    ground::{
        news::Told,
        store::{StoreError, Tx, Value, insert_rows, values},
    },
};

/// Rows that share one change.
const CHANGE: usize = 256;
/// Keys whose callers are remembered; beyond it they are forgotten, and counted from none again.
const KEPT_MAX: usize = 100_000;

/// Which callers have a row, by key and slot.
#[derive(Default)]
pub struct Known {
    hasher: RandomState,
    callers: HashMap<(Arc<str>, i64), Vec<u64>>,
    newest_slot: i64,
}

impl Known {
    /// Whether this caller has a row of its own, which it gets as long as there are few.
    fn takes(&mut self, count: &Count) -> bool {
        let caller = self.hasher.hash_one((count.address, &count.agent));
        let known = self.callers.entry((count.key_id.clone(), count.slot)).or_default();
        if known.contains(&caller) {
            return true;
        }
        let room = known.len() < CALLERS_MAX;
        if room {
            known.push(caller);
        }
        room
    }

    fn forget_old(&mut self, slot: i64) {
        if slot > self.newest_slot {
            self.newest_slot = slot;
            self.callers.retain(|(_, known), _| *known + 1 >= slot);
        }
        if self.callers.len() > KEPT_MAX {
            self.callers.clear();
        }
    }

    /// The changes that write these counts.
    pub fn gather(&mut self, counts: Vec<Count>) -> Vec<Change> {
        self.forget_old(counts.iter().map(|count| count.slot).max().unwrap_or_default());
        let mut rows: HashMap<(Arc<str>, i64, String, Box<str>), Count> = HashMap::new();
        for count in counts {
            let (address, agent) = match self.takes(&count) {
                true => (count.address.to_string(), count.agent.clone()),
                false => (OTHERS.to_owned(), Box::default()),
            };
            let place = (count.key_id.clone(), count.slot, address, agent);
            match rows.get_mut(&place) {
                Some(row) => row.add(&count),
                None => drop(rows.insert(place, count)),
            }
        }
        let mut rows: Vec<_> =
            rows.into_iter().map(|((_, _, address, agent), count)| (address, agent, count)).collect();
        // Those of one key together, so that it is written once.
        rows.sort_by(|(_, _, a), (_, _, b)| a.key_id.cmp(&b.key_id));
        let mut changes = Vec::new();
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(CHANGE));
            changes.push(Change(std::mem::replace(&mut rows, rest)));
        }
        changes
    }
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.first_at = self.first_at.min(other.first_at);
        self.last_at = self.last_at.max(other.last_at);
    }
}

/// Rows for one change, each with its address and agent.
pub struct Change(Vec<(String, Box<str>, Count)>);

impl Change {
    /// Writes them.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn write(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let row = |(address, agent, count): &(String, Box<str>, Count)| {
            [
                (&*count.key_id).into(),
                count.slot.into(),
                address.into(),
                (&**agent).into(),
                count.calls.into(),
                count.last_at.into(),
            ]
        };
        let rows: Vec<[Value; 6]> = self.0.iter().map(row).collect();
        insert_rows(
            tx.db,
            "INSERT INTO usage (key_id, slot, address, agent, calls, last_at)",
            &rows,
            "ON CONFLICT (key_id, slot, address, agent)
             DO UPDATE SET calls = usage.calls + excluded.calls, last_at = greatest(usage.last_at, excluded.last_at)",
        )?;
        self.write_keys(tx)
    }

    /// Each key once, whoever called with it.
    fn write_keys(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let left = Left::read(tx.db)?;
        let mut keys: HashMap<&str, (Timestamp, Timestamp, i64, &Count)> = HashMap::new();
        for (_, _, count) in &self.0 {
            let all = keys.entry(&count.key_id).or_insert((count.first_at, count.last_at, 0, count));
            let calls = if left.is_behind(count.slot, &count.key_id) { i64::from(count.calls) } else { 0 };
            (all.0, all.1, all.2) = (all.0.min(count.first_at), all.1.max(count.last_at), all.2 + calls);
        }
        for (key_id, (first_at, last_at, calls, of)) in keys {
            tx.db.execute(
                "UPDATE keys SET first_used_at = least(first_used_at, ?2), last_used_at = greatest(last_used_at, ?3),
                     used_sorted = greatest(used_sorted, ?3), calls_in_day = calls_in_day + ?4
                 WHERE id = ?1",
                values![key_id, first_at, last_at, calls],
            )?;
            let place = (&*of.organization_id, Some(of.environment));
            tx.tell(Told::without_row(place, KEY_USED, key_id, last_at));
        }
        Ok(())
    }
}
