//! Linux and the other free systems: the Secret Service on the session bus.
//!
//! Items go through the keyring store. The state of the service is asked on a bus connection of our own, because the store
//! cannot tell "no collection" from "no such item", and it unlocks, which means a prompt, whenever it meets a locked item.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStoreApi as _;
use zbus::blocking::Connection;
use zbus::zvariant::OwnedObjectPath;
use zbus_secret_service_keyring_store::Store;

use crate::bus::{self, NO_OBJECT, SERVICE};
use crate::error::Failure;
use crate::{ItemId, KeychainStatus, Unlock, VaultError};

/// One connection to the session bus, and the keyring store with its own, opened when first needed.
pub(crate) struct Link {
    bus: Connection,
    store: OnceCell<Arc<Store>>,
}

/// What the alias `default` names.
enum Default {
    Nothing,
    Session,
    Kept { path: OwnedObjectPath, locked: bool },
}

impl Link {
    pub(crate) fn open() -> Result<Self, Failure> {
        let bus = Connection::session().map_err(|_| VaultError::Missing)?;
        Ok(Self { bus, store: OnceCell::new() })
    }

    /// The state of the service: no prompt, no session, no item touched.
    pub(crate) fn status(&self) -> Result<KeychainStatus, Failure> {
        Ok(match self.default_collection()? {
            Default::Nothing => KeychainStatus::NoCollection,
            Default::Session => KeychainStatus::Volatile,
            Default::Kept { locked: true, .. } => KeychainStatus::Locked,
            Default::Kept { locked: false, .. } => KeychainStatus::Ready { name: bus::service_name(&self.bus) },
        })
    }

    /// Whether the store would have to unlock something to reach this item, in whichever collection it lies.
    pub(crate) fn would_prompt(&self, service: &str, id: &ItemId) -> Result<bool, Failure> {
        let attributes = HashMap::from([("service", service), ("username", id.as_str())]);
        let found = bus::service_call(&self.bus, "SearchItems", &(attributes,)).map_err(bus::failure)?;
        let (_, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = bus::body(&found)?;
        Ok(!locked.is_empty())
    }

    /// The store's entry of an item. Its label is made of our own id, because Seahorse shows it and the bus carries it in
    /// clear.
    pub(crate) fn entry(&self, service: &str, id: &ItemId) -> Result<keyring_core::Entry, Failure> {
        let store = match self.store.get() {
            Some(store) => store,
            None => {
                let store = Store::new()?;
                self.store.get_or_init(|| store)
            }
        };
        let label = format!("{service}: {id}");
        Ok(store.build(service, id.as_str(), Some(&HashMap::from([("label", label.as_str())])))?)
    }

    /// Has the service put its prompt on screen, and does not wait for it: a person may take minutes, and the thread that
    /// owns the keychain must stay free to say `Locked` meanwhile.
    pub(crate) fn unlock(&self) -> Result<Unlock, Failure> {
        let path = match self.default_collection()? {
            Default::Nothing => return Err(VaultError::NoCollection.into()),
            Default::Session => return Err(VaultError::Volatile.into()),
            Default::Kept { locked: false, .. } => return Ok(Unlock::Unlocked),
            Default::Kept { path, .. } => path,
        };
        let asked = bus::service_call(&self.bus, "Unlock", &(vec![path],)).map_err(bus::failure)?;
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = bus::body(&asked)?;
        if prompt.as_str() == NO_OBJECT {
            return Ok(Unlock::Unlocked);
        }
        const PROMPT: &str = "org.freedesktop.Secret.Prompt";
        self.bus.call_method(Some(SERVICE), prompt, Some(PROMPT), "Prompt", &("",)).map_err(bus::failure)?;
        Ok(Unlock::Asked)
    }

    fn default_collection(&self) -> Result<Default, Failure> {
        let path = self.alias("default")?;
        if path.as_str() == NO_OBJECT {
            return Ok(Default::Nothing);
        }
        if path.as_str().ends_with("/collection/session") || path == self.alias("session")? {
            return Ok(Default::Session);
        }
        match bus::is_locked(&self.bus, &path) {
            Ok(locked) => Ok(Default::Kept { path, locked }),
            // The alias outlived its collection.
            Err(error) if bus::is_gone(&error) => Ok(Default::Nothing),
            Err(error) => Err(bus::failure(error)),
        }
    }

    fn alias(&self, name: &str) -> Result<OwnedObjectPath, Failure> {
        bus::body(&bus::service_call(&self.bus, "ReadAlias", &(name,)).map_err(bus::failure)?)
    }
}
