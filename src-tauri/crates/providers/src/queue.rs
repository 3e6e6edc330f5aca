//! What is asked of the operator's queue, and what comes of it.

use std::collections::BTreeMap;

use keys::wire::{ActivationState, QueuedActivation};
use serde::{Deserialize, Serialize};

/// Which activations are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum QueueFilter {
    /// Those that wait for a decision, the one that waits longest first.
    Waiting,
    /// Those that were sent back with what is missing.
    SentBack,
    /// Those that were approved or rejected.
    Decided,
    /// All of them, those that never submitted anything too.
    All,
}

impl QueueFilter {
    /// All of them, as they stand above the list.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::SentBack, Self::Decided, Self::All];

    /// The states that it stands for; none for all.
    pub(crate) fn states(self) -> Option<&'static [ActivationState]> {
        match self {
            Self::Waiting => Some(&[ActivationState::Submitted, ActivationState::InReview]),
            Self::SentBack => Some(&[ActivationState::MoreInformationNeeded]),
            Self::Decided => Some(&[ActivationState::Approved, ActivationState::Rejected]),
            Self::All => None,
        }
    }
}

/// One page of the queue.
#[derive(Clone, Debug)]
pub struct QueuePage {
    /// The activations: of what waits, the longest first; of all else, what was submitted last first.
    pub items: Vec<QueuedActivation>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
    /// How many there are of each filter, whichever was asked for.
    pub counts: BTreeMap<QueueFilter, u64>,
}
