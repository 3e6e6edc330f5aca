//! Approve a submitted activation, as an operator.

use crate::{App, Failure, view::ActivationView};

impl App {
    /// Approves an organization: from then on live keys can be created.
    ///
    /// # Errors
    /// [`crate::Code::NotAllowed`] for whoever is no operator and for one's own submission, [`crate::Code::InvalidInput`] when
    /// nothing waits for a decision, a reason that cannot be kept, or the place's trouble.
    pub async fn approve_activation(
        &self,
        connection: &str,
        organization: &str,
        reason: &str,
    ) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let activation =
            authority.approve_activation(organization, reason).await.map_err(|error| self.explain(error))?;
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

    const APPROVE: &str = "POST /v1/activations/org_x/approve";

    #[tokio::test]
    async fn an_approval_is_asked_with_the_connection_s_own_credential() {
        let place = Scripted::open().await;
        place.answer(APPROVE, &activation(ActivationState::Approved));
        let view = place.app.approve_activation(&place.here, "org_x", "Papers seen.").await.unwrap();
        assert_eq!(view.activation.state, ActivationState::Approved);
        let [sent] = &place.asked()[..] else { panic!("one request") };
        assert_eq!(sent.token.as_deref(), Some(place.token.expose()), "no other than the person's own");
        assert_eq!(sent.body, serde_json::json!({ "reason": "Papers seen." }));
    }

    #[tokio::test]
    async fn whoever_may_not_decide_is_told_so() {
        let place = Scripted::open().await;
        for (said, code) in [(wire::Code::RoleNotAllowed, Code::NotAllowed), (wire::Code::Conflict, Code::InvalidInput)]
        {
            place.refuse(APPROVE, said);
            let failure = place.app.approve_activation(&place.here, "org_x", "Papers seen.").await.unwrap_err();
            assert_eq!(failure.code, code);
        }
    }
}
