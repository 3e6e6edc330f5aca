//! What is kept of a service's project, and what a key says of itself.

use serde::Serialize;

/// The project that a connection leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProjectView {
    /// Its publishable key, which is no secret; none until somebody kept it.
    pub publishable_key: Option<String>,
}

/// What a key says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClaimsView {
    /// Each claim; none where the key cannot be read.
    pub claims: Option<Vec<ClaimView>>,
}

/// One claim, which nobody here can check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClaimView {
    /// Its name.
    pub name: String,
    /// Its value as a text; empty where it could be a secret.
    pub value: String,
}
