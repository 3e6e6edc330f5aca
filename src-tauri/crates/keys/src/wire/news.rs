//! News as they travel: the data of server-sent events.

use serde::{Deserialize, Serialize};

use crate::{Environment, Timestamp};

/// What kind of thing changed; each is what a list of the same API shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NewsKind {
    /// A key.
    Key,
    /// A rotation, and with it both its keys.
    Rotation,
    /// A live key that was asked for.
    KeyApproval,
    /// What deserves a look. The id is the key's that it is about.
    Alert,
    /// The organization's way to live. The id is the organization's.
    Activation,
    /// The organization itself: its sandbox, its limits.
    Organization,
    /// A member, or one of their sessions.
    Member,
    /// A management token.
    Token,
    /// A webhook endpoint of key management.
    WebhookEndpoint,
    /// A delivery to such an endpoint.
    WebhookDelivery,
    /// A request record.
    Request,
    /// A row of the audit log about what has no list here, or none that the asker may see. The id is the row's number.
    Audit,
}

impl NewsKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Key,
        Self::Rotation,
        Self::KeyApproval,
        Self::Alert,
        Self::Activation,
        Self::Organization,
        Self::Member,
        Self::Token,
        Self::WebhookEndpoint,
        Self::WebhookDelivery,
        Self::Request,
        Self::Audit,
    ];
}

/// Something that changed: what, never how it is now. Whoever shows it asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct News {
    /// What kind of thing.
    pub kind: NewsKind,
    /// Which one; none for several of the kind.
    pub id: Option<String>,
    /// Which ones, where several were gathered into one event. With neither an id nor these it may be any of the kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// Its environment; none for what has none, and for several of both.
    pub environment: Option<Environment>,
    /// What was done, in the audit log's word; none for a kind of `audit`, whose row tells.
    pub deed: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// From here on news are told as they happen; all that was missed since the id that was presented came before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewsReady {
    /// When that was.
    pub at: Timestamp,
}

/// Some news are missing here: whoever keeps a copy asks for everything anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewsResync {
    /// Why: `too_old` (more happened since than is told again), `unknown` (an id of another history, or of none), `slow`
    /// (more waited than is kept for one listener).
    pub reason: String,
}

/// The last event of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewsEnded {
    /// Why: `session_ended`, `member_revoked`, `token_revoked`, `access_expired`, `role_changed`, `stopping`, `unavailable`.
    pub reason: String,
}
