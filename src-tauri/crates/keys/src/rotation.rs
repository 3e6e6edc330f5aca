//! How far a rotation has come, told from evidence alone.

pub mod quiet;
pub mod stall;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Seconds without a call after which an old key counts as quiet.
pub const QUIET_SECONDS: i64 = 300;
/// The grace of a routine rotation when nothing else is asked: seven days, in seconds.
pub const GRACE_SECONDS_DEFAULT: i64 = 7 * 24 * 3600;
/// The longest grace: ninety days, in seconds.
pub const GRACE_SECONDS_MAX: i64 = 90 * 24 * 3600;

/// Why a key is rotated: asked first, because a leaked key has no grace (design, section 5 rule 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Hygiene: the old key works until its grace is over or somebody revokes it.
    Routine,
    /// Somebody else may hold the old key: it is revoked the moment its successor is confirmed.
    Leaked,
}

impl Cause {
    /// The word used in columns and arguments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Leaked => "leaked",
        }
    }
}

impl std::str::FromStr for Cause {
    type Err = crate::environment::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Routine, Self::Leaked].into_iter().find(|c| c.as_str() == word).ok_or(crate::environment::UnknownWord)
    }
}

/// The station a rotation has reached. Each is proved by an event, never by a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The successor exists, and its secret is not yet confirmed as saved.
    Created,
    /// The successor's secret is saved; nobody has called with it.
    HandedOver,
    /// The successor has been used; the old key still was recently.
    NewSeen,
    /// The successor has been used and the old key has been quiet for [`QUIET_SECONDS`].
    OldQuiet,
    /// The old key is revoked.
    Finished,
    /// The successor was revoked and the old key is back in service.
    Undone,
}

/// What is known about a rotation's progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// When the successor's secret was confirmed as saved.
    pub handed_over_at: Option<Timestamp>,
    /// The first call seen on the successor.
    pub new_first_used_at: Option<Timestamp>,
    /// The last call seen on the old key.
    pub old_last_used_at: Option<Timestamp>,
    /// When the old key was revoked by this rotation.
    pub finished_at: Option<Timestamp>,
    /// When the rotation was undone.
    pub undone_at: Option<Timestamp>,
}

impl Evidence {
    /// The station reached at a moment.
    pub fn step(&self, now: Timestamp) -> Step {
        let quiet_since = self.old_last_used_at.max(self.handed_over_at);
        match (self.undone_at, self.finished_at, self.handed_over_at, self.new_first_used_at) {
            (Some(_), ..) => Step::Undone,
            (None, Some(_), ..) => Step::Finished,
            (None, None, None, _) => Step::Created,
            (None, None, Some(_), None) => Step::HandedOver,
            (None, None, Some(_), Some(_)) => {
                let quiet = quiet_since.is_none_or(|since| now.seconds_since(since) >= QUIET_SECONDS);
                if quiet { Step::OldQuiet } else { Step::NewSeen }
            }
        }
    }
}

impl Step {
    /// Whether the old key may be revoked on this evidence: only after the new one has been seen at work.
    pub fn proves_handover(self) -> bool {
        matches!(self, Self::NewSeen | Self::OldQuiet)
    }

    /// Whether anything can still happen.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Finished | Self::Undone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Option<Timestamp> {
        Some(Timestamp::from_millis(seconds * 1000))
    }

    fn step(evidence: Evidence, now: i64) -> Step {
        evidence.step(Timestamp::from_millis(now * 1000))
    }

    #[test]
    fn each_station_needs_its_evidence() {
        let mut seen = Evidence::default();
        assert_eq!(step(seen, 1), Step::Created);
        seen.handed_over_at = at(10);
        assert_eq!(step(seen, 10), Step::HandedOver);
        seen.new_first_used_at = at(20);
        assert_eq!(step(seen, 20), Step::NewSeen, "handed over ten seconds ago: quiet proves nothing yet");
        seen.old_last_used_at = at(100);
        assert_eq!(step(seen, 100 + QUIET_SECONDS - 1), Step::NewSeen);
        assert_eq!(step(seen, 100 + QUIET_SECONDS), Step::OldQuiet);
        seen.finished_at = at(900);
        assert_eq!(step(seen, 900), Step::Finished);
    }

    #[test]
    fn an_old_key_that_was_quiet_before_the_handover_proves_nothing_at_once() {
        let seen = Evidence {
            handed_over_at: at(1000),
            new_first_used_at: at(1001),
            old_last_used_at: at(1),
            ..Evidence::default()
        };
        assert_eq!(step(seen, 1002), Step::NewSeen);
    }

    #[test]
    fn only_a_seen_successor_proves_the_handover() {
        assert!(!Step::Created.proves_handover() && !Step::HandedOver.proves_handover());
        assert!(Step::NewSeen.proves_handover() && Step::OldQuiet.proves_handover());
    }
}
