//! Read the audit log.

use crate::{App, Failure, view::AuditPageView};

impl App {
    /// One page of the audit log, the newest row first.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_audit(&self, connection: &str, cursor: Option<&str>) -> Result<AuditPageView, Failure> {
        let authority = self.authority(connection).await?;
        let page = authority.list_audit(cursor).await.map_err(|error| self.explain(error))?;
        Ok(AuditPageView { entries: page.items, next_cursor: page.next_cursor })
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        Actor,
        wire::{self, AuditEntry, ListMeta, Page},
    };

    use crate::{
        Code,
        scripted::{Scripted, now, page},
    };

    const LIST: &str = "GET /v1/audit";

    #[tokio::test]
    async fn rows_come_in_the_place_s_order_with_where_the_next_page_begins() {
        let place = Scripted::open().await;
        let row = |sequence| AuditEntry {
            sequence,
            at: now(),
            actor: Actor::authority(),
            action: "key.revoked".to_owned(),
            subject: "key_1".to_owned(),
            environment: None,
            origin: String::new(),
            detail: String::new(),
            hash: "00".to_owned(),
        };
        let list = page(vec![row(9), row(8)]);
        let next_cursor = Some("c2".to_owned());
        place.answer(LIST, &Page { meta: ListMeta { next_cursor, ..list.meta }, ..list });
        place.answer(LIST, &page(vec![row(7)]));
        let first = place.app.list_audit(&place.here, None).await.unwrap();
        assert_eq!(first.entries.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [9, 8]);
        let second = place.app.list_audit(&place.here, first.next_cursor.as_deref()).await.unwrap();
        assert_eq!((second.entries[0].sequence, second.next_cursor), (7, None));
        let queries: Vec<_> = place.asked().into_iter().map(|asked| asked.query).collect();
        assert_eq!(queries, ["limit=100", "limit=100&cursor=c2"]);
    }

    #[tokio::test]
    async fn a_role_that_may_not_read_it_is_told_so() {
        let place = Scripted::open().await;
        place.refuse(LIST, wire::Code::RoleNotAllowed);
        assert_eq!(place.app.list_audit(&place.here, None).await.unwrap_err().code, Code::NotAllowed);
    }
}
