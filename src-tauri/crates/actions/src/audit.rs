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
