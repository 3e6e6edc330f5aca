//! The organization's way to live.

use axum::Json;
use keys::wire::{
    Activation, ApproveActivation, RejectActivation, RequestActivationInformation, SubmitActivation, WaiveAddresses,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{Caller, faces::http::body::JsonBody};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(get_activation))
        .routes(routes!(submit_activation))
        .routes(routes!(waive_addresses))
        .routes(routes!(withdraw_waiver))
        .routes(routes!(review_activation))
        .routes(routes!(request_activation_information))
        .routes(routes!(approve_activation))
        .routes(routes!(reject_activation))
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

/// Take up a submitted activation; operators only
#[utoipa::path(
    post,
    path = "/activation/review",
    tag = "Activation",
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: nothing waits for a decision."))
)]
async fn review_activation(app: App, caller: Caller) -> Answer<Activation> {
    Ok(Json(app.service.people.review_activation(&caller).await?))
}

/// Send a submission back with what is missing; operators only
#[utoipa::path(
    post,
    path = "/activation/request-information",
    tag = "Activation",
    request_body(content = RequestActivationInformation, example = json!({
        "reasons": [{ "field": "legalName", "detail": "The register has another name." }],
    })),
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: nothing waits for a decision."))
)]
async fn request_activation_information(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<RequestActivationInformation>,
) -> Answer<Activation> {
    Ok(Json(app.service.people.request_activation_information(&caller, asked).await?))
}

/// Reject a submitted activation; operators only
#[utoipa::path(
    post,
    path = "/activation/reject",
    tag = "Activation",
    request_body(content = RejectActivation, example = json!({
        "reasons": [{ "detail": "The purpose is not one we serve." }],
        "resubmittable": true,
    })),
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: nothing waits for a decision."))
)]
async fn reject_activation(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<RejectActivation>,
) -> Answer<Activation> {
    Ok(Json(app.service.people.reject_activation(&caller, asked).await?))
}

/// Approve a submitted activation; operators only
#[utoipa::path(
    post,
    path = "/activation/approve",
    tag = "Activation",
    request_body(content = ApproveActivation, example = json!({ "reason": "Contract signed on 15 January." })),
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: nothing waits for approval."))
)]
async fn approve_activation(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<ApproveActivation>,
) -> Answer<Activation> {
    Ok(Json(app.service.people.approve_activation(&caller, asked).await?))
}
