//! The clock and the random source, as values that are handed down.

use std::{
    cell::RefCell,
    sync::Arc,
    time::{Duration, SystemTime},
};

use crate::Timestamp;

type Clock = dyn Fn() -> Timestamp + Send + Sync;
type Entropy = dyn Fn(&mut [u8]) + Send + Sync;

/// Where an operation gets the time and its random bytes (design, section 5 rule 9). A binary's `main` opens
/// [`Ambient::system`]; tests pass their own.
#[derive(Clone)]
pub struct Ambient {
    clock: Arc<Clock>,
    steady: Arc<Clock>,
    entropy: Arc<Entropy>,
    /// For what is no secret.
    names: Arc<Entropy>,
}

/// Random bytes that are asked of the operating system at once where they become no secret.
const AHEAD: usize = 1024;

thread_local! {
    /// Bytes that are left of the last ones asked for, and how many.
    static LEFT: RefCell<(usize, [u8; AHEAD])> = const { RefCell::new((0, [0; AHEAD])) };
}

/// Random bytes for names, a thousand at a time: a call of the system for each request's id costs more than its verdict.
fn fill_from_ahead(bytes: &mut [u8]) {
    LEFT.with_borrow_mut(|(left, ahead)| {
        if *left < bytes.len() {
            fill_from_system(ahead);
            *left = AHEAD;
        }
        // Each byte is used once.
        let taken = &mut ahead[*left - bytes.len()..*left];
        bytes.copy_from_slice(taken);
        taken.fill(0);
        *left -= bytes.len();
    });
}

/// Not by chrono, which makes a date of it first.
#[expect(clippy::disallowed_methods, reason = "the one door; see clippy.toml")]
fn system_now() -> Timestamp {
    let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Timestamp::from_millis(since.map_or_else(|before| -millis(before.duration()), millis))
}

/// How long the machine has been on. On Linux its sleep counts too: who slept through its lease has lost it.
#[cfg(target_os = "linux")]
fn machine_running() -> Duration {
    let at = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(u64::try_from(at.tv_sec).unwrap_or_default(), u32::try_from(at.tv_nsec).unwrap_or_default())
}

#[cfg(not(target_os = "linux"))]
fn machine_running() -> Duration {
    static BEGAN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    BEGAN.elapsed()
}

#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "the one door; see clippy.toml")]
fn fill_from_system(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}

impl Ambient {
    /// The machine's clock and the operating system's generator: the one door to both.
    ///
    /// # Panics
    /// When the operating system cannot give random bytes; nothing safe can be done without them.
    pub fn system() -> Self {
        let (began, since) = (system_now(), machine_running());
        let system = Self::new(system_now, fill_from_system).with_steady(move || {
            let passed = i64::try_from(machine_running().saturating_sub(since).as_millis()).unwrap_or(i64::MAX);
            Timestamp::from_millis(began.as_millis().saturating_add(passed))
        });
        Self { names: Arc::new(fill_from_ahead), ..system }
    }

    /// A clock and a random source of the caller's choice. The clock is its own steady one.
    pub fn new(
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        entropy: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Self {
        let (clock, entropy): (Arc<Clock>, Arc<Entropy>) = (Arc::new(clock), Arc::new(entropy));
        Self { steady: clock.clone(), clock, names: entropy.clone(), entropy }
    }

    /// The same with a steady clock of its own.
    #[must_use]
    pub fn with_steady(self, steady: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { steady: Arc::new(steady), ..self }
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The moment this process began, and the time that has really passed since: for spans within one process, which a
    /// step of the machine's clock must neither lengthen nor cut short.
    pub fn steady_now(&self) -> Timestamp {
        (self.steady)()
    }

    /// How long the machine has been running, its sleep included: for promises between processes, which have no other
    /// clock in common. It is the machine's whatever clock was handed in, since the other process has that one too.
    pub fn running(&self) -> Duration {
        machine_running()
    }

    /// Fills the bytes with randomness.
    pub fn fill(&self, bytes: &mut [u8]) {
        (self.entropy)(bytes);
    }

    /// Fills a few bytes, at most 1024, with randomness that names something and keeps no secret: it may have waited in
    /// memory.
    pub fn fill_name(&self, bytes: &mut [u8]) {
        (self.names)(bytes);
    }

    /// A random UUID, for correlation and idempotency keys.
    pub fn mint_uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

impl std::fmt::Debug for Ambient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ambient")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_byte_of_a_name_is_given_out_twice() {
        let ambient = Ambient::system();
        let names: HashSet<[u8; 10]> = (0..10_000)
            .map(|_| {
                let mut name = [0; 10];
                ambient.fill_name(&mut name);
                name
            })
            .collect();
        assert_eq!(names.len(), 10_000, "across many refills");
        assert!(!names.contains(&[0; 10]), "and none that was used up");
    }
}
