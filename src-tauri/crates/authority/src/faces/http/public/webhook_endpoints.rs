//! Webhook endpoints.

use std::sync::Arc;

use axum::{Extension, Json, extract::Path, http::StatusCode};
use keys::{
    openapi::WebhookEndpointId,
    wire::{ChangeWebhookEndpoint, Delivery, Page, WebhookEndpoint, WebhookWithSecret},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key};
use crate::{
    Failure, ListQuery, Service,
    evidence::{space::Space, webhook_endpoints::CreateWebhookEndpoint},
    faces::http::{body::JsonBody, once::BegunAlone, openapi::IdempotencyKey, pipeline::Origin, query::CheckedQuery},
    ground::idempotency::Told,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::default()
        .routes(routes!(list_endpoints, create_endpoint))
        .routes(routes!(get_endpoint, change_endpoint))
        .routes(routes!(rotate_secret))
        .routes(routes!(test_endpoint))
}

/// The corner of the key that asks.
pub(super) fn space(key: &Key, origin: Extension<Origin>) -> Space {
    Space::of_key(&key.0.0, origin.0.0)
}

/// List webhook endpoints, the newest first
#[utoipa::path(
    get, path = "/webhooks/endpoints", tag = "Webhook Endpoints", params(ListQuery),
    responses((status = 200, body = Page<WebhookEndpoint>))
)]
async fn list_endpoints(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    query: CheckedQuery<ListQuery>,
) -> Result<Json<Page<WebhookEndpoint>>, Failure> {
    Ok(Json(app.evidence.list_webhook_endpoints(space(&key, origin), query.0).await?))
}

/// One webhook endpoint, without its secret
#[utoipa::path(
    get, path = "/webhooks/endpoints/{id}", tag = "Webhook Endpoints", params(("id" = WebhookEndpointId, Path)),
    responses((status = 200, body = WebhookEndpoint))
)]
async fn get_endpoint(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
) -> Result<Json<WebhookEndpoint>, Failure> {
    Ok(Json(app.evidence.get_webhook_endpoint(space(&key, origin), id).await?))
}

/// Create a webhook endpoint; its signing secret is shown once
///
/// Without a sealing key the authority keeps a digest of the secret only; `signature.available` is then false, and
/// nothing is delivered until the secret is rotated with one.
#[utoipa::path(
    post,
    path = "/webhooks/endpoints",
    tag = "Webhook Endpoints",
    request_body(content = CreateWebhookEndpoint, example = json!({
        "url": "https://hooks.example.com/conduit",
        "description": "Orders and payouts",
        "subscription": { "mode": "SELECTED", "eventTypes": ["order.succeeded", "transaction.completed"] },
    })),
    responses((status = 201, description = "Created; `secret` is in this answer only.", body = WebhookWithSecret))
)]
async fn create_endpoint(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    JsonBody(asked): JsonBody<CreateWebhookEndpoint>,
) -> Result<(StatusCode, Json<WebhookWithSecret>), Failure> {
    let (endpoint, _) = app.evidence.create_webhook_endpoint(space(&key, origin), None, asked).await?;
    Ok((StatusCode::CREATED, Json(endpoint)))
}

/// Change a webhook endpoint; what is not named stays
#[utoipa::path(
    patch,
    path = "/webhooks/endpoints/{id}",
    tag = "Webhook Endpoints",
    params(("id" = WebhookEndpointId, Path)),
    request_body(content = ChangeWebhookEndpoint, example = json!({
        "active": true,
        "description": "All that happens",
        "subscription": { "mode": "ALL" },
    })),
    responses((status = 200, body = WebhookEndpoint))
)]
async fn change_endpoint(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ChangeWebhookEndpoint>,
) -> Result<Json<WebhookEndpoint>, Failure> {
    Ok(Json(app.evidence.change_webhook_endpoint(space(&key, origin), id, asked).await?))
}

/// Rotate a webhook endpoint's signing secret; the new one is shown once
///
/// For 24 hours (ours) deliveries carry the signatures of both. A retry with the same idempotency key is told the same
/// secret.
#[utoipa::path(
    post,
    path = "/webhooks/endpoints/{id}/rotate",
    tag = "Webhook Endpoints",
    params(("id" = WebhookEndpointId, Path), IdempotencyKey),
    responses(
        (status = 200, description = "Rotated; `secret` is in this answer only.", body = WebhookWithSecret),
        (status = 409, description = "`SEALING_KEY_MISSING`: the authority has nothing to keep a signing secret with; or \
            the idempotency key is used for something else, or its first request still runs."),
    )
)]
async fn rotate_secret(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
    BegunAlone(begun): BegunAlone,
) -> Result<Told<WebhookWithSecret>, Failure> {
    app.evidence.rotate_webhook_secret(space(&key, origin), begun, id).await
}

/// Send a signed test delivery to a webhook endpoint's URL (ours, not the vendor's)
#[utoipa::path(
    post,
    path = "/webhooks/endpoints/{id}/test",
    tag = "Webhook Endpoints",
    params(("id" = WebhookEndpointId, Path)),
    responses(
        (status = 202, description = "Under way; the delivery tells what comes of it.", body = Delivery),
        (status = 409, description = "Nothing could be signed (`SEALING_KEY_MISSING`, `CONFLICT`), or the endpoint is \
            not active (`CONFLICT`)."),
    )
)]
async fn test_endpoint(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Delivery>), Failure> {
    Ok((StatusCode::ACCEPTED, Json(app.evidence.test_webhook_endpoint(space(&key, origin), id).await?)))
}
