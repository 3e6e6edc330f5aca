//! Why the vault could not do something. No variant carries stored bytes or another library's text.

use keyring::Error as KeyringError;
use zeroize::Zeroize as _;

/// Why a secret was not saved, read or removed. After any of these, "saved" has not been promised to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keychain is locked.
    #[error("the keychain is locked; unlock it and retry")]
    Locked,
    /// There is no keychain on this machine or in this session.
    #[error("there is no keychain in this session; install or start one (for instance gnome-keyring) and retry")]
    Missing,
    /// The keychain has no collection to keep things in.
    #[error("the keychain has no default collection; create one with its own program and retry")]
    NoCollection,
    /// The keychain would forget the secret at logout.
    #[error("the keychain forgets everything at logout; give it a permanent default collection and retry")]
    Volatile,
    /// No answer within [`crate::ANSWER_WITHIN`], or an earlier call still waits for one. Whether that call took effect is
    /// not known; a save that nobody waits for any more is undone when the keychain comes back.
    #[error("the keychain is not responding; answer its prompt if one is on screen, then retry")]
    NotResponding,
    /// More than one item answers to this id, so none can be picked.
    #[error("the keychain holds two items with this id; remove one with its own program and retry")]
    Ambiguous,
    /// The stored bytes are not text: somebody else wrote them.
    #[error("the keychain's item is not text; it was not saved by this program")]
    NotText,
    /// The secret is empty or longer than [`crate::SECRET_BYTES_MAX`].
    #[error("a secret to save has 1 to 2560 bytes")]
    BadLength,
    /// What was read back is not what was written.
    #[error("the keychain did not keep what it was given; nothing was saved")]
    NotKept,
    /// The keychain refused, and no other variant fits. The words are ours and fixed: a keychain error can carry the
    /// stored bytes, so it is never passed on (desktop-security sheet, section 4 rule 6).
    #[error("the keychain refused: {0}")]
    Refused(&'static str),
}

/// How one try against the keychain failed.
pub(crate) enum Failure {
    /// The connection is no longer good: build a new one and try once more.
    Broken,
    /// Trying again would not help.
    Final(VaultError),
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::Final(error)
    }
}

impl From<KeyringError> for Failure {
    fn from(error: KeyringError) -> Self {
        let refused = |why| Self::Final(VaultError::Refused(why));
        match error {
            KeyringError::PlatformFailure(_) => Self::Broken,
            KeyringError::NoStorageAccess(_) => Self::Final(VaultError::Locked),
            KeyringError::Ambiguous(_) => Self::Final(VaultError::Ambiguous),
            KeyringError::BadEncoding(mut bytes) | KeyringError::BadDataFormat(mut bytes, _) => {
                bytes.zeroize();
                Self::Final(VaultError::NotText)
            }
            KeyringError::NoEntry => refused("the item went away while it was used"),
            KeyringError::BadStoreFormat(_) => refused("its store is damaged"),
            KeyringError::TooLong(..) => Self::Final(VaultError::BadLength),
            KeyringError::Invalid(..) => refused("it does not take this item's name"),
            KeyringError::NoDefaultStore => refused("this system offers no store"),
            KeyringError::NotSupportedByStore(_) => refused("it does not support this operation"),
            _ => refused("for a reason this version does not know"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_never_carries_what_was_stored() {
        let stored = b"ck_live_stored".to_vec();
        let wrapped = KeyringError::BadDataFormat(stored.clone(), "ck_live_stored".into());
        for error in [KeyringError::BadEncoding(stored), wrapped] {
            let Failure::Final(ours) = Failure::from(error) else { panic!("retrying cannot make bytes text") };
            assert_eq!(ours, VaultError::NotText);
            assert!(!format!("{ours:?} {ours}").contains("ck_live"), "errors end up in logs");
        }
    }

    #[test]
    fn a_platform_failure_is_worth_a_new_connection() {
        let failure = Failure::from(KeyringError::PlatformFailure("session does not exist".into()));
        assert!(matches!(failure, Failure::Broken), "a restarted daemon answers so, until the store is rebuilt");
    }
}
