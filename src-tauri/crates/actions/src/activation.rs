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
        let operator = Authority::new(self.shared.client.clone(), operator.base, operator.credential);
        let activation = operator.approve_activation(reason).await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }

    fn activation_view(&self, connection: &str, activation: Activation) -> ActivationView {
        ActivationView { activation, may_approve_locally: self.operator_of(connection).is_some() }
    }
}

#[cfg(test)]
mod tests {
    use keys::{mint::mint_token, wire, wire::ActivationState};

    use super::*;
    use crate::{
        LocalAuthority,
        connect::LOCAL,
        scripted::{Scripted, ambient},
    };

    const GET: &str = "GET /v1/activation";
    const SUBMIT: &str = "POST /v1/activation/submit";
    const APPROVE: &str = "POST /v1/activation/approve";

    fn record(state: ActivationState) -> Activation {
        Activation {
            state,
            legal_name: None,
            contact_email: None,
            purpose: None,
            submitted_at: None,
            submitted_by: None,
            approved_at: None,
            approved_by: None,
            approval_reason: None,
            reviewed_by: None,
            reviewed_at: None,
            reasons: Vec::new(),
            submittable: true,
            evidence: Vec::new(),
        }
    }

    fn submission() -> SubmitActivation {
        SubmitActivation {
            legal_name: "Example Ltd".to_owned(),
            contact_email: "ana@example.com".to_owned(),
            purpose: "Payouts.".to_owned(),
        }
    }

    #[tokio::test]
    async fn what_is_submitted_is_sent_as_it_is_and_the_record_comes_back() {
        let place = Scripted::open().await;
        place.answer(SUBMIT, &record(ActivationState::Submitted));
        let view = place.app.submit_activation(&place.here, submission()).await.unwrap();
        assert_eq!(view.activation.state, ActivationState::Submitted);
        let [sent] = &place.asked()[..] else { panic!("one request") };
        assert_eq!(sent.body, serde_json::to_value(submission()).unwrap());
    }

    #[tokio::test]
    async fn a_role_that_may_not_submit_is_told_so() {
        let place = Scripted::open().await;
        place.refuse(SUBMIT, wire::Code::RoleNotAllowed);
        let failure = place.app.submit_activation(&place.here, submission()).await.unwrap_err();
        assert_eq!(failure.code, Code::NotAllowed);
    }

    /// A submission has no idempotency key: it is not sent again by itself when its answer is lost.
    #[tokio::test]
    async fn a_submission_whose_answer_was_lost_is_not_sent_again_by_itself() {
        let place = Scripted::open().await;
        place.lose(SUBMIT);
        let failure = place.app.submit_activation(&place.here, submission()).await.unwrap_err();
        assert_eq!((failure.code, place.deeds().len()), (Code::Unknown, 1));
    }

    #[tokio::test]
    async fn only_this_computer_s_own_server_is_approved_here_and_nothing_is_sent_to_another() {
        let place = Scripted::open().await;
        place.answer(GET, &record(ActivationState::Submitted));
        place.answer(APPROVE, &record(ActivationState::Approved));
        let [admin_token, operator_token] = [(); 2].map(|()| mint_token(&ambient()));
        for connection in [place.here.as_str(), LOCAL] {
            let failure = place.app.approve_activation_locally(connection, "Trial.").await.unwrap_err();
            assert_eq!(failure.code, Code::NotAllowed, "{connection}: it is not run by this process");
        }
        place.app.set_local(LocalAuthority::Ready {
            manage_url: place.here.clone(),
            admin_token: admin_token.clone(),
            operator_token: operator_token.clone(),
        });
        let failure = place.app.approve_activation_locally(&place.here, "Trial.").await.unwrap_err();
        assert_eq!(failure.code, Code::NotAllowed, "a connection is not the local one because of its address");
        assert!(!place.app.get_activation(&place.here).await.unwrap().may_approve_locally);
        assert!(place.deeds().is_empty(), "nothing was sent");

        assert!(place.app.get_activation(LOCAL).await.unwrap().may_approve_locally);
        let view = place.app.approve_activation_locally(LOCAL, "Trial.").await.unwrap();
        assert_eq!(view.activation.state, ActivationState::Approved);
        let asked = place.asked();
        let [.., looked, approved] = &asked[..] else { panic!("a look and an approval") };
        assert_eq!(looked.token.as_deref(), Some(admin_token.expose()));
        assert_eq!(approved.token.as_deref(), Some(operator_token.expose()), "with the operator's credential alone");
        assert_eq!(approved.body, serde_json::json!({ "reason": "Trial." }));
    }
}
