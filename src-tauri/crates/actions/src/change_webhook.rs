//! Change a webhook endpoint: where events go, which, and whether at all.

use crate::{
    App, Failure,
    view::{ChangeWebhook, WebhookView},
};

impl App {
    /// Changes an endpoint; what is not named stays. While it is switched off no events are kept for it, and what waits for
    /// it goes on waiting.
    ///
    /// # Errors
    /// Wrong fields, not found, a role that may not, or the place's trouble.
    pub async fn change_webhook(&self, asked: ChangeWebhook) -> Result<WebhookView, Failure> {
        let (connection, id) = (&asked.webhook.connection, &asked.webhook.webhook);
        self.check_id(id, "wep")?;
        let authority = self.authority(connection).await?;
        let changed = authority.change_webhook(id, &asked.change).await.map_err(|error| self.explain(error))?;
        Ok(self.webhook_view(connection, changed))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{ChangeWebhookEndpoint, WebhookEndpoint, WebhookHealth};

    use super::*;
    use crate::{
        WebhookRef,
        scripted::{Scripted, webhook},
    };

    #[tokio::test]
    async fn only_what_is_named_is_sent() {
        let (place, endpoint) = (Scripted::open().await, webhook());
        let path = format!("PATCH /v1/webhooks/endpoints/{}", endpoint.id);
        place.answer(&path, &WebhookEndpoint { active: false, ..endpoint.clone() });
        let change = ChangeWebhookEndpoint { active: Some(false), ..ChangeWebhookEndpoint::default() };
        let asked = ChangeWebhook { webhook: WebhookRef::new(&place.here, &endpoint.id), change };
        assert_eq!(place.app.change_webhook(asked).await.unwrap().health, WebhookHealth::Off);
        assert_eq!(place.deeds()[0].body, serde_json::json!({ "active": false }));
    }
}
