//! What the window sees, and what it asks for (`view/ask.rs`). No shape here holds a secret.

mod account;
mod approvals;
mod ask;
mod audit;
mod documents;
mod everywhere;
mod guided;
mod people;
mod places;
mod projects;
mod queue;
mod send;
mod spending;
mod webhooks;

use std::collections::BTreeMap;

use keys::{
    Environment, Hint, Timestamp,
    change::Part,
    spending::SpendingLimits,
    wire::{Activation, FieldError, Key, News, RefusedBy, Rotation},
};
pub use providers::{KeyFilter, KeyNarrowing, KeySort};
use serde::Serialize;

pub use self::{
    account::*, approvals::*, ask::*, audit::*, documents::*, everywhere::*, guided::*, people::*, places::*,
    projects::*, queue::*, send::*, spending::*, webhooks::*,
};
use crate::{Failure, KeyRef};

/// Where a key's secret is, as far as this computer knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SecretPlace {
    /// Not on this computer.
    Elsewhere,
    /// Held in memory until the one-time sheet closes.
    Held,
    /// In this computer's keychain.
    Saved,
    /// It was saved in the keychain, and is there no more.
    Lost,
}

/// What a connection tells of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum NewsView {
    /// Something changed.
    Changed {
        /// What.
        news: News,
    },
    /// Anything may have changed.
    Anew,
    /// From here on changes are told as they happen.
    Live,
    /// Changes are not told for now.
    Lost,
}

/// A key in the table.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// The connection that reaches it.
    pub connection: String,
    /// What the authority says of it.
    #[serde(flatten)]
    pub key: Key,
    /// Where its secret is.
    pub secret: SecretPlace,
    /// What the last call answered that was made to prove it; none where no such call is kept account of.
    pub last_proof: Option<CallView>,
    /// The last call that was made to tell what it may do.
    pub level_proof: Option<CallView>,
    /// Whether a step that would have proved something of it was left out.
    pub unproved: bool,
}

/// One page of an environment's keys.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyListView {
    /// The keys, in the order asked for.
    pub keys: Vec<KeyView>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
    /// How many there are of each filter, whichever was asked for; only with a first page.
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<KeyFilter, number>> | null"))]
    pub counts: Option<BTreeMap<KeyFilter, u64>>,
    /// Whether there may be more than the counts say.
    pub at_least: bool,
    /// When this was so.
    pub as_of: Timestamp,
}

/// What was read of the limits that a person typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LimitsView {
    /// The addresses and ranges in their one form; empty while one of them is wrong.
    pub allowed_ips: Vec<String>,
    /// The amounts that can be read.
    pub spending_limits: SpendingLimits,
    /// What cannot be read: a line of the addresses by its place, `/allowedIps/0`, or an amount.
    pub errors: Vec<FieldError>,
    /// Those that call now and no longer could.
    pub shut_out: Vec<String>,
}

/// The receipt of a change of a key's limits.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChangedView {
    /// The key as it is now.
    pub key: KeyView,
    /// Of which parts something is no longer allowed.
    pub tightened: Vec<Part>,
    /// The processes that refuse what is no longer allowed, and since when; empty when nothing was taken away.
    pub refused_by: Vec<RefusedBy>,
}

/// The receipt of a revocation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RevokedView {
    /// The key, revoked.
    pub key: KeyView,
    /// The processes that refuse it, and since when.
    pub refused_by: Vec<RefusedBy>,
    /// A call made with the revoked secret, when this computer had it: the proof.
    pub proof: Option<ProofView>,
    /// Why there is none.
    pub no_proof: Option<NoProof>,
}

/// What became of one of several keys that were to end.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RevokedOneView {
    /// Its id.
    pub key: String,
    /// Its receipt; none where it failed.
    pub revoked: Option<RevokedView>,
    /// Why it failed.
    pub failure: Option<Failure>,
}

/// The same in few words, for a window that hears of many at once.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EndedKeyView {
    /// Its id.
    pub key: String,
    /// The processes that refuse it; none where it failed.
    pub refused_by: Vec<String>,
    /// Why it failed.
    pub failure: Option<Failure>,
}

impl From<RevokedOneView> for EndedKeyView {
    fn from(RevokedOneView { key, revoked, failure }: RevokedOneView) -> Self {
        let refused_by = revoked.into_iter().flat_map(|revoked| revoked.refused_by).map(|by| by.node).collect();
        Self { key, refused_by, failure }
    }
}

/// How many of several keys ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RevokedManyView {
    /// Those that ended.
    pub revoked: u32,
    /// Those that failed.
    pub failed: u32,
    /// Those that were not begun, because it was stopped.
    pub left: u32,
}

/// What a real call with a revoked secret was answered.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProofView {
    /// Whether the call was refused, as it must be.
    pub refused: bool,
    /// The HTTP status.
    pub status: u16,
    /// The answer's correlation ID.
    pub correlation_id: String,
    /// When.
    pub at: Timestamp,
}

/// Why no call with a revoked secret proves the end of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NoProof {
    /// This computer does not have the secret.
    NoSecret,
    /// The keychain could not be asked for it.
    NotReadable,
    /// The call could not be made, or what it was answered says nothing of the key.
    NotAnswered,
    /// The key is limited to other addresses: it was refused from here before.
    NotFromHere,
}

/// How old the keys of an environment may become.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyPolicyView {
    /// In which environment.
    pub environment: Environment,
    /// Days after which a key is due; none: nothing was said, and it is after a year.
    pub key_days_max: Option<u32>,
}

/// A rotation, and the connection that reaches it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RotationView {
    /// The connection's id.
    pub connection: String,
    /// What the authority says of it.
    #[serde(flatten)]
    pub rotation: Rotation,
}

/// One page of an environment's rotations.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RotationListView {
    /// The rotations, the newest first.
    pub rotations: Vec<RotationView>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
}

/// A begun rotation; the successor's secret is held in Rust.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RotatedView {
    /// The rotation.
    pub rotation: RotationView,
    /// The successor, pending.
    pub key: KeyView,
}

/// The Activation page.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ActivationView {
    /// The record.
    #[serde(flatten)]
    pub activation: Activation,
    /// Whether this window may approve: only for this computer's own authority, where the review is a local stand-in.
    pub may_approve_locally: bool,
}

/// A secret in this computer's keychain.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SavedSecretView {
    /// The key it belongs to.
    pub key: KeyRef,
    /// The key's name when it was saved.
    pub name: String,
    /// Its environment.
    pub environment: Environment,
    /// What it looks like.
    pub hint: Hint,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Whether the keychain still has it; none when the keychain cannot be asked now.
    pub present: Option<bool>,
}

/// One page of what deserves a look.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AlertListView {
    /// The alerts, the most pressing first.
    pub alerts: Vec<keys::wire::Alert>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
    /// How many nobody has taken note of.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub open: u64,
    /// How many somebody has.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub acknowledged: u64,
}

/// A reported leak, and the key whose secret it is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LeakView {
    /// The key.
    pub key: KeyView,
    /// Whether it still works, so that it has to be rotated or revoked now.
    pub still_usable: bool,
    /// When it was first reported.
    pub reported_at: Timestamp,
}

/// One page of request records.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RequestListView {
    /// The records, the newest first.
    pub requests: Vec<keys::wire::Request>,
    /// What to ask for the records before these; none at the end.
    pub next_cursor: Option<String>,
    /// Requests that were not noted since the place was started: too many came at once.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub dropped: u64,
}

/// A copy in the clipboard.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CopiedView {
    /// Seconds until the clipboard is cleared, if it still holds the secret then.
    pub clears_in_seconds: u32,
}
