//! Orders.

use std::sync::Arc;

use axum::{Extension, Json, extract::Path};
use keys::{openapi::OrderId, wire::Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key};
use crate::{
    Failure, ListQuery, Service,
    contract::orders::{CreateOrder, Order},
    faces::http::{
        once::{Required, RequiredAlone},
        openapi::IdempotencyKey,
        pipeline::Origin,
        query::CheckedQuery,
    },
    ground::idempotency::Told,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::default()
        .routes(routes!(list_orders, create_order))
        .routes(routes!(get_order))
        .routes(routes!(execute_order))
        .routes(routes!(cancel_order))
}

/// List orders, the newest first
#[utoipa::path(
    get, path = "/orders", tag = "Orders", params(ListQuery), responses((status = 200, body = Page<Order>))
)]
async fn list_orders(app: App, key: Key, query: CheckedQuery<ListQuery>) -> Result<Json<Page<Order>>, Failure> {
    Ok(Json(app.contract.list_orders(&key.0.0, query.0).await?))
}

/// One order
#[utoipa::path(
    get, path = "/orders/{id}", tag = "Orders", params(("id" = OrderId, Path)),
    responses((status = 200, body = Order))
)]
async fn get_order(app: App, key: Key, Path(id): Path<String>) -> Result<Json<Order>, Failure> {
    Ok(Json(app.contract.get_order(&key.0.0, id).await?))
}

/// Create an order; it moves nothing before it is executed
#[utoipa::path(
    post,
    path = "/orders",
    tag = "Orders",
    params(IdempotencyKey),
    request_body(content = CreateOrder, example = json!({
        "customerId": "cus_4fZk2Qw9Lr7Tn1Xc8Vb3Md",
        "source": { "code": "USD", "amount": "100.50" },
        "target": { "code": "USDC", "chain": "BASE" },
        "clientReferenceId": "order-4711",
    })),
    responses(
        (status = 201, description = "Created, `pending`.", body = Order),
        (status = 404, description = "There is no such customer."),
        (status = 409, description = "The `clientReferenceId` is used, or the idempotency key is; `type` tells which."),
        (status = 422, description = "An asset cannot be exchanged for itself."),
    )
)]
async fn create_order(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Required { attempt, asked }: Required<CreateOrder>,
) -> Result<Told<Order>, Failure> {
    app.contract.create_order(&key.0.0, origin.0.0, attempt, asked).await
}

/// Execute a pending order
#[utoipa::path(
    post, path = "/orders/{id}/execute", tag = "Orders", params(("id" = OrderId, Path), IdempotencyKey),
    responses(
        (status = 202, description = "Accepted; `succeeded` a moment later.", body = Order),
        (status = 403, description = "The key is read-only, or the order is live: this authority moves no money."),
        (status = 409, description = "The order was executed or cancelled before."),
    )
)]
async fn execute_order(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
    RequiredAlone { attempt }: RequiredAlone,
) -> Result<Told<Order>, Failure> {
    app.contract.execute_order(&key.0.0, origin.0.0, attempt, id).await
}

/// Cancel a pending order
#[utoipa::path(
    post, path = "/orders/{id}/cancel", tag = "Orders", params(("id" = OrderId, Path), IdempotencyKey),
    responses(
        (status = 200, description = "Cancelled.", body = Order),
        (status = 409, description = "The order was executed or cancelled before."),
    )
)]
async fn cancel_order(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
    RequiredAlone { attempt }: RequiredAlone,
) -> Result<Told<Order>, Failure> {
    app.contract.cancel_order(&key.0.0, origin.0.0, attempt, id).await
}
