//! The error body: problem details as the vendor publishes them.

use serde::{Deserialize, Serialize};

use super::Code;
use crate::Timestamp;

/// RFC 9457 problem details with a bare code as `type` (Conduit Financial sheet, section 4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The code to branch on.
    #[serde(rename = "type")]
    pub code: Code,
    /// A human label; may change.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// What happened.
    pub detail: String,
    /// What to do.
    pub resolution: String,
    /// Where the code is described.
    pub docs: String,
    /// The request's path.
    pub instance: String,
    /// The same as the `x-correlation-id` header.
    pub correlation_id: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// One item a wrong field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The same as the `Retry-After` header, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
}

/// One wrong field, in the form of RFC 9457's own example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// A JSON pointer to the field, for instance `/name`.
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

impl FieldError {
    /// A complaint about a field.
    pub fn new(pointer: &str, detail: impl ToString) -> Self {
        Self { pointer: pointer.to_owned(), detail: detail.to_string() }
    }
}
