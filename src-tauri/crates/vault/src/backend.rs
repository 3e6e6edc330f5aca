//! What the rules need from a place that keeps secrets.

use keys::Secret;

use crate::{ItemId, KeychainStatus, Unlock, VaultError};

/// The five primitive calls. They block; only the worker thread makes them.
pub(crate) trait Backend: Send {
    /// The state of the place, without a prompt. Errors mean that the state itself could not be asked.
    fn status(&mut self) -> Result<KeychainStatus, VaultError>;

    /// The stored secret, `None` when no item has this id. Not a proof that none was ever stored.
    fn find(&mut self, id: &ItemId) -> Result<Option<Secret>, VaultError>;

    /// Writes the secret, replacing an item of the same id.
    fn put(&mut self, id: &ItemId, secret: &Secret) -> Result<(), VaultError>;

    /// Removes the item; `false` when there was none.
    fn erase(&mut self, id: &ItemId) -> Result<bool, VaultError>;

    /// Asks the system to unlock, without waiting for the person.
    fn unlock(&mut self) -> Result<Unlock, VaultError>;

    /// Forgets the connection after a call that panicked, so that the next call starts afresh.
    fn reset(&mut self);
}
