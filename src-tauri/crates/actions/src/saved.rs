//! Secrets in this computer's keychain: save, list, remove.

use crate::{
    App, Code, Failure,
    journal::SavedSecret,
    secret::secret_item,
    view::{KeyView, SavedSecretView},
};

impl App {
    /// Saves a held secret in the keychain. "Saved" is said after it was read back.
    ///
    /// # Errors
    /// [`Code::SecretGone`] when it is no longer held, or the keychain's trouble; saving is all that is blocked.
    pub async fn save_secret(&self, key_id: &str) -> Result<KeyView, Failure> {
        let Some((secret, key)) = self.shared.held.get(key_id) else {
            return Err(self.fail(Code::SecretGone, "The secret is no longer held, so it cannot be saved."));
        };
        let place = self.place().await?;
        let record = SavedSecret {
            key_id: key_id.to_owned(),
            connection_id: place.id,
            name: key.name.clone(),
            environment: key.environment,
            hint: key.hint.clone(),
            saved_at: self.now(),
            lost_at: None,
        };
        // The index first: an item that nobody knows of would stay in the keychain for ever, while an entry whose item
        // never came is told as lost.
        let known = self.shared.journal.saved_secret(key_id).map_err(|error| self.journal_failure(error))?.is_some();
        self.shared.journal.note_saved(&record).map_err(|error| self.journal_failure(error))?;
        if let Err(error) = self.shared.vault.save(&secret_item(key_id)?, &secret).await {
            if !known {
                self.shared.journal.forget_saved(key_id).map_err(|error| self.journal_failure(error))?;
            }
            return Err(Failure::from_vault(error, &self.shared.ambient));
        }
        self.key_view(key)
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
                key_id: record.key_id,
                connection_id: record.connection_id,
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
        match self.shared.vault.read(&secret_item(&record.key_id)?).await {
            Ok(Some(_)) => Ok(Some(true)),
            Ok(None) => {
                let noted = self.shared.journal.note_lost(&record.key_id, self.now());
                noted.map_err(|error| self.journal_failure(error))?;
                Ok(Some(false))
            }
            Err(_) => Ok(None),
        }
    }

    /// Removes a secret from the keychain, and from our index of it.
    ///
    /// # Errors
    /// Not found, or the keychain's trouble; the index then still has it.
    pub async fn remove_saved_secret(&self, key_id: &str) -> Result<(), Failure> {
        let saved = self.shared.journal.saved_secret(key_id).map_err(|error| self.journal_failure(error))?;
        if saved.is_none() {
            return Err(self.fail(Code::NotFound, "No secret of this key was saved here."));
        }
        let removed = self.shared.vault.remove(&secret_item(key_id)?).await;
        removed.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        self.shared.journal.forget_saved(key_id).map_err(|error| self.journal_failure(error))
    }
}
