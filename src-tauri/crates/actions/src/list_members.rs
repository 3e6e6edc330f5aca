//! List the organization's members, page by page.

use providers::PeopleQuery;

use crate::{
    App, Failure,
    view::{ListMembers, MemberListView},
};

impl App {
    /// One page of members, each with whether it is the person who asks.
    ///
    /// # Errors
    /// A role that may not, or the place's trouble.
    pub async fn list_members(&self, asked: ListMembers) -> Result<MemberListView, Failure> {
        let ListMembers { connection, filter, role, sort, descending, cursor } = asked;
        let authority = self.authority(&connection).await?;
        let query = PeopleQuery { filter, role, sort, descending, cursor };
        let page = authority.list_members(&query).await.map_err(|error| self.explain(error))?;
        let asker = self.who_asks(&connection).await?;
        let view = |member| self.member_view(&connection, member, asker.as_ref());
        Ok(MemberListView {
            members: page.items.into_iter().map(view).collect(),
            next_cursor: page.next_cursor,
            counts: page.counts,
        })
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        ActorKind,
        wire::{self, ListMeta, MemberState, Organization, Page, Role},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, member, page},
        view::{MemberSort, PeopleFilter, SecretPlace},
    };

    const LIST: &str = "GET /v1/members";

    fn asked(place: &Scripted) -> ListMembers {
        ListMembers {
            connection: place.here.clone(),
            filter: PeopleFilter::Current,
            role: Some(Role::Support),
            sort: MemberSort::LastSignIn,
            descending: true,
            cursor: Some("c2".to_owned()),
        }
    }

    #[tokio::test]
    async fn what_was_asked_for_is_asked_of_the_place_and_the_person_is_told_apart_by_their_id() {
        let place = Scripted::open().await;
        let (ana, sam) = (member("Ana", MemberState::Active), member("Ana", MemberState::Invited));
        let actor = Some(keys::Actor::new(ActorKind::Member, &ana.id, &ana.email));
        place.answer("GET /v1/organization", &Organization { actor, ..place.organization() });
        let counts = [("invited", 1), ("active", 2), ("revoked", 4)].map(|(word, count)| (word.to_owned(), count));
        let list = page(vec![ana, sam.clone()]);
        let meta = ListMeta { counts: Some(counts.into()), next_cursor: Some("c3".to_owned()), ..list.meta };
        place.answer(LIST, &Page { meta, ..list });
        let invitation = place.hold_of_member(&sam);
        let view = place.app.list_members(asked(&place)).await.unwrap();
        let own: Vec<_> = view.members.iter().map(|one| (one.own, one.secret)).collect();
        assert_eq!(own, [(true, SecretPlace::Elsewhere), (false, SecretPlace::Held)], "a name tells nobody apart");
        let counted = PeopleFilter::ALL.map(|filter| view.counts[&filter]);
        assert_eq!((counted, view.next_cursor.as_deref()), ([3, 4, 7], Some("c3")));
        let shown = format!("{} {view:?}", serde_json::to_string(&view).unwrap());
        assert!(!shown.contains(invitation.expose()), "a view goes into a page");
        let query = "sort=-lastSignIn&limit=100&state=invited%2Cactive&role=support&cursor=c2";
        assert_eq!(place.asked()[0].query, query);
    }

    /// Nobody gets an invitation again that is used, or whose member is no more.
    #[tokio::test]
    async fn an_invitation_that_is_over_is_held_no_longer() {
        let place = Scripted::open().await;
        let sam = member("Sam", MemberState::Invited);
        place.hold_of_member(&sam);
        place.answer("GET /v1/organization", &place.organization());
        let accepted = wire::Member { state: MemberState::Active, invitation_ends_at: None, ..sam };
        place.answer(LIST, &page(vec![accepted]));
        let view = place.app.list_members(asked(&place)).await.unwrap();
        assert_eq!(view.members[0].secret, SecretPlace::Elsewhere);
        assert!(place.app.unsaved_secrets().people.is_empty());
    }

    #[tokio::test]
    async fn a_role_that_may_not_is_told_so() {
        let place = Scripted::open().await;
        place.refuse(LIST, wire::Code::RoleNotAllowed);
        assert_eq!(place.app.list_members(asked(&place)).await.unwrap_err().code, Code::NotAllowed);
    }
}
