//! The audit log as it travels.

use serde::{Deserialize, Serialize};

use crate::{Actor, Environment, Timestamp};

/// One row of the audit log: who did what, when, from where, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its place in the chain, counted from 1 without a gap.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Who. A row of an unknown kind was written by a release that kept the name alone.
    pub actor: Actor,
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

/// What a walk over the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditVerdict {
    /// Whether every row fits the one before it.
    pub intact: bool,
    /// How many rows there are, when they all fit.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub rows: Option<u64>,
    /// How many stood before them and were pruned, when they all fit.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub pruned: Option<u64>,
    /// The first row that does not fit.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub first_bad_sequence: Option<u64>,
    /// Since when its rows were read: a row that was changed after this may only be found by a later walk. A server begins
    /// a new one when this is a minute old. A release before tells nothing here, and read everything at once.
    #[serde(default)]
    pub read_since: Option<Timestamp>,
    /// When the walk came to the last row.
    pub as_of: Timestamp,
}

/// The first line of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditExportHead {
    /// What is hashed begins with this.
    pub format: String,
    /// Whose rows they are.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::OrganizationId))]
    pub organization_id: String,
    /// When it was made.
    pub exported_at: Timestamp,
    /// How many rows of the whole chain were pruned: the first one left follows the hash of the last of them.
    #[serde(default)]
    pub pruned: u64,
    /// How a row's hash is made.
    pub rule: String,
}

/// One row of an export: all that its hash is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditExportRow {
    /// The row.
    #[serde(flatten)]
    pub entry: AuditEntry,
    /// Whose it is.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::OrganizationId))]
    pub organization_id: String,
    /// The hash of the row before it, in hex; that may be another organization's.
    pub previous: String,
}

/// The last line of an export: without it, the export was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditExportEnd {
    /// How many rows there were.
    pub rows: u64,
}
