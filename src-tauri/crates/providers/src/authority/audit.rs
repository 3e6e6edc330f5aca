//! The audit log of an authority: page by page, whole, and verified.

use keys::wire::{AuditEntry, AuditExportEnd, AuditExportHead, AuditExportRow, AuditVerdict, Page};
use reqwest::Response;

use super::{Answer, Authority};
use crate::{AuditFilter, ProviderError, error::Kind, lines::Lines};

const NDJSON: &str = "application/x-ndjson";

/// A line of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditLine {
    /// The first.
    Head(AuditExportHead),
    /// A row.
    Row(Box<AuditExportRow>),
    /// The last: the export is whole.
    End(AuditExportEnd),
}

/// An export that is read while it is made.
pub struct AuditExport {
    lines: Lines,
    rows: u64,
    stands: Stands,
}

/// What was read last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    BeforeHead,
    InRows,
    AtEnd,
}

impl AuditExport {
    fn new(response: Response, place: &str) -> Self {
        Self { lines: Lines::new(response, place), rows: 0, stands: Stands::BeforeHead }
    }

    /// The next line, as it came and what it says; none behind the last one.
    ///
    /// # Errors
    /// [`Kind::Lost`] when the export was cut off: its last line is missing, or says that there were other rows than came.
    pub async fn next(&mut self) -> Answer<Option<(String, AuditLine)>> {
        let Some(text) = self.lines.next().await? else {
            return if self.stands == Stands::AtEnd { Ok(None) } else { Err(cut_off()) };
        };
        let line = self.understand(&text)?;
        Ok(Some((text, line)))
    }

    fn understand(&mut self, text: &str) -> Answer<AuditLine> {
        if self.stands == Stands::BeforeHead {
            self.stands = Stands::InRows;
            return serde_json::from_str(text).map(AuditLine::Head).map_err(|_| not_understood());
        }
        if self.stands == Stands::AtEnd {
            return Err(not_understood());
        }
        if let Ok(row) = serde_json::from_str(text) {
            self.rows += 1;
            return Ok(AuditLine::Row(Box::new(row)));
        }
        let end: AuditExportEnd = serde_json::from_str(text).map_err(|_| not_understood())?;
        self.stands = Stands::AtEnd;
        if end.rows == self.rows { Ok(AuditLine::End(end)) } else { Err(cut_off()) }
    }
}

fn cut_off() -> ProviderError {
    ProviderError::new(Kind::Lost, "The export was cut off.")
}

fn not_understood() -> ProviderError {
    ProviderError::new(Kind::NotUnderstood, "This is no export of an audit log.")
}

impl Authority {
    /// One page of the audit log, the newest row first.
    ///
    /// # Errors
    /// [`ProviderError`], as in every method here.
    pub async fn list_audit(&self, which: &AuditFilter, limit: u8, cursor: Option<&str>) -> Answer<Page<AuditEntry>> {
        let mut query = question(which);
        query.push(("limit", limit.to_string()));
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        self.get("/v1/audit", &query).await
    }

    /// All rows, the oldest first, while they are read there.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn export_audit(&self, which: &AuditFilter) -> Answer<AuditExport> {
        let query = question(which);
        let opened = self.open("/v1/audit/export", NDJSON, |request| request.query(&query)).await?;
        Ok(AuditExport::new(opened, self.base.as_str()))
    }

    /// Whether every row of the whole log is as it was written. A long log takes longer than an answer may: then the answer is
    /// lost, and whoever asks again goes on where the walk ended.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn verify_audit(&self) -> Answer<AuditVerdict> {
        self.get("/v1/audit/verify", &[]).await
    }
}

/// Which rows, in the words of `API.md`.
fn question(which: &AuditFilter) -> Vec<(&'static str, String)> {
    let AuditFilter { actor, action, subject, from, until } = which.clone();
    let moments = [("from", from), ("to", until)].map(|(name, at)| (name, at.map(|at| at.to_string())));
    let texts = [("actor", actor), ("action", action), ("subject", subject)];
    texts.into_iter().chain(moments).filter_map(|(name, text)| Some((name, text?))).collect()
}
