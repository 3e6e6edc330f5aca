//! Signing in, and staying signed in.

use serde::{Deserialize, Serialize};

use super::Member;
use crate::Timestamp;

/// Signs a member in.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignIn {
    /// The member's e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The code of the authenticator, or a backup code, where the member has TOTP.
    pub code: Option<String>,
    /// What an earlier sign-in on this device answered: who guesses elsewhere cannot slow this device down.
    pub device_token: Option<String>,
}

/// A session. Its tokens are in this answer and nowhere else.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// `ses_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::SessionId))]
    pub session_id: String,
    /// The bearer for everything else.
    pub access_token: String,
    /// Until when.
    pub access_ends_at: Timestamp,
    /// Good once, for the next pair.
    pub refresh_token: String,
    /// Until when it is good unless it is used.
    pub refresh_ends_at: Timestamp,
    /// To be kept on this device and sent with the next sign-in; null when the one that was sent goes on.
    pub device_token: Option<String>,
    /// Who is signed in.
    pub member: Member,
}

/// Asks for the next pair of tokens.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefreshSession {
    /// The newest refresh token.
    pub refresh_token: String,
}

/// Ends the session that a refresh token belongs to.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignOut {
    /// Any refresh token of the session.
    pub refresh_token: String,
}

/// A session that was ended, or was over already: the two are not told apart.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignedOut {
    /// Always true.
    pub signed_out: bool,
}

/// Says the password once more before something that a stolen session must not do.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProvePassword {
    /// The member's password.
    pub password: String,
}

/// A TOTP secret that waits for its first code. It is in this answer and nowhere else.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TotpStarted {
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The same as an `otpauth` address, to be shown as a picture.
    pub uri: String,
}

/// The first code of a new authenticator.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmTotp {
    /// Six digits.
    pub code: String,
}

/// Backup codes, each good once. They are in this answer and nowhere else.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BackupCodes {
    /// Ten of them.
    pub codes: Vec<String>,
}
