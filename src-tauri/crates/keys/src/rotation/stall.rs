//! When a rotation does not go on, and somebody has to be told. Each an [`AlertKind`] that ends when its cause does. The
//! numbers are ours.

use super::{Cause, Evidence, Step, quiet::QuietEnd};
use crate::{
    Timestamp,
    wire::{AlertKind, Severity},
};

/// Seconds after which a step that did not come is told of: a day, in which most programs run at least once.
pub const STALL_SECONDS: i64 = 24 * 3600;
/// The end is near in the last part of a grace that is so many parts long, and in the last day at most.
const NEAR_PART: i64 = 4;

/// What is known of an open rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// Why it was begun.
    pub cause: Cause,
    /// How far it has come.
    pub seen: Evidence,
    /// When the old key ends, whoever still calls with it.
    pub old_ends_at: Option<Timestamp>,
    /// When it ends by itself, if it shall.
    pub quiet_end: Option<QuietEnd>,
}

/// Why a rotation does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stall {
    /// What it is.
    pub kind: AlertKind,
    /// How pressing.
    pub severity: Severity,
    /// Since when.
    pub since: Timestamp,
}

impl Running {
    /// What keeps it from going on, if something does. A leaked key's rotation has nothing to wait for.
    pub fn stall(&self, now: Timestamp) -> Option<Stall> {
        let handed_over_at = self.seen.handed_over_at?;
        if self.cause == Cause::Leaked {
            return None;
        }
        let near_at = self.old_ends_at.map(|end| near(handed_over_at, end));
        let is_near = near_at.is_some_and(|at| at <= now);
        let (kind, since) = match self.seen.step(now) {
            Step::HandedOver => {
                let day = handed_over_at.plus_seconds(STALL_SECONDS);
                (AlertKind::RotationUnused, near_at.map_or(day, |near| near.min(day)))
            }
            Step::NewSeen | Step::OldQuiet if is_near && self.was_called_lately(now) => {
                (AlertKind::RotationStillCalled, near_at?)
            }
            // What ends by itself within a day needs nobody.
            Step::OldQuiet if !is_near => (AlertKind::RotationReady, self.ready_at()?),
            _ => return None,
        };
        let severity = match kind {
            AlertKind::RotationReady => Severity::Notice,
            _ if is_near => Severity::Urgent,
            _ => Severity::Warning,
        };
        (since <= now).then_some(Stall { kind, severity, since })
    }

    /// Whether somebody called with the old key since the handover, and within a day.
    fn was_called_lately(&self, now: Timestamp) -> bool {
        let handed_over_at = self.seen.handed_over_at;
        self.seen.old_last_used_at.is_some_and(|at| Some(at) >= handed_over_at && now < at.plus_seconds(STALL_SECONDS))
    }

    /// From when on the old key could have been ended for a day and was not; of one that ends by itself, a day after its
    /// minutes.
    fn ready_at(&self) -> Option<Timestamp> {
        let last = self.seen.new_first_used_at.max(self.seen.old_last_used_at).max(self.seen.handed_over_at)?;
        let waits = self.quiet_end.map_or(0, |end| i64::from(end.minutes) * 60);
        Some(last.plus_seconds(waits + STALL_SECONDS))
    }
}

fn near(handed_over_at: Timestamp, end: Timestamp) -> Timestamp {
    end.plus_seconds(-(end.seconds_since(handed_over_at) / NEAR_PART).clamp(0, STALL_SECONDS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3600;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn handed_over() -> Running {
        let seen = Evidence { handed_over_at: Some(at(0)), ..Evidence::default() };
        Running { cause: Cause::Routine, seen, old_ends_at: Some(at(7 * STALL_SECONDS)), quiet_end: None }
    }

    fn kind(running: &Running, now: i64) -> Option<(AlertKind, Severity)> {
        running.stall(at(now)).map(|stall| (stall.kind, stall.severity))
    }

    #[test]
    fn a_successor_that_nobody_uses_is_told_of_after_a_day_and_pressing_near_the_end() {
        let mut running = handed_over();
        assert_eq!(kind(&running, STALL_SECONDS - 1), None);
        assert_eq!(kind(&running, STALL_SECONDS), Some((AlertKind::RotationUnused, Severity::Warning)));
        assert_eq!(kind(&running, 6 * STALL_SECONDS), Some((AlertKind::RotationUnused, Severity::Urgent)));
        running.old_ends_at = Some(at(4 * HOUR));
        assert_eq!(kind(&running, 3 * HOUR - 1), None);
        assert_eq!(kind(&running, 3 * HOUR), Some((AlertKind::RotationUnused, Severity::Urgent)), "a short grace");
        running.seen.new_first_used_at = Some(at(3 * HOUR));
        assert_eq!(kind(&running, 3 * HOUR), None, "it ends with its cause");
        running.seen.handed_over_at = None;
        assert_eq!(kind(&running, 9 * STALL_SECONDS), None, "nothing was handed over");
    }

    #[test]
    fn calls_with_the_old_key_are_told_of_when_its_end_is_near() {
        let mut running = handed_over();
        running.seen.new_first_used_at = Some(at(HOUR));
        let near = 6 * STALL_SECONDS;
        running.seen.old_last_used_at = Some(at(near - 10));
        assert_eq!(kind(&running, near - 1), None);
        assert_eq!(kind(&running, near), Some((AlertKind::RotationStillCalled, Severity::Urgent)));
        running.seen.old_last_used_at = Some(at(near - STALL_SECONDS));
        assert_eq!(kind(&running, near), None, "nobody calls any more, and it ends within a day");
    }

    #[test]
    fn one_that_could_be_ended_is_told_of_after_a_day_unless_it_ends_by_itself() {
        let mut running = Running { old_ends_at: None, ..handed_over() };
        running.seen.new_first_used_at = Some(at(HOUR));
        running.seen.old_last_used_at = Some(at(2 * HOUR));
        let ready = 2 * HOUR + STALL_SECONDS;
        assert_eq!(kind(&running, ready - 1), None);
        assert_eq!(kind(&running, ready), Some((AlertKind::RotationReady, Severity::Notice)));
        running.quiet_end = Some(QuietEnd { minutes: 60, counts_from: at(ready) });
        assert_eq!(kind(&running, ready), None);
        assert_eq!(kind(&running, ready + HOUR), Some((AlertKind::RotationReady, Severity::Notice)), "it should have");
        let leaked = Running { cause: Cause::Leaked, ..running };
        assert_eq!(kind(&leaked, 9 * STALL_SECONDS), None);
    }

    proptest! {
        #[test]
        fn a_stall_began_in_the_past_and_only_while_something_can_happen(
            moments in prop::array::uniform5(prop::option::of(0..20 * STALL_SECONDS)),
            minutes in prop::option::of(5..10_080_u32),
            now in 0..30 * STALL_SECONDS,
        ) {
            let [handed_over_at, new_first_used_at, old_last_used_at, old_ends_at, finished_at] = moments.map(|one| one.map(at));
            let seen = Evidence { handed_over_at, new_first_used_at, old_last_used_at, finished_at, undone_at: None };
            let quiet_end = minutes.map(|minutes| QuietEnd { minutes, counts_from: at(0) });
            let running = Running { cause: Cause::Routine, seen, old_ends_at, quiet_end };
            if let Some(stall) = running.stall(at(now)) {
                prop_assert!(stall.since <= at(now));
                prop_assert!(finished_at.is_none() && handed_over_at.is_some(), "{:?}", stall);
                prop_assert_eq!(new_first_used_at.is_none(), stall.kind == AlertKind::RotationUnused);
            }
        }
    }
}
