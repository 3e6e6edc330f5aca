//! The audit log as it travels.

use serde::{Deserialize, Serialize};

use crate::{Environment, Timestamp};

/// One row of the audit log: who did what, when, from where, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its place in the chain, counted from 1 without a gap.
    pub sequence: u32,
    /// When.
    pub at: Timestamp,
    /// Who: a token's name, or the authority itself.
    pub actor: String,
    /// What, for instance `key.revoked`.
    pub action: String,
    /// To what: an id.
    pub subject: String,
    /// The environment it happened in, when it happened in one.
    pub environment: Option<Environment>,
    /// The address it was asked from; empty for the authority's own deeds.
    pub origin: String,
    /// The reason given, or the name of the thing.
    pub detail: String,
    /// SHA-256 over this row and the hash before it, in hex.
    pub hash: String,
}
