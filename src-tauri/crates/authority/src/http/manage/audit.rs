//! The audit log.

use axum::Json;
use keys::wire::{AuditEntry, Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{Caller, ListQuery, http::query::CheckedQuery};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(list_audit))
}

/// List the audit log, the newest row first
#[utoipa::path(get, path = "/audit", tag = "Audit", params(ListQuery), responses((status = 200, body = Page<AuditEntry>)))]
async fn list_audit(app: App, caller: Caller, query: CheckedQuery<ListQuery>) -> Answer<Page<AuditEntry>> {
    Ok(Json(app.service.list_audit(&caller, query.0).await?))
}
