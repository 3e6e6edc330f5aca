//! Quarantine: for a time a key that may write may only read. Its access level stays what it was.

use serde::{Deserialize, Serialize};

use crate::{AccessLevel, Actor, Timestamp, verdict::Refusal};

/// The shortest, in seconds: a minute.
pub const SECONDS_MIN: i64 = 60;
/// The longest, in seconds: 30 days. It has an end so that what somebody forgets does not stay half dead; whoever wants more
/// time says so again, and whoever wants no end revokes the key.
pub const SECONDS_MAX: i64 = 30 * 24 * 3600;

/// A key's quarantine, and who decided it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Quarantine {
    /// Since when.
    pub since: Timestamp,
    /// The moment from which the key may write again.
    pub until: Timestamp,
    /// Who decided.
    pub by: Actor,
    /// The reason given.
    pub reason: String,
}

impl Quarantine {
    /// Whether it lasts at a moment.
    pub fn lasts(&self, now: Timestamp) -> bool {
        self.since <= now && now < self.until
    }
}

/// Whether a key whose quarantine ends then may be used with this method.
///
/// # Errors
/// [`Refusal::Quarantined`].
pub fn check_method(until: Timestamp, method: &str, now: Timestamp) -> Result<(), Refusal> {
    if now < until && !AccessLevel::ReadOnly.allows(method) { Err(Refusal::Quarantined) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn until_its_end_a_key_reads_and_no_more_and_from_then_on_it_writes(
            until in 0_i64..1_000_000, now in 0_i64..1_000_000, method in "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|[A-Za-z]{0,9}",
        ) {
            let (until, now) = (Timestamp::from_millis(until), Timestamp::from_millis(now));
            let found = check_method(until, &method, now);
            prop_assert_eq!(found.is_err(), now < until && method != "GET");
        }

        #[test]
        fn it_lasts_from_its_beginning_to_its_end(since in 0_i64..1000, length in 1_i64..1000, now in 0_i64..3000) {
            let at = Timestamp::from_millis;
            let quarantine =
                Quarantine { since: at(since), until: at(since + length), by: Actor::unknown("ana"), reason: String::new() };
            prop_assert_eq!(quarantine.lasts(at(now)), (since..since + length).contains(&now));
        }
    }
}
