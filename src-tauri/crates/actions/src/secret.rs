//! Where a secret can be had from: the process's memory, or the keychain.

use keys::{Digest, Secret, wire::Key};
use vault::ItemId;

use crate::{App, Code, Failure, view::NoProof};

impl App {
    /// A key's secret, for a copy or a reveal. Whoever calls this keeps it in Rust.
    ///
    /// # Errors
    /// [`Code::SecretGone`] when this computer does not have it, [`Code::KeychainItemLost`] when the keychain lost it,
    /// or the keychain's trouble.
    pub async fn secret_for_copy(&self, key_id: &str) -> Result<Secret, Failure> {
        if let Some((secret, _)) = self.shared.held.get(key_id) {
            return Ok(secret);
        }
        let saved = self.shared.journal.saved_secret(key_id).map_err(|error| self.journal_failure(error))?;
        if saved.is_none() {
            return Err(self.fail(Code::SecretGone, "This computer does not have the key's secret."));
        }
        let found = self.shared.vault.read(&secret_item(key_id)?).await;
        let found = found.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        let Some(secret) = found else {
            self.shared.journal.note_lost(key_id, self.now()).map_err(|error| self.journal_failure(error))?;
            return Err(self.fail(
                Code::KeychainItemLost,
                "The keychain had this secret once, and has it no more. Rotate the key to get a new one.",
            ));
        };
        Ok(secret)
    }

    /// The name of a key whose secret this computer has, for the window that reveals it.
    ///
    /// # Errors
    /// [`Code::SecretGone`].
    pub fn name_for_reveal(&self, key_id: &str) -> Result<String, Failure> {
        if let Some((_, key)) = self.shared.held.get(key_id) {
            return Ok(key.name);
        }
        let saved = self.shared.journal.saved_secret(key_id).map_err(|error| self.journal_failure(error))?;
        saved
            .map(|saved| saved.name)
            .ok_or_else(|| self.fail(Code::SecretGone, "This computer does not have the key's secret."))
    }

    /// The secret of a key that is about to end, if this computer happens to have it: for the proof afterwards.
    ///
    /// # Errors
    /// Why it cannot be used for that, which stops no revocation.
    pub(crate) async fn secret_for_proof(&self, key: &Key) -> Result<Secret, NoProof> {
        self.secret_for_copy(&key.id).await.map_err(|failure| match failure.code {
            Code::SecretGone | Code::KeychainItemLost => NoProof::NoSecret,
            _ => NoProof::NotReadable,
        })
    }
}

/// The keychain item of a key's secret: a digest of its id, because ids hold capitals and items may not.
pub(crate) fn secret_item(key_id: &str) -> Result<ItemId, Failure> {
    let digest = Digest::of(key_id);
    ItemId::new(&format!("key-{}", hex::encode(&digest.as_bytes()[..16])))
        .map_err(|error| Failure::invalid("/keyId", error))
}
