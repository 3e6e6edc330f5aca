//! Hand a new token over in one go. Unlike a key it works from its creation on: one that reached nobody is revoked.

use crate::{
    App, Failure, TokenRef,
    view::{RevokeToken, TokenView},
};

const REASON_NOT_DELIVERED: &str = "Its secret could not be handed over.";

impl App {
    /// Forgets a token's secret once it is delivered, and revokes the token where it is not: nothing unknown lets anybody in.
    ///
    /// # Errors
    /// Why it was not delivered, with what became of the token.
    pub async fn hand_over_token(
        &self,
        token: &TokenView,
        deliver: impl AsyncFnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let known = TokenRef::new(&token.connection, &token.token.id);
        let Err(failure) = deliver().await else { return self.forget_secret(&known.secret()).await };
        let asked = RevokeToken { token: known, reason: REASON_NOT_DELIVERED.to_owned() };
        let what_became = match self.revoke_token(asked).await {
            Ok(_) => "The token was revoked.".to_owned(),
            Err(_) => format!("The token {} is good, and nobody has it; revoke it.", token.token.id),
        };
        Err(Failure { message: format!("{} {what_became}", failure.message), ..failure })
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, CreatedToken, Role};

    use super::*;
    use crate::{
        scripted::{Scripted, token},
        view::CreateToken,
    };

    async fn created() -> (Scripted, TokenView) {
        let (place, nightly) = (Scripted::open().await, token("nightly"));
        place.answer("GET /v1/organization", &place.organization());
        place.answer("POST /v1/tokens", &CreatedToken { token: nightly, secret: Some("ckm_once".to_owned()) });
        let asked = CreateToken {
            idempotency_key: "form".to_owned(),
            connection: place.here.clone(),
            name: "nightly".to_owned(),
            role: Role::Support,
            expires_at: None,
        };
        let view = place.app.create_token(asked).await.unwrap();
        (place, view)
    }

    #[tokio::test]
    async fn a_token_that_was_delivered_is_forgotten_here() {
        let (place, view) = created().await;
        place.app.hand_over_token(&view, async || Ok(())).await.unwrap();
        assert!(place.app.unsaved_secrets().people.is_empty());
        assert_eq!(place.deeds().len(), 1, "nothing was revoked");
    }

    #[tokio::test]
    async fn a_token_that_reached_nobody_is_revoked_or_said_to_be_good() {
        let (place, view) = created().await;
        let revoke = format!("POST /v1/tokens/{}/revoke", view.token.id);
        place.refuse(&revoke, wire::Code::ServiceUnavailable);
        place.answer(&revoke, &view.token);
        let full = || Failure::invalid("/out", "The disk is full.");
        let stays = place.app.hand_over_token(&view, async || Err(full())).await.unwrap_err();
        assert!(stays.message.contains(&format!("{} is good", view.token.id)), "{}", stays.message);
        let ended = place.app.hand_over_token(&view, async || Err(full())).await.unwrap_err();
        assert_eq!(ended.message, "The disk is full. The token was revoked.");
        assert_eq!(place.deeds().last().unwrap().body["reason"], REASON_NOT_DELIVERED);
    }
}
