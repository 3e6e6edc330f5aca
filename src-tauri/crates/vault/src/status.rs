//! The state of the keychain, in words that a person can act on.

use crate::VaultError;

/// Whether secrets can be saved now and, if not, why. Asking never puts a prompt on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeychainStatus {
    /// Secrets can be saved and read.
    Ready {
        /// What to call it, for instance `Secret Service (GNOME Keyring)`.
        name: String,
    },
    /// It is there, and locked: see [`crate::Vault::unlock`].
    Locked,
    /// There is none: no session bus, or nothing on it that offers a keychain.
    Missing,
    /// The service runs, but nobody ever created a collection to keep things in.
    NoCollection,
    /// What is saved would be forgotten at logout: the default collection is the session's.
    Volatile,
    /// No answer in five seconds, or an earlier call still has none. Answer a prompt if one is on screen, then retry.
    NotResponding,
    /// It answers, with an error that none of the words above describes.
    Refusing,
}

/// How a request to unlock went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlock {
    /// It is unlocked now.
    Unlocked,
    /// The system was asked to put its own prompt on screen. Ask [`crate::Vault::status`] until it is no longer `Locked`;
    /// it stays `Locked` when the person dismisses the prompt, or when there is no screen to show one on.
    Asked,
}

impl KeychainStatus {
    /// Why saving is blocked in this state; `Ok` only when it is ready.
    pub(crate) fn may_save(&self) -> Result<(), VaultError> {
        match self {
            Self::Ready { .. } => Ok(()),
            Self::Locked => Err(VaultError::Locked),
            Self::Missing => Err(VaultError::Missing),
            Self::NoCollection => Err(VaultError::NoCollection),
            Self::Volatile => Err(VaultError::Volatile),
            Self::NotResponding => Err(VaultError::NotResponding),
            Self::Refusing => Err(VaultError::Refused("the keychain answers with errors")),
        }
    }

    /// Why reading is blocked in this state. A volatile keychain can be read: what it still holds is ours.
    pub(crate) fn may_read(&self) -> Result<(), VaultError> {
        if *self == Self::Volatile { Ok(()) } else { self.may_save() }
    }
}

impl From<VaultError> for KeychainStatus {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Locked => Self::Locked,
            VaultError::Missing => Self::Missing,
            VaultError::NoCollection => Self::NoCollection,
            VaultError::Volatile => Self::Volatile,
            VaultError::NotResponding => Self::NotResponding,
            _ => Self::Refusing,
        }
    }
}
