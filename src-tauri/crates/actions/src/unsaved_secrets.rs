//! What would be lost if this process ended now.

use crate::{App, KeyRef, held::Of};

/// The names of those whose secret one process alone has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsaved {
    /// Keys; without their secrets they stay pending.
    pub keys: Vec<String>,
    /// Members who have not got their invitation, tokens, webhook endpoints, and whoever has backup codes to save; all are good
    /// already.
    pub people: Vec<String>,
}

impl App {
    /// Those whose secret this process alone has: neither confirmed as saved nor in the keychain.
    pub fn unsaved_secrets(&self) -> Unsaved {
        let is_saved = |key: &KeyRef| {
            let saved = self.shared.journal.saved_secret(key);
            saved.is_ok_and(|saved| saved.is_some_and(|saved| saved.lost_at.is_none()))
        };
        let mut unsaved = Unsaved::default();
        for (whose, of) in self.shared.held.all() {
            match of {
                Of::Key(_) if is_saved(&whose) => {}
                Of::Key(key) => unsaved.keys.push(key.name),
                Of::Person(name) | Of::BackupCodes(name) => unsaved.people.push(name),
                Of::Authenticator(_) => {}
            }
        }
        unsaved
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState, Secret};

    use crate::{
        KeyRef,
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
        assert_eq!(place.app.unsaved_secrets().keys, ["held"]);
        place.keychain.lose(&secret_item(&place.key_ref(&lost)).unwrap());
        place.app.list_saved_secrets().await.unwrap();
        let mut unsaved = place.app.unsaved_secrets().keys;
        unsaved.sort();
        assert_eq!(unsaved, ["held", "lost"], "what the keychain was found to have lost is held here alone");
        let invitation = Secret::new("an invitation".to_owned());
        place.app.shared.held.hold_of_person(KeyRef::new(&place.here, "usr_1"), "Sam", invitation);
        assert_eq!(place.app.unsaved_secrets().people, ["Sam"], "nor can an invitation be shown again");
    }
}
