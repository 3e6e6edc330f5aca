//! Take a submitted activation up, as an operator.

use crate::{App, Failure, view::ActivationView};

impl App {
    /// Takes a submission up: from then on it is looked at, and not replaced meanwhile.
    ///
    /// # Errors
    /// As [`App::approve_activation`].
    pub async fn review_activation(&self, connection: &str, organization: &str) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let activation = authority.review_activation(organization).await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }
}

#[cfg(test)]
mod tests {
    use keys::{wire, wire::ActivationState};

    use crate::{
        Code,
        scripted::{Scripted, activation},
    };

    const REVIEW: &str = "POST /v1/activations/org_x/review";

    #[tokio::test]
    async fn a_submission_is_taken_up_and_a_refusal_is_told() {
        let place = Scripted::open().await;
        place.answer(REVIEW, &activation(ActivationState::InReview));
        place.refuse(REVIEW, wire::Code::RoleNotAllowed);
        let view = place.app.review_activation(&place.here, "org_x").await.unwrap();
        assert_eq!(view.activation.state, ActivationState::InReview);
        let failure = place.app.review_activation(&place.here, "org_x").await.unwrap_err();
        assert_eq!(failure.code, Code::NotAllowed, "support decides nothing");
    }
}
