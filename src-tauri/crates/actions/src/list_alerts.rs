//! List what deserves a look.

use crate::{App, Failure, view::AlertListView};

impl App {
    /// One page of alerts, the most pressing first: those that nobody has taken note of, or those that somebody has.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_alerts(
        &self,
        acknowledged: bool,
        connection: &str,
        cursor: Option<&str>,
    ) -> Result<AlertListView, Failure> {
        let authority = self.authority(connection).await?;
        let page = authority.list_alerts(acknowledged, cursor).await.map_err(|error| self.explain(error))?;
        let counts = page.meta.counts.unwrap_or_default();
        let count = |state: &str| counts.get(state).copied().unwrap_or_default();
        Ok(AlertListView {
            alerts: page.data,
            next_cursor: page.meta.next_cursor,
            open: count("open"),
            acknowledged: count("acknowledged"),
        })
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, Page};

    use crate::{
        Code,
        scripted::{Scripted, alert, page},
    };

    const LIST: &str = "GET /v1/alerts";

    #[tokio::test]
    async fn what_nobody_has_taken_note_of_is_counted_beside_what_somebody_has() {
        let place = Scripted::open().await;
        let mut list = page(vec![alert()]);
        list.meta.counts = Some([("open".to_owned(), 3), ("acknowledged".to_owned(), 1)].into());
        place.answer(LIST, &list);
        place.answer(LIST, &Page::<wire::Alert> { data: Vec::new(), ..list.clone() });
        let open = place.app.list_alerts(false, &place.here, None).await.unwrap();
        assert_eq!((open.alerts.len(), open.open, open.acknowledged), (1, 3, 1));
        place.app.list_alerts(true, &place.here, Some("c2")).await.unwrap();
        let queries: Vec<_> = place.asked().into_iter().map(|asked| asked.query).collect();
        assert_eq!(queries, ["state=open&limit=100", "state=acknowledged&limit=100&cursor=c2"]);
    }

    #[tokio::test]
    async fn a_place_in_trouble_is_not_taken_for_one_without_alerts() {
        let place = Scripted::open().await;
        place.refuse(LIST, wire::Code::ServiceUnavailable);
        assert_eq!(place.app.list_alerts(false, &place.here, None).await.unwrap_err().code, Code::Unavailable);
    }
}
