//! What deserves a look, and reports of leaks.

use axum::{Json, extract::Path};
use keys::{
    openapi::AlertId,
    wire::{AcknowledgeAlert, Alert, LeakReported, Page, ReportLeak},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{
    Caller, ListQuery,
    api_keys::alerts::AlertFilter,
    faces::http::{body::JsonBody, query::CheckedQuery},
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(list_alerts))
        .routes(routes!(acknowledge_alert))
        .routes(routes!(report_leak))
}

/// List what deserves a look, the most pressing first
///
/// Told from the facts of this moment: an alert ends when what it tells of ends. `meta.counts` has how many are `open` and
/// `acknowledged`.
#[utoipa::path(
    get,
    path = "/alerts",
    tag = "Alerts",
    params(AlertFilter, ListQuery),
    responses((status = 200, body = Page<Alert>))
)]
async fn list_alerts(
    app: App,
    caller: Caller,
    filter: CheckedQuery<AlertFilter>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<Alert>> {
    Ok(Json(app.service.api_keys.list_alerts(&caller, filter.0, query.0).await?))
}

/// Take note of an alert
#[utoipa::path(
    post,
    path = "/alerts/{id}/acknowledge",
    tag = "Alerts",
    params(("id" = AlertId, Path)),
    request_body(content = AcknowledgeAlert, example = json!({ "reason": "The owner is told." })),
    responses((status = 200, body = Alert))
)]
async fn acknowledge_alert(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<AcknowledgeAlert>,
) -> Answer<Alert> {
    Ok(Json(app.service.api_keys.acknowledge_alert(&caller, id, &asked.reason).await?))
}

/// Report that a key's secret leaked, by the key's id or by the text that was found
///
/// The text is compared by its digest and forgotten. An urgent alert stands until the key has ended.
#[utoipa::path(
    post,
    path = "/leaks",
    tag = "Alerts",
    request_body(content = ReportLeak, example = json!({
        "keyId": "key_4fZk2Qw9Lr7Tn1Xc8Vb3Md",
        "place": "a public repository",
    })),
    responses((status = 200, body = LeakReported), (status = 404, description = "It is no key of the organization's."))
)]
async fn report_leak(app: App, caller: Caller, JsonBody(asked): JsonBody<ReportLeak>) -> Answer<LeakReported> {
    Ok(Json(app.service.api_keys.report_leak(&caller, asked).await?))
}
