//! Secrets between their creation and the moment somebody says "I have saved it": in this process's memory only. Most are of
//! keys; an invitation, a management token and a webhook's signing secret are held alike, by the id of what they are of.

use std::{collections::HashMap, sync::Mutex};

use keys::{Secret, wire::Key};

use crate::{KeyRef, lock::lock};

/// What a held secret is of.
#[derive(Clone)]
pub(crate) enum Of {
    Key(Box<Key>),
    /// A member or a token by its name, or a webhook endpoint by its address.
    Person(String),
    /// An authenticator that waits for its first code, by whose it is. Another one can be made any time.
    Authenticator(String),
    /// Backup codes, by whose they are.
    BackupCodes(String),
}

impl Of {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Key(key) => &key.name,
            Self::Person(name) | Self::Authenticator(name) | Self::BackupCodes(name) => name,
        }
    }
}

/// Held secrets by what they are of. Dropping one wipes it.
#[derive(Default)]
pub(crate) struct Held {
    secrets: Mutex<HashMap<KeyRef, (Secret, Of)>>,
}

impl Held {
    pub(crate) fn hold(&self, connection: &str, key: &Key, secret: Secret) {
        self.put(KeyRef::new(connection, &key.id), secret, Of::Key(Box::new(key.clone())));
    }

    /// Holds what is of no key, in the place of what was held of the same one before.
    pub(crate) fn hold_of_person(&self, whose: KeyRef, name: &str, secret: Secret) {
        self.put(whose, secret, Of::Person(name.to_owned()));
    }

    /// Holds what belongs to neither a key nor somebody else.
    pub(crate) fn hold_as(&self, whose: KeyRef, of: Of, secret: Secret) {
        self.put(whose, secret, of);
    }

    fn put(&self, whose: KeyRef, secret: Secret, of: Of) {
        lock(&self.secrets).insert(whose, (secret, of));
    }

    pub(crate) fn get(&self, whose: &KeyRef) -> Option<(Secret, Of)> {
        lock(&self.secrets).get(whose).cloned()
    }

    pub(crate) fn has(&self, whose: &KeyRef) -> bool {
        lock(&self.secrets).contains_key(whose)
    }

    /// All whose secret is held.
    pub(crate) fn all(&self) -> Vec<(KeyRef, Of)> {
        lock(&self.secrets).iter().map(|(whose, (_, of))| (whose.clone(), of.clone())).collect()
    }

    pub(crate) fn release(&self, whose: &KeyRef) {
        lock(&self.secrets).remove(whose);
    }
}
