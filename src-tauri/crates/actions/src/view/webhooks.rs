//! Webhook endpoints and deliveries, as they are shown and asked for.

use keys::{
    Environment,
    wire::{ChangeWebhookEndpoint, Delivery, DeliveryStatus, EventType, Subscription, WebhookEndpoint, WebhookHealth},
};
use serde::{Deserialize, Serialize};

use super::SecretPlace;
use crate::WebhookRef;

/// An endpoint in the table.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WebhookView {
    /// The connection that reaches it.
    pub connection: String,
    /// What the authority says of it.
    #[serde(flatten)]
    pub endpoint: WebhookEndpoint,
    /// How it does.
    pub health: WebhookHealth,
    /// Where its signing secret is.
    pub secret: SecretPlace,
    /// The name of the key that a service is asked with to rotate the secret; none where there is none that may, or where none
    /// is needed.
    pub rotated_with: Option<String>,
}

/// One page of endpoints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WebhookListView {
    /// The endpoints, the newest first.
    pub webhooks: Vec<WebhookView>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
}

/// One page of deliveries.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DeliveryListView {
    /// The deliveries, the newest first, without their attempts.
    pub deliveries: Vec<Delivery>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
}

/// The kinds of event that an endpoint can subscribe to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WebhookEventsView {
    /// The kinds, in the authority's order.
    pub events: Vec<EventType>,
}

/// Asks for a new endpoint.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateWebhook {
    /// Minted by the window when the form opens, so that pressing twice creates once.
    pub idempotency_key: String,
    /// Where.
    pub connection: String,
    /// The keys of which environment it shall be told of.
    pub environment: Environment,
    /// Where events shall go.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Which events.
    pub subscription: Subscription,
}

/// Asks for a change of an endpoint.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeWebhook {
    /// Which.
    pub webhook: WebhookRef,
    /// What of it; what is not named stays.
    pub change: ChangeWebhookEndpoint,
}

/// Asks for another signing secret of an endpoint.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotateWebhookSecret {
    /// Minted by the window when the question opens, so that pressing twice rotates once.
    pub idempotency_key: String,
    /// Whose.
    pub webhook: WebhookRef,
    /// Of which environment it is; a service has to be asked there.
    pub environment: Option<Environment>,
}

/// Asks for a page of deliveries.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListDeliveries {
    /// Where.
    pub connection: String,
    /// Of which environment.
    pub environment: Environment,
    /// Only those to this endpoint.
    pub webhook: Option<String>,
    /// Only those that are so far.
    pub status: Option<DeliveryStatus>,
    /// Behind the page that said so; none for the first.
    pub cursor: Option<String>,
}
