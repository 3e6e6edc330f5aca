//! Alerts as they travel: what somebody should look at, derived from facts each time it is asked for.

use serde::{Deserialize, Serialize};

use crate::{Actor, Environment, Timestamp, environment::UnknownWord};

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A key's secret was reported as leaked, and the key still works.
    Leaked,
    /// Somebody still calls with a key that was revoked.
    RefusedAfterRevocation,
    /// A key ends by itself within 30 days.
    Expiring,
    /// A caller that was never seen before uses a key older than a week.
    UnusualCaller,
    /// A key is used much more than in the week before.
    UnusualRate,
    /// A key is older than the organization allows, or than a year.
    Old,
    /// A key was not used for 90 days.
    Unused,
    /// A rotation's successor was handed over, and nobody calls with it.
    RotationUnused,
    /// A rotation's old key is still called, and its end is near.
    RotationStillCalled,
    /// A rotation could be finished, and nobody does.
    RotationReady,
}

impl AlertKind {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 10] = [
        Self::Leaked,
        Self::RefusedAfterRevocation,
        Self::RotationStillCalled,
        Self::Expiring,
        Self::RotationUnused,
        Self::UnusualCaller,
        Self::UnusualRate,
        Self::Old,
        Self::Unused,
        Self::RotationReady,
    ];

    /// The word used in ids and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Leaked => "leaked",
            Self::RefusedAfterRevocation => "refused_after_revocation",
            Self::Expiring => "expiring",
            Self::UnusualCaller => "unusual_caller",
            Self::UnusualRate => "unusual_rate",
            Self::Old => "old",
            Self::Unused => "unused",
            Self::RotationUnused => "rotation_unused",
            Self::RotationStillCalled => "rotation_still_called",
            Self::RotationReady => "rotation_ready",
        }
    }
}

impl std::str::FromStr for AlertKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownWord)
    }
}

/// How pressing an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// Worth doing something about soon.
    Warning,
    /// To be acted on now.
    Urgent,
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// The same for as long as the same thing lasts; acknowledging takes it.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::AlertId))]
    pub id: String,
    /// What it is about.
    pub kind: AlertKind,
    /// How pressing it is.
    pub severity: Severity,
    /// The key's world.
    pub environment: Environment,
    /// The key.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::KeyId))]
    pub key_id: String,
    /// The key's name.
    pub key_name: String,
    /// Since when it is so.
    pub since: Timestamp,
    /// What it is told from, in one sentence.
    pub evidence: String,
    /// What to do.
    pub to_do: String,
    /// The rotation that it is about, of a kind that is about one.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::RotationId>))]
    pub rotation_id: Option<String>,
    /// Who has taken note of it.
    pub acknowledged_by: Option<Actor>,
    /// When.
    pub acknowledged_at: Option<Timestamp>,
}

/// Takes note of an alert.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcknowledgeAlert {
    /// What is done about it, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}

/// Says that a key's secret leaked: by its id, by the secret itself as it was found, or by its digest. The secret is compared and
/// forgotten. No `Debug`, since it may hold one.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportLeak {
    /// The key, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::KeyId>))]
    pub key_id: Option<String>,
    /// The text that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The SHA-256 of the whole secret, in hexadecimal: for whoever would rather not send it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Where it was found, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub place: String,
}

/// What is known of a reported leak.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LeakReported {
    /// The key that it is.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::KeyId))]
    pub key_id: String,
    /// Whether the key still works, so that it has to be rotated or revoked now.
    pub still_usable: bool,
    /// When it was first reported.
    pub reported_at: Timestamp,
}
