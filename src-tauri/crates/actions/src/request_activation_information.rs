//! Ask for more before an activation is decided, as an operator.

use keys::wire::RequestActivationInformation;

use crate::{App, Failure, view::ActivationView};

impl App {
    /// Sends a submission back with what is missing, each with the field that it is about where there is one.
    ///
    /// # Errors
    /// As [`App::approve_activation`].
    pub async fn request_activation_information(
        &self,
        connection: &str,
        organization: &str,
        asked: RequestActivationInformation,
    ) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let sent_back = authority.request_activation_information(organization, &asked).await;
        Ok(self.activation_view(connection, sent_back.map_err(|error| self.explain(error))?))
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        wire,
        wire::{ActivationField, ActivationReason, ActivationState},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, activation},
    };

    const ASK: &str = "POST /v1/activations/org_x/request-information";

    fn reasons() -> RequestActivationInformation {
        let reason = |field, detail: &str| ActivationReason { field, detail: detail.to_owned() };
        RequestActivationInformation {
            reasons: vec![reason(Some(ActivationField::LegalName), "Another name."), reason(None, "Which currencies?")],
        }
    }

    #[tokio::test]
    async fn each_reason_is_sent_with_the_field_that_it_is_about() {
        let place = Scripted::open().await;
        place.answer(ASK, &activation(ActivationState::MoreInformationNeeded));
        let view = place.app.request_activation_information(&place.here, "org_x", reasons()).await.unwrap();
        assert_eq!(view.activation.state, ActivationState::MoreInformationNeeded);
        let [sent] = &place.asked()[..] else { panic!("one request") };
        let expected = serde_json::json!({ "reasons": [
            { "field": "legalName", "detail": "Another name." },
            { "field": null, "detail": "Which currencies?" },
        ] });
        assert_eq!(sent.body, expected);
    }

    #[tokio::test]
    async fn what_waits_for_no_decision_is_not_sent_back() {
        let place = Scripted::open().await;
        place.refuse(ASK, wire::Code::Conflict);
        let failure = place.app.request_activation_information(&place.here, "org_x", reasons()).await.unwrap_err();
        assert_eq!(failure.code, Code::InvalidInput);
    }
}
