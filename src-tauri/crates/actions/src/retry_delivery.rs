//! Send a webhook delivery that has ended once more.

use keys::wire::Delivery;

use crate::{App, DeliveryRef, Failure};

impl App {
    /// Begins another round of attempts, at once. The receiver sees the same event again.
    ///
    /// # Errors
    /// One that is still under way, not found, a role that may not, or the place's trouble.
    pub async fn retry_delivery(&self, delivery: &DeliveryRef) -> Result<Delivery, Failure> {
        self.check_id(&delivery.delivery, "wdl")?;
        let authority = self.authority(&delivery.connection).await?;
        authority.retry_delivery(&delivery.delivery).await.map_err(|error| self.explain(error))
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
    async fn one_that_is_under_way_is_not_sent_again() {
        let (place, endpoint) = (Scripted::open().await, webhook());
        let failed = delivery(&endpoint);
        let path = format!("POST /v1/webhooks/deliveries/{}/retry", failed.id);
        place.answer(&path, &Delivery { max_attempts: 10, ..failed.clone() });
        place.refuse(&path, wire::Code::Conflict);
        let which = DeliveryRef::new(&place.here, &failed.id);
        assert_eq!(place.app.retry_delivery(&which).await.unwrap().max_attempts, 10);
        assert_eq!(place.app.retry_delivery(&which).await.unwrap_err().code, Code::InvalidInput);
    }
}
