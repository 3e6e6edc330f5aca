//! The keys of all connections: what each told when it was asked last. These shapes are kept in the journal, so that what
//! cannot be reached is shown with its age.

use keys::{Environment, Hint, KeyState, Timestamp, rotation::Step, wire::AlertKind};
use serde::{Deserialize, Serialize};

use super::{CallView, ConnectionView};
use crate::{Failure, KeyRef, RotationRef};

/// What is known of the keys of one connection.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KnownPlaceView {
    /// What is written down of the connection.
    pub connection: ConnectionView,
    /// What it told of its keys.
    #[serde(flatten)]
    pub told: Told,
    /// When it told that; none: it never did.
    pub as_of: Option<Timestamp>,
    /// Why that is not from now.
    pub trouble: Option<Failure>,
}

/// What a connection told of its keys when it was asked. No secret is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// What the organization there calls itself; the service's own name where it does not tell.
    pub name: String,
    /// Its keys.
    pub keys: Vec<KnownKeyView>,
    /// The rotations that run there.
    pub rotations: Vec<KnownRotationView>,
    /// Environments that have more keys or rotations than these.
    pub more: Vec<Environment>,
}

/// A key in the table of all connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KnownKeyView {
    /// The connection that reaches it.
    pub connection: String,
    /// Its id there.
    pub id: String,
    /// Of which world.
    pub environment: Environment,
    /// Its name.
    pub name: String,
    /// What its secret looks like.
    pub hint: Hint,
    /// What somebody wrote of it.
    pub note: Option<String>,
    /// Its state.
    pub state: KeyState,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub ends_at: Option<Timestamp>,
    /// From when on it wants a successor; none where it is not active.
    pub due_at: Option<Timestamp>,
    /// What the last call answered that was made to prove it; none where no such call is kept account of.
    pub last_proof: Option<CallView>,
}

/// A rotation that runs at one of all connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KnownRotationView {
    /// The connection that reaches it.
    pub connection: String,
    /// Its id there; a run's, where a person is led through it.
    pub id: String,
    /// Of which world.
    pub environment: Environment,
    /// The name of the key that goes.
    pub name: String,
    /// What that key looks like; none where nothing of it is kept here.
    pub hint: Option<Hint>,
    /// That key's id.
    pub key: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When the old key ends by itself.
    pub old_ends_at: Option<Timestamp>,
    /// How far it is.
    pub progress: RotationProgress,
}

/// How far a rotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum RotationProgress {
    /// The place pairs the two keys.
    Paired {
        /// How far it has come.
        step: Step,
        /// Why it does not go on, if it does not.
        stalled: Option<AlertKind>,
    },
    /// A person is led through it.
    Guided {
        /// The step it stands at, the first being 0.
        at: u32,
        /// How many there are.
        of: u32,
    },
}

/// Looks through what all connections told last.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindEverywhere {
    /// The words.
    pub search: String,
    /// What this computer's own authority is called in the language of whoever looks.
    pub this_computer: String,
}

/// What has all these words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FoundEverywhereView {
    /// Keys.
    pub keys: Vec<KeyRef>,
    /// Rotations.
    pub rotations: Vec<RotationRef>,
}
