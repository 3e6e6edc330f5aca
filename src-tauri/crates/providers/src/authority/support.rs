//! What deserves a look, and what became of requests.

use keys::{
    Digest,
    wire::{
        AcknowledgeAlert, Alert, ExplainedRequest, LeakReported, Page, RateLimits, ReportLeak, RequestFilter, Requests,
    },
};

use super::{Answer, Authority, PAGE_LIMIT, segment};

impl Authority {
    /// One page of what deserves a look, the most pressing first: what nobody has taken note of, or what somebody has.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn list_alerts(&self, acknowledged: bool, cursor: Option<&str>) -> Answer<Page<Alert>> {
        let state = if acknowledged { "acknowledged" } else { "open" };
        let mut query = vec![("state", state.to_owned()), ("limit", PAGE_LIMIT.to_owned())];
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        self.get("/v1/alerts", &query).await
    }

    /// Takes note of an alert. Sent twice it is taken note of once.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn acknowledge_alert(&self, id: &str, reason: &str) -> Answer<Alert> {
        let asked = AcknowledgeAlert { reason: reason.to_owned() };
        self.post(format!("/v1/alerts/{}/acknowledge", segment(id)), &asked, None).await
    }

    /// Reports that a secret leaked, by its digest.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn report_leak(&self, digest: &Digest, place: &str) -> Answer<LeakReported> {
        let asked = ReportLeak { key_id: None, found: None, digest: Some(digest.to_hex()), place: place.to_owned() };
        self.post("/v1/leaks".to_owned(), &asked, None).await
    }

    /// One page of request records, the newest first; those with an id, whatever it is of, when one is named, as far as they fit
    /// the filter. A page may be short, and the list go on.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn list_requests(
        &self,
        (id, filter): (Option<&str>, &RequestFilter),
        cursor: Option<&str>,
        limit: u8,
    ) -> Answer<Requests> {
        let mut query = vec![("limit", limit.to_string())];
        query.extend(id.map(|id| ("id", id.to_owned())));
        query.extend(filter.side.map(|side| ("side", side.as_str().to_owned())));
        query.extend(filter.answered.map(|answered| ("answered", answered.as_str().to_owned())));
        query.extend(filter.address.clone().map(|address| ("address", address)));
        query.extend(filter.agent.clone().map(|agent| ("agent", agent)));
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        self.get("/v1/requests", &query).await
    }

    /// The organization's rate limits, and how near it is to them.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn get_rate_limits(&self) -> Answer<RateLimits> {
        self.get("/v1/limits", &[]).await
    }

    /// What happened to one request, and why.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn explain_request(&self, correlation_id: &str) -> Answer<ExplainedRequest> {
        self.get(&format!("/v1/requests/{}", segment(correlation_id)), &[]).await
    }
}
