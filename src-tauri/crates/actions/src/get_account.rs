//! Look at who is signed in at a connection.

use keys::wire::Member;

use crate::{App, Failure, view::AccountView};

impl App {
    /// The member who is signed in there.
    ///
    /// # Errors
    /// [`Code::NotAllowed`](crate::Code::NotAllowed) where a token lets in, which is nobody's; or the place's trouble.
    pub async fn get_account(&self, connection: &str) -> Result<AccountView, Failure> {
        let authority = self.authority(connection).await?;
        let member = authority.me().await.map_err(|error| self.explain(error))?;
        Ok(account_view(connection, member))
    }
}

/// A member as they are told of themselves.
pub(crate) fn account_view(connection: &str, member: Member) -> AccountView {
    let Member { email, name, role, totp, .. } = member;
    AccountView { connection: connection.to_owned(), email, name, role, totp }
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, MemberState};

    use crate::{
        Code,
        scripted::{Scripted, member},
    };

    #[tokio::test]
    async fn who_is_signed_in_is_told_and_a_token_is_nobody() {
        let place = Scripted::open().await;
        place.answer("GET /v1/me", &member("Sam", MemberState::Active));
        place.refuse("GET /v1/me", wire::Code::SessionRequired);
        let account = place.app.get_account(&place.here).await.unwrap();
        assert_eq!((account.email.as_str(), account.totp), ("sam@acme.example", false));
        assert_eq!(place.app.get_account(&place.here).await.unwrap_err().code, Code::NotAllowed);
    }
}
