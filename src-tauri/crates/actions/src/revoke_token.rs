//! Revoke a management token.

use crate::{
    App, Failure,
    view::{RevokeToken, TokenView},
};

impl App {
    /// Ends a token for good: it is refused from the answer on. Our copy of its secret goes with it.
    ///
    /// # Errors
    /// A missing reason, not found, a role that may not, or the place's trouble.
    pub async fn revoke_token(&self, asked: RevokeToken) -> Result<TokenView, Failure> {
        let (connection, id) = (&asked.token.connection, &asked.token.token);
        self.check_id(id, "tok")?;
        let authority = self.authority(connection).await?;
        // Before: afterwards the asker's own may be the one that is refused.
        let asker = self.who_asks(connection).await?;
        let revoked = authority.revoke_token(id, &asked.reason).await.map_err(|error| self.explain(error))?;
        Ok(self.token_view(connection, revoked, asker.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        Actor, ActorKind,
        lifecycle::Revocation,
        wire::{Token, TokenState},
    };

    use super::*;
    use crate::{
        KeyRef, TokenRef,
        scripted::{Scripted, now, token},
        view::SecretPlace,
    };

    #[tokio::test]
    async fn a_tokens_secret_goes_with_it() {
        let (place, nightly) = (Scripted::open().await, token("nightly"));
        let secret = keys::Secret::new("ckm_once".to_owned());
        place.app.shared.held.hold_of_person(KeyRef::new(&place.here, &nightly.id), "nightly", secret);
        place.answer("GET /v1/organization", &place.organization());
        let by = Actor::new(ActorKind::Member, "usr_1", "ana@acme.example");
        let revocation = Some(Revocation { at: now(), by, reason: "Switched off.".to_owned() });
        place.answer(&format!("POST /v1/tokens/{}/revoke", nightly.id), &Token { revocation, ..nightly.clone() });
        let asked = RevokeToken { token: TokenRef::new(&place.here, &nightly.id), reason: "Switched off.".to_owned() };
        let view = place.app.revoke_token(asked).await.unwrap();
        assert_eq!((view.state, view.secret), (TokenState::Revoked, SecretPlace::Elsewhere));
        assert_eq!(place.deeds()[0].body["reason"], "Switched off.");
        assert!(place.app.unsaved_secrets().people.is_empty());
    }
}
