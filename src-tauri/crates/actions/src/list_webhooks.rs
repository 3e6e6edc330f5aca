//! List an environment's webhook endpoints, page by page.

use keys::{Environment, Secret};
use providers::{Calls, ServicePlace};

use crate::{App, Failure, view::WebhookListView};

impl App {
    /// One page of endpoints, the newest first, each with how it does.
    ///
    /// # Errors
    /// A role that may not, or the place's trouble.
    pub async fn list_webhooks(
        &self,
        connection: &str,
        cursor: Option<&str>,
        environment: Environment,
    ) -> Result<WebhookListView, Failure> {
        if self.service(connection)?.is_some() {
            return self.list_service_webhooks((connection, environment), cursor).await;
        }
        let authority = self.authority(connection).await?;
        let page = authority.list_webhooks(environment, cursor).await.map_err(|error| self.explain(error))?;
        let view = |endpoint| self.webhook_view(connection, endpoint);
        Ok(WebhookListView { webhooks: page.items.into_iter().map(view).collect(), next_cursor: page.next_cursor })
    }

    async fn list_service_webhooks(
        &self,
        at: (&str, Environment),
        cursor: Option<&str>,
    ) -> Result<WebhookListView, Failure> {
        let (connection, environment) = at;
        let ask =
            async |place: &ServicePlace, with: (&Secret, &Calls)| place.list_webhooks(environment, cursor, with).await;
        let (page, _) = self.ask_service(at, false, ask).await?;
        let rotated_with = self.asker(connection, environment, true).await?.map(|view| view.key.name);
        let view = |endpoint| self.service_webhook_view(connection, endpoint, rotated_with.clone());
        Ok(WebhookListView { webhooks: page.items.into_iter().map(view).collect(), next_cursor: page.next_cursor })
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{DeliveryStatus, ListMeta, Page, RecentDelivery, WebhookEndpoint, WebhookHealth};

    use super::*;
    use crate::scripted::{Scripted, now, page, webhook};

    #[tokio::test]
    async fn an_endpoint_says_how_it_does_and_the_environment_is_asked_for() {
        let place = Scripted::open().await;
        let failed = RecentDelivery { status: DeliveryStatus::Failed, attempt_count: 5, updated_at: now() };
        let endpoints = vec![WebhookEndpoint { recent: vec![failed], ..webhook() }, webhook()];
        let list = page(endpoints);
        let meta = ListMeta { next_cursor: Some("c2".to_owned()), ..list.meta };
        place.answer("GET /v1/webhooks/endpoints", &Page { meta, data: list.data });
        let view = place.app.list_webhooks(&place.here, Some("c1"), Environment::Live).await.unwrap();
        let health: Vec<_> = view.webhooks.iter().map(|one| one.health).collect();
        assert_eq!(health, [WebhookHealth::Failing, WebhookHealth::Untried]);
        assert_eq!(view.next_cursor.as_deref(), Some("c2"));
        assert_eq!(place.asked()[0].query, "environment=live&limit=100&cursor=c1");
    }
}
