//! Keys as they travel.

use serde::{Deserialize, Serialize};

use crate::{
    AccessLevel, Actor, Environment, Hint, KeyState, Timestamp,
    change::{ChangeLimits, Part},
    lifecycle::Revocation,
    quarantine::Quarantine,
    spending::SpendingLimits,
};

/// What is known about a key. Never its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// `key_` and 22 characters. The form is ours: the vendor documents none.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::KeyId))]
    pub id: String,
    /// Which world it belongs to.
    pub environment: Environment,
    /// The name a person gave it.
    pub name: String,
    /// What it may do.
    pub access_level: AccessLevel,
    /// Its prefix and last four characters.
    pub hint: Hint,
    /// Where it is in its life, at the moment of the answer.
    pub state: KeyState,
    /// A note on where it lives, if one was left.
    pub note: Option<String>,
    /// When its secret was minted.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: Actor,
    /// When its secret was confirmed as saved.
    pub confirmed_at: Option<Timestamp>,
    /// The moment before which it is refused.
    #[serde(default)]
    pub not_before: Option<Timestamp>,
    /// When it ends by itself: the earlier of its expiry and its grace.
    pub ends_at: Option<Timestamp>,
    /// The addresses and ranges it may be used from; none means any.
    #[serde(default)]
    pub allowed_ips: Vec<String>,
    /// What its requests may cost.
    #[serde(default)]
    pub spending_limits: SpendingLimits,
    /// The last call seen with it.
    pub last_used_at: Option<Timestamp>,
    /// Calls in each of the last 24 hours, the oldest first.
    pub calls_by_hour: Vec<u32>,
    /// While it lasts: until when a key that may write may only read, who decided that and why.
    #[serde(default)]
    pub quarantine: Option<Quarantine>,
    /// Who ended it, when and why.
    pub revocation: Option<Revocation>,
    /// The rotation it is part of, as old key or as successor, while that is open.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::RotationId>))]
    pub rotation_id: Option<String>,
}

/// Asks for a new key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateKey {
    /// Which world it will belong to.
    pub environment: Environment,
    /// Its name: 1 to 80 characters, unique among the environment's living keys.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::NameText))]
    pub name: String,
    /// What it may do; read-only unless said otherwise.
    #[serde(default)]
    pub access_level: AccessLevel,
    /// When it shall end by itself.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// A note on where it will live, 200 characters at most.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::NoteText>))]
    pub note: Option<String>,
    /// The moment before which it shall be refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// The addresses and CIDR ranges it may be used from, 50 at most; none means any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_ips: Vec<String>,
    /// What its requests may cost, in millionths of whatever the proxy counts in.
    #[serde(default, skip_serializing_if = "SpendingLimits::is_none")]
    pub spending_limits: SpendingLimits,
}

/// The name of the one field that carries a secret, for tests that hunt for it.
pub const SECRET_FIELD: &str = "secret";

/// A new key with its secret: the only answer that holds one. A repeated answer holds none, since only a digest is kept.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedKey {
    /// The key, pending.
    pub key: Key,
    /// The plaintext, once.
    pub secret: Option<String>,
}

/// Asks for the end of a key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeKey {
    /// Why, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}

/// The receipt of a revocation: who stopped accepting the key, and from when on. A list, so that several nodes can
/// sign it without a new shape.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Revoked {
    /// The key, revoked.
    pub key: Key,
    /// One entry a process that can verify.
    pub refused_by: Vec<RefusedBy>,
}

/// Asks for a change of a key's limits; what is not named stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeKey {
    /// What its requests may cost; raised, lowered, set or taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub spending_limits: Option<ChangeLimits>,
    /// The addresses and ranges it may be used from, all of them; an empty list means any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub allowed_ips: Option<Vec<String>>,
    /// Its end, nearer than the one it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub expires_at: Option<Timestamp>,
    /// Why. It stands in the audit log.
    pub reason: String,
}

/// The receipt of a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChangedKey {
    /// The key as it is now.
    pub key: Key,
    /// Of which parts something is no longer allowed.
    pub tightened: Vec<Part>,
    /// One entry a process that can verify: since when it refuses what is no longer allowed. Empty when nothing was taken
    /// away.
    pub refused_by: Vec<RefusedBy>,
}

/// Asks that a key may only read for a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuarantineKey {
    /// For how many seconds from now on: a minute to 30 days. Again, it counts anew.
    #[cfg_attr(feature = "openapi", schema(minimum = 60, maximum = 2_592_000))]
    pub seconds: i64,
    /// Why. It stands in the audit log.
    pub reason: String,
}

/// Asks that a key may write again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReleaseKey {
    /// Why. It stands in the audit log.
    pub reason: String,
}

/// The receipt of a quarantine.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QuarantinedKey {
    /// The key as it is now.
    pub key: Key,
    /// One entry a process that can verify: since when it refuses what writes.
    pub refused_by: Vec<RefusedBy>,
}

/// One process that refuses the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefusedBy {
    /// The process.
    pub node: String,
    /// The moment it stopped accepting.
    pub since: Timestamp,
}

/// Who has been calling with a key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Callers of the last hour, the busiest first.
    pub last_hour: Vec<Caller>,
    /// The last write that was made with it. A release before told nothing of it.
    #[serde(default)]
    pub last_write: Option<LastWrite>,
    /// Active webhook endpoints that were created with it. Their deliveries are signed with secrets of their own, and go on
    /// whatever becomes of the key. A release before told nothing of them.
    #[serde(default)]
    pub webhook_endpoints: Option<u32>,
    /// When this was so.
    pub as_of: Timestamp,
}

/// The last write that was made with a key, as far back as request records go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LastWrite {
    /// The write; none where there is none since `since`.
    pub request: Option<WriteRequest>,
    /// From when on a write would be known: what was noted before is kept no longer, or was noted by a release that did not
    /// note which of them write.
    pub since: Timestamp,
}

/// A request that writes (POST, PUT, PATCH, DELETE) and was answered well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WriteRequest {
    /// By what it is explained.
    pub correlation_id: String,
    /// When it came.
    pub at: Timestamp,
    /// Its method, or the one that a reverse proxy asked about.
    pub method: String,
    /// Its path, without a query.
    pub path: String,
}

/// One program that calls with a key, told by its address and its user agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    /// The address it calls from.
    pub address: String,
    /// The first word of its user agent, for instance `curl/8.5.0`; empty when it sends none.
    pub agent: String,
    /// Calls in the last hour.
    pub calls: u32,
    /// Its first good call; none while that is not written down yet, and for callers beyond the first 200 of a key. A release
    /// before told nothing of it.
    #[serde(default)]
    pub first_at: Option<Timestamp>,
    /// Its latest call.
    pub last_at: Timestamp,
}
