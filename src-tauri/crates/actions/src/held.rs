//! Secrets between their creation and the moment somebody says "I have saved it": in this process's memory only.

use std::{collections::HashMap, sync::Mutex};

use keys::{Secret, wire::Key};

use crate::lock::lock;

/// Held secrets by key id. Dropping one wipes it.
#[derive(Default)]
pub(crate) struct Held {
    secrets: Mutex<HashMap<String, (Secret, Key)>>,
}

impl Held {
    pub(crate) fn hold(&self, key: &Key, secret: Secret) {
        lock(&self.secrets).insert(key.id.clone(), (secret, key.clone()));
    }

    pub(crate) fn get(&self, key_id: &str) -> Option<(Secret, Key)> {
        lock(&self.secrets).get(key_id).cloned()
    }

    pub(crate) fn has(&self, key_id: &str) -> bool {
        lock(&self.secrets).contains_key(key_id)
    }

    pub(crate) fn release(&self, key_id: &str) {
        lock(&self.secrets).remove(key_id);
    }
}
