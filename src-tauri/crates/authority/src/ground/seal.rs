//! Sealing: the few secrets that have to be readable again (TOTP secrets, webhook signing secrets) are kept encrypted,
//! with a key that is never in the database nor its backups. The operator names a file that holds it, or the desktop
//! hands in one from the keychain; without a key, what needs one is refused, and all else works.
//!
//! XChaCha20-Poly1305: its 192-bit nonce may be drawn at random for as many rows as there will ever be.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use keys::{Ambient, Secret, mint, wire::Code};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    Failure,
    ground::{Ground, store::values},
};

/// Both what is sealed and the key's derivation begin with this, so that neither can be taken for another kind of thing.
const DOMAIN: &[u8] = b"conduit-keys/seal/1";
const PROBE: &str = "probe";
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
/// A sealing key's file is one line; whatever is longer is another file.
const FILE_BYTES_MAX: u64 = 256;

/// A sealing key.
#[derive(Clone)]
pub struct Seal {
    key: Zeroizing<[u8; 32]>,
}

/// Why there is no sealing key, or nothing could be opened with it.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The file cannot be read or made.
    #[error("the sealing key file {path} cannot be used")]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// Others than the owner may read the file.
    #[error("the sealing key file {0} can be read by others; change its mode to 0600")]
    Readable(PathBuf),
    /// The file holds something else, or was damaged.
    #[error("{0} does not hold a sealing key")]
    NotAKey(PathBuf),
    /// Sealed with another key, for another thing, or damaged.
    #[error("this sealing key does not open what is sealed")]
    NotOurs,
}

impl Seal {
    /// The key that a sealing key's text stands for; `None` when the text is not whole.
    pub fn from_secret(secret: &Secret) -> Option<Self> {
        if !mint::is_well_formed(secret.expose(), mint::SEALING_PREFIX) {
            return None;
        }
        let mut hasher = Sha256::new();
        hasher.update(DOMAIN);
        hasher.update(secret.expose());
        Some(Self { key: Zeroizing::new(hasher.finalize().into()) })
    }

    /// A new sealing key's text, to be kept in a keychain or a file.
    pub fn mint(ambient: &Ambient) -> Secret {
        mint::mint_with_prefix(mint::SEALING_PREFIX, ambient)
    }

    /// Reads a key from its file, which nobody but its owner may read.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn read(path: &Path) -> Result<Self, SealError> {
        let explain = |source| SealError::File { path: path.to_owned(), source };
        let file = File::open(path).map_err(explain)?;
        let facts = file.metadata().map_err(explain)?;
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o077 != 0 {
            return Err(SealError::Readable(path.to_owned()));
        }
        if !facts.is_file() || facts.len() > FILE_BYTES_MAX {
            return Err(SealError::NotAKey(path.to_owned()));
        }
        let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES_MAX as usize));
        file.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(explain)?;
        Self::from_secret(&Secret::new(text.trim_end().to_owned())).ok_or_else(|| SealError::NotAKey(path.to_owned()))
    }

    /// Makes a new key in a new file with mode 0600; an existing file is left alone.
    ///
    /// # Errors
    /// [`SealError::File`].
    pub fn create(path: &Path, ambient: &Ambient) -> Result<(), SealError> {
        let explain = |source| SealError::File { path: path.to_owned(), source };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(explain)?;
        let line = Zeroizing::new(format!("{}\n", Self::mint(ambient).expose()));
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(explain)
    }

    /// Seals bytes for one place. The context names that place, for instance `totp/` and the row's id: what is sealed
    /// for one row cannot be opened as another's.
    ///
    /// # Errors
    /// [`SealError::NotOurs`] for more bytes than the cipher takes (256 GiB).
    pub fn seal(&self, ambient: &Ambient, context: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        ambient.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: &bound_to(context) };
        let body = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::NotOurs)?;
        Ok([&[VERSION], nonce.as_slice(), &body].concat())
    }

    /// Opens what was sealed for the same context.
    ///
    /// # Errors
    /// [`SealError::NotOurs`].
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (version, rest) = sealed.split_first().ok_or(SealError::NotOurs)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::NotOurs)?;
        if *version != VERSION {
            return Err(SealError::NotOurs);
        }
        let payload = Payload { msg: body, aad: &bound_to(context) };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::NotOurs)?;
        Ok(Zeroizing::new(plain))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

fn bound_to(context: &str) -> Vec<u8> {
    [DOMAIN, context.as_bytes()].concat()
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(hidden)")
    }
}

impl From<SealError> for Failure {
    fn from(_: SealError) -> Self {
        Self::refused(Code::SealingKeyMissing, "The authority's sealing key does not open what is sealed.")
    }
}

impl Ground {
    /// The service with a sealing key, when there is one.
    #[must_use]
    pub fn with_seal(self, seal: Option<Seal>) -> Self {
        Self { seal, ..self }
    }

    /// Makes sure that the sealing key is this store's: what another one seals could not be opened with the first. The
    /// first one that is handed in is the store's.
    ///
    /// # Errors
    /// [`Code::SealingKeyMissing`] for another key, or the store's trouble.
    pub(crate) async fn check_seal(&self) -> Result<(), Failure> {
        let Some(seal) = self.seal.clone() else { return Ok(()) };
        let probe = seal.seal(&self.ambient, PROBE, PROBE.as_bytes())?;
        self.store
            .write(move |tx| {
                let found: Option<Vec<u8>> = tx.db.one("SELECT probe FROM sealing", &[], |row| row.get(0))?;
                match found {
                    Some(found) => seal.open(PROBE, &found).map(drop).map_err(Failure::from),
                    None => Ok(tx.db.execute_one("INSERT INTO sealing (one, probe) VALUES (1, ?1)", values![probe])?),
                }
            })
            .await
    }

    /// The sealing key.
    ///
    /// # Errors
    /// [`Code::SealingKeyMissing`].
    pub fn seal(&self) -> Result<&Seal, Failure> {
        let missing = || Failure::refused(Code::SealingKeyMissing, "The authority was started without a sealing key.");
        self.seal.as_ref().ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal::from_secret(&Seal::mint(&Ambient::system())).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_and_place_only() {
        let (ambient, seal) = (Ambient::system(), seal());
        let sealed = seal.seal(&ambient, "totp/usr_1", b"hunter2").unwrap();
        assert_eq!(seal.open("totp/usr_1", &sealed).unwrap().as_slice(), b"hunter2");
        assert!(seal.open("totp/usr_2", &sealed).is_err(), "a row moved to another member opens nothing");
        assert!(super::tests::seal().open("totp/usr_1", &sealed).is_err(), "another key opens nothing");
        assert!(!sealed.windows(7).any(|window| window == b"hunter2"), "what lies in the database tells nothing");
        assert_ne!(seal.seal(&ambient, "totp/usr_1", b"hunter2").unwrap(), sealed, "no nonce is used twice");
    }

    #[test]
    fn any_damage_is_found() {
        let seal = seal();
        let sealed = seal.seal(&Ambient::system(), "x", b"hunter2").unwrap();
        for place in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[place] ^= 1;
            assert!(seal.open("x", &damaged).is_err(), "byte {place}");
            assert!(seal.open("x", &sealed[..place]).is_err(), "cut at {place}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_is_private_and_never_overwritten() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sealing-key");
        Seal::create(&path, &Ambient::system()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let sealed = Seal::read(&path).unwrap().seal(&Ambient::system(), "x", b"plain").unwrap();
        assert!(Seal::read(&path).unwrap().open("x", &sealed).is_ok(), "the file gives the same key each time");
        assert!(matches!(Seal::create(&path, &Ambient::system()), Err(SealError::File { .. })), "it is left alone");

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Seal::read(&path), Err(SealError::Readable(_))), "a group may not read it");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let mut text = fs::read(&path).unwrap();
        text[20] ^= 1;
        fs::write(&path, text).unwrap();
        assert!(matches!(Seal::read(&path), Err(SealError::NotAKey(_))), "a damaged key is told before it is used");
    }

    #[test]
    fn a_seal_does_not_print_itself() {
        assert_eq!(format!("{:?}", seal()), "Seal(hidden)");
    }
}
