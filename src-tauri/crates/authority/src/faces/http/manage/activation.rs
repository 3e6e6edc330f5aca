//! The organization's way to live.

use axum::Json;
use keys::wire::{Activation, SubmitActivation, WaiveAddresses};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{Caller, faces::http::body::JsonBody};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(get_activation))
        .routes(routes!(submit_activation))
        .routes(routes!(waive_addresses))
        .routes(routes!(withdraw_waiver))
}

/// How far the organization is on its way to live
#[utoipa::path(get, path = "/activation", tag = "Activation", responses((status = 200, body = Activation)))]
async fn get_activation(app: App, caller: Caller) -> Answer<Activation> {
    Ok(Json(app.service.people.activation(&caller).await?))
}

/// Submit the organization for activation
#[utoipa::path(
    post,
    path = "/activation/submit",
    tag = "Activation",
    request_body(content = SubmitActivation, example = json!({
        "legalName": "Acme Payments GmbH",
        "contactEmail": "ana@acme.example",
        "purpose": "Payouts to our suppliers.",
    })),
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: it is being looked at, or decided for good."))
)]
async fn submit_activation(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<SubmitActivation>,
) -> Answer<Activation> {
    Ok(Json(app.service.people.submit_activation(&caller, asked).await?))
}

/// Do without the proof of allowed addresses
#[utoipa::path(
    post,
    path = "/activation/waive-addresses",
    tag = "Activation",
    request_body(content = WaiveAddresses, example = json!({
        "reason": "Our programs call from changing addresses of a cloud.",
    })),
    responses(
        (status = 200, body = Activation),
        (status = 409, description = "`CONFLICT`: it is proved, being looked at, or decided for good.")
    )
)]
async fn waive_addresses(app: App, caller: Caller, JsonBody(asked): JsonBody<WaiveAddresses>) -> Answer<Activation> {
    Ok(Json(app.service.people.waive_addresses(&caller, asked).await?))
}

/// Withdraw the waiver of allowed addresses
#[utoipa::path(
    post,
    path = "/activation/withdraw-waiver",
    tag = "Activation",
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: it is being looked at, or decided for good."))
)]
async fn withdraw_waiver(app: App, caller: Caller) -> Answer<Activation> {
    Ok(Json(app.service.people.withdraw_waiver(&caller).await?))
}
