//! Keys as they are shown, each with where its secret is. A key that is seen to be revoked takes our copies of its secret
//! with it.

use std::collections::HashMap;

use keys::{
    KeyState,
    wire::{Key, News, NewsKind},
};

use crate::{
    App, Failure, KeyRef,
    held::Of,
    journal::SavedSecret,
    view::{CallView, KeyView, SecretPlace},
};

impl App {
    /// Keys with where their secrets are.
    pub(crate) async fn key_views(&self, connection: &str, keys: Vec<Key>) -> Result<Vec<KeyView>, Failure> {
        let ids = keys.iter().map(|key| key.id.as_str());
        self.shared.journal.adopt(connection, ids).map_err(|error| self.journal_failure(error))?;
        self.drop_dead_secrets(connection, &keys).await?;
        let saved = self.shared.journal.saved_secrets().map_err(|error| self.journal_failure(error))?;
        let saved: HashMap<_, _> = saved.into_iter().map(|saved| (saved.key.clone(), saved)).collect();
        let mut proofs = self.proofs(connection)?;
        let view = |key: Key| {
            let known = KeyRef::new(connection, &key.id);
            let secret = self.secret_place(&known, saved.get(&known));
            let (last_proof, level_proof) = (proofs.remove(&key.id), None);
            KeyView { connection: connection.to_owned(), secret, key, last_proof, level_proof, unproved: false }
        };
        Ok(keys.into_iter().map(view).collect())
    }

    /// The last call that was made to prove something of each key of a service; our authority tells of calls itself.
    fn proofs(&self, connection: &str) -> Result<HashMap<String, CallView>, Failure> {
        if self.service(connection)?.is_none() {
            return Ok(HashMap::new());
        }
        let proofs = self.shared.journal.proofs_at(connection).map_err(|error| self.journal_failure(error))?;
        Ok(proofs.into_iter().collect())
    }

    /// A key with where its secret is.
    pub(crate) fn key_view(&self, connection: &str, key: Key) -> Result<KeyView, Failure> {
        let known = KeyRef::new(connection, &key.id);
        let saved = self.shared.journal.saved_secret(&known).map_err(|error| self.journal_failure(error))?;
        let secret = self.secret_place(&known, saved.as_ref());
        Ok(KeyView { connection: known.connection, secret, key, last_proof: None, level_proof: None, unproved: false })
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
        let held = self.shared.held.all().into_iter().filter(|(_, of)| matches!(of, Of::Key(_))).map(|(key, _)| key);
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

#[cfg(test)]
mod tests {
    use keys::Environment;

    use super::*;
    use crate::{
        scripted::{Scripted, key, now},
        secret::secret_item,
    };

    fn living(name: &str) -> Key {
        key(name, Environment::Sandbox, KeyState::Active)
    }

    #[tokio::test]
    async fn each_key_is_shown_with_where_its_secret_is() {
        let place = Scripted::open().await;
        let keys = ["held", "both", "saved", "lost", "elsewhere"].map(living);
        let [held, both, saved, lost, _] = &keys;
        for key in [both, saved, lost] {
            place.save(key).await;
        }
        for key in [held, both] {
            place.hold(key);
        }
        place.keychain.lose(&secret_item(&place.key_ref(lost)).unwrap());
        place.app.list_saved_secrets().await.unwrap();
        let expected =
            [SecretPlace::Held, SecretPlace::Held, SecretPlace::Saved, SecretPlace::Lost, SecretPlace::Elsewhere];
        let views = place.app.key_views(&place.here, keys.to_vec()).await.unwrap();
        assert_eq!(views.iter().map(|view| view.secret).collect::<Vec<_>>(), expected);
        for (key, expected) in keys.into_iter().zip(expected) {
            assert_eq!(place.app.key_view(&place.here, key).unwrap().secret, expected, "one by one as well");
        }
    }

    #[tokio::test]
    async fn a_key_that_was_revoked_elsewhere_takes_our_copies_with_it_and_no_others() {
        let place = Scripted::open().await;
        let (dead, alive) = (living("dead"), living("alive"));
        for key in [&dead, &alive] {
            place.save(key).await;
            place.hold(key);
        }
        let expired = Key { state: KeyState::Expired, ..alive.clone() };
        let seen = vec![Key { state: KeyState::Revoked, ..dead.clone() }, expired];
        let views = place.app.key_views(&place.here, seen).await.unwrap();
        assert_eq!(views[0].secret, SecretPlace::Elsewhere);
        assert!(place.copies(&dead).is_empty());
        assert_eq!(place.copies(&alive), ["held", "keychain", "journal"], "nobody revoked it");
    }

    /// Two places may both have a key of one id.
    #[tokio::test]
    async fn the_end_of_a_key_elsewhere_leaves_a_key_of_the_same_id_here_alone() {
        let (place, key) = (Scripted::open().await, living("billing"));
        place.save(&key).await;
        let seen = Key { state: KeyState::Revoked, ..key.clone() };
        place.app.key_views("another", vec![seen]).await.unwrap();
        assert_eq!(place.copies(&key), ["keychain", "journal"]);
    }

    #[tokio::test]
    async fn news_of_a_key_ask_about_our_secret_of_that_key_alone() {
        let place = Scripted::open().await;
        let (named, other, foreign) = (living("named"), living("other"), living("foreign"));
        for key in [&named, &other] {
            place.save(key).await;
        }
        let news = |kind, id: Option<&Key>| News {
            kind,
            id: id.map(|key| key.id.clone()),
            ids: Vec::new(),
            environment: None,
            deed: None,
            at: now(),
        };
        let get = |key: &Key| format!("GET /v1/keys/{}", key.id);
        place.answer(&get(&named), &Key { state: KeyState::Revoked, ..named.clone() });
        place.answer(&get(&other), &other);
        place.app.look_after_secrets(&place.here, Some(&news(NewsKind::Key, Some(&foreign)))).await;
        assert!(place.asked().is_empty(), "we have no secret of it");
        place.app.look_after_secrets(&place.here, Some(&news(NewsKind::Key, Some(&named)))).await;
        assert_eq!(place.lines(), [get(&named)]);
        assert_eq!((place.copies(&named).len(), place.copies(&other).len()), (0, 2), "it has ended");
        place.save(&named).await;
        place.app.look_after_secrets(&place.here, Some(&news(NewsKind::Rotation, None))).await;
        assert_eq!(place.lines().len(), 3, "a rotation's news name neither of its keys: all are asked about");
    }
}
