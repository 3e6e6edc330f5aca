//! Connections, and what is known of the place that each leads to.

use keys::{
    Environment, Timestamp,
    wire::{EnvironmentInfo, Role},
};
use providers::Capabilities;
use serde::Serialize;

use crate::Failure;

/// Everything the frame of the window needs to know, asked for again and again.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    /// How far this computer's own authority is.
    pub setup: SetupView,
    /// The connection in use; none before setup.
    pub connection: Option<ConnectionView>,
    /// What is known of the connection; none while it cannot be reached and was never reached.
    pub standing: Option<StandingView>,
    /// Why the connection cannot be used right now.
    pub trouble: Option<Failure>,
    /// The keychain of this computer.
    pub keychain: KeychainView,
    /// The program's version.
    pub version: String,
}

/// How far this computer's own authority is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum SetupView {
    /// No organization yet: show the welcome.
    Needed,
    /// It runs.
    Ready,
    /// It cannot start.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// What is known of a connection: whose keys it has, where, and what may be asked for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StandingView {
    /// The organization's name; the service's where it does not tell whose its keys are.
    pub name: String,
    /// Its environments with their true addresses, and whether each is available.
    pub environments: Vec<EnvironmentInfo>,
    /// What the person in front of the window may ask for there.
    pub capabilities: Capabilities,
    /// Who one is there; none where the place does not tell.
    pub organization: Option<OrganizationView>,
    /// When this was heard; older than a few seconds while offline.
    pub as_of: Timestamp,
}

/// Who one is at a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OrganizationView {
    /// `org_` and 22 characters.
    pub id: String,
    /// When it was set up.
    pub created_at: Timestamp,
    /// What the person in front of the window may do there.
    pub role: Role,
    /// The name of the token in use.
    pub token_name: String,
    /// Whether a live key is asked for, and approved by another person, instead of created.
    pub live_keys_need_approval: bool,
    /// The activation record's state.
    pub activation: keys::wire::ActivationState,
}

/// A place that issues keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// `local` for this computer's own authority, an id of ours otherwise.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The address of its management API; empty while the local authority is not running.
    pub url: String,
    /// Whether it is this computer's own authority.
    pub local: bool,
    /// Whether it is the one in use.
    pub current: bool,
    /// What somebody signed in with, where its credential is a session; absent where it is a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub account: Option<String>,
    /// The service that it leads to, by its id; absent for an authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub service: Option<String>,
    /// Whether what is known of its keys is kept on this computer alone: the service tells of none.
    pub kept_here: bool,
}

/// A published service, which a connection may lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    /// The word that names it.
    pub id: String,
    /// What it calls itself.
    pub name: String,
    /// Its environments.
    pub environments: Vec<Environment>,
    /// Whether a connection leads to one of its projects, which its name then says.
    pub has_projects: bool,
    /// Whether it has calls for its keys, for whoever signs in or has an API token.
    pub has_account: bool,
}

/// What signing in came to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum SignedInView {
    /// Signed in.
    Done {
        /// The connection that was made or gone on with.
        connection: ConnectionView,
    },
    /// The password is right; a code is needed too.
    CodeNeeded,
}

/// The keychain of this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeychainView {
    /// What can be done with it.
    pub state: KeychainState,
    /// What it calls itself.
    pub name: String,
}

/// What can be done with the keychain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// Secrets can be saved and read.
    Ready,
    /// It has to be unlocked first.
    Locked,
    /// There is none.
    Missing,
    /// It forgets everything at logout, so nothing is saved in it.
    Volatile,
    /// It does not answer.
    NotResponding,
}

/// A connection in a list of them, as it is now.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionStateView {
    /// What is written down of it.
    #[serde(flatten)]
    pub connection: ConnectionView,
    /// The name of the organization there; none when it never said.
    pub organization: Option<String>,
    /// Why it cannot be used right now.
    pub trouble: Option<Failure>,
}
