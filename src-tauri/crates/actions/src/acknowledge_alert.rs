//! Take note of an alert.

use keys::wire::Alert;

use crate::{App, Failure};

impl App {
    /// Says what is done about an alert. It stays listed, as acknowledged, for as long as it holds.
    ///
    /// # Errors
    /// A missing reason, not found (what it told of has ended), a role that may not, or the place's trouble.
    pub async fn acknowledge_alert(&self, alert: &str, connection: &str, reason: &str) -> Result<Alert, Failure> {
        self.check_id(alert, "alt")?;
        let authority = self.authority(connection).await?;
        authority.acknowledge_alert(alert, reason).await.map_err(|error| self.explain(error))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire;

    use crate::{
        Code,
        scripted::{Scripted, alert},
    };

    #[tokio::test]
    async fn the_reason_is_sent_and_the_alert_comes_back() {
        let (place, alert) = (Scripted::open().await, alert());
        place.answer(&format!("POST /v1/alerts/{}/acknowledge", alert.id), &alert);
        place.app.acknowledge_alert(&alert.id, &place.here, "The owner is told").await.unwrap();
        assert_eq!(place.deeds()[0].body, serde_json::json!({ "reason": "The owner is told" }));
    }

    #[tokio::test]
    async fn what_has_ended_meanwhile_is_not_found() {
        let (place, alert) = (Scripted::open().await, alert());
        place.refuse(&format!("POST /v1/alerts/{}/acknowledge", alert.id), wire::Code::NotFound);
        let failure = place.app.acknowledge_alert(&alert.id, &place.here, "Known").await.unwrap_err();
        assert_eq!(failure.code, Code::NotFound);
        let failure = place.app.acknowledge_alert("../keys", &place.here, "Known").await.unwrap_err();
        assert_eq!((failure.code, place.deeds().len()), (Code::NotFound, 1), "what is no id is sent nowhere");
    }
}
