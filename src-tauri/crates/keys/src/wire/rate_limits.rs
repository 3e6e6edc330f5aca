//! How near an organization is to its rate limits (Conduit Financial sheet, section 6, for the limits; the rest is ours).

use serde::{Deserialize, Serialize};

use crate::{Environment, Timestamp};

/// Which requests draw from one bucket together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RouteClass {
    /// Everything else, verifying included.
    General,
    /// What does much: executing an order, uploading a document, submitting an application.
    Expensive,
}

/// One bucket, and what was drawn from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RateLimit {
    /// Of which environment.
    pub environment: Environment,
    /// Of which requests.
    pub class: RouteClass,
    /// Requests a second, sustained.
    pub per_second: u32,
    /// Requests at once, after a rest.
    pub burst: u32,
    /// Whether the rate is one that was set for this organization, in the place of the usual one.
    pub overridden: bool,
    /// Requests that were let on within the last minute.
    pub last_minute: u32,
    /// The most that were let on within any minute of the last hour.
    pub busiest_minute: u32,
    /// Requests that were answered 429 within the last hour.
    pub limited_last_hour: u32,
}

/// Every bucket of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RateLimits {
    /// The buckets: sandbox, then live; the general one first.
    pub data: Vec<RateLimit>,
    /// The process that counted. The rates hold for all, the counts are its own.
    pub counted_by: String,
    /// From when on it counted, where that is less than an hour ago; before it, nobody knows.
    pub counted_since: Option<Timestamp>,
    /// Requests within the last hour that there was no room to note, of whoever they were: where it is not 0, the counts are
    /// too low.
    pub not_counted: u32,
}
