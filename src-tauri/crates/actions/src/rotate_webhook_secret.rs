//! Rotate a webhook endpoint's signing secret. The new one stays in this process until somebody says where it goes.

use keys::{
    Secret,
    wire::{Complaint, FieldCode},
};
use providers::{Calls, ServicePlace};

use crate::{
    App, Code, Failure,
    view::{RotateWebhookSecret, WebhookView},
};

const NOT_TOLD: &str = "The service rotated the secret and did not tell the new one. Rotate it once more.";

impl App {
    /// Gives an endpoint a new signing secret, and holds it. For a day deliveries carry both signatures.
    ///
    /// # Errors
    /// Not found, a role that may not, or the place's trouble.
    pub async fn rotate_webhook_secret(&self, asked: RotateWebhookSecret) -> Result<WebhookView, Failure> {
        let (connection, id) = (&asked.webhook.connection, &asked.webhook.webhook);
        if self.service(connection)?.is_some() {
            return self.rotate_at_service(asked).await;
        }
        self.check_id(id, "wep")?;
        let authority = self.authority(connection).await?;
        let rotated = authority.rotate_webhook_secret(&asked.idempotency_key, id).await;
        let (endpoint, told) = self.hold_of_webhook(connection, rotated.map_err(|error| self.explain(error))?);
        if !told && !self.shared.held.has(&asked.webhook.secret()) {
            return Err(
                self.fail(Code::SecretGone, "It was rotated again since, so this secret is of no use. Rotate it anew.")
            );
        }
        Ok(self.webhook_view(connection, endpoint))
    }

    /// The same at a service, asked with the person's own read-write key.
    async fn rotate_at_service(&self, asked: RotateWebhookSecret) -> Result<WebhookView, Failure> {
        let RotateWebhookSecret { idempotency_key, webhook, environment } = asked;
        let unsaid =
            || Failure::invalid("/environment", Complaint::of(FieldCode::Missing, "Say of which environment."));
        let environment = environment.ok_or_else(unsaid)?;
        let at = (webhook.connection.as_str(), environment);
        let ask = async |place: &ServicePlace, with: (&Secret, &Calls)| {
            place.rotate_webhook_secret(environment, (&webhook.webhook, &idempotency_key), with).await
        };
        let (rotated, rotated_with) = self.ask_service(at, true, ask).await?;
        let (endpoint, is_told) = self.hold_of_webhook(at.0, rotated);
        if !is_told && !self.shared.held.has(&webhook.secret()) {
            return Err(self.fail(Code::SecretGone, NOT_TOLD));
        }
        Ok(self.service_webhook_view(at.0, endpoint, Some(rotated_with)))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::WebhookWithSecret;

    use super::*;
    use crate::{
        WebhookRef,
        scripted::{Scripted, webhook},
        view::SecretPlace,
    };

    #[tokio::test]
    async fn the_new_secret_takes_the_place_of_the_one_that_was_held() {
        let (place, endpoint) = (Scripted::open().await, webhook());
        let path = format!("POST /v1/webhooks/endpoints/{}/rotate", endpoint.id);
        let answer =
            |secret: Option<&str>| WebhookWithSecret { endpoint: endpoint.clone(), secret: secret.map(str::to_owned) };
        for secret in [Some("whsec_first"), Some("whsec_second"), None] {
            place.answer(&path, &answer(secret));
        }
        let which = WebhookRef::new(&place.here, &endpoint.id);
        let rotate = async |once: &str| {
            let asked =
                RotateWebhookSecret { idempotency_key: once.to_owned(), webhook: which.clone(), environment: None };
            place.app.rotate_webhook_secret(asked).await
        };
        for (once, secret) in [("one", "whsec_first"), ("two", "whsec_second")] {
            assert_eq!(rotate(once).await.unwrap().secret, SecretPlace::Held);
            assert_eq!(place.app.secret_for_copy(&which.secret()).await.unwrap().expose(), secret);
        }
        place.app.forget_secret(&which.secret()).await.unwrap();
        let gone = rotate("one").await.unwrap_err();
        assert_eq!(gone.code, Code::SecretGone, "nothing that nobody has is said to be held");
    }
}
