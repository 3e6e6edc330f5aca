//! List webhook deliveries, page by page.

use providers::Deliveries;

use crate::{
    App, Failure,
    view::{DeliveryListView, ListDeliveries},
};

impl App {
    /// One page of an environment's deliveries, the newest first; those to one endpoint, or that are so far.
    ///
    /// # Errors
    /// Not found, a role that may not, or the place's trouble.
    pub async fn list_deliveries(&self, asked: ListDeliveries) -> Result<DeliveryListView, Failure> {
        let ListDeliveries { connection, environment, webhook: endpoint, status, cursor } = asked;
        if let Some(id) = &endpoint {
            self.check_id(id, "wep")?;
        }
        let authority = self.authority(&connection).await?;
        let query = Deliveries { endpoint, status, cursor };
        let page = authority.list_deliveries(environment, &query).await.map_err(|error| self.explain(error))?;
        Ok(DeliveryListView { deliveries: page.items, next_cursor: page.next_cursor })
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, wire::DeliveryStatus};

    use super::*;
    use crate::scripted::{Scripted, delivery, page, webhook};

    #[tokio::test]
    async fn deliveries_are_asked_for_by_their_endpoint_and_their_state() {
        let (place, endpoint) = (Scripted::open().await, webhook());
        place.answer("GET /v1/webhooks/deliveries", &page(vec![delivery(&endpoint)]));
        let asked = ListDeliveries {
            connection: place.here.clone(),
            environment: Environment::Sandbox,
            webhook: Some(endpoint.id.clone()),
            status: Some(DeliveryStatus::Failed),
            cursor: None,
        };
        assert_eq!(place.app.list_deliveries(asked).await.unwrap().deliveries.len(), 1);
        let query = format!("environment=sandbox&webhookEndpointId={}&status=failed&limit=100", endpoint.id);
        assert_eq!(place.asked()[0].query, query);
    }
}
