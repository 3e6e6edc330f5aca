//! Do without the proof of allowed addresses, on the way to live.

use crate::{App, Failure, view::ActivationView};

impl App {
    /// Waives the proof, with the reason that whoever decides reads. Waiving again replaces the reason.
    ///
    /// # Errors
    /// The place's refusal: of the role, of the reason, or because it is proved or being decided.
    pub async fn waive_addresses(&self, connection: &str, reason: &str) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let activation = authority.waive_addresses(reason).await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }
}

#[cfg(test)]
mod tests {
    use keys::{wire, wire::ActivationState};
    use serde_json::json;

    use crate::{
        Code,
        scripted::{Scripted, activation},
    };

    const WAIVE: &str = "POST /v1/activation/waive-addresses";

    #[tokio::test]
    async fn a_waiver_is_sent_with_its_reason_and_a_refusal_is_told() {
        let place = Scripted::open().await;
        place.answer(WAIVE, &activation(ActivationState::NotSubmitted));
        place.refuse(WAIVE, wire::Code::Conflict);
        place.app.waive_addresses(&place.here, "Addresses change.").await.unwrap();
        let [sent] = &place.asked()[..] else { panic!("one request") };
        assert_eq!(sent.body, json!({ "reason": "Addresses change." }));
        let failure = place.app.waive_addresses(&place.here, "Addresses change.").await.unwrap_err();
        assert_eq!(failure.code, Code::InvalidInput, "it is proved");
    }
}
