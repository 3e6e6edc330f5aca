//! Secrets between their creation and the moment somebody says "I have saved it": in this process's memory only.

use std::{collections::HashMap, sync::Mutex};

use keys::{Secret, wire::Key};

use crate::{KeyRef, lock::lock};

/// Held secrets by key. Dropping one wipes it.
#[derive(Default)]
pub(crate) struct Held {
    secrets: Mutex<HashMap<KeyRef, (Secret, Key)>>,
}

impl Held {
    pub(crate) fn hold(&self, connection: &str, key: &Key, secret: Secret) {
        lock(&self.secrets).insert(KeyRef::new(connection, &key.id), (secret, key.clone()));
    }

    pub(crate) fn get(&self, key: &KeyRef) -> Option<(Secret, Key)> {
        lock(&self.secrets).get(key).cloned()
    }

    pub(crate) fn has(&self, key: &KeyRef) -> bool {
        lock(&self.secrets).contains_key(key)
    }

    /// All keys whose secret is held, with their names.
    pub(crate) fn all(&self) -> Vec<(KeyRef, String)> {
        lock(&self.secrets).iter().map(|(key, (_, facts))| (key.clone(), facts.name.clone())).collect()
    }

    pub(crate) fn release(&self, key: &KeyRef) {
        lock(&self.secrets).remove(key);
    }
}
