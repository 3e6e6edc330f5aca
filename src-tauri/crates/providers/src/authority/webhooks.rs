//! Webhooks of an authority: endpoints, what was sent there, and what came of it.

use keys::{
    Environment,
    wire::{
        ChangeWebhookEndpoint, CreateKeyWebhook, Delivery, DeliveryStatus, EventTypes, WebhookEndpoint,
        WebhookWithSecret,
    },
};
use reqwest::Method;

use super::{Answer, Authority, Nothing, segment};
use crate::list::Batch;

/// Which deliveries of an environment.
#[derive(Clone, Debug, Default)]
pub struct Deliveries {
    /// Only those to this endpoint.
    pub endpoint: Option<String>,
    /// Only those that are so far.
    pub status: Option<DeliveryStatus>,
    /// Behind the page that said so.
    pub cursor: Option<String>,
}

impl Authority {
    /// One page of an environment's endpoints, the newest first.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError), as in every method here.
    pub async fn list_webhooks(
        &self,
        environment: Environment,
        cursor: Option<&str>,
    ) -> Answer<Batch<WebhookEndpoint>> {
        self.batch("/v1/webhooks/endpoints", &[("environment", environment.as_str())], cursor).await
    }

    /// Creates an endpoint. The signing secret is in the answer, unless the idempotency key was used before.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn create_webhook(&self, idempotency_key: &str, asked: &CreateKeyWebhook) -> Answer<WebhookWithSecret> {
        self.post("/v1/webhooks/endpoints".to_owned(), asked, Some(idempotency_key)).await
    }

    /// Changes an endpoint; what is not named stays.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn change_webhook(&self, id: &str, asked: &ChangeWebhookEndpoint) -> Answer<WebhookEndpoint> {
        self.write(Method::PATCH, format!("/v1/webhooks/endpoints/{}", segment(id)), asked, None).await
    }

    /// Gives an endpoint a new signing secret. A retry with the same idempotency key is told the same one.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn rotate_webhook_secret(&self, idempotency_key: &str, id: &str) -> Answer<WebhookWithSecret> {
        let path = format!("/v1/webhooks/endpoints/{}/rotate", segment(id));
        self.post(path, &Nothing {}, Some(idempotency_key)).await
    }

    /// Sends a signed test delivery, which is under way then.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn test_webhook(&self, id: &str) -> Answer<Delivery> {
        self.post(format!("/v1/webhooks/endpoints/{}/test", segment(id)), &Nothing {}, None).await
    }

    /// One page of an environment's deliveries, the newest first.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn list_deliveries(&self, environment: Environment, asked: &Deliveries) -> Answer<Batch<Delivery>> {
        let mut which = vec![("environment", environment.as_str())];
        which.extend(asked.endpoint.as_deref().map(|id| ("webhookEndpointId", id)));
        which.extend(asked.status.map(|status| ("status", status.as_str())));
        self.batch("/v1/webhooks/deliveries", &which, asked.cursor.as_deref()).await
    }

    /// One delivery with its attempts.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn get_delivery(&self, id: &str) -> Answer<Delivery> {
        self.get(&format!("/v1/webhooks/deliveries/{}", segment(id)), &[]).await
    }

    /// Sends a delivery that has ended once more.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn retry_delivery(&self, id: &str) -> Answer<Delivery> {
        self.post(format!("/v1/webhooks/deliveries/{}/retry", segment(id)), &Nothing {}, None).await
    }

    /// The kinds of event that an endpoint can subscribe to.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn list_webhook_events(&self) -> Answer<EventTypes> {
        self.get("/v1/webhooks/event-types", &[]).await
    }
}
