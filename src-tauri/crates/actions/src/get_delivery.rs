//! Look at one webhook delivery, with its attempts.

use keys::wire::Delivery;

use crate::{App, DeliveryRef, Failure};

impl App {
    /// One delivery, with what was tried and what came of it.
    ///
    /// # Errors
    /// Not found, a role that may not, or the place's trouble.
    pub async fn get_delivery(&self, delivery: &DeliveryRef) -> Result<Delivery, Failure> {
        self.check_id(&delivery.delivery, "wdl")?;
        let authority = self.authority(&delivery.connection).await?;
        authority.get_delivery(&delivery.delivery).await.map_err(|error| self.explain(error))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{AttemptOutcome, DeliveryAttempt};

    use super::*;
    use crate::scripted::{Scripted, delivery, now, webhook};

    #[tokio::test]
    async fn an_attempt_says_what_came_of_it() {
        let (place, endpoint) = (Scripted::open().await, webhook());
        let attempt = DeliveryAttempt {
            id: "wda_1".to_owned(),
            number: 1,
            started_at: now(),
            finished_at: Some(now()),
            outcome: Some(AttemptOutcome::Refused),
            status_code: Some(503),
        };
        let tried = Delivery { attempts: Some(vec![attempt.clone()]), ..delivery(&endpoint) };
        place.answer(&format!("GET /v1/webhooks/deliveries/{}", tried.id), &tried);
        let view = place.app.get_delivery(&DeliveryRef::new(&place.here, &tried.id)).await.unwrap();
        assert_eq!(view.attempts, Some(vec![attempt]));
    }
}
