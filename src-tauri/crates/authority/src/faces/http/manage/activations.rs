//! The operator's desk: every organization's way to live, and the decision.

use axum::{Json, extract::Path, http::HeaderMap};
use keys::{
    openapi::{DocumentId, OrganizationId},
    wire::{Activation, ApproveActivation, Page, QueuedActivation, RejectActivation, RequestActivationInformation},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage, documents};
use crate::{
    Caller, Failure, ListQuery,
    faces::http::{body::JsonBody, query::CheckedQuery},
    ground::paging::SortQuery,
    people::activation::queue::QueueFilter,
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(list_activations))
        .routes(routes!(get_activation_of))
        .routes(routes!(get_document_of))
        .routes(routes!(review_activation))
        .routes(routes!(request_activation_information))
        .routes(routes!(approve_activation))
        .routes(routes!(reject_activation))
}

/// List the activations of all organizations, the newest submission first when no order is asked for; operators only
///
/// By `submitted` or `created`. `meta.counts` has how many are in each state.
#[utoipa::path(
    get,
    path = "/activations",
    tag = "Activations",
    params(QueueFilter, SortQuery, ListQuery),
    responses((status = 200, body = Page<QueuedActivation>))
)]
async fn list_activations(
    app: App,
    caller: Caller,
    filter: CheckedQuery<QueueFilter>,
    sort: CheckedQuery<SortQuery>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<QueuedActivation>> {
    Ok(Json(app.service.people.list_activations(&caller, filter.0, (sort.0, query.0)).await?))
}

/// How far an organization is on its way to live; operators only
#[utoipa::path(
    get,
    path = "/activations/{organizationId}",
    tag = "Activations",
    params(("organizationId" = OrganizationId, Path)),
    responses((status = 200, body = Activation))
)]
async fn get_activation_of(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Activation> {
    Ok(Json(app.service.people.activation(&caller.deciding_for(id)?).await?))
}

/// The content of a document that an organization attached; operators only
///
/// As `GET /activation/documents/{id}` hands out one's own.
#[utoipa::path(
    get,
    path = "/activations/{organizationId}/documents/{id}",
    tag = "Activations",
    params(("organizationId" = OrganizationId, Path), ("id" = DocumentId, Path)),
    responses((status = 200, description = "The bytes, as they were attached.", content(
        (String = "application/pdf"), (String = "image/png"), (String = "image/jpeg"),
    )))
)]
async fn get_document_of(
    app: App,
    caller: Caller,
    Path((organization_id, id)): Path<(String, String)>,
) -> Result<(HeaderMap, Vec<u8>), Failure> {
    Ok(documents::hand_out(app.service.people.document(&caller.deciding_for(organization_id)?, &id).await?))
}

/// Take up a submitted activation; operators only
#[utoipa::path(
    post,
    path = "/activations/{organizationId}/review",
    tag = "Activations",
    params(("organizationId" = OrganizationId, Path)),
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: nothing waits for a decision."))
)]
async fn review_activation(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Activation> {
    Ok(Json(app.service.people.review_activation(&caller.deciding_for(id)?).await?))
}

/// Send a submission back with what is missing; operators only
#[utoipa::path(
    post,
    path = "/activations/{organizationId}/request-information",
    tag = "Activations",
    params(("organizationId" = OrganizationId, Path)),
    request_body(content = RequestActivationInformation, example = json!({
        "reasons": [{ "field": "legalName", "detail": "The register has another name." }],
    })),
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: nothing waits for a decision."))
)]
async fn request_activation_information(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<RequestActivationInformation>,
) -> Answer<Activation> {
    Ok(Json(app.service.people.request_activation_information(&caller.deciding_for(id)?, asked).await?))
}

/// Reject a submitted activation; operators only
#[utoipa::path(
    post,
    path = "/activations/{organizationId}/reject",
    tag = "Activations",
    params(("organizationId" = OrganizationId, Path)),
    request_body(content = RejectActivation, example = json!({
        "reasons": [{ "detail": "The purpose is not one we serve." }],
        "resubmittable": true,
    })),
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: nothing waits for a decision."))
)]
async fn reject_activation(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<RejectActivation>,
) -> Answer<Activation> {
    Ok(Json(app.service.people.reject_activation(&caller.deciding_for(id)?, asked).await?))
}

/// Approve a submitted activation; operators only
#[utoipa::path(
    post,
    path = "/activations/{organizationId}/approve",
    tag = "Activations",
    params(("organizationId" = OrganizationId, Path)),
    request_body(content = ApproveActivation, example = json!({ "reason": "Contract signed on 15 January." })),
    responses((status = 200, body = Activation), (status = 409, description = "`CONFLICT`: nothing waits for approval."))
)]
async fn approve_activation(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ApproveActivation>,
) -> Answer<Activation> {
    Ok(Json(app.service.people.approve_activation(&caller.deciding_for(id)?, asked).await?))
}
