//! Signed checkpoints of the audit log, kept in a file outside the database. The chain alone shows a changed row; it
//! cannot show that its tail was cut off, that an older file was put back, or that somebody with the file wrote the rest
//! anew. A checkpoint can: it says how far the log was at a moment, signed with a key that the database never holds.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use keys::{Ambient, Secret, Timestamp, mint};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// What is signed begins with this, and so does the derivation of the key.
const DOMAIN: &[u8] = b"conduit-keys/audit-checkpoint/1";
/// The same for an anchor, so that a checkpoint can never be taken for the permission to remove what it vouches for.
const ANCHOR_DOMAIN: &[u8] = b"conduit-keys/audit-anchor/1";
/// What a key's text begins with.
const KEY_PREFIX: &str = "ckau_";
/// A key's file is one line; whatever is longer is another file.
const KEY_BYTES_MAX: u64 = 256;

/// Why a checkpoint cannot be written or believed.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// A file cannot be used.
    #[error("{path} cannot be used")]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// Others than the owner may read the key.
    #[error("{0} can be read by others; change its mode to 0600")]
    Readable(PathBuf),
    /// The file or the text holds something else.
    #[error("{0} is not an audit key")]
    NotAKey(String),
    /// A line is none of ours, was changed, or was signed with another key.
    #[error("line {line} of {path} is not a checkpoint signed with this key")]
    NotSigned {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// There is nothing in the file to hold the log against.
    #[error("{0} holds no checkpoint")]
    Empty(PathBuf),
}

/// The key that signs checkpoints.
#[derive(Clone)]
pub struct AuditKey(SigningKey);

impl std::fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuditKey")
    }
}

impl AuditKey {
    /// Makes a new key in a new file with mode 0600; an existing file is left alone.
    ///
    /// # Errors
    /// [`CheckpointError::File`].
    pub fn create(path: &Path, ambient: &Ambient) -> Result<Self, CheckpointError> {
        let secret = mint::mint_with_prefix(KEY_PREFIX, ambient);
        let explain = |source| CheckpointError::File { path: path.to_owned(), source };
        let mut file = private().create_new(true).open(path).map_err(explain)?;
        let line = Zeroizing::new(format!("{}\n", secret.expose()));
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(explain)?;
        Ok(Self::derive(&secret))
    }

    /// Reads a key from its file, which nobody but its owner may read.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn read(path: &Path) -> Result<Self, CheckpointError> {
        let explain = |source| CheckpointError::File { path: path.to_owned(), source };
        let file = File::open(path).map_err(explain)?;
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&file.metadata().map_err(explain)?.permissions()) & 0o077 != 0 {
            return Err(CheckpointError::Readable(path.to_owned()));
        }
        let mut text = Zeroizing::new(String::with_capacity(KEY_BYTES_MAX as usize));
        file.take(KEY_BYTES_MAX).read_to_string(&mut text).map_err(explain)?;
        let secret = Secret::new(text.trim_end().to_owned());
        if !mint::is_well_formed(secret.expose(), KEY_PREFIX) {
            return Err(CheckpointError::NotAKey(path.display().to_string()));
        }
        Ok(Self::derive(&secret))
    }

    fn derive(secret: &Secret) -> Self {
        let seed: Zeroizing<[u8; 32]> =
            Zeroizing::new(Sha256::new().chain_update(DOMAIN).chain_update(secret.expose()).finalize().into());
        Self(SigningKey::from_bytes(&seed))
    }

    /// What an auditor needs to believe its checkpoints; no secret.
    pub fn public(&self) -> AuditPublicKey {
        AuditPublicKey(self.0.verifying_key())
    }
}

/// What checkpoints are verified with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPublicKey(VerifyingKey);

impl std::fmt::Display for AuditPublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0.as_bytes()))
    }
}

impl std::str::FromStr for AuditPublicKey {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let wrong = || CheckpointError::NotAKey("the text".to_owned());
        let bytes: [u8; 32] = hex::decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(wrong)?;
        VerifyingKey::from_bytes(&bytes).map(Self).map_err(|_| wrong())
    }
}

/// How far the log was at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The last row's number.
    pub sequence: i64,
    /// The last row's hash, in hex.
    pub hash: String,
    /// When this was written.
    pub at: Timestamp,
    /// Whether it is an anchor: the rows up to this one were pruned, by the authority itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pruned: bool,
    /// Over all of that, in hex.
    signature: String,
}

impl Checkpoint {
    /// Signs how far the log is.
    pub fn sign(sequence: i64, hash: &[u8; 32], at: Timestamp, key: &AuditKey) -> Self {
        Self::sign_as(DOMAIN, sequence, hash, at, key)
    }

    /// Signs up to which row the log is pruned.
    pub fn sign_anchor(sequence: i64, hash: &[u8; 32], at: Timestamp, key: &AuditKey) -> Self {
        Self { pruned: true, ..Self::sign_as(ANCHOR_DOMAIN, sequence, hash, at, key) }
    }

    fn sign_as(domain: &[u8], sequence: i64, hash: &[u8; 32], at: Timestamp, key: &AuditKey) -> Self {
        let signature = key.0.sign(&signed(domain, sequence, hash, at));
        let (hash, signature) = (hex::encode(hash), hex::encode(signature.to_bytes()));
        Self { sequence, hash, at, pruned: false, signature }
    }

    fn is_signed_with(&self, key: &AuditPublicKey) -> bool {
        let parts = || {
            let hash: [u8; 32] = hex::decode(&self.hash).ok()?.try_into().ok()?;
            let signature: [u8; 64] = hex::decode(&self.signature).ok()?.try_into().ok()?;
            // In the one way that we write it: the hash is compared as text, and a digit in capitals would read as another log.
            let is_ours = hex::encode(hash) == self.hash && hex::encode(signature) == self.signature;
            is_ours.then(|| (hash, Signature::from_bytes(&signature)))
        };
        parts().is_some_and(|(hash, signature)| {
            let domain = if self.pruned { ANCHOR_DOMAIN } else { DOMAIN };
            key.0.verify_strict(&signed(domain, self.sequence, &hash, self.at), &signature).is_ok()
        })
    }
}

fn signed(domain: &[u8], sequence: i64, hash: &[u8; 32], at: Timestamp) -> Vec<u8> {
    [domain, &sequence.to_be_bytes(), hash, &at.as_millis().to_be_bytes()].concat()
}

/// Every checkpoint of a file, each proved, the oldest first. A last line without its end was being written when the
/// process died; it is left out.
///
/// # Errors
/// [`CheckpointError`].
pub fn read_all(path: &Path, key: &AuditPublicKey) -> Result<Vec<Checkpoint>, CheckpointError> {
    let text = fs::read(path).map_err(|source| CheckpointError::File { path: path.to_owned(), source })?;
    let whole = &text[..text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)];
    let mut all: Vec<Checkpoint> = Vec::new();
    for (at, line) in whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).enumerate() {
        let read = serde_json::from_slice::<Checkpoint>(line).ok().filter(|checkpoint| checkpoint.is_signed_with(key));
        let Some(checkpoint) = read else {
            return Err(CheckpointError::NotSigned { path: path.to_owned(), line: at + 1 });
        };
        all.push(checkpoint);
    }
    all.sort_by_key(|checkpoint| checkpoint.sequence);
    Ok(all)
}

/// A checkpoint file that is written on.
pub struct CheckpointFile {
    path: PathBuf,
    file: File,
}

impl CheckpointFile {
    /// Opens the file, mode 0600, making it when there is none; a line that was broken off is taken away.
    ///
    /// # Errors
    /// [`CheckpointError::File`].
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        let explain = |source| CheckpointError::File { path: path.to_owned(), source };
        let mut file = private().read(true).create(true).truncate(false).open(path).map_err(explain)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(explain)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).and_then(|()| file.seek(SeekFrom::End(0))).map_err(explain)?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Appends a checkpoint; it is on disk when this answers.
    ///
    /// # Errors
    /// [`CheckpointError::File`].
    pub fn append(&mut self, checkpoint: &Checkpoint) -> Result<(), CheckpointError> {
        let mut line = serde_json::to_vec(checkpoint).unwrap_or_default();
        line.push(b'\n');
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        written.map_err(|source| CheckpointError::File { path: self.path.clone(), source })
    }
}

fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_signed_with_the_key_are_believed() {
        let (folder, ambient) = (tempfile::tempdir().unwrap(), Ambient::system());
        let key = AuditKey::create(&folder.path().join("key"), &ambient).unwrap();
        assert_eq!(AuditKey::read(&folder.path().join("key")).unwrap().public(), key.public(), "a file keeps the key");
        assert!(AuditKey::create(&folder.path().join("key"), &ambient).is_err(), "a key is never written over");
        let path = folder.path().join("checkpoints");
        let mut file = CheckpointFile::open(&path).unwrap();
        for sequence in [3, 9] {
            file.append(&Checkpoint::sign(sequence, &[7; 32], Timestamp::from_millis(5), &key)).unwrap();
        }
        let text = fs::read_to_string(&path).unwrap();
        let read = read_all(&path, &key.public()).unwrap();
        assert_eq!(read.iter().map(|checkpoint| checkpoint.sequence).collect::<Vec<_>>(), [3, 9]);
        file.append(&Checkpoint::sign_anchor(2, &[7; 32], Timestamp::from_millis(5), &key)).unwrap();
        let with_anchor = fs::read_to_string(&path).unwrap();
        assert!(read_all(&path, &key.public()).unwrap()[0].pruned, "an anchor is signed too");
        fs::write(&path, with_anchor.replace(",\"pruned\":true", "")).unwrap();
        assert!(read_all(&path, &key.public()).is_err(), "and is never taken for a checkpoint");
        fs::write(&path, text.replacen("\"signature\"", "\"pruned\":true,\"signature\"", 1)).unwrap();
        assert!(read_all(&path, &key.public()).is_err(), "nor a checkpoint for an anchor");
        fs::write(&path, &text).unwrap();
        let lettered = Checkpoint::sign(4, &[0xab; 32], Timestamp::from_millis(5), &key);
        let lettered = serde_json::to_string(&lettered).unwrap().replacen("abab", "ABab", 1);
        fs::write(&path, lettered + "\n").unwrap();
        let refused = read_all(&path, &key.public());
        assert!(
            matches!(refused, Err(CheckpointError::NotSigned { line: 1, .. })),
            "the same in capitals: {refused:?}"
        );
        fs::write(&path, &text).unwrap();
        let other = AuditKey::create(&folder.path().join("other"), &ambient).unwrap();
        assert!(matches!(read_all(&path, &other.public()), Err(CheckpointError::NotSigned { line: 1, .. })));
        fs::write(&path, text.replace("\"sequence\":9", "\"sequence\":8")).unwrap();
        assert!(matches!(read_all(&path, &key.public()), Err(CheckpointError::NotSigned { line: 2, .. })));
        fs::write(&path, &text[..text.len() - 10]).unwrap();
        assert_eq!(read_all(&path, &key.public()).unwrap().len(), 1, "a line that was broken off is left out");
        CheckpointFile::open(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 1, "and taken away before the next one");
    }
}
