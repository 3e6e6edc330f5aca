//! Change an endpoint.

use keys::AuditAction;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::{
    Subscription, WebhookEndpoint,
    create::{complaint_about_description, complaint_about_events, note, refuse},
};
use crate::{
    Failure,
    evidence::{
        Evidence,
        deliveries::{Reach, complaint_about_url},
        space::Space,
    },
    ground::{
        asked::check_id,
        store::{Tx, values},
    },
};

/// Asks for a change of an endpoint; what is not named stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ChangeWebhookEndpoint {
    /// Where events shall go.
    url: Option<String>,
    /// Null takes the description away.
    #[serde(deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// While an endpoint is not active, no events are kept for it, and what waits for it goes on waiting.
    active: Option<bool>,
    /// Which events.
    subscription: Option<Subscription>,
}

/// A field that is there, be it null.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Evidence {
    /// Changes an endpoint.
    ///
    /// # Errors
    /// A malformed id, not found, wrong fields, or the store's trouble.
    pub async fn change_webhook_endpoint(
        &self,
        space: Space,
        id: String,
        asked: ChangeWebhookEndpoint,
    ) -> Result<WebhookEndpoint, Failure> {
        check_id(&id, "wep")?;
        check(&asked, self.keeping.reach, &space)?;
        let now = self.ground.now();
        self.ground
            .store
            .write(move |tx| {
                let mut endpoint = WebhookEndpoint::find(tx.db, &space, &id)?;
                asked.apply_to(&mut endpoint);
                endpoint.updated_at = now;
                update(tx, &space, &endpoint)?;
                Ok(endpoint)
            })
            .await
    }
}

impl ChangeWebhookEndpoint {
    fn apply_to(self, endpoint: &mut WebhookEndpoint) {
        endpoint.url = self.url.unwrap_or_else(|| endpoint.url.clone());
        endpoint.description = self.description.unwrap_or_else(|| endpoint.description.clone());
        endpoint.active = self.active.unwrap_or(endpoint.active);
        endpoint.subscription = self.subscription.unwrap_or_else(|| endpoint.subscription.clone());
    }
}

fn check(asked: &ChangeWebhookEndpoint, reach: Reach, space: &Space) -> Result<(), Failure> {
    let (url, description) = (asked.url.as_deref(), asked.description.as_ref().and_then(Option::as_deref));
    let events = asked.subscription.as_ref();
    refuse([
        url.and_then(|url| complaint_about_url(url, reach)).map(|words| ("/url", words)),
        description.and_then(complaint_about_description).map(|words| ("/description", words)),
        events
            .and_then(|events| complaint_about_events(events, space.namespace))
            .map(|words| ("/subscription/eventTypes", words)),
    ])
}

fn update(tx: &mut Tx<'_>, space: &Space, endpoint: &WebhookEndpoint) -> Result<(), Failure> {
    tx.db.execute_one(
        "UPDATE webhook_endpoints SET url = ?2, description = ?3, active = ?4, mode = ?5, event_types = ?6, updated_at = ?7
         WHERE id = ?1",
        values![
            &endpoint.id,
            &endpoint.url,
            endpoint.description.as_deref(),
            endpoint.active,
            endpoint.subscription.mode.as_str(),
            serde_json::to_string(&endpoint.subscription.event_types).unwrap_or_default(),
            endpoint.updated_at,
        ],
    )?;
    Ok(note(tx, space, AuditAction::WebhookEndpointChanged, endpoint)?)
}
