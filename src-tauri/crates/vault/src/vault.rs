//! The handle that the other rooms hold.

use std::fmt;

use keys::Secret;

use crate::keychain::Keychain;
use crate::worker::Worker;
use crate::{ItemId, KeychainStatus, Unlock, VaultError, rules};

/// Secrets in the keychain of the operating system.
///
/// Cheap to clone: all clones talk to one thread that owns the one connection. Every call answers within
/// [`crate::ANSWER_WITHIN`]; after a call that did not, later calls answer [`VaultError::NotResponding`] at once until the
/// keychain has come back. Calls need a tokio runtime with its timer on.
#[derive(Clone)]
pub struct Vault {
    worker: Worker,
}

impl Vault {
    /// The keychain of this system. Connects at the first call, and again whenever the connection was lost.
    ///
    /// `service` is the application's identifier, for instance `com.conduitkeys.desktop`; it travels in clear. A service
    /// with any character but ASCII letters, digits, `.`, `_` and `-` has every call answered [`VaultError::Refused`].
    pub fn open_keychain(service: &str) -> Self {
        Self { worker: Worker::start(Keychain::new(service)) }
    }

    /// A vault in memory, for tests; [`crate::MemoryVault`] is the one whose next call can be told to fail.
    #[cfg(any(test, feature = "memory"))]
    pub fn in_memory() -> Self {
        crate::MemoryVault::new().vault()
    }

    #[cfg(any(test, feature = "memory"))]
    pub(crate) fn over(backend: impl crate::backend::Backend + 'static) -> Self {
        Self { worker: Worker::start(backend) }
    }

    /// The state of the keychain. Never puts a prompt on screen.
    pub async fn status(&self) -> KeychainStatus {
        self.worker.call(|backend, _| backend.status(), |_, _| ()).await.unwrap_or_else(KeychainStatus::from)
    }

    /// Asks the system to unlock the keychain with its own prompt, and does not wait for the person: see [`Unlock`]. The
    /// other calls never prompt, so that nothing on screen appears without a click.
    ///
    /// # Errors
    /// Any state of the keychain that unlocking does not cure.
    pub async fn unlock(&self) -> Result<Unlock, VaultError> {
        self.worker.call(|backend, _| backend.unlock(), |_, _| ()).await
    }

    /// Saves a secret, replacing an item of the same id. `Ok` means that it was written, read back and found equal.
    ///
    /// # Errors
    /// Any state but ready blocks saving. On [`VaultError::NotResponding`] the save is given up, and undone if it took
    /// effect later and made a new item.
    ///
    /// Note the id before calling, as not saved yet: a crash between the two then leaves no item that nobody knows of.
    pub async fn save(&self, id: &ItemId, secret: &Secret) -> Result<(), VaultError> {
        let (item, secret, undone) = (id.clone(), secret.clone(), id.clone());
        let work = move |backend: &mut dyn crate::backend::Backend, wanted: &dyn Fn() -> bool| {
            rules::save(backend, &item, &secret, wanted)
        };
        self.worker.call(work, move |backend, saved| rules::undo(backend, &undone, &saved)).await.map(drop)
    }

    /// Reads a secret. `None` means that a keychain in a state to know has no such item; whether it was lost or never
    /// saved is for the caller's index to say ([`crate::presence`]).
    ///
    /// # Errors
    /// Any state that hides what is stored: locked, missing, without a collection, not responding.
    pub async fn read(&self, id: &ItemId) -> Result<Option<Secret>, VaultError> {
        let id = id.clone();
        self.worker.call(move |backend, _| rules::read(backend, &id), |_, _| ()).await
    }

    /// Removes an item; `false` when there was none.
    ///
    /// # Errors
    /// As [`Vault::read`]. After [`VaultError::NotResponding`] the item may be gone or not: read it again.
    pub async fn remove(&self, id: &ItemId) -> Result<bool, VaultError> {
        let id = id.clone();
        self.worker.call(move |backend, wanted| rules::remove(backend, &id, wanted), |_, _| ()).await
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

#[cfg(test)]
#[path = "vault_tests.rs"]
mod tests;
