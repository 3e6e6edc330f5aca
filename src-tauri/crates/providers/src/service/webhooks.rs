//! Webhook endpoints of a service that documents them, asked with a key: what is known of each, and another signing secret.
//!
//! What a service leaves out of an endpoint is tolerated, but for its id and its address.

use std::collections::HashSet;

use keys::{
    Environment, Secret, Timestamp,
    wire::{Subscription, WebhookEndpoint, WebhookSignature, WebhookWithSecret},
};
use reqwest::Method;
use serde::Deserialize;

use super::{Asked, ServicePlace};
use crate::{Calls, ProviderError, error::Kind, list::Batch};

/// Endpoints of a page.
const PAGE: u8 = 100;
/// Characters of an address or a description; an address has 2048 at most (section 11).
const TEXT_MAX: usize = 2_048;
/// An id longer than any that a service is known to give.
const ID_MAX: usize = 64;

/// Where a service has its webhook endpoints, and how it signs.
pub(crate) struct Webhooks {
    /// The path of the list; one endpoint and its deeds are below it.
    pub(super) path: &'static str,
    /// The header that a repeated write is known again by.
    pub(super) idempotency: &'static str,
    /// The header of a delivery that carries the signature, the signature's name in it, and how it is computed.
    pub(super) signed: (&'static str, &'static str, &'static str),
}

/// An endpoint as a service tells of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: String,
    url: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    active: Option<bool>,
    #[serde(default)]
    subscription: Option<Subscribed>,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    updated_at: Option<String>,
    /// In the answer to a rotation alone.
    #[serde(default)]
    secret: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscribed {
    #[serde(default)]
    mode: String,
    #[serde(default)]
    event_types: Vec<String>,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Told>,
    #[serde(default)]
    meta: Option<Meta>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    #[serde(default)]
    next_cursor: Option<String>,
}

impl ServicePlace {
    /// One page of an environment's webhook endpoints.
    ///
    /// # Errors
    /// [`ProviderError`]; where the service has none, too.
    pub async fn list_webhooks(
        &self,
        environment: Environment,
        cursor: Option<&str>,
        (secret, calls): (&Secret, &Calls),
    ) -> Result<Batch<WebhookEndpoint>, ProviderError> {
        let webhooks = self.webhooks()?;
        let mut path = format!("{}?limit={PAGE}", webhooks.path);
        if let Some(cursor) = cursor {
            path += &format!("&cursor={}", url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect::<String>());
        }
        let asked = Asked { environment, base: None, method: Method::GET, path: &path, known_again: false };
        let answer = self.call(asked, secret, calls, |request| request).await?;
        let page: Page = self.read(&answer)?;
        // What is listed is told apart by its id, and asked for by it.
        let mut seen = HashSet::new();
        let fresh = page.data.into_iter().filter(|told| is_id(&told.id) && seen.insert(told.id.clone()));
        let items = fresh.map(|told| webhooks.endpoint(environment, told).0).collect();
        Ok(Batch { items, next_cursor: page.meta.and_then(|meta| meta.next_cursor) })
    }

    /// Gives an endpoint another signing secret, once for each idempotency key.
    ///
    /// # Errors
    /// [`ProviderError`]; where the service has none, too.
    pub async fn rotate_webhook_secret(
        &self,
        environment: Environment,
        (id, idempotency_key): (&str, &str),
        (secret, calls): (&Secret, &Calls),
    ) -> Result<WebhookWithSecret, ProviderError> {
        let webhooks = self.webhooks()?;
        if !is_id(id) {
            return Err(ProviderError::new(Kind::NotFound, "This is not the ID of a webhook endpoint."));
        }
        let path = format!("{}/{id}/rotate", webhooks.path);
        let asked = Asked { environment, base: None, method: Method::POST, path: &path, known_again: true };
        let known_by = |request: reqwest::RequestBuilder| request.header(webhooks.idempotency, idempotency_key);
        let answer = self.call(asked, secret, calls, |request| known_by(request).json(&serde_json::json!({}))).await?;
        let (endpoint, secret) = webhooks.endpoint(environment, self.read(&answer)?);
        Ok(WebhookWithSecret { endpoint, secret })
    }

    fn webhooks(&self) -> Result<&'static Webhooks, ProviderError> {
        let none = || ProviderError::new(Kind::NotAllowed, "This service has no webhooks.");
        self.service.sheet().webhooks.as_ref().ok_or_else(none)
    }
}

impl Webhooks {
    /// In our own shape; with the signing secret where the answer has one.
    fn endpoint(&self, environment: Environment, told: Told) -> (WebhookEndpoint, Option<String>) {
        let moment = |text: Option<String>| text.and_then(|text| text.parse::<Timestamp>().ok());
        let created_at = moment(told.created_at).unwrap_or(Timestamp::from_millis(0));
        let (header, scheme, algorithm) = self.signed;
        let subscription = told.subscription.map_or_else(Subscription::default, |subscribed| Subscription {
            mode: subscribed.mode.parse().unwrap_or_default(),
            event_types: subscribed.event_types,
        });
        let endpoint = WebhookEndpoint {
            id: told.id,
            environment: Some(environment),
            url: short(told.url),
            description: told.description.map(short),
            active: told.active.unwrap_or(true),
            subscription,
            signature: WebhookSignature {
                header: header.to_owned(),
                scheme: scheme.to_owned(),
                algorithm: algorithm.to_owned(),
                available: true,
                previous_secret_ends_at: None,
            },
            created_at,
            updated_at: moment(told.updated_at).unwrap_or(created_at),
            recent: Vec::new(),
        };
        (endpoint, told.secret)
    }
}

fn is_id(text: &str) -> bool {
    (1..=ID_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn short(text: String) -> String {
    if text.chars().count() > TEXT_MAX { text.chars().take(TEXT_MAX).collect() } else { text }
}
