//! The local stand-in for a review.

use providers::Authority;

use crate::{App, Code, Failure, view::ActivationView};

impl App {
    /// Approves in the name of this computer's own operator. It stands in for a vendor's review, and is labelled so.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] for any connection but the local one, or the place's trouble.
    pub async fn approve_activation_locally(&self, connection: &str, reason: &str) -> Result<ActivationView, Failure> {
        let operator = self
            .operator_of(connection)
            .ok_or_else(|| self.fail(Code::NotAllowed, "Only this computer's own key server can be approved here."))?;
        let organization = self.know_organization(connection).await?.id;
        let operator = Authority::new(self.shared.client.clone(), operator.base, operator.credential);
        let approved = operator.approve_activation(&organization, reason).await;
        let activation = approved.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }
}

#[cfg(test)]
mod tests {
    use keys::{mint::mint_token, wire::ActivationState};

    use super::*;
    use crate::{
        LocalAuthority,
        connections::LOCAL,
        scripted::{Scripted, activation, ambient},
    };

    const GET: &str = "GET /v1/activation";

    #[tokio::test]
    async fn only_this_computer_s_own_server_is_approved_here_and_nothing_is_sent_to_another() {
        let place = Scripted::open().await;
        place.answer(GET, &activation(ActivationState::Submitted));
        let organization = place.organization();
        place.answer("GET /v1/organization", &organization);
        let approve = format!("POST /v1/activations/{}/approve", organization.id);
        place.answer(&approve, &activation(ActivationState::Approved));
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
        assert!(!place.app.get_activation(&place.here, None).await.unwrap().may_approve_locally);
        assert!(place.deeds().is_empty(), "nothing was sent");

        assert!(place.app.get_activation(LOCAL, None).await.unwrap().may_approve_locally);
        let view = place.app.approve_activation_locally(LOCAL, "Trial.").await.unwrap();
        assert_eq!(view.activation.state, ActivationState::Approved);
        let asked = place.asked();
        let [.., looked, approved] = &asked[..] else { panic!("a look and an approval") };
        assert_eq!(looked.token.as_deref(), Some(admin_token.expose()));
        assert_eq!(approved.token.as_deref(), Some(operator_token.expose()), "with the operator's credential alone");
        assert_eq!(approved.body, serde_json::json!({ "reason": "Trial." }));
    }
}
