//! Find request records by any id.

use keys::id_box::{IdError, Wanted};

use crate::{App, Failure, view::RequestListView};

/// Records of a page; the most that a place gives at once.
const PAGE: u8 = 100;

impl App {
    /// One page of request records, the newest first: all of them, or those with an id, whatever it is of. At most 100, or
    /// fewer where that is asked for.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for what is no id, or is a whole secret, which is sent nowhere; or the place's trouble.
    pub async fn list_requests(
        &self,
        connection: &str,
        id: Option<&str>,
        cursor: Option<&str>,
        limit: Option<u8>,
    ) -> Result<RequestListView, Failure> {
        let id = id.map(checked).transpose()?;
        let authority = self.authority(connection).await?;
        let page =
            authority.list_requests(id, cursor, limit.unwrap_or(PAGE)).await.map_err(|error| self.explain(error))?;
        let (next_cursor, dropped) = (page.meta.next_cursor, page.meta.dropped);
        Ok(RequestListView { requests: page.data, next_cursor, dropped })
    }
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
        wire::{self, FieldCode, Requests, RequestsMeta},
    };

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

    #[tokio::test]
    async fn what_was_typed_is_asked_for_page_by_page() {
        let place = Scripted::open().await;
        place.answer(LIST, &page(Some("c2")));
        place.answer(LIST, &page(None));
        let first = place.app.list_requests(&place.here, Some(" order-17 "), None, Some(5)).await.unwrap();
        assert_eq!((first.requests[0].status, first.next_cursor.as_deref(), first.dropped), (401, Some("c2"), 3));
        let second = place.app.list_requests(&place.here, None, first.next_cursor.as_deref(), None).await.unwrap();
        assert_eq!(second.next_cursor, None);
        let queries: Vec<_> = place.asked().into_iter().map(|asked| asked.query).collect();
        assert_eq!(queries, ["limit=5&id=order-17", "limit=100&cursor=c2"]);
    }

    /// A secret that somebody types stands in no address, and so in nobody's log.
    #[tokio::test]
    async fn a_whole_secret_is_sent_nowhere() {
        let place = Scripted::open().await;
        let secret = mint_secret(Environment::Live, &ambient());
        let failure = place.app.list_requests(&place.here, Some(secret.expose()), None, None).await.unwrap_err();
        assert_eq!((failure.code, failure.fields[0].code), (Code::InvalidInput, FieldCode::HoldsASecret));
        assert!(!format!("{failure:?}").contains(secret.expose()));
        assert!(place.asked().is_empty());
    }

    #[tokio::test]
    async fn a_refusal_is_told() {
        let place = Scripted::open().await;
        place.refuse(LIST, wire::Code::RoleNotAllowed);
        assert_eq!(place.app.list_requests(&place.here, None, None, None).await.unwrap_err().code, Code::NotAllowed);
    }
}
