//! Rotate a webhook endpoint's signing secret. The new one stays in this process until somebody says where it goes.

use crate::{
    App, Code, Failure,
    view::{RotateWebhookSecret, WebhookView},
};

impl App {
    /// Gives an endpoint a new signing secret, and holds it. For a day deliveries carry both signatures.
    ///
    /// # Errors
    /// Not found, a role that may not, or the place's trouble.
    pub async fn rotate_webhook_secret(&self, asked: RotateWebhookSecret) -> Result<WebhookView, Failure> {
        let (connection, id) = (&asked.webhook.connection, &asked.webhook.webhook);
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
            let asked = RotateWebhookSecret { idempotency_key: once.to_owned(), webhook: which.clone() };
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
