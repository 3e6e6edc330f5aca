//! Webhooks of key management: endpoints, their deliveries, and what they can be told of. The same endpoints, signatures
//! and retries as on the public API, with events of their own.

use axum::{
    Json,
    extract::{Path, Request},
    http::{HeaderMap, StatusCode},
};
use keys::{
    openapi::{WebhookDeliveryId, WebhookEndpointId},
    wire::{ChangeWebhookEndpoint, CreateKeyWebhook, Delivery, EventTypes, Page, WebhookEndpoint, WebhookWithSecret},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, EnvironmentQuery, Manage, created, once};
use crate::{
    Caller, Failure, ListQuery,
    evidence::{
        deliveries::DeliveriesQuery,
        events::{self, Namespace},
        space::Space,
        webhook_endpoints::without_environment,
    },
    faces::http::{body::JsonBody, once::begin_alone, openapi::IdempotencyKey, query::CheckedQuery},
    ground::idempotency::Told,
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(list_webhooks, create_webhook))
        .routes(routes!(get_webhook, change_webhook))
        .routes(routes!(rotate_webhook_secret))
        .routes(routes!(test_webhook))
        .routes(routes!(list_webhook_deliveries))
        .routes(routes!(get_webhook_delivery))
        .routes(routes!(retry_webhook_delivery))
        .routes(routes!(list_webhook_event_types))
}

/// List an environment's webhook endpoints, the newest first
#[utoipa::path(
    get, path = "/webhooks/endpoints", tag = "Webhooks", params(EnvironmentQuery, ListQuery),
    responses((status = 200, body = Page<WebhookEndpoint>))
)]
async fn list_webhooks(
    app: App,
    caller: Caller,
    which: CheckedQuery<EnvironmentQuery>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<WebhookEndpoint>> {
    let space = Space::of_caller(caller, which.0.environment);
    Ok(Json(app.service.evidence.list_webhook_endpoints(space, query.0).await?))
}

/// One webhook endpoint, without its secret
#[utoipa::path(
    get, path = "/webhooks/endpoints/{id}", tag = "Webhooks", params(("id" = WebhookEndpointId, Path)),
    responses((status = 200, body = WebhookEndpoint))
)]
async fn get_webhook(app: App, caller: Caller, Path(id): Path<String>) -> Answer<WebhookEndpoint> {
    let space = app.service.evidence.space_of(caller, "wep", &id).await?;
    Ok(Json(app.service.evidence.get_webhook_endpoint(space, id).await?))
}

/// Create a webhook endpoint; its signing secret is shown once
///
/// Without a sealing key the authority keeps a digest of the secret only; `signature.available` is then false, and
/// nothing is delivered until the secret is rotated with one.
#[utoipa::path(
    post,
    path = "/webhooks/endpoints",
    tag = "Webhooks",
    params(IdempotencyKey),
    request_body(content = CreateKeyWebhook, example = json!({
        "environment": "sandbox",
        "url": "https://hooks.example.com/keys",
        "description": "Revocations to the chat",
        "subscription": { "mode": "SELECTED", "eventTypes": ["key.revoked", "alert.raised"] },
    })),
    responses(
        (status = 201, description = "Created; `secret` is in this answer only.", body = WebhookWithSecret),
        (status = 200, description = "A repeated answer, without the secret.", body = WebhookWithSecret),
        (status = 409, description = "`IDEMPOTENCY_KEY_CONFLICT`."),
    )
)]
async fn create_webhook(
    app: App,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<CreateKeyWebhook>,
) -> Result<(StatusCode, HeaderMap, Json<WebhookWithSecret>), Failure> {
    let once = once(&headers, "create webhook", &asked)?;
    let (environment, asked) = without_environment(asked);
    let space = Space::of_caller(caller, environment);
    let (answer, replayed) = app.service.evidence.create_webhook_endpoint(space, Some(once), asked).await?;
    Ok(created(answer, replayed))
}

/// Change a webhook endpoint; what is not named stays
#[utoipa::path(
    patch,
    path = "/webhooks/endpoints/{id}",
    tag = "Webhooks",
    params(("id" = WebhookEndpointId, Path)),
    request_body(content = ChangeWebhookEndpoint, example = json!({
        "active": true,
        "description": "All that happens to keys",
        "subscription": { "mode": "ALL" },
    })),
    responses((status = 200, body = WebhookEndpoint))
)]
async fn change_webhook(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ChangeWebhookEndpoint>,
) -> Answer<WebhookEndpoint> {
    let space = app.service.evidence.space_of(caller, "wep", &id).await?;
    Ok(Json(app.service.evidence.change_webhook_endpoint(space, id, asked).await?))
}

/// Rotate a webhook endpoint's signing secret; the new one is shown once
///
/// For 24 hours deliveries carry the signatures of both. A retry with the same idempotency key within 300 seconds is told
/// the same secret.
#[utoipa::path(
    post,
    path = "/webhooks/endpoints/{id}/rotate",
    tag = "Webhooks",
    params(("id" = WebhookEndpointId, Path), IdempotencyKey),
    responses(
        (status = 200, description = "Rotated; `secret` is in this answer only.", body = WebhookWithSecret),
        (status = 409, description = "`SEALING_KEY_MISSING`: the authority has nothing to keep a signing secret with; or \
            the idempotency key is used for something else, or its first request still runs."),
    )
)]
async fn rotate_webhook_secret(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    request: Request,
) -> Result<Told<WebhookWithSecret>, Failure> {
    let space = app.service.evidence.space_of(caller, "wep", &id).await?;
    let begun = begin_alone(&app.service, request, &space).await?;
    app.service.evidence.rotate_webhook_secret(space, begun, id).await
}

/// Send a signed test delivery to a webhook endpoint's URL
#[utoipa::path(
    post,
    path = "/webhooks/endpoints/{id}/test",
    tag = "Webhooks",
    params(("id" = WebhookEndpointId, Path)),
    responses(
        (status = 202, description = "Under way; the delivery tells what comes of it.", body = Delivery),
        (status = 409, description = "Nothing could be signed (`SEALING_KEY_MISSING`, `CONFLICT`), or the endpoint is \
            not active (`CONFLICT`)."),
    )
)]
async fn test_webhook(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Delivery>), Failure> {
    let space = app.service.evidence.space_of(caller, "wep", &id).await?;
    Ok((StatusCode::ACCEPTED, Json(app.service.evidence.test_webhook_endpoint(space, id).await?)))
}

/// List an environment's webhook deliveries, the newest first
#[utoipa::path(
    get, path = "/webhooks/deliveries", tag = "Webhooks", params(EnvironmentQuery, DeliveriesQuery),
    responses((status = 200, body = Page<Delivery>))
)]
async fn list_webhook_deliveries(
    app: App,
    caller: Caller,
    which: CheckedQuery<EnvironmentQuery>,
    query: CheckedQuery<DeliveriesQuery>,
) -> Answer<Page<Delivery>> {
    let space = Space::of_caller(caller, which.0.environment);
    Ok(Json(app.service.evidence.list_deliveries(space, query.0).await?))
}

/// One webhook delivery, with its attempts
#[utoipa::path(
    get, path = "/webhooks/deliveries/{id}", tag = "Webhooks", params(("id" = WebhookDeliveryId, Path)),
    responses((status = 200, body = Delivery))
)]
async fn get_webhook_delivery(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Delivery> {
    let space = app.service.evidence.space_of(caller, "wdl", &id).await?;
    Ok(Json(app.service.evidence.get_delivery(space, id).await?))
}

/// Send a webhook delivery that has ended once more
///
/// It gets another round of five attempts, the first of them at once. The event is the same, its id too.
#[utoipa::path(
    post, path = "/webhooks/deliveries/{id}/retry", tag = "Webhooks", params(("id" = WebhookDeliveryId, Path)),
    responses(
        (status = 202, description = "Under way.", body = Delivery),
        (status = 409, description = "`CONFLICT`: the delivery is still under way."),
    )
)]
async fn retry_webhook_delivery(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Delivery>), Failure> {
    let space = app.service.evidence.space_of(caller, "wdl", &id).await?;
    Ok((StatusCode::ACCEPTED, Json(app.service.evidence.retry_delivery(space, id).await?)))
}

/// The kinds of event that a webhook endpoint can subscribe to
#[utoipa::path(
    get, path = "/webhooks/event-types", tag = "Webhooks", responses((status = 200, body = EventTypes))
)]
async fn list_webhook_event_types(_: Caller) -> Json<EventTypes> {
    Json(events::all_kinds(Namespace::Management))
}
