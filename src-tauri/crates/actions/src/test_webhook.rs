//! Send a signed test delivery to a webhook endpoint.

use keys::wire::Delivery;

use crate::{App, Failure, WebhookRef};

impl App {
    /// Sends one event of the kind `webhook.test`, whatever the endpoint subscribes to; it is under way then, and
    /// [`App::get_delivery`] tells what comes of it.
    ///
    /// # Errors
    /// One that is switched off or cannot sign, not found, a role that may not, or the place's trouble.
    pub async fn test_webhook(&self, webhook: &WebhookRef) -> Result<Delivery, Failure> {
        self.check_id(&webhook.webhook, "wep")?;
        let authority = self.authority(&webhook.connection).await?;
        authority.test_webhook(&webhook.webhook).await.map_err(|error| self.explain(error))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire;

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, delivery, webhook},
    };

    #[tokio::test]
    async fn a_test_is_under_way_and_one_that_cannot_be_sent_says_why() {
        let (place, endpoint) = (Scripted::open().await, webhook());
        let path = format!("POST /v1/webhooks/endpoints/{}/test", endpoint.id);
        place.answer(&path, &delivery(&endpoint));
        place.refuse(&path, wire::Code::Conflict);
        let which = WebhookRef::new(&place.here, &endpoint.id);
        assert_eq!(place.app.test_webhook(&which).await.unwrap().webhook_endpoint_id, endpoint.id);
        assert_eq!(place.app.test_webhook(&which).await.unwrap_err().code, Code::InvalidInput);
    }
}
