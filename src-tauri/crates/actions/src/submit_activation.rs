//! Submit the organization for live.

use keys::wire::SubmitActivation;

use crate::{App, Failure, view::ActivationView};

impl App {
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
}

#[cfg(test)]
mod tests {
    use keys::{wire, wire::ActivationState};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, activation},
    };

    const SUBMIT: &str = "POST /v1/activation/submit";

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
        place.answer(SUBMIT, &activation(ActivationState::Submitted));
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
}
