//! Who is signed in at a connection, and the authenticator that they sign in with.

use keys::wire::Role;
use serde::Serialize;

use crate::KeyRef;

/// A signed-in member, as they are told of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// The connection's id.
    pub connection: String,
    /// What they sign in with.
    pub email: String,
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether signing in needs a code besides the password.
    pub totp: bool,
}

/// An authenticator that waits for its first code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StartedTotpView {
    /// What Rust holds its secret by, to be revealed as a picture.
    pub authenticator: KeyRef,
}

/// An authenticator that is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConfirmedTotpView {
    /// What Rust holds the backup codes by, until somebody says that they are saved.
    pub backup_codes: KeyRef,
}
