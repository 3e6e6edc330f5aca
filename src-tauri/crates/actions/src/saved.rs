//! Secrets in this computer's keychain: save, list, remove.

use crate::{
    App, Code, Failure, KeyRef,
    journal::SavedSecret,
    secret::secret_item,
    view::{KeyView, SavedSecretView},
};

impl App {
    /// Saves a held secret in the keychain. "Saved" is said after it was read back.
    ///
    /// # Errors
    /// [`Code::SecretGone`] when it is no longer held, or the keychain's trouble; saving is all that is blocked.
    pub async fn save_secret(&self, key: &KeyRef) -> Result<KeyView, Failure> {
        let Some((secret, facts)) = self.shared.held.get(key) else {
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
        self.key_view(&key.connection, facts)
    }

    /// The names of the keys whose secret this process alone has: neither confirmed as saved nor in the keychain.
    pub fn unsaved_secrets(&self) -> Vec<String> {
        let is_saved = |key: &KeyRef| {
            let saved = self.shared.journal.saved_secret(key);
            saved.is_ok_and(|saved| saved.is_some_and(|saved| saved.lost_at.is_none()))
        };
        self.shared.held.all().into_iter().filter(|(key, _)| !is_saved(key)).map(|(_, name)| name).collect()
    }

    /// Asks the system to unlock the keychain. The system may put its own prompt on screen; the next statuses tell how
    /// that went.
    ///
    /// # Errors
    /// The keychain's trouble.
    pub async fn unlock_keychain(&self) -> Result<(), Failure> {
        let asked = self.shared.vault.unlock().await;
        asked.map(drop).map_err(|error| Failure::from_vault(error, &self.shared.ambient))
    }

    /// What was saved, and whether the keychain still has it.
    ///
    /// # Errors
    /// The journal's trouble. A keychain that cannot be asked is part of the answer.
    pub async fn list_saved_secrets(&self) -> Result<Vec<SavedSecretView>, Failure> {
        let saved = self.shared.journal.saved_secrets().map_err(|error| self.journal_failure(error))?;
        let mut views = Vec::with_capacity(saved.len());
        for record in saved {
            let present = self.is_present(&record).await?;
            views.push(SavedSecretView {
                key: record.key,
                name: record.name,
                environment: record.environment,
                hint: record.hint,
                saved_at: record.saved_at,
                present,
            });
        }
        Ok(views)
    }

    async fn is_present(&self, record: &SavedSecret) -> Result<Option<bool>, Failure> {
        match self.read_saved(record).await {
            Ok(found) => Ok(Some(found.is_some())),
            Err(failure) if failure.code.is_of_the_keychain() => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The one saved secret of a key with this id, for whoever knows a key by its id alone.
    ///
    /// # Errors
    /// [`Code::NotFound`], or [`Code::InvalidInput`] when several connections have one.
    pub fn find_saved(&self, key_id: &str) -> Result<KeyRef, Failure> {
        let mut found = self.shared.journal.saved_with_id(key_id).map_err(|error| self.journal_failure(error))?;
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only.key),
            (None, _) => Err(self.fail(Code::NotFound, "No secret of this key was saved here.")),
            (Some(_), false) => Err(self.fail(
                Code::InvalidInput,
                "Several connections have a saved secret of a key with this id; say which connection.",
            )),
        }
    }

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
