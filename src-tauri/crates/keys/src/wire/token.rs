//! Management tokens: the way in for scripts.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::{Actor, Timestamp, lifecycle::Revocation};

/// How far a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// It lets its holder in.
    Active,
    /// It has ended by itself.
    Expired,
    /// Somebody ended it.
    Revoked,
}

/// A management token as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// `tok_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::TokenId))]
    pub id: String,
    /// Its name in the audit log.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: Actor,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When, by whom and why it was revoked.
    pub revocation: Option<Revocation>,
}

impl Token {
    /// How far it is at a moment.
    pub fn state(&self, now: Timestamp) -> TokenState {
        match (&self.revocation, self.expires_at) {
            (Some(_), _) => TokenState::Revoked,
            (None, Some(end)) if end <= now => TokenState::Expired,
            _ => TokenState::Active,
        }
    }
}

/// Creates a management token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateToken {
    /// Its name in the audit log.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ActorNameText))]
    pub name: String,
    /// What its holder may do: `admin`, `support` or `onboarding`.
    pub role: Role,
    /// When it ends by itself; never when nothing is said.
    pub expires_at: Option<Timestamp>,
}

/// A created token. The secret is in this answer and nowhere else.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedToken {
    /// The token.
    pub token: Token,
    /// The bearer; null when the answer is a repeated one.
    pub secret: Option<String>,
}

/// Ends a management token for good.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeToken {
    /// Why.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}
