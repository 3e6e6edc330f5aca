//! Send a test delivery to the user's own URL. Ours: the vendor documents no such route.

use keys::wire::{Code, Delivery, WebhookEndpoint};
use serde_json::json;

use super::find;
use crate::{
    Failure,
    evidence::{
        Evidence, deliveries,
        events::{self, Event, Kind},
        space::Space,
    },
    ground::asked::check_id,
};

impl Evidence {
    /// Sends one signed event of the kind `webhook.test` to the endpoint, whatever it subscribes to; answers the
    /// delivery, which is under way.
    ///
    /// # Errors
    /// A malformed id, not found, [`Code::SealingKeyMissing`] or [`Code::Conflict`] when nothing could be signed or the
    /// endpoint is not active, or the store's trouble.
    pub async fn test_webhook_endpoint(&self, space: Space, id: String) -> Result<Delivery, Failure> {
        check_id(&id, "wep")?;
        self.ground.seal()?;
        let at = self.ground.now();
        self.ground
            .store
            .write(move |tx| {
                let endpoint = find(tx.db, &space, &id)?;
                check(&endpoint)?;
                let event = Event {
                    organization_id: space.organization_id(),
                    environment: space.environment,
                    kind: Kind::Test,
                    at,
                };
                let delivery_id =
                    events::emit_to(tx, event, &json!({ "webhookEndpointId": id }), (space.namespace, &id))?;
                deliveries::find(tx.db, &space, &delivery_id)
            })
            .await
    }
}

fn check(endpoint: &WebhookEndpoint) -> Result<(), Failure> {
    let refuse = |words: &str| Err(Failure::refused(Code::Conflict, words));
    match (endpoint.active, endpoint.signature.available) {
        (false, _) => refuse("The webhook endpoint is not active."),
        (_, false) => refuse("The signing secret was created without a sealing key; rotate it once, then test."),
        (true, true) => Ok(()),
    }
}
