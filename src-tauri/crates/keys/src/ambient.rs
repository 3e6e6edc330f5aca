//! The clock and the random source, as values that are handed down.

use std::sync::Arc;

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
}

impl Ambient {
    /// The machine's clock and the operating system's generator: the one door to both.
    ///
    /// # Panics
    /// When the operating system cannot give random bytes; nothing safe can be done without them.
    #[expect(clippy::disallowed_methods, clippy::expect_used, reason = "the one door; see clippy.toml")]
    pub fn system() -> Self {
        let (began, since): (Timestamp, _) = (chrono::Utc::now().into(), std::time::Instant::now());
        Self::new(
            || chrono::Utc::now().into(),
            |bytes| getrandom::fill(bytes).expect("the operating system gives random bytes"),
        )
        .with_steady(move || {
            let passed = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
            Timestamp::from_millis(began.as_millis().saturating_add(passed))
        })
    }

    /// A clock and a random source of the caller's choice. The clock is its own steady one.
    pub fn new(
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        entropy: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Self {
        let clock: Arc<Clock> = Arc::new(clock);
        Self { steady: clock.clone(), clock, entropy: Arc::new(entropy) }
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

    /// Fills the bytes with randomness.
    pub fn fill(&self, bytes: &mut [u8]) {
        (self.entropy)(bytes);
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
