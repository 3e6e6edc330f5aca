//! Change an endpoint.

use keys::{
    AuditAction, Timestamp,
    wire::{ChangeWebhookEndpoint, WebhookEndpoint},
};

use super::{
    create::{complaint_about_description, complaint_about_events, note, refuse},
    find,
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
                let endpoint = changed(find(tx.db, &space, &id)?, asked, now);
                update(tx, &space, &endpoint)?;
                Ok(endpoint)
            })
            .await
    }
}

fn changed(endpoint: WebhookEndpoint, asked: ChangeWebhookEndpoint, now: Timestamp) -> WebhookEndpoint {
    WebhookEndpoint {
        url: asked.url.unwrap_or(endpoint.url),
        description: asked.description.unwrap_or(endpoint.description),
        active: asked.active.unwrap_or(endpoint.active),
        subscription: asked.subscription.unwrap_or(endpoint.subscription),
        updated_at: now,
        ..endpoint
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
