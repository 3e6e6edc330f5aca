//! Create a management token. Its secret stays in this process until somebody says where it goes.

use keys::{Secret, wire};

use crate::{
    App, Failure, TokenRef,
    view::{CreateToken, TokenView},
};

const REASON_LOST: &str = "Its secret was lost before anybody saw it.";

impl App {
    /// Creates a token, and holds its secret. When the first answer was lost and the token exists without anybody having its
    /// secret, that token is revoked and another one created: nothing unknown lets anybody in.
    ///
    /// # Errors
    /// Wrong fields, a role that may not, or the place's trouble.
    pub async fn create_token(&self, asked: CreateToken) -> Result<TokenView, Failure> {
        let _one_at_a_time = self.shared.creating.lock().await;
        let CreateToken { idempotency_key: mut once, connection, name, role, expires_at } = asked;
        let wish = wire::CreateToken { name, role, expires_at };
        let authority = self.authority(&connection).await?;
        loop {
            let created = authority.create_token(&once, &wish).await.map_err(|error| self.explain(error))?;
            let whose = TokenRef::new(&connection, &created.token.id).secret();
            if let Some(secret) = created.secret {
                self.shared.held.hold_of_person(whose.clone(), &created.token.name, Secret::new(secret));
            }
            if self.shared.held.has(&whose) {
                return Ok(self.token_view(&connection, created.token, None));
            }
            tracing::warn!(token = created.token.id, "a created token's secret was lost; it is revoked and replaced");
            let revoked = authority.revoke_token(&created.token.id, REASON_LOST).await;
            revoked.map_err(|error| self.explain(error))?;
            once.push_str(".again");
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{CreatedToken, Role, Token};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, token},
        view::SecretPlace,
    };

    const CREATE: &str = "POST /v1/tokens";

    fn asked(place: &Scripted) -> CreateToken {
        CreateToken {
            idempotency_key: "form".to_owned(),
            connection: place.here.clone(),
            name: "nightly".to_owned(),
            role: Role::Support,
            expires_at: None,
        }
    }

    fn created(token: &Token, secret: Option<&str>) -> CreatedToken {
        CreatedToken { token: token.clone(), secret: secret.map(str::to_owned) }
    }

    #[tokio::test]
    async fn a_tokens_secret_is_held_in_memory_and_is_in_nothing_that_is_shown() {
        let (place, nightly) = (Scripted::open().await, token("nightly"));
        place.answer(CREATE, &created(&nightly, Some("ckm_once")));
        let view = place.app.create_token(asked(&place)).await.unwrap();
        assert_eq!(view.secret, SecretPlace::Held);
        assert!(!format!("{} {view:?}", serde_json::to_string(&view).unwrap()).contains("ckm_once"));
        let whose = TokenRef::new(&place.here, &nightly.id).secret();
        assert_eq!(place.app.secret_for_copy(&whose).await.unwrap().expose(), "ckm_once");
        assert_eq!(place.app.save_secret(&whose).await.unwrap_err().code, Code::SecretGone, "the keychain is for keys");
        assert_eq!(place.keychain.calls(), 0);
    }

    #[tokio::test]
    async fn a_token_whose_secret_nobody_has_is_revoked_before_another_one_is_created() {
        let (place, lost, second) = (Scripted::open().await, token("nightly"), token("nightly"));
        let revoke = format!("POST /v1/tokens/{}/revoke", lost.id);
        place.answer(CREATE, &created(&lost, None));
        place.answer(CREATE, &created(&second, Some("ckm_second")));
        place.answer(&revoke, &lost);
        let view = place.app.create_token(asked(&place)).await.unwrap();
        assert_eq!(view.token.id, second.id);
        assert_eq!(place.lines(), [CREATE, &revoke, CREATE]);
        let keys: Vec<_> = place.deeds().into_iter().map(|asked| asked.idempotency_key).collect();
        assert_eq!(keys, [Some("form".to_owned()), None, Some("form.again".to_owned())]);
        assert_eq!(place.deeds()[1].body["reason"], REASON_LOST);
    }

    #[tokio::test]
    async fn no_other_token_is_created_while_the_lost_one_cannot_be_revoked() {
        let (place, lost) = (Scripted::open().await, token("nightly"));
        place.answer(CREATE, &created(&lost, None));
        place.refuse(&format!("POST /v1/tokens/{}/revoke", lost.id), wire::Code::ServiceUnavailable);
        assert_eq!(place.app.create_token(asked(&place)).await.unwrap_err().code, Code::Unavailable);
        assert_eq!(place.lines().len(), 2);
    }

    #[tokio::test]
    async fn pressing_twice_creates_once() {
        let (place, nightly) = (Scripted::open().await, token("nightly"));
        place.answer(CREATE, &created(&nightly, Some("ckm_once")));
        place.answer(CREATE, &created(&nightly, None));
        for _ in 0..2 {
            assert_eq!(place.app.create_token(asked(&place)).await.unwrap().secret, SecretPlace::Held);
        }
        assert_eq!(place.lines(), [CREATE, CREATE], "nothing was revoked");
    }
}
