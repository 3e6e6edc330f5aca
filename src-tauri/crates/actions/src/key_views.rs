//! Keys as they are shown, each with where its secret is. A key that is seen to be revoked takes our copies of its secret
//! with it.

use std::collections::HashMap;

use keys::{
    KeyState,
    wire::{Key, News, NewsKind},
};

use crate::{
    App, Failure, KeyRef,
    journal::SavedSecret,
    view::{KeyView, SecretPlace},
};

impl App {
    /// Keys with where their secrets are.
    pub(crate) async fn key_views(&self, connection: &str, keys: Vec<Key>) -> Result<Vec<KeyView>, Failure> {
        let ids = keys.iter().map(|key| key.id.as_str());
        self.shared.journal.adopt(connection, ids).map_err(|error| self.journal_failure(error))?;
        self.drop_dead_secrets(connection, &keys).await?;
        let saved = self.shared.journal.saved_secrets().map_err(|error| self.journal_failure(error))?;
        let saved: HashMap<_, _> = saved.into_iter().map(|saved| (saved.key.clone(), saved)).collect();
        let view = |key: Key| {
            let known = KeyRef::new(connection, &key.id);
            KeyView { connection: connection.to_owned(), secret: self.secret_place(&known, saved.get(&known)), key }
        };
        Ok(keys.into_iter().map(view).collect())
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

    /// Our copies of secrets whose keys were revoked elsewhere: by another person, by the end of a grace, or with the
    /// handover of a leaked key. A keychain that cannot be asked now is asked again when the key is seen again.
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

    /// Looks whether the keys live on of which this computer has the secret: those that a change may be about, or all of a
    /// connection's. It is no list that shows them.
    pub(crate) async fn look_after_secrets(&self, connection: &str, change: Option<&News>) {
        let saved = self.shared.journal.saved_secrets().unwrap_or_default();
        let held = self.shared.held.all().into_iter().map(|(key, _)| key);
        let mut ours: Vec<KeyRef> = saved.into_iter().map(|saved| saved.key).chain(held).collect();
        // A rotation's news name neither of its keys.
        let named = change.filter(|news| news.kind == NewsKind::Key).and_then(|news| news.id.as_deref());
        ours.retain(|key| key.connection == connection && named.is_none_or(|id| id == key.key));
        for key in ours {
            if let Err(failure) = self.get_key(&key).await {
                tracing::debug!(key = key.key, %failure, "it is not known whether the key of a secret lives on");
            }
        }
    }
}
