//! The organization's way to live.

use axum::Json;
use keys::wire::{Activation, ApproveActivation, SubmitActivation};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{Caller, http::body::JsonBody};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(get_activation))
        .routes(routes!(submit_activation))
        .routes(routes!(approve_activation))
}

/// How far the organization is on its way to live
#[utoipa::path(get, path = "/activation", tag = "Activation", responses((status = 200, body = Activation)))]
async fn get_activation(app: App, caller: Caller) -> Answer<Activation> {
    Ok(Json(app.service.activation(&caller).await?))
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
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: it is approved already."))
)]
async fn submit_activation(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<SubmitActivation>,
) -> Answer<Activation> {
    Ok(Json(app.service.submit_activation(&caller, asked).await?))
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
    Ok(Json(app.service.approve_activation(&caller, asked).await?))
}
