//! Endpoints as they are shown: each with how it does and where its signing secret is.

use keys::{
    Secret,
    wire::{WebhookEndpoint, WebhookHealth, WebhookWithSecret},
};

use crate::{
    App, WebhookRef,
    view::{SecretPlace, WebhookView},
};

impl App {
    /// An endpoint.
    pub(crate) fn webhook_view(&self, connection: &str, endpoint: WebhookEndpoint) -> WebhookView {
        let is_held = self.shared.held.has(&WebhookRef::new(connection, &endpoint.id).secret());
        WebhookView {
            connection: connection.to_owned(),
            health: endpoint.health(),
            rotated_with: None,
            secret: if is_held { SecretPlace::Held } else { SecretPlace::Elsewhere },
            endpoint,
        }
    }

    /// An endpoint of a service, which does not tell how its deliveries go; with the key that its secret is rotated with.
    pub(crate) fn service_webhook_view(
        &self,
        connection: &str,
        endpoint: WebhookEndpoint,
        rotated_with: Option<String>,
    ) -> WebhookView {
        let health = if endpoint.active { WebhookHealth::On } else { WebhookHealth::Off };
        WebhookView { health, rotated_with, ..self.webhook_view(connection, endpoint) }
    }

    /// Holds the signing secret of an answer, in the place of one that was held before; answers whether there was one.
    pub(crate) fn hold_of_webhook(&self, connection: &str, answered: WebhookWithSecret) -> (WebhookEndpoint, bool) {
        let WebhookWithSecret { endpoint, secret } = answered;
        let is_there = secret.is_some();
        if let Some(secret) = secret {
            let whose = WebhookRef::new(connection, &endpoint.id).secret();
            self.shared.held.hold_of_person(whose, &endpoint.url, Secret::new(secret));
        }
        (endpoint, is_there)
    }
}
