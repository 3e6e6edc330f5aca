//! Remove a saved secret from the keychain.

use crate::{App, Code, Failure, KeyRef};

impl App {
    /// Removes a secret from the keychain, and from our index of it.
    ///
    /// # Errors
    /// Not found, or the keychain's trouble; the index then still has it.
    pub async fn remove_saved_secret(&self, key: &KeyRef) -> Result<(), Failure> {
        let saved = self.shared.journal.saved_secret(key).map_err(|error| self.journal_failure(error))?;
        let saved = saved.ok_or_else(|| self.fail(Code::NotFound, "No secret of this key was saved here."))?;
        let item = self.carry_over(&saved).await?;
        let removed = self.shared.vault.remove(&item).await;
        removed.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        self.shared.journal.forget_saved(key).map_err(|error| self.journal_failure(error))
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState};
    use vault::KeychainStatus;

    use super::*;
    use crate::scripted::{Scripted, key};

    #[tokio::test]
    async fn what_is_removed_is_in_the_keychain_and_in_the_list_no_more() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Active));
        place.save(&key).await;
        place.app.remove_saved_secret(&place.key_ref(&key)).await.unwrap();
        assert!(place.copies(&key).is_empty());
        let again = place.app.remove_saved_secret(&place.key_ref(&key)).await.unwrap_err();
        assert_eq!(again.code, Code::NotFound);
        assert!(place.asked().is_empty(), "the key itself stays as it is");
    }

    #[tokio::test]
    async fn what_the_keychain_still_has_stays_in_the_list() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Active));
        place.save(&key).await;
        place.keychain.set_status(KeychainStatus::Locked);
        let failure = place.app.remove_saved_secret(&place.key_ref(&key)).await.unwrap_err();
        assert_eq!(failure.code, Code::KeychainLocked);
        assert_eq!(place.copies(&key), ["keychain", "journal"]);
    }
}
