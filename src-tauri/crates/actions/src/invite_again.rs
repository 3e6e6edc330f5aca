//! Invite a member again: a lost invitation, or a forgotten password.

use keys::wire;

use crate::{
    App, Failure,
    view::{InviteAgain, MemberView},
};

impl App {
    /// Makes another invitation and holds it; an older one ends. What the member has goes on until it is accepted.
    ///
    /// # Errors
    /// Not found, a revoked member, a role that may not, or the place's trouble. After a lost answer it is pressed again: that
    /// ends the lost one.
    pub async fn invite_again(&self, asked: InviteAgain) -> Result<MemberView, Failure> {
        let (connection, id) = (&asked.member.connection, &asked.member.member);
        self.check_id(id, "usr")?;
        let authority = self.authority(connection).await?;
        let wish = wire::InviteAgain { revoke_totp: asked.revoke_totp };
        let invited = authority.invite_again(id, &wish).await.map_err(|error| self.explain(error))?;
        let asker = self.who_asks(connection).await?;
        let own = self.keep_invitation(connection, invited);
        Ok(self.member_view(connection, own.member, asker.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{Invited, MemberState};

    use super::*;
    use crate::{
        Code, MemberRef,
        scripted::{Scripted, member},
        view::SecretPlace,
    };

    #[tokio::test]
    async fn the_newest_invitation_is_the_one_that_is_held() {
        let (place, sam) = (Scripted::open().await, member("Sam", MemberState::Invited));
        let (again, whose) = (format!("POST /v1/members/{}/invite", sam.id), MemberRef::new(&place.here, &sam.id));
        place.hold_of_member(&sam);
        place.answer("GET /v1/organization", &place.organization());
        place.answer(&again, &Invited { member: sam, invitation: Some("inv_second".to_owned()) });
        let asked = InviteAgain { member: whose.clone(), revoke_totp: true };
        let view = place.app.invite_again(asked).await.unwrap();
        assert_eq!(view.secret, SecretPlace::Held);
        assert_eq!(place.app.secret_for_copy(&whose.secret()).await.unwrap().expose(), "inv_second");
        assert_eq!(place.deeds()[0].body["revokeTotp"], true);
    }

    #[tokio::test]
    async fn a_refusal_leaves_what_is_held() {
        let (place, sam) = (Scripted::open().await, member("Sam", MemberState::Invited));
        let invitation = place.hold_of_member(&sam);
        place.refuse(&format!("POST /v1/members/{}/invite", sam.id), wire::Code::RoleNotAllowed);
        let whose = MemberRef::new(&place.here, &sam.id);
        let asked = InviteAgain { member: whose.clone(), revoke_totp: false };
        assert_eq!(place.app.invite_again(asked).await.unwrap_err().code, Code::NotAllowed);
        assert_eq!(place.app.secret_for_copy(&whose.secret()).await.unwrap().expose(), invitation.expose());
    }
}
