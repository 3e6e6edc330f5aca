//! List an environment's keys.

use std::collections::HashMap;

use keys::{
    Environment, KeyState,
    wire::{Key, Usage},
};

use crate::{
    App, Code, Failure, KeyRef,
    journal::SavedSecret,
    view::{KeyListView, KeyView, RotationView, SecretPlace},
};

impl App {
    /// All keys of an environment, each with where its secret is.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_keys(&self, connection: &str, environment: Environment) -> Result<KeyListView, Failure> {
        let authority = self.authority(connection).await?;
        let keys = authority.list_keys(environment).await.map_err(|error| self.explain(error))?;
        let ids = keys.iter().map(|key| key.id.as_str());
        self.shared.journal.adopt(connection, ids).map_err(|error| self.journal_failure(error))?;
        self.drop_dead_secrets(connection, &keys).await?;
        let saved = self.shared.journal.saved_secrets().map_err(|error| self.journal_failure(error))?;
        let saved: HashMap<_, _> = saved.into_iter().map(|saved| (saved.key.clone(), saved)).collect();
        let view = |key: Key| {
            let known = KeyRef::new(connection, &key.id);
            KeyView { connection: connection.to_owned(), secret: self.secret_place(&known, saved.get(&known)), key }
        };
        Ok(KeyListView { keys: keys.into_iter().map(view).collect(), as_of: self.now() })
    }

    /// Our copies of secrets whose keys were revoked elsewhere: by another person, by the end of a grace, or with the
    /// handover of a leaked key. A keychain that cannot be asked now is asked again with the next list.
    async fn drop_dead_secrets(&self, connection: &str, keys: &[Key]) -> Result<(), Failure> {
        for key in keys.iter().filter(|key| key.state == KeyState::Revoked) {
            let key = KeyRef::new(connection, &key.id);
            self.shared.held.release(&key);
            let saved = self.shared.journal.saved_secret(&key).map_err(|error| self.journal_failure(error))?;
            if saved.is_some()
                && let Err(failure) = self.remove_saved_secret(&key).await
            {
                tracing::warn!(key = key.key, %failure, "the revoked key's secret stays in the keychain for now");
            }
        }
        Ok(())
    }

    /// Who called with a key in the last hour.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_key_usage(&self, key: &KeyRef) -> Result<Usage, Failure> {
        self.check_id(&key.key, "key")?;
        let authority = self.authority(&key.connection).await?;
        authority.get_key_usage(&key.key).await.map_err(|error| self.explain(error))
    }

    /// All rotations of an environment.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_rotations(
        &self,
        connection: &str,
        environment: Environment,
    ) -> Result<Vec<RotationView>, Failure> {
        let authority = self.authority(connection).await?;
        let rotations = authority.list_rotations(environment).await.map_err(|error| self.explain(error))?;
        let view = |rotation| RotationView { connection: connection.to_owned(), rotation };
        Ok(rotations.into_iter().map(view).collect())
    }

    /// A key with where its secret is.
    pub(crate) fn key_view(&self, connection: &str, key: Key) -> Result<KeyView, Failure> {
        let known = KeyRef::new(connection, &key.id);
        let saved = self.shared.journal.saved_secret(&known).map_err(|error| self.journal_failure(error))?;
        Ok(KeyView { connection: known.connection.clone(), secret: self.secret_place(&known, saved.as_ref()), key })
    }

    fn secret_place(&self, key: &KeyRef, saved: Option<&SavedSecret>) -> SecretPlace {
        match saved {
            _ if self.shared.held.has(key) => SecretPlace::Held,
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
