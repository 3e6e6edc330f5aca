//! List an environment's keys, page by page.

use std::collections::BTreeMap;

use providers::{KeyFilter, KeyPage, KeyQuery, Provider};

use crate::{
    App, Failure,
    search_text::check_no_secret,
    view::{KeyListView, ListKeys},
};

impl App {
    /// One page of an environment's keys, each with where its secret is; the first one with how many there are.
    ///
    /// # Errors
    /// A search that holds a secret, which goes nowhere; or the place's trouble.
    pub async fn list_keys(&self, asked: ListKeys) -> Result<KeyListView, Failure> {
        check_no_secret("/search", &asked.search)?;
        let provider = self.provider(&asked.connection).await?;
        let query = KeyQuery {
            filter: asked.filter,
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
