//! Hand a new key over in one go: its secret goes where it was told to, and only then may the key be used.

use crate::{
    App, Failure,
    view::{ConfirmKey, KeyView},
};

impl App {
    /// Confirms a key once its secret is delivered. A key whose secret went nowhere stays pending: nobody has an unknown
    /// live key.
    ///
    /// # Errors
    /// Why the secret was not delivered; it is then still held, and nothing was sent. Otherwise as [`App::confirm_key`].
    pub async fn hand_over(
        &self,
        asked: ConfirmKey,
        deliver: impl AsyncFnOnce() -> Result<(), Failure>,
    ) -> Result<KeyView, Failure> {
        deliver().await.map_err(|failure| Failure {
            message: format!("{} The key {} stays pending and unusable; revoke it.", failure.message, asked.key.key),
            ..failure
        })?;
        self.confirm_key(asked).await
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState, wire::Key};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, key},
    };

    /// A new key at a place that would confirm it, and its held secret.
    async fn scripted() -> (Scripted, Key) {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Pending));
        place.answer(&format!("GET /v1/keys/{}", key.id), &key);
        place.answer(&format!("POST /v1/keys/{}/confirm", key.id), &Key { state: KeyState::Active, ..key.clone() });
        place.hold(&key);
        (place, key)
    }

    fn asked(place: &Scripted, key: &Key) -> ConfirmKey {
        ConfirmKey { key: place.key_ref(key), typed_name: None }
    }

    #[tokio::test]
    async fn a_key_is_confirmed_after_its_secret_is_delivered_and_not_before() {
        let (place, key) = scripted().await;
        let deliver = async || {
            assert!(place.asked().is_empty(), "not yet");
            place.app.secret_for_copy(&place.key_ref(&key)).await.map(drop)
        };
        let view = place.app.hand_over(asked(&place, &key), deliver).await.unwrap();
        assert_eq!((view.key.state, place.deeds().len()), (KeyState::Active, 1));
        assert!(place.copies(&key).is_empty(), "it is held no longer");
    }

    #[tokio::test]
    async fn a_key_whose_secret_was_not_delivered_stays_pending_and_its_secret_held() {
        let (place, key) = scripted().await;
        let deliver = async || Err(place.app.fail(Code::FolderMissing, "There is no such folder."));
        let failure = place.app.hand_over(asked(&place, &key), deliver).await.unwrap_err();
        let told = format!("There is no such folder. The key {} stays pending and unusable; revoke it.", key.id);
        assert_eq!((failure.code, failure.message), (Code::FolderMissing, told));
        assert!(place.asked().is_empty(), "nothing was sent");
        assert_eq!(place.copies(&key), ["held"]);
    }
}
