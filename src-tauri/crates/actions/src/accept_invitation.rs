//! Accept an invitation: set the password that a member signs in with.

use keys::{Secret, wire::Member};

use crate::{App, Failure, place::authority_at, sign_in::check_given};

impl App {
    /// Sets a password with an invitation. Nobody is signed in by it, and nothing of it is kept here.
    ///
    /// # Errors
    /// A bad address, a missing invitation or password, a password that the place does not take, an invitation that is
    /// unknown, used or over; or the place's trouble.
    pub async fn accept_invitation(&self, url: &str, invitation: Secret, password: Secret) -> Result<Member, Failure> {
        let base = authority_at(url)?;
        // It comes by a message or from a file, with the end of a line.
        let invitation = Secret::new(invitation.expose().trim().to_owned());
        check_given("/invitation", invitation.expose(), "An invitation is needed.")?;
        check_given("/password", password.expose(), "A password is needed.")?;
        let sessions = self.sessions_at(&base);
        sessions.accept_invitation(&invitation, &password).await.map_err(|error| self.explain(error))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{Code, MemberState};

    use super::*;
    use crate::scripted::{Scripted, member};

    const ACCEPT: &str = "POST /v1/invitations/accept";

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn an_invitation_is_sent_once_and_without_the_connections_credential() {
        let (place, sam) = (Scripted::open().await, member("Sam", MemberState::Active));
        place.answer(ACCEPT, &sam);
        let accepted =
            place.app.accept_invitation(&place.here, secret("inv_1\n"), secret(" pass phrase ")).await.unwrap();
        assert_eq!(accepted.email, sam.email);
        let [sent] = &place.asked()[..] else { panic!("one call") };
        assert_eq!((&sent.body["invitation"], &sent.body["password"]), (&"inv_1".into(), &" pass phrase ".into()));
        assert_eq!(sent.token, None);
        assert_eq!(place.keychain.calls(), 0, "nothing of it is kept");
    }

    #[tokio::test]
    async fn an_answer_that_was_lost_is_not_asked_for_again() {
        let place = Scripted::open().await;
        place.lose(ACCEPT);
        let failure =
            place.app.accept_invitation(&place.here, secret("inv_1"), secret("pass phrase")).await.unwrap_err();
        assert_eq!((failure.code, place.asked().len()), (crate::Code::Unknown, 1));
    }

    #[tokio::test]
    async fn what_is_missing_is_not_sent_and_a_refusal_is_told_without_what_was_typed() {
        let place = Scripted::open().await;
        for (invitation, password, pointer) in [(" ", "pass phrase", "/invitation"), ("inv_1", "", "/password")] {
            let failure =
                place.app.accept_invitation(&place.here, secret(invitation), secret(password)).await.unwrap_err();
            assert_eq!(failure.fields[0].pointer, pointer);
        }
        assert!(place.asked().is_empty());
        place.refuse(ACCEPT, Code::InvitationInvalid);
        let failure =
            place.app.accept_invitation(&place.here, secret("inv_1"), secret("pass phrase")).await.unwrap_err();
        assert_eq!(failure.code, crate::Code::SignedOut);
        assert!(!format!("{failure:?}").contains("pass phrase"));
    }
}
