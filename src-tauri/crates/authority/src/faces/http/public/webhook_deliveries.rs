//! Webhook deliveries, and the kinds of event.

use std::sync::Arc;

use axum::{Extension, Json, extract::Path, http::StatusCode};
use keys::{
    openapi::WebhookDeliveryId,
    wire::{Delivery, EventTypes, Page},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key, webhook_endpoints::space};
use crate::{
    Failure, Service,
    evidence::{
        deliveries::DeliveriesQuery,
        events::{self, Namespace},
    },
    faces::http::{pipeline::Origin, query::CheckedQuery},
};

pub(super) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::default()
        .routes(routes!(list_deliveries))
        .routes(routes!(get_delivery))
        .routes(routes!(retry_delivery))
        .routes(routes!(list_event_types))
}

/// List webhook deliveries, the newest first
#[utoipa::path(
    get, path = "/webhooks/deliveries", tag = "Webhook Deliveries", params(DeliveriesQuery),
    responses((status = 200, body = Page<Delivery>))
)]
async fn list_deliveries(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    query: CheckedQuery<DeliveriesQuery>,
) -> Result<Json<Page<Delivery>>, Failure> {
    Ok(Json(app.evidence.list_deliveries(space(&key, origin), query.0).await?))
}

/// One webhook delivery, with its attempts
#[utoipa::path(
    get, path = "/webhooks/deliveries/{id}", tag = "Webhook Deliveries", params(("id" = WebhookDeliveryId, Path)),
    responses((status = 200, body = Delivery))
)]
async fn get_delivery(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
) -> Result<Json<Delivery>, Failure> {
    Ok(Json(app.evidence.get_delivery(space(&key, origin), id).await?))
}

/// Send a webhook delivery that has ended once more
///
/// It gets another round of five attempts, the first of them at once. The event is the same, its id too.
#[utoipa::path(
    post, path = "/webhooks/deliveries/{id}/retry", tag = "Webhook Deliveries",
    params(("id" = WebhookDeliveryId, Path)),
    responses(
        (status = 202, description = "Under way.", body = Delivery),
        (status = 409, description = "`CONFLICT`: the delivery is still under way."),
    )
)]
async fn retry_delivery(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Delivery>), Failure> {
    Ok((StatusCode::ACCEPTED, Json(app.evidence.retry_delivery(space(&key, origin), id).await?)))
}

/// The kinds of event that an endpoint can subscribe to
#[utoipa::path(
    get, path = "/webhooks/event-types", tag = "Webhook Event Types", responses((status = 200, body = EventTypes))
)]
async fn list_event_types() -> Json<EventTypes> {
    Json(events::all_kinds(Namespace::Public))
}
