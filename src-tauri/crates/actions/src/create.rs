//! Create a key. Its secret stays in this process until somebody says where it goes.

use keys::{Secret, wire};

use crate::{
    App, Failure, KeyRef,
    view::{CreateKey, KeyView},
};

const REASON_LOST: &str = "Its secret was lost before anybody saw it.";

impl App {
    /// Creates a key, pending, and holds its secret. When the first answer was lost and the key exists without anybody
    /// having its secret, that key is revoked and another one created: nothing unknown is ever live.
    ///
    /// # Errors
    /// Wrong fields, a name in use, no live side yet, a role that may not, or the place's trouble.
    pub async fn create_key(&self, asked: CreateKey) -> Result<KeyView, Failure> {
        let _one_at_a_time = self.shared.creating.lock().await;
        let wish = wire::CreateKey {
            environment: asked.environment,
            name: asked.name,
            access_level: asked.access_level,
            expires_at: asked.expires_at,
            note: asked.note,
            not_before: asked.not_before,
            allowed_ips: asked.allowed_ips,
            spending_limits: asked.spending_limits,
        };
        let provider = self.provider(&asked.connection).await?;
        let mut once = asked.idempotency_key;
        loop {
            let created = self.ask_to_create(&provider, &asked.connection, (&once, &wish)).await?;
            if let Some(secret) = created.secret {
                self.shared.held.hold(&asked.connection, &created.key, Secret::new(secret));
                return self.key_view(&asked.connection, created.key);
            }
            let held = self.shared.held.has(&KeyRef::new(&asked.connection, &created.key.id));
            if held || created.key.confirmed_at.is_some() {
                return self.key_view(&asked.connection, created.key);
            }
            tracing::warn!(key = created.key.id, "a created key's secret was lost; it is revoked and replaced");
            let revoke_once = format!("{once}.revoke");
            let lost = KeyRef::new(&asked.connection, &created.key.id);
            self.ask_to_revoke(&provider, &lost, (&revoke_once, REASON_LOST)).await?;
            once.push_str(".again");
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        AccessLevel, Environment, KeyState,
        mint::mint_secret,
        spending::SpendingLimits,
        wire::{CreatedKey, Key},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, ambient, key},
        view::SecretPlace,
    };

    const CREATE: &str = "POST /v1/keys";

    fn asked(place: &Scripted) -> CreateKey {
        CreateKey {
            idempotency_key: "form".to_owned(),
            connection: place.here.clone(),
            environment: Environment::Sandbox,
            name: "billing".to_owned(),
            access_level: AccessLevel::ReadOnly,
            expires_at: None,
            note: None,
            not_before: None,
            allowed_ips: Vec::new(),
            spending_limits: SpendingLimits::default(),
        }
    }

    fn pending() -> Key {
        key("billing", Environment::Sandbox, KeyState::Pending)
    }

    fn first(key: &Key) -> (CreatedKey, Secret) {
        let secret = mint_secret(key.environment, &ambient());
        (CreatedKey { key: key.clone(), secret: Some(secret.expose().to_owned()) }, secret)
    }

    /// The same idempotency key once more: the place has a digest, and no secret to give.
    fn repeated(key: &Key) -> CreatedKey {
        CreatedKey { key: key.clone(), secret: None }
    }

    /// What was sent, and by which idempotency key.
    fn sent(place: &Scripted) -> Vec<(String, String)> {
        place.deeds().into_iter().map(|asked| (asked.what, asked.idempotency_key.unwrap_or_default())).collect()
    }

    fn line(what: &str, once: &str) -> (String, String) {
        (what.to_owned(), once.to_owned())
    }

    #[tokio::test]
    async fn a_new_secret_is_held_in_memory_and_is_in_nothing_that_is_shown_or_kept() {
        let (place, key) = (Scripted::open().await, pending());
        let (answer, secret) = first(&key);
        place.answer(CREATE, &answer);
        let view = place.app.create_key(asked(&place)).await.unwrap();
        assert_eq!(view.secret, SecretPlace::Held);
        let shown = format!("{} {view:?}", serde_json::to_string(&view).unwrap());
        assert!(!shown.contains(secret.expose()), "a view goes into a page");
        assert_eq!(place.copies(&key), ["held"]);
        assert_eq!(place.keychain.calls(), 0, "nothing is saved that nobody asked to save");
        let copied = place.app.secret_for_copy(&place.key_ref(&key)).await.unwrap();
        assert_eq!(copied.expose(), secret.expose());
    }

    #[tokio::test]
    async fn every_limit_that_was_wished_is_sent() {
        let (place, key) = (Scripted::open().await, pending());
        place.answer(CREATE, &first(&key).0);
        let (moment, spending_limits) =
            (key.created_at, SpendingLimits { daily_micros: Some(5), ..Default::default() });
        let wish = CreateKey {
            expires_at: Some(moment),
            not_before: Some(moment),
            allowed_ips: vec!["192.0.2.0/24".to_owned()],
            spending_limits,
            note: Some("Vault".to_owned()),
            ..asked(&place)
        };
        place.app.create_key(wish).await.unwrap();
        let sent = place.deeds().remove(0).body;
        assert_eq!(sent["allowedIps"], serde_json::json!(["192.0.2.0/24"]));
        assert_eq!(sent["spendingLimits"]["dailyMicros"], 5);
        assert_eq!(
            (&sent["notBefore"], &sent["expiresAt"], &sent["note"]),
            (&sent["expiresAt"], &sent["notBefore"], &"Vault".into())
        );
        assert!(sent["notBefore"].is_string());
    }

    #[tokio::test]
    async fn after_a_lost_answer_the_same_idempotency_key_is_sent() {
        let (place, key) = (Scripted::open().await, pending());
        place.lose(CREATE);
        place.lose(CREATE);
        place.answer(CREATE, &first(&key).0);
        let lost = place.app.create_key(asked(&place)).await.unwrap_err();
        assert_eq!(lost.code, Code::Unknown, "it was asked twice, and nobody knows what came of it");
        assert!(place.app.unsaved_secrets().keys.is_empty());
        place.app.create_key(asked(&place)).await.expect("pressed again");
        assert_eq!(sent(&place), vec![line(CREATE, "form"); 3], "the place knows it again: no second key");
    }

    #[tokio::test]
    async fn a_key_whose_secret_nobody_has_is_revoked_before_another_one_is_created() {
        let (place, lost, key) = (Scripted::open().await, pending(), pending());
        let revoke = format!("POST /v1/keys/{}/revoke", lost.id);
        place.answer(CREATE, &repeated(&lost));
        place.answer(CREATE, &first(&key).0);
        place.answer(&revoke, &crate::scripted::revoked(&lost));
        let view = place.app.create_key(asked(&place)).await.unwrap();
        assert_eq!((view.key.id, view.secret), (key.id.clone(), SecretPlace::Held));
        assert_eq!(sent(&place), [line(CREATE, "form"), line(&revoke, "form.revoke"), line(CREATE, "form.again")]);
        assert_eq!(place.deeds()[1].body["reason"], REASON_LOST);
    }

    #[tokio::test]
    async fn no_other_key_is_created_while_the_lost_one_cannot_be_revoked() {
        let (place, lost) = (Scripted::open().await, pending());
        let revoke = format!("POST /v1/keys/{}/revoke", lost.id);
        place.answer(CREATE, &repeated(&lost));
        place.answer(CREATE, &first(&pending()).0);
        place.refuse(&revoke, wire::Code::ServiceUnavailable);
        let failure = place.app.create_key(asked(&place)).await.unwrap_err();
        assert_eq!(failure.code, Code::Unavailable);
        assert_eq!(sent(&place), [line(CREATE, "form"), line(&revoke, "form.revoke")]);
    }

    /// The button was pressed twice, or the sheet is opened again after the key was confirmed elsewhere.
    #[tokio::test]
    async fn a_key_whose_secret_somebody_has_is_not_replaced() {
        let (place, key) = (Scripted::open().await, pending());
        place.answer(CREATE, &first(&key).0);
        place.answer(CREATE, &repeated(&key));
        for _ in 0..2 {
            let view = place.app.create_key(asked(&place)).await.unwrap();
            assert_eq!((view.key.id, view.secret), (key.id.clone(), SecretPlace::Held));
        }
        let confirmed = Key { state: KeyState::Active, confirmed_at: Some(key.created_at), ..pending() };
        place.answer(CREATE, &repeated(&confirmed));
        let view = place.app.create_key(asked(&place)).await.unwrap();
        assert_eq!((view.key.id, view.secret), (confirmed.id.clone(), SecretPlace::Elsewhere));
        assert_eq!(sent(&place), vec![line(CREATE, "form"); 3], "nothing was revoked");
    }

    #[tokio::test]
    async fn what_is_refused_holds_nothing() {
        let place = Scripted::open().await;
        place.refuse(CREATE, wire::Code::NameInUse);
        let failure = place.app.create_key(asked(&place)).await.unwrap_err();
        assert_eq!((failure.code, failure.reference.as_str()), (Code::NameInUse, crate::scripted::CORRELATION));
        assert!(place.app.unsaved_secrets().keys.is_empty());
    }
}
