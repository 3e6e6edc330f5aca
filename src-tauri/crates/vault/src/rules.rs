//! What saving, reading and removing mean, whichever place keeps the secrets.

use keys::Secret;

use crate::backend::Backend;
use crate::{ItemId, VaultError};

/// Longest secret that can be saved, in bytes: what Windows takes in one item. Anything longer is no key.
pub const SECRET_BYTES_MAX: usize = 2560;

/// What a save found before it wrote.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Saved {
    /// No item had this id.
    New,
    /// An item of this id was replaced.
    Replaced,
}

/// Saves, reads back and compares; only then is it saved. `wanted` tells whether anybody still waits for the answer: the
/// keychain may have been stuck for minutes, and its owner has been told "not saved" by then.
pub(crate) fn save(
    backend: &mut dyn Backend,
    id: &ItemId,
    secret: &Secret,
    wanted: &dyn Fn() -> bool,
) -> Result<Saved, VaultError> {
    if !(1..=SECRET_BYTES_MAX).contains(&secret.expose().len()) {
        return Err(VaultError::BadLength);
    }
    backend.status()?.may_save()?;
    let before = backend.find(id)?;
    if !wanted() {
        return Err(VaultError::NotResponding);
    }
    backend.put(id, secret)?;
    match backend.find(id)? {
        // Comparing digests tells nobody, by its timing, where two secrets differ.
        Some(kept) if kept.digest() == secret.digest() => {
            Ok(if before.is_some() { Saved::Replaced } else { Saved::New })
        }
        _ => Err(VaultError::NotKept),
    }
}

/// Takes back a save whose answer nobody heard, so that no secret stays behind that its owner believes unsaved. A replaced
/// item stays: the older text cannot be brought back, and the caller's index knows the id.
pub(crate) fn undo(backend: &mut dyn Backend, id: &ItemId, saved: &Saved) {
    if *saved == Saved::New {
        // If even this fails there is nobody left to tell; the caller's next save or remove of the id settles it.
        let _ = backend.erase(id);
    }
}

/// Reads. "Nothing there" is believed only of a keychain that is in a state to know, before and after.
pub(crate) fn read(backend: &mut dyn Backend, id: &ItemId) -> Result<Option<Secret>, VaultError> {
    backend.status()?.may_read()?;
    let found = backend.find(id)?;
    if found.is_none() {
        backend.status()?.may_read()?;
    }
    Ok(found)
}

/// Removes; `false` when there was nothing to remove. Not minutes later, when its caller has been told "not responding".
pub(crate) fn remove(backend: &mut dyn Backend, id: &ItemId, wanted: &dyn Fn() -> bool) -> Result<bool, VaultError> {
    backend.status()?.may_read()?;
    if !wanted() {
        return Err(VaultError::NotResponding);
    }
    let removed = backend.erase(id)?;
    if !removed {
        backend.status()?.may_read()?;
    }
    Ok(removed)
}
