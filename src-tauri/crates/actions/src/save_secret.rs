//! Save a held secret in the keychain.

use crate::{App, Code, Failure, KeyRef, held::Of, journal::SavedSecret, secret::secret_item, view::KeyView};

impl App {
    /// Saves a held secret in the keychain. "Saved" is said after it was read back.
    ///
    /// # Errors
    /// [`Code::SecretGone`] when it is no longer held, or the keychain's trouble; saving is all that is blocked.
    pub async fn save_secret(&self, key: &KeyRef) -> Result<KeyView, Failure> {
        let Some((secret, Of::Key(facts))) = self.shared.held.get(key) else {
            return Err(self.fail(Code::SecretGone, "The secret is no longer available, so it cannot be saved."));
        };
        let record = SavedSecret {
            key: key.clone(),
            name: facts.name.clone(),
            environment: facts.environment,
            hint: facts.hint.clone(),
            saved_at: self.now(),
            lost_at: None,
            carried: true,
        };
        // The index first: an item that nobody knows of would stay in the keychain for ever, while an entry whose item
        // never came is told as lost.
        let known = self.shared.journal.saved_secret(key).map_err(|error| self.journal_failure(error))?.is_some();
        self.shared.journal.note_saved(&record).map_err(|error| self.journal_failure(error))?;
        if let Err(error) = self.shared.vault.save(&secret_item(key)?, &secret).await {
            if !known {
                self.shared.journal.forget_saved(key).map_err(|error| self.journal_failure(error))?;
            }
            return Err(Failure::from_vault(error, &self.shared.ambient));
        }
        self.key_view(&key.connection, *facts)
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState};
    use vault::KeychainStatus;

    use super::*;
    use crate::{
        scripted::{Scripted, key},
        view::SecretPlace,
    };

    #[tokio::test]
    async fn what_is_saved_can_be_had_after_it_is_held_no_longer() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Pending));
        let secret = place.hold(&key);
        let view = place.app.save_secret(&place.key_ref(&key)).await.unwrap();
        assert_eq!(view.secret, SecretPlace::Held, "both, until it is confirmed");
        place.app.shared.held.release(&place.key_ref(&key));
        assert_eq!(place.copies(&key), ["keychain", "journal"]);
        let read = place.app.secret_for_copy(&place.key_ref(&key)).await.unwrap();
        assert_eq!(read.expose(), secret.expose());
        assert!(place.asked().is_empty(), "the place has nothing to do with it");
    }

    #[tokio::test]
    async fn what_is_held_no_longer_cannot_be_saved() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Active));
        let failure = place.app.save_secret(&place.key_ref(&key)).await.unwrap_err();
        assert_eq!(failure.code, Code::SecretGone);
        assert!(place.copies(&key).is_empty());
    }

    /// The keychain is locked, or gives back something else than it was given: nothing says "saved", and the secret is
    /// still held.
    #[tokio::test]
    async fn what_was_not_saved_is_not_said_to_be() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Pending));
        place.hold(&key);
        place.keychain.set_status(KeychainStatus::Locked);
        let locked = place.app.save_secret(&place.key_ref(&key)).await.unwrap_err();
        assert_eq!(locked.code, Code::KeychainLocked);
        assert_eq!(place.copies(&key), ["held"]);
        place.keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
        place.keychain.garble_next_save();
        assert!(place.app.save_secret(&place.key_ref(&key)).await.is_err());
        assert!(!place.copies(&key).contains(&"journal"), "it is not listed as saved");
    }

    /// Saved before, and the second save fails: the first one still counts.
    #[tokio::test]
    async fn a_second_save_that_fails_takes_nothing_away() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Pending));
        place.hold(&key);
        place.app.save_secret(&place.key_ref(&key)).await.unwrap();
        place.keychain.set_status(KeychainStatus::Locked);
        place.app.save_secret(&place.key_ref(&key)).await.unwrap_err();
        assert_eq!(place.copies(&key), ["held", "keychain", "journal"]);
    }
}
