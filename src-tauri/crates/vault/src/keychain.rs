//! The keychain of this system: one connection, rebuilt once when it turns out to be broken.

use keyring::{Entry, Error as KeyringError};
use keys::Secret;
use zeroize::Zeroize as _;

use crate::backend::Backend;
use crate::error::Failure;
use crate::platform::Link;
use crate::{ItemId, KeychainStatus, Unlock, VaultError};

/// A [`Backend`] over `keyring`'s entries. The entries are built on a store of our own and not by `Entry::new`, which keeps
/// its first store, or its first failure, for the life of the process (desktop-security sheet, section 4).
pub(crate) struct Keychain {
    service: String,
    link: Option<Link>,
}

impl Keychain {
    pub(crate) fn new(service: &str) -> Self {
        Self { service: service.to_owned(), link: None }
    }

    /// Does `work` on the connection; when it turns out to be broken, once more on a new one. The connection is kept
    /// otherwise: a client that opens a session for each call can bring gnome-keyring down.
    fn with_link<T>(&mut self, work: impl Fn(&Link, &str) -> Result<T, Failure>) -> Result<T, VaultError> {
        check_service(&self.service)?;
        for _ in 0..2 {
            match Self::attempt(&mut self.link, &self.service, &work) {
                Ok(done) => return Ok(done),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Broken) => self.link = None,
            }
        }
        Err(VaultError::Refused("the connection to it breaks"))
    }

    fn attempt<T>(
        link: &mut Option<Link>,
        service: &str,
        work: &impl Fn(&Link, &str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let link = match link {
            Some(link) => link,
            None => link.insert(Link::open()?),
        };
        work(link, service)
    }
}

impl Backend for Keychain {
    fn status(&mut self) -> Result<KeychainStatus, VaultError> {
        match self.with_link(|link, _| link.status()) {
            Err(VaultError::Missing) => Ok(KeychainStatus::Missing),
            other => other,
        }
    }

    fn find(&mut self, id: &ItemId) -> Result<Option<Secret>, VaultError> {
        self.with_link(|link, service| match entry(link, service, id)?.inner.get_secret() {
            Ok(bytes) => into_secret(bytes).map(Some),
            Err(KeyringError::NoEntry) => Ok(None),
            Err(error) => Err(error.into()),
        })
    }

    fn put(&mut self, id: &ItemId, secret: &Secret) -> Result<(), VaultError> {
        self.with_link(|link, service| {
            entry(link, service, id)?.inner.set_secret(secret.expose().as_bytes()).map_err(Failure::from)
        })
    }

    fn erase(&mut self, id: &ItemId) -> Result<bool, VaultError> {
        self.with_link(|link, service| match entry(link, service, id)?.inner.delete_credential() {
            Ok(()) => Ok(true),
            Err(KeyringError::NoEntry) => Ok(false),
            Err(error) => Err(error.into()),
        })
    }

    fn unlock(&mut self) -> Result<Unlock, VaultError> {
        self.with_link(|link, _| link.unlock())
    }

    fn reset(&mut self) {
        self.link = None;
    }
}

/// The entry of an item, if asking for it would not put an unlock prompt on screen.
fn entry(link: &Link, service: &str, id: &ItemId) -> Result<Entry, Failure> {
    if link.would_prompt(service, id)? {
        return Err(VaultError::Locked.into());
    }
    Ok(Entry { inner: link.entry(service, id)? })
}

/// Text only: KDE Wallet holds nothing else. Bytes that are not text are wiped before they are refused.
fn into_secret(bytes: Vec<u8>) -> Result<Secret, Failure> {
    String::from_utf8(bytes).map(Secret::new).map_err(|error| {
        error.into_bytes().zeroize();
        VaultError::NotText.into()
    })
}

/// A NUL in the service would make the bus drop the connection.
fn check_service(service: &str) -> Result<(), VaultError> {
    let plain = service.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if plain && (1..=128).contains(&service.len()) {
        Ok(())
    } else {
        Err(VaultError::Refused("the service's name is not an application identifier"))
    }
}
