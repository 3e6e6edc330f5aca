//! List an environment's keys.

use keys::{
    Environment, KeyState,
    wire::{Key, Rotation, Usage},
};

use crate::{
    App, Code, Failure,
    view::{KeyListView, KeyView, SecretPlace},
};

impl App {
    /// All keys of an environment, each with where its secret is.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_keys(&self, environment: Environment) -> Result<KeyListView, Failure> {
        let (authority, _) = self.authority().await?;
        let keys = authority.list_keys(environment).await.map_err(|error| self.explain(error))?;
        self.drop_dead_secrets(&keys).await?;
        let saved = self.shared.journal.saved_secrets().map_err(|error| self.journal_failure(error))?;
        let saved: std::collections::HashMap<_, _> =
            saved.into_iter().map(|saved| (saved.key_id.clone(), saved)).collect();
        let keys = keys
            .into_iter()
            .map(|key| KeyView { secret: self.secret_place(&key.id, saved.get(&key.id)), key })
            .collect();
        Ok(KeyListView { keys, as_of: self.now() })
    }

    /// Our copies of secrets whose keys were revoked elsewhere: by another person, by the end of a grace, or with the
    /// handover of a leaked key. A keychain that cannot be asked now is asked again with the next list.
    async fn drop_dead_secrets(&self, keys: &[Key]) -> Result<(), Failure> {
        for key in keys.iter().filter(|key| key.state == KeyState::Revoked) {
            self.shared.held.release(&key.id);
            let saved = self.shared.journal.saved_secret(&key.id).map_err(|error| self.journal_failure(error))?;
            if saved.is_some()
                && let Err(failure) = self.remove_saved_secret(&key.id).await
            {
                tracing::warn!(key = key.id, %failure, "the revoked key's secret stays in the keychain for now");
            }
        }
        Ok(())
    }

    /// Who called with a key in the last hour.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_key_usage(&self, key_id: &str) -> Result<Usage, Failure> {
        self.check_id(key_id, "key")?;
        let (authority, _) = self.authority().await?;
        authority.get_key_usage(key_id).await.map_err(|error| self.explain(error))
    }

    /// All rotations of an environment.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_rotations(&self, environment: Environment) -> Result<Vec<Rotation>, Failure> {
        let (authority, _) = self.authority().await?;
        authority.list_rotations(environment).await.map_err(|error| self.explain(error))
    }

    /// A key with where its secret is.
    pub(crate) fn key_view(&self, key: Key) -> Result<KeyView, Failure> {
        let saved = self.shared.journal.saved_secret(&key.id).map_err(|error| self.journal_failure(error))?;
        Ok(KeyView { secret: self.secret_place(&key.id, saved.as_ref()), key })
    }

    fn secret_place(&self, key_id: &str, saved: Option<&crate::journal::SavedSecret>) -> SecretPlace {
        match saved {
            _ if self.shared.held.has(key_id) => SecretPlace::Held,
            Some(saved) if saved.lost_at.is_some() => SecretPlace::Lost,
            Some(_) => SecretPlace::Saved,
            None => SecretPlace::Elsewhere,
        }
    }

    /// An id from a face goes into a path: it must have the form of one.
    pub(crate) fn check_id(&self, id: &str, prefix: &str) -> Result<(), Failure> {
        if keys::mint::is_id(id, prefix) { Ok(()) } else { Err(self.fail(Code::NotFound, "There is no such id.")) }
    }
}
