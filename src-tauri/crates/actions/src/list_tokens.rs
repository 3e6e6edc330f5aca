//! List the organization's management tokens, page by page.

use providers::PeopleQuery;

use crate::{
    App, Failure,
    view::{ListTokens, TokenListView},
};

impl App {
    /// One page of tokens, each with how far it is and whether it is the one in use here.
    ///
    /// # Errors
    /// A role that may not, or the place's trouble.
    pub async fn list_tokens(&self, asked: ListTokens) -> Result<TokenListView, Failure> {
        let ListTokens { connection, filter, role, sort, descending, cursor } = asked;
        let authority = self.authority(&connection).await?;
        let query = PeopleQuery { filter, role, sort, descending, cursor };
        let page = authority.list_tokens(&query).await.map_err(|error| self.explain(error))?;
        let asker = self.who_asks(&connection).await?;
        let view = |token| self.token_view(&connection, token, asker.as_ref());
        Ok(TokenListView {
            tokens: page.items.into_iter().map(view).collect(),
            next_cursor: page.next_cursor,
            counts: page.counts,
        })
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        ActorKind,
        wire::{ListMeta, Organization, Page, Token, TokenState},
    };

    use super::*;
    use crate::{
        scripted::{Scripted, now, page, token},
        view::{PeopleFilter, TokenSort},
    };

    #[tokio::test]
    async fn a_token_says_how_far_it_is_and_whether_it_is_the_one_in_use() {
        let place = Scripted::open().await;
        let (own, other) = (token("desk"), Token { expires_at: Some(now()), ..token("desk") });
        let actor = Some(keys::Actor::new(ActorKind::Token, &own.id, &own.name));
        place.answer("GET /v1/organization", &Organization { actor, ..place.organization() });
        let list = page(vec![own, other]);
        let counts = [("active", 1), ("expired", 1), ("revoked", 2)].map(|(word, count)| (word.to_owned(), count));
        place.answer("GET /v1/tokens", &Page { meta: ListMeta { counts: Some(counts.into()), ..list.meta }, ..list });
        let asked = ListTokens {
            connection: place.here.clone(),
            filter: PeopleFilter::Ended,
            role: None,
            sort: TokenSort::Expires,
            descending: false,
            cursor: None,
        };
        let view = place.app.list_tokens(asked).await.unwrap();
        let told: Vec<_> = view.tokens.iter().map(|one| (one.state, one.own)).collect();
        assert_eq!(
            told,
            [(TokenState::Active, true), (TokenState::Expired, false)],
            "its end is the first moment without it"
        );
        assert_eq!(PeopleFilter::ALL.map(|filter| view.counts[&filter]), [1, 3, 4]);
        assert_eq!(place.asked()[0].query, "sort=expires&limit=100&state=expired%2Crevoked");
    }
}
