//! Look at an organization's way to live.

use keys::wire::Activation;

use crate::{App, Failure, view::ActivationView};

impl App {
    /// The activation record, and what this person may do about it: of the connection's organization, or of another one for
    /// an operator.
    ///
    /// # Errors
    /// [`crate::Code::NotAllowed`] for another organization's, or the place's trouble.
    pub async fn get_activation(
        &self,
        connection: &str,
        organization: Option<&str>,
    ) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let activation = authority.get_activation(organization).await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }

    /// The record as the faces see it.
    pub(crate) fn activation_view(&self, connection: &str, activation: Activation) -> ActivationView {
        ActivationView { activation, may_approve_locally: self.operator_of(connection).is_some() }
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, ActivationState};

    use crate::{
        Code,
        scripted::{Scripted, activation},
    };

    const GET: &str = "GET /v1/activation";

    #[tokio::test]
    async fn the_record_is_the_place_s_and_a_refusal_is_told() {
        let place = Scripted::open().await;
        place.answer(GET, &activation(ActivationState::Submitted));
        place.refuse(GET, wire::Code::ServiceUnavailable);
        let view = place.app.get_activation(&place.here, None).await.unwrap();
        assert_eq!((view.activation.state, view.may_approve_locally), (ActivationState::Submitted, false));
        assert_eq!(place.app.get_activation(&place.here, None).await.unwrap_err().code, Code::Unavailable);
    }
}
