//! What an operation acts on. An id alone means nothing: two places may both have a key "1".

use serde::{Deserialize, Serialize};

use crate::{App, Code, Failure};

/// A key, and the connection that reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyRef {
    /// The connection's id.
    pub connection: String,
    /// The key's id there.
    pub key: String,
}

impl KeyRef {
    /// The key with that id, there.
    pub fn new(connection: &str, key: &str) -> Self {
        Self { connection: connection.to_owned(), key: key.to_owned() }
    }
}

/// A rotation, and the connection that reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotationRef {
    /// The connection's id.
    pub connection: String,
    /// The rotation's id there.
    pub rotation: String,
}

impl RotationRef {
    /// The rotation with that id, there.
    pub fn new(connection: &str, rotation: &str) -> Self {
        Self { connection: connection.to_owned(), rotation: rotation.to_owned() }
    }

    /// A key of this rotation: both are reached by the same connection.
    pub fn key(&self, key: &str) -> KeyRef {
        KeyRef::new(&self.connection, key)
    }
}

impl App {
    /// An id from a face goes into a path: it must have the form of one.
    pub(crate) fn check_id(&self, id: &str, prefix: &str) -> Result<(), Failure> {
        if keys::mint::is_id(id, prefix) { Ok(()) } else { Err(self.fail(Code::NotFound, "There is no such id.")) }
    }
}
