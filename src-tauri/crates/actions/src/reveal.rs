//! What a window of its own shows of a secret, when somebody presses Reveal.

use keys::Secret;
use serde::Serialize;

use crate::{App, Failure, KeyRef, held::Of, qr::Picture};

/// What kind of thing is revealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RevealKind {
    /// A key's secret, an invitation or a token.
    Secret,
    /// The secret of an authenticator, with its picture.
    Authenticator,
    /// Backup codes, one a line.
    BackupCodes,
}

/// What is revealed.
pub struct Reveal {
    /// What kind of thing it is.
    pub kind: RevealKind,
    /// What it is of.
    pub name: String,
    /// The text.
    pub secret: Secret,
    /// The picture that a phone reads.
    pub picture: Option<Picture>,
}

impl App {
    /// A secret that this computer has, as it is shown. Of an authenticator that is its picture, and its letters to be typed.
    ///
    /// # Errors
    /// As [`App::secret_for_copy`].
    pub async fn reveal(&self, key: &KeyRef) -> Result<Reveal, Failure> {
        let name = self.name_for_reveal(key)?;
        let secret = self.secret_for_copy(key).await?;
        Ok(match self.shared.held.get(key) {
            Some((_, Of::Authenticator(_))) => {
                let picture = Picture::of(&secret);
                Reveal { kind: RevealKind::Authenticator, name, secret: letters(&secret), picture }
            }
            Some((_, Of::BackupCodes(_))) => Reveal { kind: RevealKind::BackupCodes, name, secret, picture: None },
            _ => Reveal { kind: RevealKind::Secret, name, secret, picture: None },
        })
    }
}

/// The letters of a TOTP secret, out of its address.
fn letters(address: &Secret) -> Secret {
    let letters = address.expose().split(['?', '&']).find_map(|part| part.strip_prefix("secret="));
    Secret::new(letters.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState};

    use super::*;
    use crate::{
        confirm_totp::backup_codes_of,
        scripted::{Scripted, key},
        start_totp::authenticator_of,
    };

    #[tokio::test]
    async fn an_authenticator_is_shown_as_a_picture_and_its_letters_and_others_as_they_are() {
        let place = Scripted::open().await;
        let (waiting, codes) = (authenticator_of(&place.here), backup_codes_of(&place.here));
        let address = Secret::new("otpauth://totp/x?secret=MZXW6YTBOI&issuer=y".to_owned());
        place.app.shared.held.hold_as(waiting.clone(), Of::Authenticator("sam".to_owned()), address);
        place.app.shared.held.hold_as(codes.clone(), Of::BackupCodes("sam".to_owned()), Secret::new("A\nB".to_owned()));
        let shown = place.app.reveal(&waiting).await.unwrap();
        assert_eq!((shown.kind, shown.secret.expose()), (RevealKind::Authenticator, "MZXW6YTBOI"));
        assert!(shown.picture.is_some());
        let shown = place.app.reveal(&codes).await.unwrap();
        assert_eq!((shown.kind, shown.secret.expose()), (RevealKind::BackupCodes, "A\nB"));
        let key = key("billing", Environment::Sandbox, KeyState::Pending);
        let held = place.hold(&key);
        let shown = place.app.reveal(&place.key_ref(&key)).await.unwrap();
        assert_eq!(
            (shown.kind, shown.secret.expose(), shown.name.as_str()),
            (RevealKind::Secret, held.expose(), "billing")
        );
    }
}
