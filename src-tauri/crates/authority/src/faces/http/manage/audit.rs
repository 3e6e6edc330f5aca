//! The audit log: list, export, verify.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    Json,
    body::{Body, Bytes, HttpBody},
    http::{
        HeaderName, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
};
use http_body::Frame;
use keys::wire::{AuditEntry, AuditExportRow, AuditVerdict, Page};
use tokio::sync::mpsc::Receiver;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{
    AuditFilter, Caller, Failure, ListQuery, StoreError, faces::http::query::CheckedQuery, ground::paging::SortQuery,
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(list_audit)).routes(routes!(export_audit)).routes(routes!(verify_audit))
}

/// List the audit log, the newest row first when no order is asked for
///
/// By `at`.
#[utoipa::path(
    get,
    path = "/audit",
    tag = "Audit",
    params(AuditFilter, SortQuery, ListQuery),
    responses((status = 200, body = Page<AuditEntry>))
)]
async fn list_audit(
    app: App,
    caller: Caller,
    filter: CheckedQuery<AuditFilter>,
    sort: CheckedQuery<SortQuery>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<AuditEntry>> {
    Ok(Json(app.service.evidence.list_audit(&caller, filter.0, (sort.0, query.0)).await?))
}

/// Export the audit log, the oldest row first, so that a stranger can verify it
///
/// One JSON object a line: a head that says how a row's hash is made, the rows, and an end that says how many there were.
#[utoipa::path(
    get,
    path = "/audit/export",
    tag = "Audit",
    params(AuditFilter),
    responses((status = 200, description = "The rows, between a head and an end.", body = AuditExportRow,
        content_type = "application/x-ndjson"))
)]
async fn export_audit(
    app: App,
    caller: Caller,
    filter: CheckedQuery<AuditFilter>,
) -> Result<([(HeaderName, HeaderValue); 2], Body), Failure> {
    let lines = app.service.evidence.export_audit(&caller, filter.0)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"audit.ndjson\"")),
    ];
    Ok((headers, Body::new(Lines(lines))))
}

/// Verify the audit log's chain of hashes from its first row to its last
#[utoipa::path(get, path = "/audit/verify", tag = "Audit", responses((status = 200, body = AuditVerdict)))]
async fn verify_audit(app: App, _: Caller) -> Answer<AuditVerdict> {
    Ok(Json(app.service.evidence.verify_audit().await?))
}

/// A body that is made while it is read.
struct Lines(Receiver<Result<String, StoreError>>);

impl HttpBody for Lines {
    type Data = Bytes;
    type Error = StoreError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StoreError>>> {
        let piece = self.0.poll_recv(context);
        piece.map(|piece| piece.map(|piece| piece.map(|text| Frame::data(Bytes::from(text)))))
    }
}
