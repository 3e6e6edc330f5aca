//! List an environment's keys and rotations page by page, and find one key.

use std::collections::{BTreeMap, HashMap};

use keys::{
    Environment, KeyState,
    redact::redact,
    wire::{Complaint, FieldCode, Key, News, NewsKind, Usage},
};
use providers::{KeyFilter, KeyPage, KeyQuery, Provider};

use crate::{
    App, Code, Failure, KeyRef, RotationRef,
    journal::SavedSecret,
    view::{KeyListView, KeyView, ListKeys, ListRotations, RotationListView, RotationView, SecretPlace},
};

const HOLDS_A_SECRET: &str = "This holds a secret. Find its key by the last four characters, its name or its ID.";

impl App {
    /// One page of an environment's keys, each with where its secret is; the first one with how many there are.
    ///
    /// # Errors
    /// A search that holds a secret, which goes nowhere; or the place's trouble.
    pub async fn list_keys(&self, asked: ListKeys) -> Result<KeyListView, Failure> {
        check_no_secret("/search", &asked.search)?;
        let provider = self.provider(&asked.connection).await?;
        let query = KeyQuery {
            filter: asked.filter,
            search: asked.search,
            sort: asked.sort,
            descending: asked.descending,
            cursor: asked.cursor,
            limit: asked.limit,
            ..KeyQuery::newest(asked.environment, self.now())
        };
        let (page, counted) = tokio::join!(provider.list_keys(&query), count_others(&provider, &query));
        let page = page.map_err(|error| self.explain(error))?;
        let counted = counted.map_err(|error| self.explain(error))?;
        let at_least = page.at_least || counted.iter().any(|counted| counted.at_least);
        let counts = query.cursor.is_none().then(|| {
            let counts = counted.into_iter().map(|counted| counted.counts);
            counts.chain([page.counts]).flatten().collect::<BTreeMap<_, _>>()
        });
        let keys = self.key_views(&asked.connection, page.keys).await?;
        Ok(KeyListView { keys, next_cursor: page.next_cursor, counts, at_least, as_of: self.now() })
    }

    /// One key, with where its secret is.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_key(&self, key: &KeyRef) -> Result<KeyView, Failure> {
        self.check_id(&key.key, "key")?;
        let provider = self.provider(&key.connection).await?;
        let found = provider.get_key(&key.key).await.map_err(|error| self.explain(error))?;
        let mut views = self.key_views(&key.connection, vec![found]).await?;
        views.pop().ok_or_else(|| self.fail(Code::NotFound, "There is no such key."))
    }

    /// The key with an id, or the one living key of that name; the one that has ended when no living one has it.
    ///
    /// # Errors
    /// A secret in the place of a name, which goes nowhere; not found, several of that name, or the place's trouble.
    pub async fn find_key(&self, connection: &str, environment: Environment, wanted: &str) -> Result<KeyView, Failure> {
        let none = || self.fail(Code::NotFound, format!("There is no {environment} key {wanted}."));
        check_no_secret("/key", wanted)?;
        if keys::mint::is_id(wanted, "key") {
            match self.get_key(&KeyRef::new(connection, wanted)).await {
                Ok(found) if found.key.environment == environment => return Ok(found),
                // A name may look like an id.
                Ok(_) => {}
                Err(failure) if failure.code == Code::NotFound => {}
                Err(failure) => return Err(failure),
            }
        }
        let provider = self.provider(connection).await?;
        let named = KeyQuery { name: Some(wanted.to_owned()), ..KeyQuery::newest(environment, self.now()) };
        let page = provider.list_keys(&named).await.map_err(|error| self.explain(error))?;
        // Upper and lower case are one name to the place, and not to who wrote it down in a script.
        let mut found: Vec<Key> = page.keys.into_iter().filter(|key| key.name == wanted).collect();
        if found.len() > 1 {
            found.retain(|key| !matches!(key.state, KeyState::Revoked | KeyState::Expired));
        }
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => self.key_views(connection, vec![only]).await?.pop().ok_or_else(none),
            (None, _) => Err(none()),
            (Some(_), false) => {
                Err(self.fail(Code::InvalidInput, format!("Several keys are called {wanted}; give the id.")))
            }
        }
    }

    async fn key_views(&self, connection: &str, keys: Vec<Key>) -> Result<Vec<KeyView>, Failure> {
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

    /// Who called with a key in the last hour.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_key_usage(&self, key: &KeyRef) -> Result<Usage, Failure> {
        self.check_id(&key.key, "key")?;
        let authority = self.authority(&key.connection).await?;
        authority.get_key_usage(&key.key).await.map_err(|error| self.explain(error))
    }

    /// One page of an environment's rotations.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_rotations(&self, asked: ListRotations) -> Result<RotationListView, Failure> {
        let ListRotations { connection, environment, over, cursor } = asked;
        let authority = self.authority(&connection).await?;
        let page = authority.list_rotations(environment, over, cursor.as_deref()).await;
        let page = page.map_err(|error| self.explain(error))?;
        let view = |rotation| RotationView { connection: connection.clone(), rotation };
        Ok(RotationListView { rotations: page.items.into_iter().map(view).collect(), next_cursor: page.next_cursor })
    }

    /// One rotation.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_rotation(&self, rotation: &RotationRef) -> Result<RotationView, Failure> {
        self.check_id(&rotation.rotation, "rot")?;
        let authority = self.authority(&rotation.connection).await?;
        let found = authority.get_rotation(&rotation.rotation).await.map_err(|error| self.explain(error))?;
        Ok(RotationView { connection: rotation.connection.clone(), rotation: found })
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

/// Whoever looks for a leaked key pastes it whole. It is not sent: addresses are written down by whatever is in between.
fn check_no_secret(pointer: &str, text: &str) -> Result<(), Failure> {
    if redact(text) == text {
        Ok(())
    } else {
        Err(Failure::invalid(pointer, Complaint::of(FieldCode::HoldsASecret, HOLDS_A_SECRET)))
    }
}

/// Pages that count what a first page does not: the states come counted together, and what is due or unused alone.
async fn count_others(provider: &Provider, query: &KeyQuery) -> Result<Vec<KeyPage>, providers::ProviderError> {
    if query.cursor.is_some() {
        return Ok(Vec::new());
    }
    let others = match query.filter {
        KeyFilter::Due => [KeyFilter::All, KeyFilter::Unused],
        KeyFilter::Unused => [KeyFilter::All, KeyFilter::Due],
        _ => [KeyFilter::Due, KeyFilter::Unused],
    };
    let count = async |filter| provider.list_keys(&KeyQuery { filter, limit: 1, ..query.clone() }).await;
    futures_util::future::try_join_all(others.map(count)).await
}

#[cfg(test)]
mod tests {
    use providers::KeySort;
    use vault::Vault;

    use super::*;
    use crate::Folders;

    /// Nobody listens at the place: whatever is sent to it is lost, and that would be told.
    #[tokio::test]
    async fn a_secret_that_is_looked_for_goes_nowhere() {
        let app = App::open(&Folders { data: None }, Vault::in_memory(), keys::Ambient::system()).unwrap();
        app.use_credential("http://127.0.0.1:9", keys::Secret::new("ckm_0".to_owned())).unwrap();
        let place = app.current_connection().unwrap();
        let asked = |search: &str| ListKeys {
            connection: place.clone(),
            environment: Environment::Sandbox,
            filter: KeyFilter::All,
            search: search.to_owned(),
            sort: KeySort::Created,
            descending: true,
            cursor: None,
            limit: 100,
        };
        let secret = format!("ck_live_{}", "7".repeat(64));
        for text in [secret.clone(), format!("export KEY={secret}"), "7".repeat(64)] {
            let listed = app.list_keys(asked(&text)).await.unwrap_err();
            let found = app.find_key(&place, Environment::Sandbox, &text).await.unwrap_err();
            for failure in [listed, found] {
                assert_eq!(failure.code, Code::InvalidInput, "{failure}");
                assert!(!failure.message.contains('7'), "it is not told back: {failure}");
            }
        }
        let sent = app.list_keys(asked("ck_live_…9f2c")).await.unwrap_err();
        assert_eq!(sent.code, Code::Offline, "a hint is looked for");
    }
}
