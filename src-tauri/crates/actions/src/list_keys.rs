//! List an environment's keys, page by page.

use std::collections::BTreeMap;

use providers::{KeyFilter, KeyPage, KeyQuery, Provider, Teller};

use crate::{
    App, Failure,
    account_keys::AccountKeys,
    no_secret::check_search,
    sift::sift,
    view::{KeyListView, ListKeys},
};

impl App {
    /// One page of an environment's keys, each with where its secret is; the first one with how many there are.
    ///
    /// # Errors
    /// A search that holds a secret, which goes nowhere; or the place's trouble.
    pub async fn list_keys(&self, asked: ListKeys) -> Result<KeyListView, Failure> {
        check_search("/search", &asked.search)?;
        let provider = self.provider(&asked.connection).await?;
        match self.teller(&provider)? {
            Teller::Place => {}
            Teller::Nobody => return self.list_tracked(asked).await,
            Teller::Account(account) => {
                let of = asked.connection.clone();
                return self.list_account(&self.account_keys(&of, &provider, account), asked).await;
            }
        }
        let query = KeyQuery {
            filter: asked.filter,
            narrowing: asked.narrowing.unwrap_or_default(),
            search: asked.search,
            sort: asked.sort,
            descending: asked.descending,
            cursor: asked.cursor,
            limit: asked.limit,
            ..KeyQuery::newest(asked.environment, self.now())
        };
        let (page, counted) = tokio::join!(provider.list_keys(&query), count_others(&provider, &query));
        let page = page.map_err(|error| self.explain(error))?;
        let counted = counted.map_err(|error| self.explain(error))?;
        let at_least = page.at_least || counted.iter().any(|counted| counted.at_least);
        let counts = query.cursor.is_none().then(|| {
            let counts = counted.into_iter().map(|counted| counted.counts);
            counts.chain([page.counts]).flatten().collect::<BTreeMap<_, _>>()
        });
        let keys = self.key_views(&asked.connection, page.keys).await?;
        Ok(KeyListView { keys, next_cursor: page.next_cursor, counts, at_least, as_of: self.now() })
    }

    /// An account's keys, whole: a service tells of all at once.
    async fn list_account(&self, account: &AccountKeys<'_>, asked: ListKeys) -> Result<KeyListView, Failure> {
        let all = if asked.environment == account.environment() { account.all().await? } else { Vec::new() };
        let (found, counts) = sift(all, &asked, self.now());
        let keys = self.key_views(&asked.connection, found).await?;
        Ok(KeyListView { keys, next_cursor: None, counts: Some(counts), at_least: false, as_of: self.now() })
    }
}

/// Pages that count what a first page does not: the states come counted together, and what is due or unused alone.
async fn count_others(provider: &Provider, query: &KeyQuery) -> Result<Vec<KeyPage>, providers::ProviderError> {
    if query.cursor.is_some() {
        return Ok(Vec::new());
    }
    let others = match query.filter {
        KeyFilter::Due => [KeyFilter::All, KeyFilter::Unused],
        KeyFilter::Unused => [KeyFilter::All, KeyFilter::Due],
        _ => [KeyFilter::Due, KeyFilter::Unused],
    };
    let count = async |filter| provider.list_keys(&KeyQuery { filter, limit: 1, ..query.clone() }).await;
    futures_util::future::try_join_all(others.map(count)).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use keys::{
        Environment, KeyState,
        mint::mint_secret,
        wire::{Key, ListMeta, Page},
    };
    use providers::{KeyNarrowing, KeySort};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, ambient, key, now, page},
        view::SecretPlace,
    };

    const LIST: &str = "GET /v1/keys";

    fn asked(place: &Scripted, filter: KeyFilter, search: &str) -> ListKeys {
        ListKeys {
            connection: place.here.clone(),
            environment: Environment::Sandbox,
            filter,
            narrowing: None,
            search: search.to_owned(),
            sort: KeySort::Name,
            descending: true,
            cursor: None,
            limit: 50,
        }
    }

    fn two_keys() -> Page<Key> {
        let keys = vec![
            key("billing", Environment::Sandbox, KeyState::Active),
            key("payouts", Environment::Sandbox, KeyState::Pending),
        ];
        let counts = [("active".to_owned(), 7), ("pending".to_owned(), 2)];
        let list = page(keys);
        Page { meta: ListMeta { counts: Some(counts.into()), ..list.meta }, ..list }
    }

    #[tokio::test]
    async fn a_search_that_holds_a_secret_is_not_sent() {
        let place = Scripted::open().await;
        place.answer(LIST, &two_keys());
        let secret = mint_secret(Environment::Live, &ambient());
        for text in [secret.expose().to_owned(), format!("export KEY={}", secret.expose())] {
            let failure = place.app.list_keys(asked(&place, KeyFilter::All, &text)).await.unwrap_err();
            assert_eq!(failure.code, Code::InvalidInput);
            assert_eq!(failure.fields[0].pointer, "/search");
        }
        assert!(place.asked().is_empty(), "addresses are written down by whatever is in between");
        place.app.list_keys(asked(&place, KeyFilter::All, "ck_live_…9f2c")).await.expect("a hint is looked for");
        assert!(!place.asked().is_empty());
    }

    #[tokio::test]
    async fn what_was_asked_for_is_asked_of_the_place() {
        let place = Scripted::open().await;
        place.answer(LIST, &two_keys());
        let asked = ListKeys { cursor: Some("c2".to_owned()), ..asked(&place, KeyFilter::Pending, "bill") };
        place.app.list_keys(asked).await.unwrap();
        let [sent] = &place.asked()[..] else { panic!("a later page is asked for alone, without counts") };
        let query: BTreeSet<_> = sent.query.split('&').collect();
        let expected = ["environment=sandbox", "sort=-name", "limit=50", "state=pending", "q=bill", "cursor=c2"];
        assert_eq!(query, BTreeSet::from(expected));
        assert_eq!(sent.token.as_deref(), Some(place.token.expose()));
    }

    #[tokio::test]
    async fn a_first_page_counts_every_filter_whichever_was_asked_for() {
        for filter in KeyFilter::ALL {
            let place = Scripted::open().await;
            place.answer(LIST, &two_keys());
            let list = place.app.list_keys(asked(&place, filter, "")).await.unwrap();
            let counts = list.counts.unwrap();
            assert_eq!(counts.keys().copied().collect::<BTreeSet<_>>(), KeyFilter::ALL.into(), "{filter:?}");
            assert_eq!((counts[&KeyFilter::All], counts[&KeyFilter::Active]), (9, 7), "{filter:?}");
        }
    }

    #[tokio::test]
    async fn a_later_page_has_no_counts_and_says_where_the_next_one_begins() {
        let place = Scripted::open().await;
        let list = two_keys();
        place.answer(LIST, &Page { meta: ListMeta { next_cursor: Some("c3".to_owned()), ..list.meta }, ..list });
        let asked = ListKeys { cursor: Some("c2".to_owned()), ..asked(&place, KeyFilter::All, "") };
        let list = place.app.list_keys(asked).await.unwrap();
        assert_eq!((list.counts, list.next_cursor.as_deref(), list.as_of), (None, Some("c3"), now()));
    }

    #[tokio::test]
    async fn a_listed_key_says_where_its_secret_is() {
        let (place, list) = (Scripted::open().await, two_keys());
        place.answer(LIST, &list);
        let secrets = [place.save(&list.data[0]).await, place.hold(&list.data[1])];
        let view = place.app.list_keys(asked(&place, KeyFilter::All, "")).await.unwrap();
        let places = view.keys.iter().map(|key| key.secret).collect::<Vec<_>>();
        assert_eq!(places, [SecretPlace::Saved, SecretPlace::Held]);
        let shown = format!("{} {view:?}", serde_json::to_string(&view).unwrap());
        assert!(secrets.iter().all(|secret| !shown.contains(secret.expose())), "a view goes into a page");
    }

    #[tokio::test]
    async fn a_list_that_cannot_be_counted_is_a_failure_and_not_a_wrong_number() {
        let place = Scripted::open().await;
        place.answer(LIST, &two_keys());
        place.refuse(LIST, keys::wire::Code::ServiceUnavailable);
        let failure = place.app.list_keys(asked(&place, KeyFilter::All, "")).await.unwrap_err();
        assert_eq!(failure.code, Code::Unavailable);
    }

    #[tokio::test]
    async fn what_a_list_is_narrowed_to_is_asked_of_the_page_and_of_what_is_counted_beside_it() {
        let place = Scripted::open().await;
        place.answer(LIST, &two_keys());
        let narrowing = KeyNarrowing {
            access_level: Some(keys::AccessLevel::ReadWrite),
            created_by: Some("member:usr_1".to_owned()),
            created_before: Some(now()),
            expires_before: Some(now()),
        };
        let asked = ListKeys { narrowing: Some(narrowing), ..asked(&place, KeyFilter::All, "") };
        place.app.list_keys(asked).await.unwrap();
        let queries = place.asked();
        assert_eq!(queries.len(), 3);
        for part in ["accessLevel=read_write", "createdBy=member%3Ausr_1", "createdBefore=", "expiresBefore="] {
            assert!(queries.iter().all(|one| one.query.contains(part)), "{part} in {queries:?}");
        }
    }
}
