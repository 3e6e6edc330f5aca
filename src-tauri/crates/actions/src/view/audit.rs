//! The audit log as it is asked for and shown.

use keys::{
    Timestamp,
    wire::{AuditEntry, AuditVerdict},
};
pub use providers::AuditFilter;
use serde::{Deserialize, Serialize};

/// Asks for a page of the audit log.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListAudit {
    /// Where.
    pub connection: String,
    /// Which rows.
    pub filter: AuditFilter,
    /// Behind the page that said so; none for the newest.
    pub cursor: Option<String>,
    /// How many at most, 1 to 100.
    pub limit: u8,
}

/// One page of the audit log.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditPageView {
    /// The rows, the newest first.
    pub entries: Vec<AuditEntry>,
    /// What to ask for the rows before these; none at the beginning of the log.
    pub next_cursor: Option<String>,
    /// How many rows there are of that filter.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total: u64,
    /// Whether there may be more: very many are not counted to their end.
    pub at_least: bool,
}

/// What an export is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// As the authority sends it, one JSON object a line, with all that its hashes are made of.
    Ndjson,
    /// A table for a spreadsheet.
    Csv,
}

impl ExportFormat {
    /// What the name of such a file ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
        }
    }
}

/// Asks for the whole log in a file.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportAudit {
    /// Where.
    pub connection: String,
    /// Which rows.
    pub filter: AuditFilter,
    /// As what.
    pub format: ExportFormat,
}

/// An export that is in its file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExportedView {
    /// The file.
    pub path: String,
    /// How many rows are in it.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub rows: u64,
}

/// Asks whether the whole log is as it was written, and still the one that this computer knew.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifyAudit {
    /// Where.
    pub connection: String,
    /// Whether this computer forgets what it knew of the log and begins with what is there now: somebody knows why it is
    /// another one.
    pub anew: bool,
}

/// What was found of an audit log.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditCheckView {
    /// What the authority found when it read the whole chain.
    pub verdict: AuditVerdict,
    /// What became of the row that this computer verified last; none where it knows none.
    pub known: Option<KnownHeadView>,
    /// The newest row, which this computer remembers from now on; none where it found something wrong.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub remembered: Option<u64>,
}

impl AuditCheckView {
    /// Whether everything is as it was.
    pub fn is_whole(&self) -> bool {
        self.verdict.intact && self.known.as_ref().is_none_or(|known| known.now.is_extended())
    }
}

/// The last row that this computer verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KnownHeadView {
    /// Its place in the chain.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub sequence: u64,
    /// When this computer verified it.
    pub verified_at: Timestamp,
    /// What became of it.
    pub now: KnownHead,
}

/// What became of a row that was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KnownHead {
    /// It is as it was: the log was only added to.
    Extended,
    /// Another row stands in its place: the log was written anew.
    Changed,
    /// The log ends before it.
    Gone,
    /// The authority removed it with other old rows, so nothing can be said.
    Pruned,
}

impl KnownHead {
    /// Whether nothing says that the log is another one.
    pub(crate) fn is_extended(self) -> bool {
        matches!(self, Self::Extended | Self::Pruned)
    }
}
