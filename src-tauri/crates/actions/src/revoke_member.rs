//! Revoke a member.

use crate::{
    App, Failure,
    view::{MemberView, RevokeMember},
};

impl App {
    /// Refuses a member for good: their sessions, invitation and password end with the answer. Our copy of an invitation goes
    /// with it.
    ///
    /// # Errors
    /// [`crate::Code::LastAdmin`], a missing reason, not found, a role that may not, or the place's trouble.
    pub async fn revoke_member(&self, asked: RevokeMember) -> Result<MemberView, Failure> {
        let (connection, id) = (&asked.member.connection, &asked.member.member);
        self.check_id(id, "usr")?;
        let authority = self.authority(connection).await?;
        let asker = self.who_asks(connection).await?;
        let revoked = authority.revoke_member(id, &asked.reason).await.map_err(|error| self.explain(error))?;
        Ok(self.member_view(connection, revoked, asker.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, Member, MemberState};

    use super::*;
    use crate::{
        Code, MemberRef,
        scripted::{Scripted, member},
        view::SecretPlace,
    };

    fn asked(place: &Scripted, member: &Member) -> RevokeMember {
        RevokeMember { member: MemberRef::new(&place.here, &member.id), reason: "Left.".to_owned() }
    }

    #[tokio::test]
    async fn an_invitation_ends_with_its_member() {
        let (place, sam) = (Scripted::open().await, member("Sam", MemberState::Invited));
        place.hold_of_member(&sam);
        place.answer("GET /v1/organization", &place.organization());
        let revoked = Member { state: MemberState::Revoked, invitation_ends_at: None, ..sam.clone() };
        place.answer(&format!("POST /v1/members/{}/revoke", sam.id), &revoked);
        let view = place.app.revoke_member(asked(&place, &sam)).await.unwrap();
        assert_eq!((view.member.state, view.secret), (MemberState::Revoked, SecretPlace::Elsewhere));
        assert_eq!(place.deeds()[0].body["reason"], "Left.");
        assert!(place.app.unsaved_secrets().people.is_empty());
    }

    #[tokio::test]
    async fn the_last_admin_is_not_revoked() {
        let (place, ana) = (Scripted::open().await, member("Ana", MemberState::Active));
        place.answer("GET /v1/organization", &place.organization());
        place.refuse(&format!("POST /v1/members/{}/revoke", ana.id), wire::Code::LastAdmin);
        assert_eq!(place.app.revoke_member(asked(&place, &ana)).await.unwrap_err().code, Code::LastAdmin);
    }
}
