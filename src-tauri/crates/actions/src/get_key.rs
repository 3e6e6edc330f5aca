//! Look at one key.

use providers::Teller;

use crate::{App, Code, Failure, KeyRef, view::KeyView};

impl App {
    /// One key, with where its secret is.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_key(&self, key: &KeyRef) -> Result<KeyView, Failure> {
        let provider = self.provider(&key.connection).await?;
        if matches!(self.teller(&provider)?, Teller::Nobody) {
            return self.get_tracked(key).await;
        }
        let found = self.ask_key(&provider, key).await?;
        let mut views = self.key_views(&key.connection, vec![found]).await?;
        views.pop().ok_or_else(|| self.fail(Code::NotFound, "There is no such key."))
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState, wire};

    use super::*;
    use crate::{
        scripted::{Scripted, key},
        view::SecretPlace,
    };

    #[tokio::test]
    async fn a_key_says_where_its_secret_is_and_does_not_show_it() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Live, KeyState::Active));
        place.answer(&format!("GET /v1/keys/{}", key.id), &key);
        let secret = place.save(&key).await;
        let view = place.app.get_key(&place.key_ref(&key)).await.unwrap();
        assert_eq!((&view.key, view.secret, &view.connection), (&key, SecretPlace::Saved, &place.here));
        assert!(!format!("{} {view:?}", serde_json::to_string(&view).unwrap()).contains(secret.expose()));
    }

    #[tokio::test]
    async fn a_key_that_is_not_there_leaves_our_copies_as_they_were() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Live, KeyState::Active));
        place.refuse(&format!("GET /v1/keys/{}", key.id), wire::Code::NotFound);
        place.save(&key).await;
        let failure = place.app.get_key(&place.key_ref(&key)).await.unwrap_err();
        assert_eq!(failure.code, Code::NotFound, "a role that may not see it is told the same");
        assert_eq!(
            place.copies(&key),
            ["keychain", "journal"],
            "only a key that is seen to be revoked takes them along"
        );
    }
}
