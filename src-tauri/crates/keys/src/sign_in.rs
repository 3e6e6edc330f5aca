//! Slowing down who guesses passwords, without giving anybody a way to lock somebody else out.
//!
//! Failures are counted in several places (a [`Scope`] each), and which of them bind an attempt depends on where it
//! comes from ([`Standing`]). A device that signed in before carries a token of its own and is bound by its own failures
//! alone; so is an address. Only strangers share the account's count, and that one slows but never closes. (The idea is
//! OWASP's "device cookies"; the numbers are ours.)

use crate::Timestamp;

const DAY: i64 = 24 * 3600;

/// Where an attempt comes from, as far as this account is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A device that holds a token from an earlier sign-in to this account.
    KnownDevice,
    /// An address from which somebody signed in to this account before.
    KnownAddress,
    /// Neither.
    Stranger,
}

/// One count of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Failures with one device token.
    Device,
    /// Failures on one account from one address.
    Pair,
    /// Failures on any account from one address: one password tried on many accounts shows here.
    Address,
    /// Failures on one account by strangers from anywhere.
    Account,
    /// Wrong codes after the right password: of each known device, and from each known address. Only who knows the
    /// password gets here, so it may be strict: a code is six digits.
    Code,
    /// The same by strangers from anywhere.
    StrangersCode,
}

/// How a count slows attempts down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Failures without any wait.
    pub free: u32,
    /// The wait after the first failure that is not free; it doubles with each one more.
    pub wait_seconds_first: i64,
    /// The longest wait.
    pub wait_seconds_max: i64,
}

impl Standing {
    /// The counts that bind an attempt, and that its failure is added to.
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Self::KnownDevice => &[Scope::Device],
            Self::KnownAddress => &[Scope::Pair],
            Self::Stranger => &[Scope::Pair, Scope::Address, Scope::Account],
        }
    }

    /// The count of wrong codes that binds an attempt.
    pub fn code_scope(self) -> Scope {
        match self {
            Self::KnownDevice | Self::KnownAddress => Scope::Code,
            Self::Stranger => Scope::StrangersCode,
        }
    }
}

impl Scope {
    /// The word used in columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Pair => "pair",
            Self::Address => "address",
            Self::Account => "account",
            Self::Code => "code",
            Self::StrangersCode => "strangers_code",
        }
    }

    /// How it slows attempts down.
    pub fn pace(self) -> Pace {
        let (free, wait_seconds_first, wait_seconds_max) = match self {
            Self::Device => (10, 2, 900),
            Self::Pair => (5, 1, 900),
            Self::Address => (50, 1, 900),
            Self::Account => (20, 1, 60),
            Self::Code | Self::StrangersCode => (10, 60, 3600),
        };
        Pace { free, wait_seconds_first, wait_seconds_max }
    }
}

/// Failures are forgotten after a day without one.
pub const FORGOTTEN_AFTER_SECONDS: i64 = DAY;

/// How an attempt ended, which alone decides what becomes of the counts that it was added to before it was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not judged: there was no room, or it has to wait elsewhere. It never happened.
    Unjudged,
    /// It is right and not whole: the code is wanted. It never happened, and what failed before it stays counted.
    NeedsCode,
    /// It is wrong.
    Wrong,
    /// It is right and whole. What is its own starts over; what it shares with others loses this one alone, so that a
    /// guesser gains nothing by somebody else's success.
    Good,
}

/// An attempt that was added to a count and is not judged yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// When it was added.
    pub at: Timestamp,
    /// What stood there before it.
    pub before: Option<Failures>,
}

/// The failures in one scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// The last one.
    pub last_at: Timestamp,
}

impl Failures {
    /// One more failure on what is counted so far.
    #[must_use]
    pub fn one_more(so_far: Option<Self>, now: Timestamp) -> Self {
        let count = so_far.filter(|failures| !failures.is_forgotten(now)).map_or(0, |failures| failures.count);
        Self { count: count.saturating_add(1), last_at: now }
    }

    /// What becomes of them by the outcome of an attempt that was added to them; none when nothing is left to count.
    #[must_use]
    pub fn settled(self, scope: Scope, begun: Begun, outcome: Outcome, now: Timestamp) -> Option<Self> {
        let is_own = matches!(scope, Scope::Device | Scope::Pair | Scope::Code);
        match outcome {
            // Its wait begins now, not when it was made.
            Outcome::Wrong => Some(Self { last_at: now, ..self }),
            Outcome::Good if is_own => None,
            Outcome::Good | Outcome::Unjudged | Outcome::NeedsCode => {
                // Only its own moment goes with it: what failed beside it meanwhile keeps its wait.
                let before = begun.before.filter(|_| self.last_at == begun.at);
                let last_at = before.map_or(self.last_at, |before| before.last_at);
                let count = self.count.saturating_sub(1);
                (count > 0).then_some(Self { count, last_at })
            }
        }
    }

    /// Whether they no longer count.
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        now.seconds_since(self.last_at) >= FORGOTTEN_AFTER_SECONDS
    }

    /// Whole seconds until the next attempt may be made; zero when it may be made now. A clock that was set back does not
    /// prolong a wait.
    pub fn wait_seconds(&self, pace: Pace, now: Timestamp) -> i64 {
        let over = self.count.saturating_sub(pace.free);
        if over == 0 || self.is_forgotten(now) || now < self.last_at {
            return 0;
        }
        let doubled = pace.wait_seconds_first.saturating_mul(1_i64.checked_shl(over - 1).unwrap_or(i64::MAX).max(1));
        let wait_millis = doubled.min(pace.wait_seconds_max) * 1000;
        let passed = now.as_millis().saturating_sub(self.last_at.as_millis());
        (wait_millis - passed).max(0).div_euclid(1000) + i64::from((wait_millis - passed).max(0) % 1000 != 0)
    }
}

/// Whether the failure with this number is written to the audit log: each time the count doubles, so that a million
/// guesses leave twenty rows.
pub fn is_told(count: u32) -> bool {
    count.is_power_of_two()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    const SCOPES: [Scope; 6] =
        [Scope::Device, Scope::Pair, Scope::Address, Scope::Account, Scope::Code, Scope::StrangersCode];

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    /// The counts as an authority keeps them.
    #[derive(Default)]
    struct Ledger(HashMap<(Scope, u32), Failures>);

    impl Ledger {
        fn place(scope: Scope, account: u32, address: u32, device: u32) -> (Scope, u32) {
            match scope {
                Scope::Device => (scope, device),
                Scope::Pair => (scope, account * 1000 + address),
                Scope::Address => (scope, address),
                Scope::Account | Scope::Code | Scope::StrangersCode => (scope, account),
            }
        }

        fn wait(&self, standing: Standing, who: (u32, u32, u32), now: Timestamp) -> i64 {
            let waits = standing.scopes().iter().map(|scope| {
                let found = self.0.get(&Self::place(*scope, who.0, who.1, who.2));
                found.map_or(0, |failures| failures.wait_seconds(scope.pace(), now))
            });
            waits.max().unwrap_or_default()
        }

        fn fail(&mut self, standing: Standing, who: (u32, u32, u32), now: Timestamp) {
            for scope in standing.scopes() {
                let place = Self::place(*scope, who.0, who.1, who.2);
                let one_more = Failures::one_more(self.0.get(&place).copied(), now);
                self.0.insert(place, one_more);
            }
        }
    }

    #[test]
    fn the_wait_doubles_from_the_first_failure_that_is_not_free() {
        let pace = Scope::Pair.pace();
        let wait = |count| Failures { count, last_at: at(0) }.wait_seconds(pace, at(0));
        assert_eq!([1, 5, 6, 7, 8, 15, 16, 4_000_000_000].map(wait), [0, 0, 1, 2, 4, 512, 900, 900]);
    }

    #[test]
    fn a_day_forgets() {
        let many = Failures { count: 1000, last_at: at(0) };
        assert_eq!(many.wait_seconds(Scope::Pair.pace(), at(DAY * 1000)), 0);
        assert_eq!(Failures::one_more(Some(many), at(DAY * 1000)).count, 1, "the count starts over");
    }

    #[test]
    fn a_million_failures_are_told_twenty_times() {
        assert_eq!((1..=1_000_000).filter(|count| is_told(*count)).count(), 20);
    }

    /// Whether a stranger finds a slot within an hour, beside somebody who guessed half a day long from so many addresses
    /// and takes each slot as soon as it opens.
    fn finds_a_slot(addresses: u32) -> bool {
        let mut ledger = Ledger::default();
        (0..13 * 360).any(|step| {
            let now = at(step * 10_000);
            for address in 0..addresses {
                let who = (0, address, 0);
                if ledger.wait(Standing::Stranger, who, now) == 0 {
                    ledger.fail(Standing::Stranger, who, now);
                }
            }
            step >= 12 * 360 && ledger.wait(Standing::Stranger, (0, 999, 0), now) == 0
        })
    }

    #[test]
    fn whoever_guesses_from_few_addresses_leaves_strangers_a_slot() {
        assert!((0..15).all(finds_a_slot), "each address waits a quarter of an hour, and a slot comes each minute");
    }

    /// The price of few guesses for a botnet. Known devices and addresses do not pay it, as the properties below say.
    #[test]
    fn whoever_guesses_from_many_addresses_can_take_every_strangers_slot() {
        assert!(!finds_a_slot(15));
    }

    proptest! {
        #[test]
        fn nobody_can_slow_down_a_known_device_or_address(
            attacks in prop::collection::vec((0u32..3, 1u32..20, 0i64..600_000), 1..400),
        ) {
            let (mut ledger, mut now) = (Ledger::default(), at(0));
            for (account, address, later) in attacks {
                now = at(now.as_millis() + later);
                // The attacker is a stranger everywhere, and tries whether or not it would be let through.
                ledger.fail(Standing::Stranger, (account, address, 0), now);
            }
            let victim = (0, 999, 7);
            prop_assert_eq!(ledger.wait(Standing::KnownDevice, victim, now), 0, "its token has its own count");
            prop_assert_eq!(ledger.wait(Standing::KnownAddress, victim, now), 0, "and so has its address");
        }

        #[test]
        fn only_a_whole_sign_in_takes_failures_back(
            tried in prop::collection::vec((prop_oneof![
                Just(Outcome::Unjudged), Just(Outcome::NeedsCode), Just(Outcome::Wrong)
            ], 0i64..100_000), 1..60),
        ) {
            for scope in SCOPES {
                let (mut kept, mut wrong, mut now) = (None::<Failures>, 0, at(0));
                for (outcome, later) in &tried {
                    now = at(now.as_millis() + later);
                    let begun = Begun { at: now, before: kept };
                    let settled = Failures::one_more(kept, now).settled(scope, begun, *outcome, now);
                    if *outcome == Outcome::Wrong {
                        wrong += 1;
                    } else {
                        prop_assert_eq!(settled, kept, "what was not wrong never happened");
                    }
                    kept = settled;
                    prop_assert_eq!(kept.map_or(0, |failures| failures.count), wrong);
                }
                let begun = Begun { at: now, before: kept };
                let whole = Failures::one_more(kept, now).settled(scope, begun, Outcome::Good, now);
                let shared = matches!(scope, Scope::Address | Scope::Account | Scope::StrangersCode);
                prop_assert_eq!(whole, kept.filter(|_| shared), "what is shared with others stays");
            }
        }

        #[test]
        fn whatever_overlaps_a_failure_neither_takes_it_back_nor_its_moment(
            steps in prop::collection::vec((0usize..4, prop_oneof![
                Just(Outcome::Unjudged), Just(Outcome::NeedsCode), Just(Outcome::Wrong)
            ], 1i64..10_000), 1..40),
        ) {
            let mut pending: [Option<Begun>; 4] = [None; 4];
            let (mut kept, mut wrong, mut wrong_at, mut now) = (None::<Failures>, 0, at(0), at(0));
            for (slot, outcome, later) in steps {
                now = at(now.as_millis() + later);
                match pending[slot].take() {
                    None => {
                        pending[slot] = Some(Begun { at: now, before: kept });
                        kept = Some(Failures::one_more(kept, now));
                    }
                    Some(begun) => {
                        kept = kept.unwrap().settled(Scope::Account, begun, outcome, now);
                        if outcome == Outcome::Wrong {
                            (wrong, wrong_at) = (wrong + 1, now);
                        }
                    }
                }
                let counted = pending.iter().flatten().count() + wrong;
                prop_assert_eq!(kept.map_or(0, |failures| failures.count as usize), counted);
                if wrong > 0 {
                    prop_assert!(kept.unwrap().last_at >= wrong_at, "no wait is shorter for what was beside it");
                }
            }
        }

        #[test]
        fn a_stranger_is_slowed_by_strangers_for_a_minute_at_most(count: u32, passed in 0i64..60_000) {
            let failures = Failures { count, last_at: at(0) };
            prop_assert!(failures.wait_seconds(Scope::Account.pace(), at(passed)) <= 60, "never locked out");
        }

        #[test]
        fn a_botnet_gets_few_guesses_at_one_account(addresses in 1u32..500, step in 1i64..5_000) {
            let (mut ledger, mut guesses, mut now) = (Ledger::default(), 0, 0);
            while now < DAY * 1000 / 4 {
                let who = (1, now as u32 % addresses, 0);
                let wait = ledger.wait(Standing::Stranger, who, at(now));
                if wait == 0 {
                    guesses += 1;
                    ledger.fail(Standing::Stranger, who, at(now));
                }
                now += step.max(wait * 1000 / 4);
            }
            prop_assert!(guesses <= 20 + 7 + 6 * 60, "{guesses} in six hours: free ones, the doubling, one a minute");
        }

        #[test]
        fn the_wait_that_is_told_is_true(count in 1u32..40, passed in 0i64..4_000_000) {
            for scope in SCOPES {
                let failures = Failures { count, last_at: at(0) };
                let wait = failures.wait_seconds(scope.pace(), at(passed));
                prop_assert_eq!(failures.wait_seconds(scope.pace(), at(passed + wait * 1000)), 0);
                prop_assert!(wait <= scope.pace().wait_seconds_max);
                if wait > 1 {
                    prop_assert!(failures.wait_seconds(scope.pace(), at(passed + (wait - 1) * 1000)) > 0);
                }
            }
        }

        #[test]
        fn a_clock_that_is_set_back_locks_nobody_out(count: u32, back in 1i64..10 * DAY * 1000) {
            let failures = Failures { count, last_at: at(back) };
            for scope in SCOPES {
                prop_assert_eq!(failures.wait_seconds(scope.pace(), at(0)), 0);
            }
        }
    }
}
