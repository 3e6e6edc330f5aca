//! What was drawn from the organizations' buckets in the last hour, for whoever looks. Counted from the request records as they
//! are written behind the answers: no request waits for it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use keys::{Environment, Timestamp};

use super::Class;

/// Counts of so many milliseconds stand together.
const SLOT_MILLIS: i64 = 5_000;
const MINUTE: i64 = 60_000 / SLOT_MILLIS;
const HOUR: i64 = 60 * MINUTE;

/// What is known of one bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Used {
    /// Let on within the last minute.
    pub(crate) last_minute: u32,
    /// The most within any minute of the last hour.
    pub(crate) busiest_minute: u32,
    /// Answered 429 within the last hour.
    pub(crate) limited_last_hour: u32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    number: i64,
    let_on: u32,
    limited: u32,
}

/// The slots of the last hour in which something was, the oldest first.
#[derive(Default)]
struct Hour(VecDeque<Slot>);

type Bucket = (Environment, Class);

/// The counts of this process.
#[derive(Default)]
pub(crate) struct Usage {
    organizations: Mutex<HashMap<String, HashMap<Bucket, Hour>>>,
    not_counted: Mutex<Hour>,
}

impl Usage {
    /// A request drew from a bucket: it was let on, or it was too much.
    pub(crate) fn note(&self, organization: &str, bucket: Bucket, at: Timestamp, is_limited: bool) {
        let mut organizations = self.organizations.lock().unwrap_or_else(PoisonError::into_inner);
        let (let_on, limited) = if is_limited { (0, 1) } else { (1, 0) };
        match organizations.get_mut(organization) {
            Some(buckets) => buckets.entry(bucket).or_default().add(at, let_on, limited),
            None => {
                let buckets = organizations.entry(organization.to_owned()).or_default();
                buckets.entry(bucket).or_default().add(at, let_on, limited);
            }
        }
    }

    /// So many requests could not be noted.
    pub(crate) fn note_not_counted(&self, at: Timestamp, count: u32) {
        if count > 0 {
            self.not_counted.lock().unwrap_or_else(PoisonError::into_inner).add(at, count, 0);
        }
    }

    /// What was drawn from a bucket until now.
    pub(crate) fn of(&self, organization: &str, bucket: Bucket, now: Timestamp) -> Used {
        let organizations = self.organizations.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = organizations.get(organization).and_then(|buckets| buckets.get(&bucket));
        hour.map(|hour| hour.used(now)).unwrap_or_default()
    }

    /// Requests of the last hour that could not be noted.
    pub(crate) fn not_counted(&self, now: Timestamp) -> u32 {
        let hour = self.not_counted.lock().unwrap_or_else(PoisonError::into_inner);
        hour.within(number(now), HOUR).map(|slot| slot.let_on).fold(0, u32::saturating_add)
    }
}

impl Hour {
    fn add(&mut self, at: Timestamp, let_on: u32, limited: u32) {
        let number = number(at);
        // Records come in the order of their moments, but for the last few.
        let place = self.0.iter().rposition(|slot| slot.number <= number).map_or(0, |before| before + 1);
        let slot = match place.checked_sub(1).and_then(|before| self.0.get_mut(before)) {
            Some(slot) if slot.number == number => slot,
            _ => {
                self.0.insert(place, Slot { number, let_on: 0, limited: 0 });
                let Some(slot) = self.0.get_mut(place) else { return };
                slot
            }
        };
        slot.let_on = slot.let_on.saturating_add(let_on);
        slot.limited = slot.limited.saturating_add(limited);
        while self.0.front().zip(self.0.back()).is_some_and(|(first, last)| first.number <= last.number - HOUR) {
            self.0.pop_front();
        }
    }

    /// The slots of a span that ends with a slot.
    fn within(&self, last: i64, span: i64) -> impl Iterator<Item = &Slot> {
        self.0.iter().filter(move |slot| slot.number > last - span && slot.number <= last)
    }

    fn used(&self, now: Timestamp) -> Used {
        let now = number(now);
        let let_on = |last| self.within(last, MINUTE).map(|slot| slot.let_on).fold(0, u32::saturating_add);
        let ends = self.within(now, HOUR).filter(|slot| slot.let_on > 0);
        Used {
            last_minute: let_on(now),
            busiest_minute: ends.map(|slot| let_on(slot.number)).max().unwrap_or_default(),
            limited_last_hour: self.within(now, HOUR).map(|slot| slot.limited).fold(0, u32::saturating_add),
        }
    }
}

fn number(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(SLOT_MILLIS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: Bucket = (Environment::Live, Class::General);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn a_minute_and_an_hour_end_and_the_busiest_minute_stays_until_the_hour_does() {
        let usage = Usage::default();
        for second in [0, 10, 50, 100, 101] {
            usage.note("org", LIVE, at(second), false);
        }
        usage.note("org", LIVE, at(101), true);
        let used = |now| usage.of("org", LIVE, at(now));
        assert_eq!(used(101), Used { last_minute: 3, busiest_minute: 3, limited_last_hour: 1 });
        assert_eq!(used(160), Used { last_minute: 0, busiest_minute: 3, limited_last_hour: 1 }, "the minute is over");
        assert_eq!(used(100 + 3600), Used::default(), "so is the hour");
        assert_eq!(usage.of("org", (Environment::Sandbox, Class::General), at(101)), Used::default());
        assert_eq!(usage.of("other", LIVE, at(101)), Used::default(), "somebody else's is not seen");
    }

    #[test]
    fn what_comes_late_is_counted_in_its_own_time_and_memory_is_bounded() {
        let usage = Usage::default();
        for second in (0..10_000).rev().step_by(7).chain(0..10_000) {
            usage.note("org", LIVE, at(second), false);
        }
        usage.note_not_counted(at(9_999), 3);
        assert_eq!(usage.not_counted(at(10_000)), 3);
        assert_eq!(usage.not_counted(at(13_700)), 0);
        let slots = usage.organizations.lock().unwrap()["org"][&LIVE].0.len();
        assert!(i64::try_from(slots).unwrap() <= HOUR, "{slots} slots are kept");
    }
}
