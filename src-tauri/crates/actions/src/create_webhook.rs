//! Create a webhook endpoint. Its signing secret stays in this process until somebody says where it goes.

use keys::wire::CreateKeyWebhook;

use crate::{
    App, Failure, WebhookRef,
    view::{CreateWebhook, WebhookView},
};

impl App {
    /// Creates an endpoint, and holds its signing secret. When the first answer was lost and the endpoint exists without
    /// anybody having its secret, that secret is rotated: nothing was ever checked with the lost one.
    ///
    /// # Errors
    /// Wrong fields, a role that may not, or the place's trouble.
    pub async fn create_webhook(&self, asked: CreateWebhook) -> Result<WebhookView, Failure> {
        let _one_at_a_time = self.shared.creating.lock().await;
        let CreateWebhook { idempotency_key: once, connection, environment, url, description, subscription } = asked;
        let description = description.filter(|text| !text.trim().is_empty());
        let wish = CreateKeyWebhook { environment, url: url.trim().to_owned(), description, subscription };
        let authority = self.authority(&connection).await?;
        let created = authority.create_webhook(&once, &wish).await.map_err(|error| self.explain(error))?;
        let (mut endpoint, _) = self.hold_of_webhook(&connection, created);
        if !self.shared.held.has(&WebhookRef::new(&connection, &endpoint.id).secret()) {
            tracing::warn!(webhook = endpoint.id, "a created endpoint's signing secret was lost; it is rotated");
            let again = format!("{once}.again");
            let rotated = authority.rotate_webhook_secret(&again, &endpoint.id).await;
            (endpoint, _) = self.hold_of_webhook(&connection, rotated.map_err(|error| self.explain(error))?);
        }
        Ok(self.webhook_view(&connection, endpoint))
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        Environment,
        wire::{Subscription, WebhookEndpoint, WebhookWithSecret},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, webhook},
        view::SecretPlace,
    };

    const CREATE: &str = "POST /v1/webhooks/endpoints";

    fn asked(place: &Scripted) -> CreateWebhook {
        CreateWebhook {
            idempotency_key: "form".to_owned(),
            connection: place.here.clone(),
            environment: Environment::Sandbox,
            url: " https://hooks.example.com/in ".to_owned(),
            description: Some(" ".to_owned()),
            subscription: Subscription::default(),
        }
    }

    fn created(endpoint: &WebhookEndpoint, secret: Option<&str>) -> WebhookWithSecret {
        WebhookWithSecret { endpoint: endpoint.clone(), secret: secret.map(str::to_owned) }
    }

    #[tokio::test]
    async fn a_signing_secret_is_held_in_memory_and_is_in_nothing_that_is_shown() {
        let (place, endpoint) = (Scripted::open().await, webhook());
        place.answer(CREATE, &created(&endpoint, Some("whsec_once")));
        let view = place.app.create_webhook(asked(&place)).await.unwrap();
        assert_eq!(view.secret, SecretPlace::Held);
        assert!(!format!("{} {view:?}", serde_json::to_string(&view).unwrap()).contains("whsec_once"));
        let whose = WebhookRef::new(&place.here, &endpoint.id).secret();
        assert_eq!(place.app.secret_for_copy(&whose).await.unwrap().expose(), "whsec_once");
        assert_eq!(place.app.save_secret(&whose).await.unwrap_err().code, Code::SecretGone, "the keychain is for keys");
        assert_eq!(place.app.unsaved_secrets().people, [endpoint.url], "whoever closes the window hears of it");
        let body = &place.deeds()[0].body;
        assert_eq!((&body["url"], &body["description"]), (&"https://hooks.example.com/in".into(), &().into()));
    }

    #[tokio::test]
    async fn pressing_twice_creates_once_and_a_secret_that_nobody_has_is_rotated() {
        let (place, endpoint) = (Scripted::open().await, webhook());
        let rotate = format!("POST /v1/webhooks/endpoints/{}/rotate", endpoint.id);
        place.answer(CREATE, &created(&endpoint, None));
        place.answer(&rotate, &created(&endpoint, Some("whsec_second")));
        for _ in 0..2 {
            assert_eq!(place.app.create_webhook(asked(&place)).await.unwrap().secret, SecretPlace::Held);
        }
        assert_eq!(place.lines(), [CREATE, &rotate, CREATE], "rotated once: this process has it since");
        let keys: Vec<_> = place.deeds().into_iter().map(|asked| asked.idempotency_key.unwrap()).collect();
        assert_eq!(keys, ["form", "form.again", "form"]);
    }
}
