//! The token bucket that limits rates: exact integers, one token a request. A bucket holds thousandths of a token, so a
//! rate of `n` a second adds exactly `n` of them each millisecond and nothing is ever rounded.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A whole token, in thousandths.
const TOKEN: i64 = 1000;
/// How far the clock may seem to go back before it counts as stepped: moments are taken before the bucket is locked, so
/// neighbours may arrive out of order by a little.
const DISORDER_MILLIS_MAX: i64 = 1000;
/// The largest rate and burst that can be set; far above what one process serves, far below what would overflow.
pub const RATE_MAX: u32 = 10_000_000;

/// How fast a bucket refills and how much it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// Requests a second, sustained.
    pub per_second: u32,
    /// Requests at once, after a rest.
    pub burst: u32,
}

/// A rate that no bucket can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rate and a burst are written as 50/100, each from 1 to {RATE_MAX}")]
pub struct RateError;

impl Rate {
    /// A rate, when both numbers are from 1 to [`RATE_MAX`].
    ///
    /// # Errors
    /// [`RateError`].
    pub fn new(per_second: u32, burst: u32) -> Result<Self, RateError> {
        let possible = 1..=RATE_MAX;
        if possible.contains(&per_second) && possible.contains(&burst) {
            Ok(Self { per_second, burst })
        } else {
            Err(RateError)
        }
    }

    fn capacity(self) -> i64 {
        i64::from(self.burst) * TOKEN
    }

    /// Thousandths of a token a millisecond.
    fn refill(self) -> i64 {
        i64::from(self.per_second).max(1)
    }
}

impl std::str::FromStr for Rate {
    type Err = RateError;

    /// Reads `50/100`: the sustained rate and the burst.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (per_second, burst) = text.split_once('/').ok_or(RateError)?;
        Self::new(per_second.parse().map_err(|_| RateError)?, burst.parse().map_err(|_| RateError)?)
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.per_second, self.burst)
    }
}

/// One bucket. A bucket nobody has asked yet is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    level: i64,
    at: Timestamp,
}

/// What a bucket says to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Whether the request may go on; it has then taken its token.
    pub allowed: bool,
    /// What the bucket holds when full.
    pub limit: u32,
    /// Whole tokens that are left.
    pub remaining: u32,
    /// Seconds until the bucket is full again, rounded up.
    pub reset_seconds: u64,
    /// Seconds after which one request finds a token, rounded up; 0 when there is one already.
    pub retry_after_seconds: u64,
}

impl Bucket {
    /// A full bucket.
    pub fn full(rate: Rate, now: Timestamp) -> Self {
        Self { level: rate.capacity(), at: now }
    }

    /// Takes one token if there is one.
    pub fn draw(&mut self, rate: Rate, now: Timestamp) -> Draw {
        self.advance(rate, now);
        let allowed = self.level >= TOKEN;
        if allowed {
            self.level -= TOKEN;
        }
        self.say(rate, now, allowed)
    }

    /// Whether a token is there, without taking it.
    pub fn peek(&self, rate: Rate, now: Timestamp) -> Draw {
        let mut seen = *self;
        seen.advance(rate, now);
        seen.say(rate, now, seen.level >= TOKEN)
    }

    /// Whether the bucket is full, so that forgetting it changes nothing.
    pub fn is_full(&self, rate: Rate, now: Timestamp) -> bool {
        let mut seen = *self;
        seen.advance(rate, now);
        seen.level >= rate.capacity()
    }

    /// What a store that keeps the level elsewhere says to one request. `level` is in thousandths of a token, after the
    /// request.
    pub fn told(rate: Rate, allowed: bool, level: i64) -> Draw {
        let at = Timestamp::from_millis(0);
        Self { level: level.clamp(0, rate.capacity()), at }.say(rate, at, allowed)
    }

    /// Fills the bucket up to now. A clock that was stepped back adds nothing and takes nothing; the refill goes on from
    /// the new time. One that was stepped forward adds no more than the bucket holds.
    pub fn advance(&mut self, rate: Rate, now: Timestamp) {
        let elapsed = now.as_millis().saturating_sub(self.at.as_millis());
        if elapsed >= 0 {
            self.level = self.level.saturating_add(elapsed.saturating_mul(rate.refill()));
            self.at = now;
        } else if elapsed < -DISORDER_MILLIS_MAX {
            self.at = now;
        }
        self.level = self.level.clamp(0, rate.capacity());
    }

    fn say(&self, rate: Rate, now: Timestamp, allowed: bool) -> Draw {
        // When the moment is a little older than the bucket's, the refill begins that much later.
        let ahead = self.at.as_millis().saturating_sub(now.as_millis()).max(0);
        let wait = |level: i64| {
            let missing = level - self.level;
            if missing <= 0 { 0 } else { ceil(ceil(missing, rate.refill()) + ahead, 1000).unsigned_abs() }
        };
        Draw {
            allowed,
            limit: rate.burst,
            remaining: u32::try_from(self.level / TOKEN).unwrap_or(rate.burst),
            reset_seconds: wait(rate.capacity()),
            retry_after_seconds: if allowed { 0 } else { wait(TOKEN).max(1) },
        }
    }
}

/// `a / b`, rounded up, for what cannot be negative.
fn ceil(a: i64, b: i64) -> i64 {
    (a + b - 1) / b
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 24 * 3600 * 1000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    /// The rule as one would tell it: every millisecond adds its share, and nothing goes over the rim.
    fn told_slowly(rate: Rate, moments: &[i64]) -> Vec<bool> {
        let (rim, mut level, mut clock) = (i64::from(rate.burst) * 1000, i64::from(rate.burst) * 1000, 0);
        let mut answers = Vec::new();
        for &moment in moments {
            while clock < moment {
                clock += 1;
                level = (level + i64::from(rate.per_second)).min(rim);
            }
            answers.push(level >= 1000);
            level -= if level >= 1000 { 1000 } else { 0 };
        }
        answers
    }

    #[test]
    fn a_full_bucket_gives_its_burst_and_then_its_rate() {
        let live = rate("50/100");
        let mut bucket = Bucket::full(live, at(0));
        let first = bucket.draw(live, at(0));
        assert_eq!((first.limit, first.remaining, first.reset_seconds), (100, 99, 1), "20 ms are a second, rounded up");
        assert_eq!((0..200).filter(|_| bucket.draw(live, at(0)).allowed).count(), 99);
        let refused = bucket.draw(live, at(19));
        assert_eq!((refused.allowed, refused.remaining, refused.retry_after_seconds), (false, 0, 1));
        assert_eq!(refused.reset_seconds, 2, "the whole bucket takes two seconds to fill");
        assert!(bucket.draw(live, at(20)).allowed, "20 ms make one token at 50 a second");
        assert_eq!((0..200).filter(|_| bucket.draw(live, at(1020)).allowed).count(), 50, "a second makes fifty");
    }

    #[test]
    fn a_clock_stepped_by_a_day_neither_fills_twice_nor_locks_out() {
        let live = rate("5/10");
        for step in [-DAY, DAY] {
            let mut bucket = Bucket::full(live, at(0));
            for _ in 0..10 {
                bucket.draw(live, at(0));
            }
            let back = step < 0;
            let allowed = (0..100).filter(|_| bucket.draw(live, at(step)).allowed).count();
            assert_eq!(
                allowed,
                if back { 0 } else { 10 },
                "nothing for a step back, at most the burst for one forward"
            );
            let told = bucket.draw(live, at(step));
            assert_eq!(told.retry_after_seconds, 1, "the wait is counted from the new time");
            assert!(bucket.draw(live, at(step + 1000)).allowed, "and it is true");
        }
    }

    #[test]
    fn a_clock_stepped_back_takes_nothing_away() {
        let live = rate("5/10");
        for back in [-1, -DAY] {
            let mut bucket = Bucket::full(live, at(0));
            assert_eq!((0..100).filter(|_| bucket.draw(live, at(back)).allowed).count(), 10, "by {back} ms");
        }
    }

    #[test]
    fn moments_out_of_order_by_a_little_add_nothing() {
        let live = rate("50/100");
        let mut bucket = Bucket::full(live, at(1000));
        for turn in 0..1000 {
            bucket.draw(live, at(1000 - turn % 2 * 500));
        }
        let refused = bucket.draw(live, at(500));
        assert!(!refused.allowed, "going to and fro does not refill");
        let then = 500 + i64::try_from(refused.retry_after_seconds).unwrap() * 1000;
        assert!(bucket.draw(live, at(then)).allowed, "the wait told to the late one is true for the late one");
    }

    #[test]
    fn a_rate_is_written_as_two_numbers() {
        assert_eq!(rate("200/400"), Rate { per_second: 200, burst: 400 });
        assert_eq!(rate("200/400").to_string(), "200/400");
        for wrong in ["", "5", "/", "0/1", "1/0", "-1/5", "1/99999999999", "10000001/1", "1/2/3", "1.5/2"] {
            assert_eq!(wrong.parse::<Rate>(), Err(RateError), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn it_decides_as_the_rule_told_slowly(
            per_second in 1u32..2000, burst in 1u32..50, steps in prop::collection::vec(0i64..1500, 1..60)
        ) {
            let rate = Rate { per_second, burst };
            let moments: Vec<i64> = steps.iter().scan(0, |clock, step| { *clock += step; Some(*clock) }).collect();
            let mut bucket = Bucket::full(rate, at(0));
            let decided: Vec<bool> = moments.iter().map(|&moment| bucket.draw(rate, at(moment)).allowed).collect();
            prop_assert_eq!(decided, told_slowly(rate, &moments));
        }

        #[test]
        fn waiting_as_long_as_told_succeeds_and_reset_means_full(
            per_second in 1u32..2000, burst in 1u32..50, steps in prop::collection::vec(-2000i64..2000, 1..200)
        ) {
            let rate = Rate { per_second, burst };
            let (mut bucket, mut clock) = (Bucket::full(rate, at(0)), 0i64);
            for step in steps {
                clock += step;
                let draw = bucket.draw(rate, at(clock));
                prop_assert!(draw.remaining <= draw.limit && draw.allowed == (draw.retry_after_seconds == 0));
                let after = |seconds: u64| at(clock + i64::try_from(seconds).unwrap() * 1000);
                let mut waited = bucket;
                prop_assert!(draw.allowed || waited.draw(rate, after(draw.retry_after_seconds)).allowed);
                prop_assert!(bucket.is_full(rate, after(draw.reset_seconds)));
            }
        }

        #[test]
        fn no_clock_whatever_lets_more_through_than_the_burst_and_what_time_went_by(
            per_second in 1u32..100, burst in 1u32..20, steps in prop::collection::vec(-5000i64..3000, 1..200)
        ) {
            let rate = Rate { per_second, burst };
            let (mut bucket, mut clock, mut forward, mut allowed) = (Bucket::full(rate, at(0)), 0i64, 0i64, 0i64);
            for step in steps {
                clock += step;
                forward += step.max(0);
                allowed += i64::from(bucket.draw(rate, at(clock)).allowed);
                prop_assert!(allowed * 1000 <= i64::from(burst) * 1000 + forward * i64::from(per_second));
            }
        }
    }
}
