//! Find request records by any id.

use keys::{
    id_box::{IdError, Wanted},
    wire::RequestFilter,
};

use crate::{
    App, Failure,
    no_secret::check_search,
    view::{ListRequests, RequestListView},
};

/// Records of a page; the most that a place gives at once.
const PAGE: u8 = 100;

impl App {
    /// One page of request records, the newest first: all of them, or those with an id, whatever it is of, as far as they fit
    /// the filter. At most 100, or fewer where that is asked for; a page may be short, and the list go on.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for what is no id or no address, or is a whole secret, which is sent nowhere; or the
    /// place's trouble.
    pub async fn list_requests(&self, asked: ListRequests) -> Result<RequestListView, Failure> {
        let id = asked.id.as_deref().map(checked).transpose()?;
        let filter = narrowed(asked.filter.clone())?;
        if self.service(&asked.connection)?.is_some() {
            let id = id.map(str::to_owned);
            return self.list_service_calls(&ListRequests { id, filter, ..asked.clone() });
        }
        let authority = self.authority(&asked.connection).await?;
        let page = authority.list_requests((id, &filter), asked.cursor.as_deref(), asked.limit.unwrap_or(PAGE)).await;
        let page = page.map_err(|error| self.explain(error))?;
        let (next_cursor, dropped) = (page.meta.next_cursor, page.meta.dropped);
        Ok(RequestListView { requests: page.data, next_cursor, dropped })
    }
}

/// A filter as it can be asked for: what is blank leaves everything.
fn narrowed(filter: RequestFilter) -> Result<RequestFilter, Failure> {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let filter = RequestFilter { address: filled(filter.address), agent: filled(filter.agent), ..filter };
    if let Some(agent) = &filter.agent {
        check_search("/agent", agent)?;
    }
    filter.checked().map_err(Failure::invalid_fields)
}

/// What can be looked for, as it was given.
fn checked(id: &str) -> Result<&str, Failure> {
    let told = |error: IdError| Failure::invalid("/id", error.complaint());
    Wanted::parse(id).map_err(told)?;
    Ok(id.trim())
}

#[cfg(test)]
mod tests {
    use keys::{
        Environment,
        mint::mint_secret,
        wire::{self, Answered, FieldCode, RequestFilter, RequestSide, Requests, RequestsMeta},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, ambient, request},
    };

    const LIST: &str = "GET /v1/requests";

    fn page(next_cursor: Option<&str>) -> Requests {
        let meta = RequestsMeta {
            mode: "cursor".to_owned(),
            next_cursor: next_cursor.map(str::to_owned),
            previous_cursor: None,
            total: 1,
            dropped: 3,
        };
        Requests { data: vec![request(401)], meta }
    }

    fn all(place: &Scripted) -> ListRequests {
        ListRequests { connection: place.here.clone(), ..ListRequests::default() }
    }

    #[tokio::test]
    async fn what_was_typed_is_asked_for_page_by_page() {
        let place = Scripted::open().await;
        place.answer(LIST, &page(Some("c2")));
        place.answer(LIST, &page(None));
        let first = ListRequests { id: Some(" order-17 ".to_owned()), limit: Some(5), ..all(&place) };
        let first = place.app.list_requests(first).await.unwrap();
        assert_eq!((first.requests[0].status, first.next_cursor.as_deref(), first.dropped), (401, Some("c2"), 3));
        let second = ListRequests { cursor: first.next_cursor, ..all(&place) };
        assert_eq!(place.app.list_requests(second).await.unwrap().next_cursor, None);
        let queries: Vec<_> = place.asked().into_iter().map(|asked| asked.query).collect();
        assert_eq!(queries, ["limit=5&id=order-17", "limit=100&cursor=c2"]);
    }

    #[tokio::test]
    async fn a_filter_is_asked_for_in_one_form_and_what_is_blank_leaves_everything() {
        let place = Scripted::open().await;
        place.answer(LIST, &page(None));
        let filter = RequestFilter {
            side: Some(RequestSide::Live),
            answered: Some(Answered::Limited),
            address: Some("::ffff:192.0.2.7".to_owned()),
            agent: Some("  ".to_owned()),
        };
        place.app.list_requests(ListRequests { filter, ..all(&place) }).await.unwrap();
        assert_eq!(place.asked()[0].query, "limit=100&side=live&answered=limited&address=192.0.2.7");
        let filter = RequestFilter { address: Some("here".to_owned()), ..RequestFilter::default() };
        let failure = place.app.list_requests(ListRequests { filter, ..all(&place) }).await.unwrap_err();
        assert_eq!((failure.code, failure.fields[0].code), (Code::InvalidInput, FieldCode::NotAnIpAddress));
        assert_eq!(place.asked().len(), 1, "and nothing is sent");
    }

    /// A secret that somebody types stands in no address, and so in nobody's log.
    #[tokio::test]
    async fn a_whole_secret_is_sent_nowhere() {
        let place = Scripted::open().await;
        let secret = mint_secret(Environment::Live, &ambient());
        let typed = || Some(secret.expose().to_owned());
        let of_program = RequestFilter { agent: typed(), ..RequestFilter::default() };
        for asked in [ListRequests { id: typed(), ..all(&place) }, ListRequests { filter: of_program, ..all(&place) }] {
            let failure = place.app.list_requests(asked).await.unwrap_err();
            assert_eq!((failure.code, failure.fields[0].code), (Code::InvalidInput, FieldCode::HoldsASecret));
            assert!(!format!("{failure:?}").contains(secret.expose()));
        }
        assert!(place.asked().is_empty());
    }

    #[tokio::test]
    async fn a_refusal_is_told() {
        let place = Scripted::open().await;
        place.refuse(LIST, wire::Code::RoleNotAllowed);
        assert_eq!(place.app.list_requests(all(&place)).await.unwrap_err().code, Code::NotAllowed);
    }
}
