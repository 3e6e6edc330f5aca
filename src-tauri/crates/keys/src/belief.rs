//! Whether the machine's clock is believed when something is to be forgotten by it. A clock that is wrong once must not be
//! able to empty what is kept for years. The numbers are ours.

use crate::Timestamp;

/// A clock that goes on by more than this between two looks has jumped, or nobody looked for so long: the two cannot be
/// told apart.
pub const JUMP_MILLIS_MAX: i64 = 24 * 3600 * 1000;
/// A jump is believed when it has stood for so much running time, in which somebody may notice it.
pub const STANDS_MILLIS: i64 = 24 * 3600 * 1000;

/// What is known of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belief {
    /// The latest moment that is believed to have come.
    pub at: Timestamp,
    /// For how much running time, in milliseconds, the clock has been further ahead of that than it may be.
    pub doubted_millis: i64,
}

/// What a look at the clock found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It is believed: what is old by it may be forgotten.
    Believed,
    /// It has jumped since the last look. Nothing is to be forgotten.
    Jumped,
    /// It had jumped before, and stands there. Nothing is to be forgotten yet.
    Doubted,
    /// It had jumped, and has stood there for long enough.
    BelievedAgain,
}

impl Look {
    /// Whether what is old may be forgotten.
    pub fn may_forget(self) -> bool {
        matches!(self, Self::Believed | Self::BelievedAgain)
    }
}

impl Belief {
    /// Looks at the clock after so many milliseconds of running time. One that was set back makes nothing older.
    #[must_use]
    pub fn look(self, now: Timestamp, ran_millis: i64) -> (Self, Look) {
        if now.as_millis().saturating_sub(self.at.as_millis()) <= JUMP_MILLIS_MAX {
            return (Self { at: self.at.max(now), doubted_millis: 0 }, Look::Believed);
        }
        if self.doubted_millis == 0 {
            return (Self { doubted_millis: 1, ..self }, Look::Jumped);
        }
        let doubted_millis = self.doubted_millis.saturating_add(ran_millis.max(0));
        if doubted_millis < STANDS_MILLIS {
            return (Self { doubted_millis, ..self }, Look::Doubted);
        }
        (Self { at: now, doubted_millis: 0 }, Look::BelievedAgain)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3600 * 1000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn begun() -> Belief {
        Belief { at: at(0), doubted_millis: 0 }
    }

    #[test]
    fn hours_that_pass_are_believed_and_a_jump_when_it_has_stood_for_a_day() {
        let mut belief = begun();
        for hour in 1..100 {
            let (next, look) = belief.look(at(hour * HOUR), HOUR);
            assert_eq!(look, Look::Believed);
            belief = next;
        }
        let far = 463 * 24 * HOUR;
        let mut looks = Vec::new();
        for hour in 0..26 {
            let (next, look) = belief.look(at(far + hour * HOUR), HOUR);
            belief = next;
            looks.push(look);
        }
        assert_eq!((looks[0], looks[1], looks[23]), (Look::Jumped, Look::Doubted, Look::Doubted));
        assert_eq!((looks[24], looks[25]), (Look::BelievedAgain, Look::Believed));
    }

    #[test]
    fn a_jump_that_is_mended_leaves_nothing_behind() {
        let (belief, look) = begun().look(at(500 * 24 * HOUR), HOUR);
        assert_eq!(look, Look::Jumped);
        assert_eq!(belief.look(at(HOUR), HOUR), (Belief { at: at(HOUR), doubted_millis: 0 }, Look::Believed));
    }

    proptest! {
        #[test]
        fn nothing_is_forgotten_by_a_clock_that_is_ahead_of_the_time_that_has_run(
            jumps in prop::collection::vec((-2_000i64..2_000, 0i64..5), 1..200),
        ) {
            // The clock may show anything; running time alone is true.
            let (mut belief, mut ran, mut shown) = (begun(), 0, 0);
            for (hours, passed) in jumps {
                shown += hours * HOUR;
                ran += passed * HOUR;
                let (next, look) = belief.look(at(shown), passed * HOUR);
                if look == Look::BelievedAgain {
                    prop_assert!(ran >= STANDS_MILLIS - HOUR, "a day has to run before any jump is believed");
                }
                prop_assert!(look.may_forget() || next.at == belief.at, "what is doubted is not kept as true");
                belief = next;
            }
        }
    }
}
