//! Switch an authenticator on with its first code. The backup codes stay in this process until somebody says that they are
//! saved.

use keys::Secret;

use crate::{
    App, Failure, KeyRef,
    held::Of,
    sign_in::check_given,
    start_totp::authenticator_of,
    view::{AccountView, ConfirmedTotpView},
};

/// What backup codes are held by, which no key is called.
const BACKUP_CODES: &str = "backup-codes";

impl App {
    /// Switches it on; its own secret is forgotten here.
    ///
    /// # Errors
    /// A wrong code, which may be tried again; nothing that waits for one; or the place's trouble.
    pub async fn confirm_totp(&self, connection: &str, code: &Secret) -> Result<ConfirmedTotpView, Failure> {
        check_given("/code", code.expose(), "A code is needed.")?;
        let AccountView { email, .. } = self.get_account(connection).await?;
        let authority = self.authority(connection).await?;
        let confirmed = authority.confirm_totp(code).await.map_err(|error| self.explain_sign_in(error))?;
        let codes =
            confirmed.ok_or_else(|| Failure::wrong("/code", "The code is wrong. It changes every half minute."))?;
        let backup_codes = backup_codes_of(connection);
        self.shared.held.release(&authenticator_of(connection));
        self.shared.held.hold_as(backup_codes.clone(), Of::BackupCodes(email), codes);
        Ok(ConfirmedTotpView { backup_codes })
    }
}

/// What the backup codes of a connection are held by.
pub(crate) fn backup_codes_of(connection: &str) -> KeyRef {
    KeyRef::new(connection, BACKUP_CODES)
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, BackupCodes, FieldCode, MemberState};

    use super::*;
    use crate::scripted::{Scripted, member};

    const CONFIRM: &str = "POST /v1/me/totp/confirm";

    #[tokio::test]
    async fn the_codes_are_held_until_they_are_saved_and_a_wrong_code_may_be_tried_again() {
        let place = Scripted::open().await;
        for _ in 0..2 {
            place.answer("GET /v1/me", &member("Sam", MemberState::Active));
        }
        let waiting = authenticator_of(&place.here);
        let address = Secret::new("otpauth://totp/x?secret=MZXW6YTBOI".to_owned());
        place.app.shared.held.hold_as(waiting.clone(), Of::Authenticator("sam".to_owned()), address);
        place.refuse(CONFIRM, wire::Code::SignInRefused);
        let codes = ["AAAA-BBBB", "CCCC-DDDD"].map(str::to_owned).to_vec();
        place.answer(CONFIRM, &BackupCodes { codes });
        let code = Secret::new("287082".to_owned());
        let refused = place.app.confirm_totp(&place.here, &code).await.unwrap_err();
        assert_eq!((refused.fields[0].pointer.as_str(), refused.fields[0].code), ("/code", FieldCode::Wrong));
        assert!(place.app.shared.held.has(&waiting), "the picture can be shown again");
        let ConfirmedTotpView { backup_codes } = place.app.confirm_totp(&place.here, &code).await.unwrap();
        assert!(!place.app.shared.held.has(&waiting), "it is in the authenticator now, and nowhere here");
        let held = place.app.secret_for_copy(&backup_codes).await.unwrap();
        assert_eq!(held.expose(), "AAAA-BBBB\nCCCC-DDDD");
        assert_eq!(place.app.unsaved_secrets().people, ["sam@acme.example"], "they are shown once");
        place.app.forget_secret(&backup_codes).await.unwrap();
        assert!(place.app.unsaved_secrets().people.is_empty());
    }
}
