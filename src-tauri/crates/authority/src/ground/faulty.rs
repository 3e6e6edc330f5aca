//! Protections that can be left out, so that the fault tests (`tests/faults`) can be seen to fail without them. Only in a
//! build with the feature `faulty`, which nobody gets: in every other one the compiler answers each question with no and
//! drops what depends on it.

use std::{sync::OnceLock, time::Duration};

/// What can be left out; `CONDUIT_KEYS_DEFECT` names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// A write of a key is answered before its commit.
    AnswerFirst,
    /// A write is answered before the index has followed.
    IndexLast,
    /// A commit that failed is answered as one that did not.
    Deaf,
    /// The disk is not asked to keep what was committed.
    NoSync,
    /// A revocation reaches memory only.
    MemoryOnly,
    /// A repeated creating write is done again.
    NoRepeat,
    /// Nobody looks at the clock when a key is judged.
    NoExpiry,
    /// Nobody looks whether another process serves the database.
    NoLease,
    /// Whoever goes on behind an event hears only what happens.
    NoReplay,
}

impl Defect {
    fn as_str(self) -> &'static str {
        match self {
            Self::AnswerFirst => "answer-first",
            Self::IndexLast => "index-last",
            Self::Deaf => "deaf",
            Self::NoSync => "no-sync",
            Self::MemoryOnly => "memory-only",
            Self::NoRepeat => "no-repeat",
            Self::NoExpiry => "no-expiry",
            Self::NoLease => "no-lease",
            Self::NoReplay => "no-replay",
        }
    }
}

/// Whether this protection is left out.
pub fn has(defect: Defect) -> bool {
    static CHOSEN: OnceLock<Option<String>> = OnceLock::new();
    cfg!(feature = "faulty")
        && CHOSEN.get_or_init(|| std::env::var("CONDUIT_KEYS_DEFECT").ok()).as_deref() == Some(defect.as_str())
}

/// Keeps a hole open so long that whoever looks for it meets it, whatever else the machine does.
pub fn widen() {
    std::thread::sleep(Duration::from_millis(5));
}
