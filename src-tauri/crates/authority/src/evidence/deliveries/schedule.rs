//! When a delivery is tried again. The sheet knows five attempts and no schedule: the schedule is ours.

use keys::Timestamp;

/// Attempts of one round (Conduit Financial sheet, section 11).
pub const ATTEMPTS_MAX: i64 = 5;
/// Seconds to wait after the first, second, third and later failed attempts of a round.
const DELAYS: [i64; 4] = [5, 60, 600, 3600];

/// The moment of the next attempt after `failed` ones of this round, or nothing when the round is over. `chance` (any
/// number) spreads the moments over a fifth of the delay, so that receivers that broke together are not called together.
pub fn next_attempt(failed: i64, now: Timestamp, chance: u8) -> Option<Timestamp> {
    if !(1..ATTEMPTS_MAX).contains(&failed) {
        return None;
    }
    let place = usize::try_from(failed - 1).ok()?;
    let millis = DELAYS.get(place)? * 1000;
    let spread = millis / 5 * i64::from(chance) / 255;
    Some(Timestamp::from_millis(now.as_millis().saturating_add(millis + spread)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_round_has_five_attempts_at_growing_distances() {
        let now = Timestamp::from_millis(0);
        let moments: Vec<i64> = (1..=5).map_while(|n| next_attempt(n, now, 0)).map(Timestamp::as_millis).collect();
        assert_eq!(moments, [5_000, 60_000, 600_000, 3_600_000], "four waits between five attempts");
        assert_eq!(next_attempt(5, now, 0), None, "the fifth failure is the last");
    }

    proptest! {
        #[test]
        fn chance_delays_by_a_fifth_at_most(failed in 1i64..5, at in 0i64..4_000_000_000_000, chance: u8) {
            let now = Timestamp::from_millis(at);
            let plain = next_attempt(failed, now, 0).unwrap().as_millis() - at;
            let spread = next_attempt(failed, now, chance).unwrap().as_millis() - at;
            prop_assert!((plain..=plain + plain / 5).contains(&spread), "{spread} is not near {plain}");
        }

        #[test]
        fn any_count_is_judged_without_panic(failed: i64, at: i64, chance: u8) {
            let _ = next_attempt(failed, Timestamp::from_millis(at), chance);
        }
    }
}
