//! Activation: submit, look, and the local stand-in for a review.

use keys::wire::{Activation, SubmitActivation};
use providers::Authority;

use crate::{App, Code, Failure, view::ActivationView};

impl App {
    /// The activation record, and what this person may do about it.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn get_activation(&self, connection: &str) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let activation = authority.get_activation().await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }

    /// Submits the organization.
    ///
    /// # Errors
    /// Wrong fields, a role that may not, or the place's trouble.
    pub async fn submit_activation(
        &self,
        connection: &str,
        asked: SubmitActivation,
    ) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let activation = authority.submit_activation(&asked).await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }

    /// Approves in the name of this computer's own operator. It stands in for a vendor's review, and is labelled so.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] for any connection but the local one, or the place's trouble.
    pub async fn approve_activation_locally(&self, connection: &str, reason: &str) -> Result<ActivationView, Failure> {
        let operator = self
            .operator_of(connection)
            .ok_or_else(|| self.fail(Code::NotAllowed, "Only this computer's own key server can be approved here."))?;
        let operator = Authority::new(self.shared.client.clone(), operator.base, operator.token);
        let activation = operator.approve_activation(reason).await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }

    fn activation_view(&self, connection: &str, activation: Activation) -> ActivationView {
        ActivationView { activation, may_approve_locally: self.operator_of(connection).is_some() }
    }
}
