//! Payouts.

use std::sync::Arc;

use axum::{Extension, Json, extract::Path};
use keys::openapi::TransactionId;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key};
use crate::{
    Failure, Service,
    contract::payouts::{CreatePayout, Payout, PayoutRequirements, RequirementsQuery},
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
        .routes(routes!(create_payout))
        .routes(routes!(payout_requirements))
        .routes(routes!(get_payout))
        .routes(routes!(cancel_payout))
}

/// Create a payout
///
/// In the sandbox it goes its way by itself, and the end of the address decides how it ends: `5A4070ED` and `5A4D4EE5`
/// fail with `AML_REJECTED`, `5A4ED0DD` with `TRAVEL_RULE_REJECTED`, `503CA110` stays in `processing`, all else
/// completes. A live one stays `pending`: this authority moves no money.
#[utoipa::path(
    post,
    path = "/payouts",
    tag = "Payouts",
    params(IdempotencyKey),
    request_body(content = CreatePayout, example = json!({
        "customerId": "cus_4fZk2Qw9Lr7Tn1Xc8Vb3Md",
        "amount": { "code": "USDC", "chain": "BASE", "amount": "25.00" },
        "destination": { "address": "0x00000000000000000000000000000000c0ffee00" },
        "clientReferenceId": "payout-4711",
    })),
    responses(
        (status = 202, description = "Accepted, `pending`.", body = Payout),
        (status = 404, description = "There is no such customer."),
        (status = 409, description = "The `clientReferenceId` is used, or the idempotency key is; `type` tells which."),
    )
)]
async fn create_payout(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Required { attempt, asked }: Required<CreatePayout>,
) -> Result<Told<Payout>, Failure> {
    app.contract.create_payout(&key.0.0, origin.0.0, attempt, asked).await
}

/// What a payout needs, by asset
#[utoipa::path(
    get, path = "/payouts/requirements", tag = "Payouts", params(RequirementsQuery),
    responses((status = 200, body = PayoutRequirements))
)]
async fn payout_requirements(query: CheckedQuery<RequirementsQuery>) -> Result<Json<PayoutRequirements>, Failure> {
    Ok(Json(PayoutRequirements::of(&query.0)?))
}

/// One payout
#[utoipa::path(
    get, path = "/payouts/{id}", tag = "Payouts", params(("id" = TransactionId, Path)),
    responses((status = 200, body = Payout))
)]
async fn get_payout(app: App, key: Key, Path(id): Path<String>) -> Result<Json<Payout>, Failure> {
    Ok(Json(app.contract.get_payout(&key.0.0, id).await?))
}

/// Cancel a pending payout
#[utoipa::path(
    post, path = "/payouts/{id}/cancel", tag = "Payouts", params(("id" = TransactionId, Path), IdempotencyKey),
    responses(
        (status = 200, description = "Cancelled.", body = Payout),
        (status = 409, description = "The payout is pending no more."),
    )
)]
async fn cancel_payout(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
    RequiredAlone { attempt }: RequiredAlone,
) -> Result<Told<Payout>, Failure> {
    app.contract.cancel_payout(&key.0.0, origin.0.0, attempt, id).await
}
