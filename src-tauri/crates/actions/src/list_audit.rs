//! Read the audit log.

use keys::wire::Complaint;
use providers::AuditFilter;

use crate::{
    App, Failure,
    no_secret::check_search,
    view::{AuditPageView, ListAudit},
};

/// The longest that is looked for, in characters, as the authority has it.
const LENGTH_MAX: usize = 200;
/// How far an authority counts rows.
const COUNTED_MAX: u64 = 10_000;

impl App {
    /// One page of the audit log, the newest row first: of all rows, or of those that a filter leaves.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for what nothing can be found by; or the place's trouble.
    pub async fn list_audit(&self, asked: ListAudit) -> Result<AuditPageView, Failure> {
        let filter = checked(&asked.filter)?;
        let authority = self.authority(&asked.connection).await?;
        let page = authority.list_audit(&filter, asked.limit.clamp(1, 100), asked.cursor.as_deref()).await;
        let page = page.map_err(|error| self.explain(error))?;
        let (next_cursor, total) = (page.meta.next_cursor, page.meta.total);
        let at_least = page.meta.at_least || total >= COUNTED_MAX;
        Ok(AuditPageView { entries: page.data, next_cursor, total, at_least })
    }
}

/// A filter as it can be asked for: what is blank leaves everything.
pub(crate) fn checked(filter: &AuditFilter) -> Result<AuditFilter, Failure> {
    if let (Some(from), Some(until)) = (filter.from, filter.until)
        && from >= until
    {
        return Err(Failure::invalid("/until", "The end must be after the beginning."));
    }
    Ok(AuditFilter {
        actor: text("/actor", filter.actor.as_deref())?,
        action: text("/action", filter.action.as_deref())?,
        subject: text("/subject", filter.subject.as_deref())?,
        ..filter.clone()
    })
}

fn text(pointer: &str, text: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > LENGTH_MAX {
        let complaint = Complaint::too_long(LENGTH_MAX, format!("At most {LENGTH_MAX} characters."));
        return Err(Failure::invalid(pointer, complaint));
    }
    check_search(pointer, text)?;
    Ok(Some(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use keys::{
        Environment,
        mint::mint_secret,
        wire::{self, FieldCode, ListMeta, Page},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, ambient, audit_row, now, page},
    };

    const LIST: &str = "GET /v1/audit";

    fn asked(place: &Scripted, filter: AuditFilter, cursor: Option<String>) -> ListAudit {
        ListAudit { connection: place.here.clone(), filter, cursor, limit: 100 }
    }

    #[tokio::test]
    async fn rows_come_in_the_place_s_order_with_where_the_next_page_begins() {
        let place = Scripted::open().await;
        let list = page(vec![audit_row(9), audit_row(8)]);
        let next_cursor = Some("c2".to_owned());
        place.answer(LIST, &Page { meta: ListMeta { next_cursor, total: 10_000, ..list.meta }, ..list });
        place.answer(LIST, &page(vec![audit_row(7)]));
        let first = place.app.list_audit(asked(&place, AuditFilter::default(), None)).await.unwrap();
        assert_eq!(first.entries.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [9, 8]);
        assert_eq!((first.total, first.at_least), (10_000, true), "so many are not counted to their end");
        let second = place.app.list_audit(asked(&place, AuditFilter::default(), first.next_cursor)).await.unwrap();
        assert_eq!((second.entries[0].sequence, second.next_cursor, second.at_least), (7, None, false));
        let queries: Vec<_> = place.asked().into_iter().map(|asked| asked.query).collect();
        assert_eq!(queries, ["limit=100", "limit=100&cursor=c2"]);
    }

    #[tokio::test]
    async fn the_place_is_asked_for_the_rows_of_a_filter_alone() {
        let place = Scripted::open().await;
        place.answer(LIST, &page(Vec::<wire::AuditEntry>::new()));
        let filter = AuditFilter {
            actor: Some(" Ana Ruiz ".to_owned()),
            action: Some("key.".to_owned()),
            subject: Some(String::new()),
            from: Some(now()),
            until: Some(now().plus_seconds(60)),
        };
        place.app.list_audit(asked(&place, filter, None)).await.unwrap();
        let query =
            "actor=Ana+Ruiz&action=key.&from=2026-11-18T11%3A06%3A40.000Z&to=2026-11-18T11%3A07%3A40.000Z&limit=100";
        assert_eq!(place.asked()[0].query, query);
    }

    #[tokio::test]
    async fn what_nothing_can_be_found_by_is_not_asked_for() {
        let place = Scripted::open().await;
        let secret = mint_secret(Environment::Live, &ambient());
        let only = |subject: &str| AuditFilter { subject: Some(subject.to_owned()), ..AuditFilter::default() };
        for (filter, pointer, code) in [
            (only(secret.expose()), "/subject", FieldCode::HoldsASecret),
            (only(&"x".repeat(201)), "/subject", FieldCode::TooLong),
            (
                AuditFilter { from: Some(now()), until: Some(now()), ..AuditFilter::default() },
                "/until",
                FieldCode::Invalid,
            ),
        ] {
            let failure = place.app.list_audit(asked(&place, filter, None)).await.unwrap_err();
            assert_eq!((failure.fields[0].pointer.as_str(), failure.fields[0].code), (pointer, code));
            assert!(!format!("{failure:?}").contains(secret.expose()));
        }
        assert!(place.asked().is_empty());
    }

    #[tokio::test]
    async fn a_role_that_may_not_read_it_is_told_so() {
        let place = Scripted::open().await;
        place.refuse(LIST, wire::Code::RoleNotAllowed);
        let refused = place.app.list_audit(asked(&place, AuditFilter::default(), None)).await.unwrap_err();
        assert_eq!(refused.code, Code::NotAllowed);
    }
}
