//! A list of keys that is known whole: narrowed, counted and ordered here, by the rules of a list that a place sifts.

use std::collections::BTreeMap;

use keys::{
    KeyState, Life, Timestamp, due,
    fold::{sort_key, words},
    wire::Key,
};
use providers::{KeyFilter, KeySort};

use crate::view::ListKeys;

/// A key in a list, with what else is known of it.
pub(crate) trait Sifted {
    /// The key.
    fn key(&self) -> &Key;

    /// Ids that it is found by beside its own.
    fn ids(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    /// Whether somebody knows when it was called with last.
    fn knows_use(&self) -> bool;
}

impl Sifted for Key {
    fn key(&self) -> &Key {
        self
    }

    fn knows_use(&self) -> bool {
        true
    }
}

/// Those that are asked for in their order, and how many each filter would leave.
pub(crate) fn sift<T: Sifted>(all: Vec<T>, asked: &ListKeys, now: Timestamp) -> (Vec<T>, BTreeMap<KeyFilter, u64>) {
    let wanted = words(&asked.search);
    let mut found: Vec<T> = all.into_iter().filter(|one| has_words(one, &wanted)).collect();
    let count = |filter| found.iter().filter(|one| fits(*one, filter, now)).count() as u64;
    let counts = KeyFilter::ALL.map(|filter| (filter, count(filter)));
    found.retain(|one| fits(one, asked.filter, now));
    match asked.sort {
        KeySort::Name => found.sort_by_cached_key(|one| sort_key(&one.key().name)),
        // Never is the longest ago, and the latest end.
        KeySort::LastUsed => found.sort_by_key(|one| one.key().last_used_at),
        KeySort::Expires => found.sort_by_key(|one| (one.key().ends_at.is_none(), one.key().ends_at)),
        KeySort::Created | KeySort::Calls => found.sort_by_key(|one| one.key().created_at),
    }
    if asked.descending {
        found.reverse();
    }
    (found, BTreeMap::from(counts))
}

fn fits(one: &impl Sifted, filter: KeyFilter, now: Timestamp) -> bool {
    let key = one.key();
    match filter {
        KeyFilter::All => true,
        KeyFilter::Due => is_due(key, now),
        KeyFilter::Unused => one.knows_use() && is_unused(key, now),
        KeyFilter::Active | KeyFilter::Retiring | KeyFilter::Pending | KeyFilter::Expired | KeyFilter::Revoked => {
            KeyFilter::of_state(key.state) == filter
        }
    }
}

fn is_due(key: &Key, now: Timestamp) -> bool {
    let mut life = Life::new(key.created_at, key.ends_at);
    key.state == KeyState::Active && life.confirm(key.created_at).is_ok() && due::is_due(&life, None, now)
}

fn is_unused(key: &Key, now: Timestamp) -> bool {
    let since = KeyFilter::unused_since(now);
    key.state == KeyState::Active && key.created_at < since && key.last_used_at.is_none_or(|at| at < since)
}

/// Whether a key has all of these words, or words that begin with them: where the authority looks too, and in the ids beside it.
fn has_words(one: &impl Sifted, wanted: &[String]) -> bool {
    let key = one.key();
    let texts = [&key.name, &key.id, &key.hint.last_four, key.note.as_deref().unwrap_or_default()];
    let has: Vec<_> = texts.into_iter().chain(one.ids()).flat_map(words).collect();
    wanted.iter().all(|word| has.iter().any(|one| one.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use keys::Environment;

    use super::*;
    use crate::scripted::{key, now};

    const DAY: i64 = 24 * 3600;

    fn made(name: &str, days_ago: i64, used_days_ago: Option<i64>) -> Key {
        let ago = |days: i64| now().plus_seconds(-days * DAY);
        let last_used_at = used_days_ago.map(ago);
        Key { created_at: ago(days_ago), last_used_at, ..key(name, Environment::Live, KeyState::Active) }
    }

    fn names(all: Vec<Key>, filter: KeyFilter, sort: KeySort, search: &str) -> Vec<String> {
        let asked = ListKeys {
            connection: String::new(),
            environment: Environment::Live,
            filter,
            narrowing: None,
            search: search.to_owned(),
            sort,
            descending: false,
            cursor: None,
            limit: 50,
        };
        sift(all, &asked, now()).0.into_iter().map(|key| key.name).collect()
    }

    #[test]
    fn a_key_is_due_after_a_year_as_anywhere() {
        let all = vec![made("young", 1, None), made("old", 366, None)];
        assert_eq!(names(all, KeyFilter::Due, KeySort::Name, ""), ["old"]);
    }

    #[test]
    fn unused_is_what_nobody_called_with_for_thirty_days_and_was_there_for_as_long() {
        let all = vec![
            made("new", 29, None),
            made("used", 90, Some(29)),
            made("left", 90, Some(31)),
            made("never", 31, None),
        ];
        assert_eq!(names(all, KeyFilter::Unused, KeySort::Name, ""), ["left", "never"]);
    }

    #[test]
    fn the_longest_unused_and_the_next_to_end_stand_first_and_what_never_ends_last() {
        let all = vec![made("lately", 9, Some(1)), made("never", 9, None), made("once", 9, Some(8))];
        assert_eq!(names(all, KeyFilter::All, KeySort::LastUsed, ""), ["never", "once", "lately"]);
        let ends = |name: &str, days: Option<i64>| Key {
            ends_at: days.map(|days| now().plus_seconds(days * DAY)),
            ..made(name, 1, None)
        };
        let all = vec![ends("no end", None), ends("late", Some(9)), ends("soon", Some(2))];
        assert_eq!(names(all, KeyFilter::All, KeySort::Expires, ""), ["soon", "late", "no end"]);
    }

    #[test]
    fn every_word_has_to_begin_a_word_of_it_and_counts_are_of_what_was_found() {
        let all = vec![made("Billing worker", 1, None), made("payouts", 1, None)];
        assert_eq!(names(all.clone(), KeyFilter::All, KeySort::Name, "work bill"), ["Billing worker"]);
        assert!(names(all, KeyFilter::All, KeySort::Name, "illing").is_empty());
    }
}
