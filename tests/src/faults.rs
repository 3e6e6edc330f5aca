//! How hard the faults are tried: a short form with every test run, the whole with `CONDUIT_KEYS_FAULTS=full`, which
//! `cargo xtask faults` sets.

use keys::Ambient;

/// Whether the whole is asked for.
pub fn full() -> bool {
    std::env::var("CONDUIT_KEYS_FAULTS").is_ok_and(|how| how == "full")
}

/// How often: the short form's number, or the whole's.
pub fn times(short: usize, whole: usize) -> usize {
    if full() { whole } else { short }
}

/// What a test found, for the log that the figures are taken from. Shown by `--nocapture`.
#[expect(clippy::print_stderr, reason = "a test's figures are read from its output")]
pub fn figure(line: impl std::fmt::Display) {
    eprintln!("figure: {line}");
}

/// A source of choices that one number repeats: the number is in the message of whatever fails.
#[derive(Clone, Debug)]
pub struct Dice {
    /// What it began with.
    pub seed: u64,
    state: u64,
}

impl Dice {
    /// From `CONDUIT_KEYS_SEED`, else from the machine.
    pub fn shaken() -> Self {
        let named = std::env::var("CONDUIT_KEYS_SEED").ok().and_then(|text| text.parse().ok());
        let mut bytes = [0; 8];
        Ambient::system().fill(&mut bytes);
        Self::new(named.unwrap_or(u64::from_le_bytes(bytes)))
    }

    /// From this number.
    pub fn new(seed: u64) -> Self {
        // The step by an odd constant keeps neighbouring seeds apart; zero would stay zero.
        Self { seed, state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 }
    }

    /// One for somebody else, different for each number.
    pub fn split(&self, number: usize) -> Self {
        Self::new(self.seed.wrapping_add(1 + number as u64))
    }

    /// A number below `end`, zero when that is zero.
    pub fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 11).unwrap_or(0) % end.max(1)
    }

    /// One of these, if there is any.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}
