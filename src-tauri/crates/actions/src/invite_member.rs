//! Invite somebody. The invitation stays in this process until it is handed over.

use keys::{
    Secret,
    wire::{self, Invited},
};

use crate::{
    App, Failure, MemberRef,
    view::{InviteMember, MemberView},
};

impl App {
    /// Invites somebody, and holds their invitation. When the first answer was lost the member exists without anybody having
    /// the invitation: then they are invited again, which ends the lost one.
    ///
    /// # Errors
    /// Wrong fields, an e-mail address in use, a role that may not, or the place's trouble.
    pub async fn invite_member(&self, asked: InviteMember) -> Result<MemberView, Failure> {
        let _one_at_a_time = self.shared.creating.lock().await;
        let InviteMember { idempotency_key, connection, email, name, role } = asked;
        let authority = self.authority(&connection).await?;
        let wish = wire::InviteMember { email, name, role };
        let invited = authority.invite_member(&idempotency_key, &wish).await.map_err(|error| self.explain(error))?;
        let known = MemberRef::new(&connection, &invited.member.id);
        let is_lost = invited.invitation.is_none()
            && invited.member.invitation_ends_at.is_some()
            && !self.shared.held.has(&known.secret());
        if !is_lost {
            return Ok(self.keep_invitation(&connection, invited));
        }
        tracing::warn!(member = known.member, "an invitation was lost; another one is made");
        let again = wire::InviteAgain { revoke_totp: false };
        let invited = authority.invite_again(&known.member, &again).await.map_err(|error| self.explain(error))?;
        Ok(self.keep_invitation(&connection, invited))
    }

    /// Holds what came with an answer.
    pub(crate) fn keep_invitation(&self, connection: &str, invited: Invited) -> MemberView {
        let Invited { member, invitation } = invited;
        if let Some(invitation) = invitation {
            let whose = MemberRef::new(connection, &member.id).secret();
            self.shared.held.hold_of_person(whose, &member.name, Secret::new(invitation));
        }
        // Nobody invites themselves.
        self.member_view(connection, member, None)
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{Member, MemberState, Role};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, member},
        view::SecretPlace,
    };

    const INVITE: &str = "POST /v1/members";

    fn asked(place: &Scripted) -> InviteMember {
        InviteMember {
            idempotency_key: "form".to_owned(),
            connection: place.here.clone(),
            email: "sam@acme.example".to_owned(),
            name: "Sam".to_owned(),
            role: Role::Support,
        }
    }

    fn invited(member: &Member, invitation: Option<&str>) -> Invited {
        Invited { member: member.clone(), invitation: invitation.map(str::to_owned) }
    }

    async fn held(place: &Scripted, member: &Member) -> String {
        let whose = MemberRef::new(&place.here, &member.id).secret();
        place.app.secret_for_copy(&whose).await.unwrap().expose().to_owned()
    }

    #[tokio::test]
    async fn an_invitation_is_held_in_memory_and_is_in_nothing_that_is_shown() {
        let (place, sam) = (Scripted::open().await, member("Sam", MemberState::Invited));
        place.answer(INVITE, &invited(&sam, Some("inv_once")));
        let view = place.app.invite_member(asked(&place)).await.unwrap();
        assert_eq!(view.secret, SecretPlace::Held);
        assert!(!format!("{} {view:?}", serde_json::to_string(&view).unwrap()).contains("inv_once"));
        assert_eq!(held(&place, &sam).await, "inv_once");
        assert_eq!(place.app.name_for_reveal(&MemberRef::new(&place.here, &sam.id).secret()).unwrap(), "Sam");
        assert_eq!(place.keychain.calls(), 0, "nothing is saved that nobody asked to save");
        assert_eq!(place.deeds()[0].idempotency_key.as_deref(), Some("form"));
    }

    /// The same idempotency key gives the member and no invitation: the place has none to give.
    #[tokio::test]
    async fn after_a_lost_answer_the_member_is_invited_again_and_not_twice() {
        let (place, sam) = (Scripted::open().await, member("Sam", MemberState::Invited));
        let again = format!("POST /v1/members/{}/invite", sam.id);
        place.lose(INVITE);
        place.answer(INVITE, &invited(&sam, None));
        place.answer(&again, &invited(&sam, Some("inv_second")));
        place.app.invite_member(asked(&place)).await.unwrap();
        assert_eq!(place.lines(), [INVITE, INVITE, &again]);
        assert_eq!(place.deeds()[2].body["revokeTotp"], false);
        place.app.invite_member(asked(&place)).await.expect("pressed twice");
        assert_eq!((place.lines().len(), held(&place, &sam).await.as_str()), (4, "inv_second"), "what is held is kept");
    }

    #[tokio::test]
    async fn what_is_refused_holds_nothing() {
        let place = Scripted::open().await;
        place.refuse(INVITE, wire::Code::EmailInUse);
        assert_eq!(place.app.invite_member(asked(&place)).await.unwrap_err().code, Code::EmailInUse);
        assert!(place.app.unsaved_secrets().people.is_empty());
    }
}
