//! When an old key ends by itself for being quiet. It is somebody's key that is revoked while nobody looks, so every doubt
//! begins the minutes anew: an end that comes late costs patience, one that comes early costs an outage. The numbers are
//! ours.

use super::Evidence;
use crate::Timestamp;

/// The fewest minutes that can be chosen: before these the old key does not even count as quiet
/// ([`super::QUIET_SECONDS`]).
pub const QUIET_MINUTES_MIN: u32 = 5;
/// The most: seven days, which sees a program that calls once a week.
pub const QUIET_MINUTES_MAX: u32 = 7 * 24 * 60;
/// Seconds more than the minutes. A call is noted a moment after its verdict; whoever was let through within the last
/// minute is written down by then.
pub const MARGIN_SECONDS: i64 = 1;
/// Seconds between two looks beyond which nobody was watching: the process stood still or the machine slept. A key that
/// nobody could call with was not left alone by its callers.
pub const GAP_SECONDS_MAX: i64 = 60;
/// Seconds by which the wall clock may leave the steady one between two looks. Further it was set, and shows minutes that
/// have not passed.
pub const CLOCK_SECONDS_MAX: i64 = 2;

/// What was chosen of an old key that shall end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietEnd {
    /// After so many minutes without a call.
    pub minutes: u32,
    /// They count from here at the earliest: when they were chosen, or when the evidence was last interrupted.
    pub counts_from: Timestamp,
}

/// Minutes that run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// From when they count.
    pub since: Timestamp,
    /// When they are over if nobody calls with the old key; none while the successor was not seen at work.
    pub ends_at: Option<Timestamp>,
}

impl QuietEnd {
    /// Whether so many minutes can be chosen.
    pub fn fits(minutes: u32) -> bool {
        (QUIET_MINUTES_MIN..=QUIET_MINUTES_MAX).contains(&minutes)
    }

    /// How the minutes of an open rotation stand; none before the handover. The last call with the old key begins them
    /// anew.
    pub fn countdown(self, seen: &Evidence) -> Option<Countdown> {
        if seen.finished_at.is_some() || seen.undone_at.is_some() {
            return None;
        }
        let handed_over_at = seen.handed_over_at?;
        let since = handed_over_at.max(self.counts_from).max(seen.old_last_used_at.unwrap_or(handed_over_at));
        let is_seen = seen.new_first_used_at.is_some_and(|at| at >= handed_over_at);
        let ends_at = is_seen.then(|| since.plus_seconds(i64::from(self.minutes) * 60 + MARGIN_SECONDS));
        Some(Countdown { since, ends_at })
    }

    /// Since when the old key has been quiet, if that is long enough as of a moment up to which the evidence is complete.
    pub fn is_over(self, seen: &Evidence, as_of: Timestamp) -> Option<Timestamp> {
        let running = self.countdown(seen)?;
        running.ends_at.filter(|end| *end <= as_of).map(|_| running.since)
    }
}

/// A look at the clocks by a process that watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// What the wall clock showed.
    pub at: Timestamp,
    /// What the steady clock showed, which counts the machine's sleep and follows nobody who sets the other one.
    pub steady_at: Timestamp,
}

impl Look {
    /// Whether a process watched all the time from an earlier look to this one, on a wall clock that went on as time did.
    pub fn follows(self, earlier: Self) -> bool {
        let passed = self.steady_at.as_millis().saturating_sub(earlier.steady_at.as_millis());
        let shown = self.at.as_millis().saturating_sub(earlier.at.as_millis());
        (0..=GAP_SECONDS_MAX * 1000).contains(&passed)
            && shown.saturating_sub(passed).saturating_abs() <= CLOCK_SECONDS_MAX * 1000
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What may happen to an open rotation, each at its second.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Event {
        HandedOver,
        NewCalled,
        OldCalled,
        Chosen(u32),
        /// The evidence is not complete from here backwards: the process is new, slept, or lost what it had counted.
        Interrupted,
        Looked,
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    /// What a store would keep of the events, and when a look ended the old key.
    #[derive(Default)]
    struct Store {
        seen: Evidence,
        chosen: Option<QuietEnd>,
        ended: Option<i64>,
        /// How many events there were until then.
        taken: usize,
    }

    impl Store {
        fn after(events: &[(i64, Event)]) -> Self {
            let mut store = Self::default();
            for (seconds, event) in events {
                store.take(*seconds, *event);
                store.taken += 1;
                if store.ended.is_some() {
                    break;
                }
            }
            store
        }

        fn take(&mut self, seconds: i64, event: Event) {
            let (now, seen) = (at(seconds), &mut self.seen);
            match event {
                Event::HandedOver => seen.handed_over_at = seen.handed_over_at.or(Some(now)),
                // A successor that is not confirmed is refused.
                Event::NewCalled if seen.handed_over_at.is_none() => {}
                Event::NewCalled => seen.new_first_used_at = seen.new_first_used_at.or(Some(now)),
                Event::OldCalled => seen.old_last_used_at = Some(now),
                Event::Chosen(minutes) => self.chosen = Some(QuietEnd { minutes, counts_from: now }),
                Event::Interrupted => self.chosen.iter_mut().for_each(|chosen| chosen.counts_from = now),
                Event::Looked => {
                    let over = self.chosen.and_then(|chosen| chosen.is_over(seen, now));
                    self.ended = over.map(|_| seconds);
                }
            }
        }
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            1 => Just(Event::HandedOver),
            1 => Just(Event::NewCalled),
            2 => Just(Event::OldCalled),
            1 => (QUIET_MINUTES_MIN..10).prop_map(Event::Chosen),
            1 => Just(Event::Interrupted),
            6 => Just(Event::Looked),
        ]
    }

    fn history() -> impl Strategy<Value = Vec<(i64, Event)>> {
        prop::collection::vec((0..400_i64, event()), 1..40).prop_map(|steps| {
            let mut now = 0;
            steps
                .into_iter()
                .map(|(passed, event)| {
                    now += passed;
                    (now, event)
                })
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn an_old_key_ends_only_when_nothing_happened_to_it_for_the_minutes_and_its_successor_works(events in history()) {
            let store = Store::after(&events);
            let Some(end) = store.ended else { return Ok(()) };
            // What came in the same second came after it, if it came after the look.
            let before = || events[..store.taken].iter().copied();
            let mut chosen = before().filter_map(|(_, event)| match event { Event::Chosen(minutes) => Some(minutes), _ => None });
            let minutes = i64::from(chosen.next_back().expect("somebody chose it"));
            let first = |wanted: Event| before().find(|(_, event)| *event == wanted).map(|(seconds, _)| seconds);
            let handed_over = first(Event::HandedOver).expect("its successor was handed over");
            prop_assert!(
                before().any(|(seconds, event)| event == Event::NewCalled && seconds >= handed_over),
                "nobody was seen to work with the successor"
            );
            let disturbs = |event| matches!(event, Event::OldCalled | Event::Chosen(_) | Event::Interrupted);
            for (seconds, event) in before().filter(|(_, event)| disturbs(*event)).chain([(handed_over, Event::HandedOver)]) {
                prop_assert!(seconds + minutes * 60 < end, "{:?} at {} and ended at {}", event, seconds, end);
            }
        }

        #[test]
        fn it_does_end_at_the_first_look_after_the_minutes_that_nothing_disturbs(events in history(), minutes in QUIET_MINUTES_MIN..10) {
            let mut store = Store::after(&events);
            prop_assume!(store.ended.is_none());
            let now = events.last().map_or(0, |(seconds, _)| *seconds);
            for event in [Event::HandedOver, Event::NewCalled, Event::Chosen(minutes)] {
                store.take(now, event);
            }
            let end = now + i64::from(minutes) * 60 + MARGIN_SECONDS;
            store.take(end - 1, Event::Looked);
            prop_assert_eq!(store.ended, None, "a second early");
            store.take(end, Event::Looked);
            prop_assert_eq!(store.ended, Some(end));
        }

        #[test]
        fn a_look_follows_another_only_if_the_process_ran_and_no_clock_was_set(passed in -10..200_i64, set in -200..200_i64) {
            let earlier = Look { at: at(1000), steady_at: at(50) };
            let later = Look { at: at(1000 + passed + set), steady_at: at(50 + passed) };
            let fine = (0..=GAP_SECONDS_MAX).contains(&passed) && set.abs() <= CLOCK_SECONDS_MAX;
            prop_assert_eq!(later.follows(earlier), fine);
        }
    }

    #[test]
    fn minutes_run_from_the_handover_on_and_end_nothing_before_the_successor_is_seen() {
        let chosen = QuietEnd { minutes: 10, counts_from: at(0) };
        let mut seen = Evidence { old_last_used_at: Some(at(5)), ..Evidence::default() };
        assert_eq!(chosen.countdown(&seen), None);
        seen.handed_over_at = Some(at(100));
        assert_eq!(chosen.countdown(&seen), Some(Countdown { since: at(100), ends_at: None }));
        seen.new_first_used_at = Some(at(2000));
        let ends_at = Some(at(700 + MARGIN_SECONDS));
        assert_eq!(chosen.countdown(&seen), Some(Countdown { since: at(100), ends_at }), "quiet since the handover");
        seen.undone_at = Some(at(2001));
        assert_eq!(chosen.countdown(&seen), None);
    }
}
