//! Reject a submitted activation, as an operator.

use keys::wire::RejectActivation;

use crate::{App, Failure, view::ActivationView};

impl App {
    /// Rejects a submission, for good or until it is submitted again.
    ///
    /// # Errors
    /// As [`App::approve_activation`].
    pub async fn reject_activation(
        &self,
        connection: &str,
        organization: &str,
        asked: RejectActivation,
    ) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let rejected = authority.reject_activation(organization, &asked).await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, rejected))
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        wire,
        wire::{ActivationReason, ActivationState},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, activation},
    };

    const REJECT: &str = "POST /v1/activations/org_x/reject";

    fn rejection(resubmittable: bool) -> RejectActivation {
        let reason = ActivationReason { field: None, detail: "Not served.".to_owned() };
        RejectActivation { reasons: vec![reason], resubmittable }
    }

    #[tokio::test]
    async fn whether_it_is_for_good_is_sent_as_it_was_chosen() {
        let place = Scripted::open().await;
        for resubmittable in [true, false] {
            place.answer(REJECT, &activation(ActivationState::Rejected));
            let view = place.app.reject_activation(&place.here, "org_x", rejection(resubmittable)).await.unwrap();
            assert_eq!(view.activation.state, ActivationState::Rejected);
        }
        let sent: Vec<_> = place.asked().into_iter().map(|asked| asked.body["resubmittable"].clone()).collect();
        assert_eq!(sent, [true, false]);
    }

    #[tokio::test]
    async fn whoever_may_not_decide_is_told_so() {
        let place = Scripted::open().await;
        place.refuse(REJECT, wire::Code::RoleNotAllowed);
        let failure = place.app.reject_activation(&place.here, "org_x", rejection(false)).await.unwrap_err();
        assert_eq!(failure.code, Code::NotAllowed);
    }
}
