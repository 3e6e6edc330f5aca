//! Where a secret can be had from: the process's memory, or the keychain.

use keys::{Digest, Secret};
use vault::{ItemId, ItemIdError, VaultError};

use crate::{App, Code, Failure, KeyRef, journal::SavedSecret, view::NoProof};

impl App {
    /// A key's secret, for a copy or a reveal. Whoever calls this keeps it in Rust.
    ///
    /// # Errors
    /// [`Code::SecretGone`] when this computer does not have it, [`Code::KeychainItemLost`] when the keychain lost it,
    /// or the keychain's trouble.
    pub async fn secret_for_copy(&self, key: &KeyRef) -> Result<Secret, Failure> {
        if let Some((secret, _)) = self.shared.held.get(key) {
            return Ok(secret);
        }
        let saved = self.shared.journal.saved_secret(key).map_err(|error| self.journal_failure(error))?;
        let saved =
            saved.ok_or_else(|| self.fail(Code::SecretGone, "This computer does not have the key's secret."))?;
        match self.read_saved(&saved).await? {
            Some(secret) => Ok(secret),
            None => Err(self.fail(
                Code::KeychainItemLost,
                "The keychain had this secret once, and has it no more. Rotate the key to get a new one.",
            )),
        }
    }

    /// The name of a key whose secret this computer has, for the window that reveals it.
    ///
    /// # Errors
    /// [`Code::SecretGone`].
    pub fn name_for_reveal(&self, key: &KeyRef) -> Result<String, Failure> {
        if let Some((_, of)) = self.shared.held.get(key) {
            return Ok(of.name().to_owned());
        }
        let saved = self.shared.journal.saved_secret(key).map_err(|error| self.journal_failure(error))?;
        saved
            .map(|saved| saved.name)
            .ok_or_else(|| self.fail(Code::SecretGone, "This computer does not have the key's secret."))
    }

    /// The secret of a key that is about to end, if this computer happens to have it: for the proof afterwards.
    ///
    /// # Errors
    /// Why it cannot be used for that, which stops no revocation.
    pub(crate) async fn secret_for_proof(&self, key: &KeyRef) -> Result<Secret, NoProof> {
        self.secret_for_copy(key).await.map_err(|failure| match failure.code {
            Code::SecretGone | Code::KeychainItemLost => NoProof::NoSecret,
            _ => NoProof::NotReadable,
        })
    }

    /// What the keychain has of a saved secret. One that is gone is noted as lost.
    pub(crate) async fn read_saved(&self, saved: &SavedSecret) -> Result<Option<Secret>, Failure> {
        let item = self.carry_over(saved).await?;
        let found = self.shared.vault.read(&item).await;
        let found = found.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        if found.is_none() {
            let noted = self.shared.journal.note_lost(&saved.key, self.now());
            noted.map_err(|error| self.journal_failure(error))?;
        }
        Ok(found)
    }

    /// The keychain's item of a saved secret. One that the first release named by the key alone is named anew first: the
    /// new one is there before the old one goes, and whatever ends this in between, the next try finds either.
    pub(crate) async fn carry_over(&self, saved: &SavedSecret) -> Result<ItemId, Failure> {
        let item = secret_item(&saved.key)?;
        if saved.carried {
            return Ok(item);
        }
        let _one_at_a_time = self.shared.carrying.lock().await;
        let now = self.shared.journal.saved_secret(&saved.key).map_err(|error| self.journal_failure(error))?;
        if now.is_none_or(|now| now.carried) {
            return Ok(item);
        }
        let renamed = async {
            let former = former_item(&saved.key.key)?;
            let vault = &self.shared.vault;
            if let Some(secret) = vault.read(&former).await? {
                vault.save(&item, &secret).await?;
                vault.remove(&former).await?;
            }
            Ok::<_, Renaming>(())
        };
        renamed.await.map_err(|error| match error {
            Renaming::Keychain(error) => Failure::from_vault(error, &self.shared.ambient),
            Renaming::Name(_) => Failure::invalid("/keyId", "A key's id cannot name an item."),
        })?;
        self.shared.journal.note_carried(&saved.key).map_err(|error| self.journal_failure(error))?;
        Ok(item)
    }

    /// Carries over whatever the first release saved, as far as the keychain can be asked now; what is left is carried over
    /// when it is needed.
    pub async fn carry_all_over(&self) {
        let saved = match self.shared.journal.saved_secrets() {
            Ok(saved) => saved,
            Err(error) => return tracing::warn!(%error, "what was saved cannot be carried over now"),
        };
        for saved in saved.iter().filter(|saved| !saved.carried) {
            if let Err(failure) = self.carry_over(saved).await {
                return tracing::warn!(%failure, "a saved secret cannot be carried over now");
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Renaming {
    #[error(transparent)]
    Keychain(#[from] VaultError),
    #[error(transparent)]
    Name(#[from] ItemIdError),
}

/// The keychain item of a key's secret: a digest of where the key is and of its id, because both hold characters that the
/// name of an item may not. The length goes before, so that no two pairs read the same.
pub(crate) fn secret_item(key: &KeyRef) -> Result<ItemId, Failure> {
    let KeyRef { connection, key } = key;
    named_by(&format!("{}:{connection}{key}", connection.len()))
        .map_err(|error| Failure::invalid("/keyId", error.to_string()))
}

/// What the first release called the item: by the key alone.
fn former_item(key_id: &str) -> Result<ItemId, ItemIdError> {
    named_by(key_id)
}

fn named_by(text: &str) -> Result<ItemId, ItemIdError> {
    ItemId::new(&format!("key-{}", hex::encode(&Digest::of(text).as_bytes()[..16])))
}

#[cfg(test)]
mod tests {
    use keys::{Ambient, Environment, Hint, Timestamp};
    use vault::{KeychainStatus, MemoryVault};

    use super::*;
    use crate::Folders;

    #[test]
    fn two_places_with_a_key_of_one_id_have_two_items() {
        let item = |connection: &str, key: &str| secret_item(&KeyRef::new(connection, key)).unwrap();
        assert_ne!(item("a", "1"), item("b", "1"), "the same key id at two places");
        assert_ne!(item("a", "b1"), item("ab", "1"), "no two pairs read the same");
        assert_eq!(item("a", "1"), item("a", "1"));
    }

    fn app(keychain: &MemoryVault) -> App {
        App::open(&Folders { data: None }, keychain.vault(), Ambient::system()).unwrap()
    }

    /// Something that the first release saved.
    fn former(connection: &str) -> SavedSecret {
        SavedSecret {
            key: KeyRef::new(connection, "1"),
            name: "billing".to_owned(),
            environment: Environment::Sandbox,
            hint: Hint { prefix: "ck_sandbox_".to_owned(), last_four: "0000".to_owned() },
            saved_at: Timestamp::from_millis(0),
            lost_at: None,
            carried: false,
        }
    }

    /// Whatever ends the first try in between, the next one finds the secret, and nothing is left under the former name.
    #[tokio::test]
    async fn a_former_item_is_named_anew_from_wherever_the_last_try_stopped() {
        let (old, new) = (former_item("1").unwrap(), secret_item(&KeyRef::new("a", "1")).unwrap());
        for there in [&[&old][..], &[&old, &new], &[&new]] {
            let (keychain, secret) = (MemoryVault::new(), Secret::new("ck_sandbox_saved".to_owned()));
            let (app, vault) = (app(&keychain), keychain.vault());
            for item in there {
                vault.save(item, &secret).await.unwrap();
            }
            app.shared.journal.note_saved(&former("a")).unwrap();
            app.carry_all_over().await;
            assert!(vault.read(&old).await.unwrap().is_none(), "{there:?}");
            let found = app.secret_for_copy(&KeyRef::new("a", "1")).await.unwrap();
            assert_eq!(found.expose(), secret.expose(), "{there:?}");
            let noted = app.shared.journal.saved_secret(&KeyRef::new("a", "1")).unwrap().unwrap();
            assert!(noted.carried && noted.lost_at.is_none(), "{noted:?}");
        }
    }

    /// Whoever still knows a row that was removed meanwhile brings no secret back.
    #[tokio::test]
    async fn what_was_removed_meanwhile_is_not_named_anew() {
        let keychain = MemoryVault::new();
        let (app, vault, stale) = (app(&keychain), keychain.vault(), former("a"));
        vault.save(&former_item("1").unwrap(), &Secret::new("ck_sandbox_saved".to_owned())).await.unwrap();
        app.shared.journal.note_saved(&stale).unwrap();
        app.shared.journal.forget_saved(&stale.key).unwrap();
        let item = app.carry_over(&stale).await.unwrap();
        assert!(vault.read(&item).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_keychain_that_cannot_be_asked_is_asked_again() {
        let keychain = MemoryVault::new();
        let (app, vault) = (app(&keychain), keychain.vault());
        vault.save(&former_item("1").unwrap(), &Secret::new("ck_sandbox_saved".to_owned())).await.unwrap();
        app.shared.journal.note_saved(&former("a")).unwrap();
        keychain.set_status(KeychainStatus::Locked);
        app.carry_all_over().await;
        let refused = app.secret_for_copy(&KeyRef::new("a", "1")).await.unwrap_err();
        assert_eq!(refused.code, Code::KeychainLocked, "not known is not lost");
        keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
        assert!(app.secret_for_copy(&KeyRef::new("a", "1")).await.is_ok());
    }
}
