//! When a key wants a successor: it ends soon, or is older than a key may become. The list, its count, the alerts and what
//! an organization says of it rest on this one rule. The numbers are ours.

use crate::{
    KeyState, Life, Timestamp,
    alert::{DAY, EXPIRING_DAYS},
};

/// Days after which a key is old where nothing else was said, and the most that can be said: a year.
pub const KEY_DAYS_MAX: u32 = 365;

/// Whether a policy can allow so many days.
pub fn fits(days: u32) -> bool {
    (1..=KEY_DAYS_MAX).contains(&days)
}

/// The days after which a key is old, by what an organization said of its environment. Nothing makes it later than a year.
pub fn old_days(policy: Option<u32>) -> i64 {
    i64::from(policy.unwrap_or(KEY_DAYS_MAX).min(KEY_DAYS_MAX))
}

/// The moment from which on an active key wants a successor, if nothing is said anew until then.
pub fn due_at(created_at: Timestamp, ends_at: Option<Timestamp>, policy: Option<u32>) -> Timestamp {
    let old_at = created_at.plus_seconds(old_days(policy) * DAY);
    let soon_at = ends_at.map(|end| end.plus_seconds(-soon_days() * DAY));
    soon_at.map_or(old_at, |soon_at| soon_at.min(old_at))
}

/// Keys that were created at this moment or before are old now.
pub fn old_since(policy: Option<u32>, now: Timestamp) -> Timestamp {
    now.plus_seconds(-old_days(policy) * DAY)
}

/// Keys that end at this moment or before end soon.
pub fn soon(now: Timestamp) -> Timestamp {
    now.plus_seconds(soon_days() * DAY)
}

fn soon_days() -> i64 {
    EXPIRING_DAYS.iter().map(|(days, _)| *days).max().unwrap_or_default()
}

/// Whether a key wants a successor: it is active, and ends soon or is old. One in a rotation has one already.
pub fn is_due(life: &Life, policy: Option<u32>, now: Timestamp) -> bool {
    life.state(now) == KeyState::Active && due_at(life.created_at, life.ends_at(), policy) <= now
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(days: i64) -> Timestamp {
        Timestamp::from_millis(days * DAY * 1000)
    }

    fn key(created: i64, ends: Option<i64>) -> Life {
        let mut life = Life::new(at(created), ends.map(at));
        life.confirm(at(created)).unwrap();
        life
    }

    #[test]
    fn a_key_is_due_on_the_day_that_the_policy_names_and_after_a_year_without_one() {
        assert!(!is_due(&key(0, None), Some(90), at(89)) && is_due(&key(0, None), Some(90), at(90)));
        assert!(!is_due(&key(0, None), None, at(364)) && is_due(&key(0, None), None, at(365)));
        assert!(!is_due(&key(0, Some(60)), Some(90), at(29)) && is_due(&key(0, Some(60)), Some(90), at(30)));
        let mut rotated = key(0, None);
        rotated.retire(at(100)).unwrap();
        assert!(!is_due(&rotated, Some(90), at(100)), "it has a successor already");
        assert!(!is_due(&Life::new(at(0), None), Some(90), at(100)), "nobody can use it yet");
    }

    proptest! {
        #[test]
        fn a_stricter_policy_never_lets_a_key_off(
            (created, life, now) in (0..500_i64, prop::option::of(1..900_i64), 0..1000_i64),
            days in 1..=KEY_DAYS_MAX,
            stricter in 0..400_u32,
        ) {
            let key = key(created, life.map(|life| created + life));
            let of = |policy| is_due(&key, policy, at(now));
            prop_assert!(!of(Some(days)) || of(Some(days.saturating_sub(stricter).max(1))));
            prop_assert!(!of(None) || of(Some(days)), "what is due without one stays due");
            prop_assert_eq!(of(None), of(Some(KEY_DAYS_MAX)));
        }

        /// A store looks for due keys by the two moments, a face tells the one.
        #[test]
        fn a_key_is_due_from_the_moment_on_that_is_said_of_it(
            (created, life, now) in (0..500_i64, prop::option::of(1..900_i64), 0..1000_i64),
            policy in prop::option::of(1..=KEY_DAYS_MAX),
        ) {
            let ends = life.map(|life| at(created + life));
            let by_the_two = ends.is_some_and(|end| end <= soon(at(now))) || at(created) <= old_since(policy, at(now));
            prop_assert_eq!(due_at(at(created), ends, policy) <= at(now), by_the_two);
        }
    }
}
