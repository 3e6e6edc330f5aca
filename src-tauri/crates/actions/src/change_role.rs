//! Give a member another role.

use keys::wire;

use crate::{
    App, Failure,
    view::{ChangeRole, MemberView},
};

impl App {
    /// Gives a member another role; it counts at once.
    ///
    /// # Errors
    /// [`crate::Code::LastAdmin`], not found, a revoked member, a role that may not, or the place's trouble.
    pub async fn change_role(&self, asked: ChangeRole) -> Result<MemberView, Failure> {
        let (connection, id) = (&asked.member.connection, &asked.member.member);
        self.check_id(id, "usr")?;
        let authority = self.authority(connection).await?;
        let asker = self.who_asks(connection).await?;
        let changed = authority.change_role(id, &wire::ChangeRole { role: asked.role }).await;
        let view = self.member_view(connection, changed.map_err(|error| self.explain(error))?, asker.as_ref());
        // What this person may do is another thing now. Where that cannot be heard, the change is done all the same.
        if view.own
            && let Err(failure) = self.hear(connection).await
        {
            tracing::warn!(%failure, "what the person may do from now on is not known");
        }
        Ok(view)
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        ActorKind,
        wire::{Member, MemberState, Organization, Role},
    };

    use super::*;
    use crate::{
        Code, MemberRef,
        scripted::{Scripted, member},
    };

    fn asked(place: &Scripted, member: &Member) -> ChangeRole {
        ChangeRole { member: MemberRef::new(&place.here, &member.id), role: Role::Onboarding }
    }

    #[tokio::test]
    async fn whoever_changes_their_own_role_is_asked_anew_what_they_may_do() {
        let (place, ana) = (Scripted::open().await, member("Ana", MemberState::Active));
        let actor = Some(keys::Actor::new(ActorKind::Member, &ana.id, &ana.email));
        let organization = Organization { actor, ..place.organization() };
        place.answer("GET /v1/organization", &organization);
        place.answer("GET /v1/organization", &Organization { role: Role::Onboarding, ..organization });
        place.answer(&format!("POST /v1/members/{}/role", ana.id), &Member { role: Role::Onboarding, ..ana.clone() });
        let view = place.app.change_role(asked(&place, &ana)).await.unwrap();
        assert_eq!((view.own, view.member.role), (true, Role::Onboarding));
        assert_eq!(place.app.last_heard(&place.here).unwrap().organization.unwrap().role, Role::Onboarding);
        assert_eq!(place.deeds()[0].body["role"], "onboarding");
    }

    #[tokio::test]
    async fn the_last_admin_stays_one() {
        let (place, ana) = (Scripted::open().await, member("Ana", MemberState::Active));
        place.answer("GET /v1/organization", &place.organization());
        place.refuse(&format!("POST /v1/members/{}/role", ana.id), wire::Code::LastAdmin);
        assert_eq!(place.app.change_role(asked(&place, &ana)).await.unwrap_err().code, Code::LastAdmin);
    }
}
