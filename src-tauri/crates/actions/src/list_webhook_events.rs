//! List the kinds of event that a webhook endpoint can subscribe to.

use crate::{App, Failure, view::WebhookEventsView};

impl App {
    /// Those that the place ever sends, in its order.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_webhook_events(&self, connection: &str) -> Result<WebhookEventsView, Failure> {
        let authority = self.authority(connection).await?;
        let mut events = authority.list_webhook_events().await.map_err(|error| self.explain(error))?.data;
        events.retain(|event| event.emitted);
        Ok(WebhookEventsView { events })
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{EventType, EventTypes};

    use crate::scripted::Scripted;

    #[tokio::test]
    async fn what_is_never_sent_is_not_offered() {
        let place = Scripted::open().await;
        let kind = |name: &str, emitted| EventType { name: name.to_owned(), description: "So.".to_owned(), emitted };
        let data = vec![kind("key.revoked", true), kind("key.lost", false)];
        place.answer("GET /v1/webhooks/event-types", &EventTypes { data });
        let offered = place.app.list_webhook_events(&place.here).await.unwrap().events;
        assert_eq!(offered.iter().map(|event| event.name.as_str()).collect::<Vec<_>>(), ["key.revoked"]);
    }
}
