//! Members and management tokens of an authority.

use std::collections::BTreeMap;

use keys::wire::{
    ChangeRole, CreateToken, CreatedToken, InviteAgain, InviteMember, Invited, Member, Page, RevokeMember, RevokeToken,
    Token,
};
use serde::de::DeserializeOwned;

use super::{Answer, Authority, PAGE_LIMIT, segment};
use crate::{MemberSort, PeopleFilter, PeoplePage, PeopleQuery, TokenSort};

/// The states that a filter stands for, in the authority's words.
struct States {
    current: &'static [&'static str],
    ended: &'static [&'static str],
}

const OF_MEMBERS: States = States { current: &["invited", "active"], ended: &["revoked"] };
const OF_TOKENS: States = States { current: &["active"], ended: &["expired", "revoked"] };

impl Authority {
    /// One page of the organization's members.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError), as in every method here.
    pub async fn list_members(&self, asked: &PeopleQuery<MemberSort>) -> Answer<PeoplePage<Member>> {
        let sort = match asked.sort {
            MemberSort::Created => "created",
            MemberSort::Name => "name",
            MemberSort::LastSignIn => "lastSignIn",
        };
        self.list_people("/v1/members", asked, sort, &OF_MEMBERS).await
    }

    /// Invites somebody. The invitation is in the answer, unless the idempotency key was used before.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn invite_member(&self, idempotency_key: &str, asked: &InviteMember) -> Answer<Invited> {
        self.post("/v1/members".to_owned(), asked, Some(idempotency_key)).await
    }

    /// Invites a member again; an older invitation ends.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError). After a lost answer it is asked for once more by whoever wants an invitation.
    pub async fn invite_again(&self, id: &str, asked: &InviteAgain) -> Answer<Invited> {
        self.post(format!("/v1/members/{}/invite", segment(id)), asked, None).await
    }

    /// Gives a member another role.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn change_role(&self, id: &str, asked: &ChangeRole) -> Answer<Member> {
        self.post(format!("/v1/members/{}/role", segment(id)), asked, None).await
    }

    /// Revokes a member.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn revoke_member(&self, id: &str, reason: &str) -> Answer<Member> {
        let asked = RevokeMember { reason: reason.to_owned() };
        self.post(format!("/v1/members/{}/revoke", segment(id)), &asked, None).await
    }

    /// One page of the organization's management tokens.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn list_tokens(&self, asked: &PeopleQuery<TokenSort>) -> Answer<PeoplePage<Token>> {
        let sort = match asked.sort {
            TokenSort::Created => "created",
            TokenSort::Name => "name",
            TokenSort::Expires => "expires",
        };
        self.list_people("/v1/tokens", asked, sort, &OF_TOKENS).await
    }

    /// Creates a management token. The secret is in the answer, unless the idempotency key was used before.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn create_token(&self, idempotency_key: &str, asked: &CreateToken) -> Answer<CreatedToken> {
        self.post("/v1/tokens".to_owned(), asked, Some(idempotency_key)).await
    }

    /// Revokes a management token.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn revoke_token(&self, id: &str, reason: &str) -> Answer<Token> {
        let asked = RevokeToken { reason: reason.to_owned() };
        self.post(format!("/v1/tokens/{}/revoke", segment(id)), &asked, None).await
    }

    async fn list_people<T: DeserializeOwned, Sort>(
        &self,
        path: &str,
        asked: &PeopleQuery<Sort>,
        sort: &str,
        states: &States,
    ) -> Answer<PeoplePage<T>> {
        let mut query = vec![
            ("sort", format!("{}{sort}", if asked.descending { "-" } else { "" })),
            ("limit", PAGE_LIMIT.to_owned()),
        ];
        query.extend(states.of(asked.filter).map(|words| ("state", words.join(","))));
        query.extend(asked.role.map(|role| ("role", role.as_str().to_owned())));
        query.extend(asked.cursor.clone().map(|cursor| ("cursor", cursor)));
        let page: Page<T> = self.get(path, &query).await?;
        let counts = states.count(&page.meta.counts.unwrap_or_default());
        Ok(PeoplePage { items: page.data, next_cursor: page.meta.next_cursor, counts })
    }
}

impl States {
    /// None for all.
    fn of(&self, filter: PeopleFilter) -> Option<&[&str]> {
        match filter {
            PeopleFilter::Current => Some(self.current),
            PeopleFilter::Ended => Some(self.ended),
            PeopleFilter::All => None,
        }
    }

    fn count(&self, counts: &BTreeMap<String, u64>) -> BTreeMap<PeopleFilter, u64> {
        let of = |words: &[&str]| words.iter().filter_map(|word| counts.get(*word)).sum();
        let (current, ended) = (of(self.current), of(self.ended));
        let all = current + ended;
        BTreeMap::from([(PeopleFilter::Current, current), (PeopleFilter::Ended, ended), (PeopleFilter::All, all)])
    }
}
