//! A vault in memory whose next call can be told to fail, for the tests of every room.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use keys::Secret;

use crate::backend::Backend;
use crate::{ItemId, KeychainStatus, Unlock, Vault, VaultError};

/// The keychain behind a [`Vault`] in memory, seen from the side of the one who tests: what it holds, and how it fails.
/// Clones share one content. Only the feature `memory` has it, so that no shipped build can fall back to it.
#[derive(Clone)]
pub struct MemoryVault {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    content: Mutex<Content>,
    changed: Condvar,
}

#[derive(Default)]
struct Content {
    items: HashMap<ItemId, Secret>,
    status: Option<KeychainStatus>,
    fail_next: Option<VaultError>,
    garble_next_save: bool,
    panic_next: bool,
    stuck: bool,
    waiting: bool,
    saves_tried: usize,
    calls: usize,
}

impl MemoryVault {
    /// An empty, unlocked keychain.
    #[allow(
        clippy::new_without_default,
        reason = "a keychain that appears by default is what production must not have"
    )]
    pub fn new() -> Self {
        Self { shared: Arc::default() }
    }

    /// A vault over this content.
    pub fn vault(&self) -> Vault {
        Vault::over(self.clone())
    }

    /// The next save, read, remove, unlock or status answers with this error; the one after works again.
    pub fn fail_next(&self, error: VaultError) {
        self.content().fail_next = Some(error);
    }

    /// The keychain is in this state until told otherwise; anything but ready and volatile hides its content.
    pub fn set_status(&self, status: KeychainStatus) {
        self.content().status = Some(status);
    }

    /// The next save stores something else than it was given.
    pub fn garble_next_save(&self) {
        self.content().garble_next_save = true;
    }

    /// The next call panics inside the keychain's thread, as a library with a bug would.
    pub fn panic_next(&self) {
        self.content().panic_next = true;
    }

    /// From now on calls block inside the keychain's thread, as on a prompt that nobody answers.
    pub fn block(&self) {
        self.content().stuck = true;
    }

    /// Lets the blocked call go on.
    pub fn release(&self) {
        self.content().stuck = false;
        self.shared.changed.notify_all();
    }

    /// Waits until a call has reached the keychain and blocks there. Blocks itself: for tests.
    pub fn until_blocked(&self) {
        drop(self.wait_while(|content| !content.waiting));
    }

    /// Takes an item away behind the vault's back, and says whether there was one.
    pub fn lose(&self, id: &ItemId) -> bool {
        self.content().items.remove(id).is_some()
    }

    /// What is stored under an id, whatever state the keychain claims to be in.
    pub fn stored(&self, id: &ItemId) -> Option<Secret> {
        self.content().items.get(id).cloned()
    }

    /// How many secrets it holds now.
    pub fn count(&self) -> usize {
        self.content().items.len()
    }

    /// How many secrets were written so far, kept or not.
    pub fn saves_tried(&self) -> usize {
        self.content().saves_tried
    }

    /// How many calls reached the keychain so far.
    pub fn calls(&self) -> usize {
        self.content().calls
    }

    fn wait_while(&self, condition: impl Fn(&Content) -> bool) -> MutexGuard<'_, Content> {
        let waited = self.shared.changed.wait_while(self.content(), |content| condition(content));
        waited.unwrap_or_else(PoisonError::into_inner)
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.shared.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for MemoryVault {
    /// Every rule asks the state first, so this is where a call is made to fail, to block or to panic.
    fn status(&mut self) -> Result<KeychainStatus, VaultError> {
        let mut content = self.content();
        content.calls += 1;
        content.waiting = true;
        drop(content);
        self.shared.changed.notify_all();
        let mut content = self.wait_while(|content| content.stuck);
        content.waiting = false;
        assert!(!mem::take(&mut content.panic_next), "this panic was ordered by a test");
        match content.fail_next.take() {
            Some(error) => Err(error),
            None => Ok(content.status.clone().unwrap_or(KeychainStatus::Ready { name: "memory".to_owned() })),
        }
    }

    fn find(&mut self, id: &ItemId) -> Result<Option<Secret>, VaultError> {
        Ok(self.stored(id))
    }

    fn put(&mut self, id: &ItemId, secret: &Secret) -> Result<(), VaultError> {
        let mut content = self.content();
        content.saves_tried += 1;
        let garbled = mem::take(&mut content.garble_next_save);
        let kept = if garbled { Secret::new(format!("{}x", secret.expose())) } else { secret.clone() };
        content.items.insert(id.clone(), kept);
        Ok(())
    }

    fn erase(&mut self, id: &ItemId) -> Result<bool, VaultError> {
        Ok(self.lose(id))
    }

    fn unlock(&mut self) -> Result<Unlock, VaultError> {
        match Backend::status(self)? {
            KeychainStatus::Locked => Ok(Unlock::Asked),
            other => other.may_save().map(|()| Unlock::Unlocked),
        }
    }

    fn reset(&mut self) {}
}
