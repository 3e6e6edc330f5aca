//! Webhook endpoints.

use std::sync::Arc;

use axum::{Extension, Json, extract::Path, http::StatusCode};
use keys::{openapi::WebhookEndpointId, wire::Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key};
use crate::{
    Failure, ListQuery, Service,
    http::{body::JsonBody, pipeline::Origin, query::CheckedQuery},
    webhook_endpoints::{CreateWebhookEndpoint, WebhookEndpoint},
};

pub(super) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::default().routes(routes!(list_endpoints, create_endpoint)).routes(routes!(get_endpoint))
}

/// List webhook endpoints, the newest first
#[utoipa::path(
    get, path = "/webhooks/endpoints", tag = "Webhook Endpoints", params(ListQuery),
    responses((status = 200, body = Page<WebhookEndpoint>))
)]
async fn list_endpoints(
    app: App,
    key: Key,
    query: CheckedQuery<ListQuery>,
) -> Result<Json<Page<WebhookEndpoint>>, Failure> {
    Ok(Json(app.list_webhook_endpoints(&key.0.0, query.0).await?))
}

/// One webhook endpoint, without its secret
#[utoipa::path(
    get, path = "/webhooks/endpoints/{id}", tag = "Webhook Endpoints", params(("id" = WebhookEndpointId, Path)),
    responses((status = 200, body = WebhookEndpoint))
)]
async fn get_endpoint(app: App, key: Key, Path(id): Path<String>) -> Result<Json<WebhookEndpoint>, Failure> {
    Ok(Json(app.get_webhook_endpoint(&key.0.0, id).await?))
}

/// Create a webhook endpoint; its signing secret is shown once
#[utoipa::path(
    post,
    path = "/webhooks/endpoints",
    tag = "Webhook Endpoints",
    request_body(content = CreateWebhookEndpoint, example = json!({
        "url": "https://hooks.example.com/conduit",
        "description": "Orders and payouts",
        "subscription": { "mode": "SELECTED", "eventTypes": ["order.succeeded", "transaction.completed"] },
    })),
    responses((status = 201, description = "Created; `secret` is in this answer only.", body = WebhookEndpoint))
)]
async fn create_endpoint(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    JsonBody(asked): JsonBody<CreateWebhookEndpoint>,
) -> Result<(StatusCode, Json<WebhookEndpoint>), Failure> {
    let endpoint = app.create_webhook_endpoint(&key.0.0, asked, origin.0.0).await?;
    Ok((StatusCode::CREATED, Json(endpoint)))
}
