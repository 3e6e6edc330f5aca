//! "I have saved it", of an invitation, a token or a webhook's signing secret: this process forgets the secret. Nothing waits for it at the place.

use crate::{App, Code, Failure, KeyRef, held::Of};

impl App {
    /// Forgets the held secret of a member, a token or a webhook endpoint. A key's is forgotten when the key is confirmed, and no sooner.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a key's.
    pub async fn forget_secret(&self, whose: &KeyRef) -> Result<(), Failure> {
        match self.shared.held.get(whose) {
            Some((_, Of::Key(_))) => Err(self.fail(Code::NotFound, "This is a key's; confirm the key.")),
            _ => {
                self.shared.held.release(whose);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState, wire::MemberState};

    use super::*;
    use crate::{
        MemberRef,
        scripted::{Scripted, key, member},
    };

    #[tokio::test]
    async fn what_was_handed_over_is_forgotten_and_a_pending_keys_secret_is_not() {
        let (place, sam) = (Scripted::open().await, member("Sam", MemberState::Invited));
        let key = key("billing", Environment::Sandbox, KeyState::Pending);
        place.hold_of_member(&sam);
        place.hold(&key);
        let whose = MemberRef::new(&place.here, &sam.id).secret();
        place.app.forget_secret(&whose).await.unwrap();
        assert_eq!(place.app.secret_for_copy(&whose).await.unwrap_err().code, Code::SecretGone);
        place.app.forget_secret(&whose).await.expect("pressed twice");
        assert_eq!(place.app.forget_secret(&place.key_ref(&key)).await.unwrap_err().code, Code::NotFound);
        assert_eq!(place.copies(&key), ["held"]);
    }
}
