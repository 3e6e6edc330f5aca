//! Live keys that are asked for: what the window sees of them, and what it asks for.

use keys::{AccessLevel, spending::SpendingLimits, wire::KeyApproval};
use serde::{Deserialize, Serialize};

use crate::ApprovalRef;

/// A live key that somebody asked for, and the connection that reaches it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ApprovalView {
    /// The connection's id.
    pub connection: String,
    /// What the authority says of it.
    #[serde(flatten)]
    pub approval: KeyApproval,
}

/// One page of them.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ApprovalListView {
    /// The newest first.
    pub approvals: Vec<ApprovalView>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
}

/// Asks for a page of what was asked for.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListApprovals {
    /// Where.
    pub connection: String,
    /// Those that are over, or those that wait or can be claimed.
    pub over: bool,
    /// Behind the page that said so; none for the first.
    pub cursor: Option<String>,
}

/// Asks for a live key.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AskForKey {
    /// Minted by the window when the form opens, so that pressing twice asks once.
    pub idempotency_key: String,
    /// Where.
    pub connection: String,
    /// The key's name.
    pub name: String,
    /// What it may do.
    pub access_level: AccessLevel,
    /// How many hours it shall live once it is claimed.
    pub lifetime_hours: u32,
    /// Where it will live.
    pub note: Option<String>,
    /// The addresses and ranges it may be used from; none means any.
    pub allowed_ips: Vec<String>,
    /// What its requests may cost.
    pub spending_limits: SpendingLimits,
    /// What it is needed for.
    pub reason: String,
}

/// Says yes or no to what another person asked for.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideApproval {
    /// To which.
    pub approval: ApprovalRef,
    /// Why.
    pub reason: String,
}

/// Asks for the key that was approved.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimKey {
    /// Minted by the window when the approval is shown, so that pressing twice claims once.
    pub idempotency_key: String,
    /// By which approval.
    pub approval: ApprovalRef,
}

/// Says whether live keys are asked for instead of created.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetApprovalPolicy {
    /// Where.
    pub connection: String,
    /// Whether another person approves each live key.
    pub needed: bool,
    /// Why.
    pub reason: String,
}

/// Whether live keys are asked for instead of created.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ApprovalPolicyView {
    /// Whether another person approves each live key.
    pub needed: bool,
}
