//! Request records as they travel: what the authority noted about one request.

use serde::{Deserialize, Serialize};

use super::Key;
use crate::{Actor, Environment, KeyState, Timestamp};

/// What was noted about one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The server's own id of it.
    pub correlation_id: String,
    /// When it began.
    pub at: Timestamp,
    /// Which environment's listener it came to; null for management.
    pub environment: Option<Environment>,
    /// Its method; for a reverse proxy's question, the one asked about.
    pub method: String,
    /// The route it took, with its variables' names; empty when no route took it.
    pub route: String,
    /// Its path, without what looked like a secret and without a query.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The code of a refusal.
    pub code: Option<String>,
    /// The true reason for which a key was refused, in one word. The caller was not told.
    pub refusal: Option<String>,
    /// The key it came with, if that is known.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::KeyId>))]
    pub key_id: Option<String>,
    /// Who asked the management API.
    pub actor: Option<Actor>,
    /// The client's own id of it.
    pub client_correlation_id: Option<String>,
    /// The idempotency key it came with.
    pub idempotency_key: Option<String>,
    /// The address it came from.
    pub address: String,
    /// The first word of its user agent.
    pub agent: String,
    /// How long its answer took, in microseconds.
    pub duration_micros: u32,
}

/// One page of request records, the newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Requests {
    /// The records.
    pub data: Vec<Request>,
    /// Where the neighbours are, and what is missing.
    pub meta: RequestsMeta,
}

/// Where a page of records stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RequestsMeta {
    /// Always `cursor`.
    pub mode: String,
    /// What to send as `cursor` for the next page; null at the end.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::Cursor>))]
    pub next_cursor: Option<String>,
    /// What to send, with `direction=backward`, for the page before; null at the start.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::Cursor>))]
    pub previous_cursor: Option<String>,
    /// How many there are: exactly up to 1 000, and 1 000 when there are more.
    pub total: u32,
    /// Requests that could not be noted since the authority was started: too many came at once.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub dropped: u64,
}

/// What happened, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What happened, in one sentence.
    pub happened: String,
    /// Why, as of that moment.
    pub why: String,
    /// What to do about it.
    pub to_do: String,
}

/// One request, explained.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedRequest {
    /// What was noted.
    pub request: Request,
    /// What it means.
    pub explanation: Explanation,
    /// The state of its key at that moment; null without a key, or before it was created.
    pub key_state_then: Option<KeyState>,
    /// Its key as it is now.
    pub key: Option<Key>,
    /// Requests that belong to it.
    pub related: RelatedRequests,
}

/// Requests that belong to one, each list the newest first and short.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RelatedRequests {
    /// With the same client correlation ID.
    pub same_client_correlation_id: Vec<Request>,
    /// With the same idempotency key.
    pub same_idempotency_key: Vec<Request>,
    /// With the same key, just before and after.
    pub same_key: Vec<Request>,
}
