//! Switch an authenticator off: signing in takes the password alone again.

use keys::Secret;

use crate::{
    App, Failure, confirm_totp::backup_codes_of, get_account::account_view, sign_in::check_given,
    start_totp::authenticator_of, view::AccountView,
};

impl App {
    /// Switches it off; its secret and the backup codes are good for nothing afterwards. One that is off already stays off.
    ///
    /// # Errors
    /// A wrong password, or the place's trouble.
    pub async fn revoke_totp(&self, connection: &str, password: &Secret) -> Result<AccountView, Failure> {
        check_given("/password", password.expose(), "A password is needed.")?;
        let authority = self.authority(connection).await?;
        let revoked = authority.revoke_totp(password).await.map_err(|error| self.explain_sign_in(error))?;
        let member = revoked.ok_or_else(|| Failure::wrong("/password", "The password is wrong."))?;
        self.shared.held.release(&authenticator_of(connection));
        self.shared.held.release(&backup_codes_of(connection));
        Ok(account_view(connection, member))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, FieldCode, MemberState};

    use super::*;
    use crate::{
        held::Of,
        scripted::{Scripted, member},
    };

    const REVOKE: &str = "POST /v1/me/totp/revoke";

    #[tokio::test]
    async fn what_is_held_of_it_is_forgotten_once_it_is_off_and_not_before() {
        let place = Scripted::open().await;
        let codes = backup_codes_of(&place.here);
        place.app.shared.held.hold_as(codes.clone(), Of::BackupCodes("sam".to_owned()), Secret::new("AAAA".to_owned()));
        place.refuse(REVOKE, wire::Code::SignInRefused);
        place.answer(REVOKE, &member("Sam", MemberState::Active));
        let password = Secret::new("correct horse".to_owned());
        let refused = place.app.revoke_totp(&place.here, &password).await.unwrap_err();
        assert_eq!((refused.fields[0].code, place.app.shared.held.has(&codes)), (FieldCode::Wrong, true));
        let account = place.app.revoke_totp(&place.here, &password).await.unwrap();
        assert_eq!((account.totp, place.app.shared.held.has(&codes)), (false, false));
    }
}
