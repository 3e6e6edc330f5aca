//! The operator's queue, as the faces see it.

use std::collections::BTreeMap;

use keys::wire::QueuedActivation;
pub use providers::QueueFilter;
use serde::{Deserialize, Serialize};

/// Asks for a page of the operator's queue.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListActivations {
    /// Where.
    pub connection: String,
    /// Which of them.
    pub filter: QueueFilter,
    /// Behind the page that said so; none for the first.
    pub cursor: Option<String>,
}

/// One page of the operator's queue.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ActivationQueueView {
    /// The activations: of what waits, the longest first; of all else, what was submitted last first.
    pub activations: Vec<QueuedActivation>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
    /// How many there are of each filter, whichever was asked for.
    #[cfg_attr(feature = "ts", ts(type = "Record<QueueFilter, number>"))]
    pub counts: BTreeMap<QueueFilter, u64>,
}
