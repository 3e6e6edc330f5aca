//! Begin to set up an authenticator: its secret stays in this process, to be revealed as a picture.

use keys::Secret;

use crate::{
    App, Failure, KeyRef,
    held::Of,
    sign_in::check_given,
    view::{AccountView, StartedTotpView},
};

/// What the secret of an authenticator is held by, which no key is called.
const AUTHENTICATOR: &str = "authenticator";

impl App {
    /// Makes a secret that waits for its first code, in the place of one that waits already.
    ///
    /// # Errors
    /// A wrong password, an authenticator that is on already, or the place's trouble.
    pub async fn start_totp(&self, connection: &str, password: &Secret) -> Result<StartedTotpView, Failure> {
        check_given("/password", password.expose(), "A password is needed.")?;
        let AccountView { email, .. } = self.get_account(connection).await?;
        let authority = self.authority(connection).await?;
        let started = authority.start_totp(password).await.map_err(|error| self.explain_sign_in(error))?;
        let address = started.ok_or_else(|| Failure::wrong("/password", "The password is wrong."))?;
        let authenticator = authenticator_of(connection);
        self.shared.held.hold_as(authenticator.clone(), Of::Authenticator(email), address);
        Ok(StartedTotpView { authenticator })
    }
}

/// What the secret of the authenticator at a connection is held by.
pub(crate) fn authenticator_of(connection: &str) -> KeyRef {
    KeyRef::new(connection, AUTHENTICATOR)
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, FieldCode, MemberState, TotpStarted};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, member},
    };

    const START: &str = "POST /v1/me/totp";

    fn password() -> Secret {
        Secret::new("correct horse".to_owned())
    }

    #[tokio::test]
    async fn the_secret_is_held_here_and_a_wrong_password_signs_nobody_out() {
        let place = Scripted::open().await;
        for _ in 0..3 {
            place.answer("GET /v1/me", &member("Sam", MemberState::Active));
        }
        place.refuse(START, wire::Code::SignInRefused);
        let uri = "otpauth://totp/Conduit%20Keys:sam?secret=MZXW6YTBOI&issuer=Conduit%20Keys".to_owned();
        place.answer(START, &TotpStarted { secret: "MZXW6YTBOI".to_owned(), uri: uri.clone() });
        place.refuse(START, wire::Code::Conflict);
        let refused = place.app.start_totp(&place.here, &password()).await.unwrap_err();
        assert_eq!((refused.code, refused.fields[0].code), (Code::InvalidInput, FieldCode::Wrong));
        let StartedTotpView { authenticator } = place.app.start_totp(&place.here, &password()).await.unwrap();
        assert_eq!(place.app.secret_for_copy(&authenticator).await.unwrap().expose(), uri);
        assert!(place.app.unsaved_secrets().people.is_empty(), "nothing is lost with it: another one can be made");
        let on = place.app.start_totp(&place.here, &password()).await.unwrap_err();
        assert_eq!(on.code, Code::InvalidInput, "it is on already");
        let none = place.app.start_totp(&place.here, &Secret::new(String::new())).await.unwrap_err();
        assert_eq!(none.fields[0].pointer, "/password");
    }
}
