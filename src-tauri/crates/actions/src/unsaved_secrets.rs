//! What would be lost if this process ended now.

use crate::{App, KeyRef};

impl App {
    /// The names of the keys whose secret this process alone has: neither confirmed as saved nor in the keychain.
    pub fn unsaved_secrets(&self) -> Vec<String> {
        let is_saved = |key: &KeyRef| {
            let saved = self.shared.journal.saved_secret(key);
            saved.is_ok_and(|saved| saved.is_some_and(|saved| saved.lost_at.is_none()))
        };
        self.shared.held.all().into_iter().filter(|(key, _)| !is_saved(key)).map(|(_, name)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState};

    use crate::{
        scripted::{Scripted, key},
        secret::secret_item,
    };

    #[tokio::test]
    async fn only_what_is_nowhere_else_would_be_lost() {
        let place = Scripted::open().await;
        let [saved, lost, held] =
            ["saved", "lost", "held"].map(|name| key(name, Environment::Sandbox, KeyState::Pending));
        for key in [&saved, &lost, &held] {
            place.hold(key);
        }
        for key in [&saved, &lost] {
            place.app.save_secret(&place.key_ref(key)).await.unwrap();
        }
        assert_eq!(place.app.unsaved_secrets(), ["held"]);
        place.keychain.lose(&secret_item(&place.key_ref(&lost)).unwrap());
        place.app.list_saved_secrets().await.unwrap();
        let mut unsaved = place.app.unsaved_secrets();
        unsaved.sort();
        assert_eq!(unsaved, ["held", "lost"], "what the keychain was found to have lost is held here alone");
    }
}
