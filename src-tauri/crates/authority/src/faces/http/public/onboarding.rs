//! Onboarding, and the applications that come of it.

use std::sync::Arc;

use axum::{Extension, Json, extract::Path};
use keys::{openapi::ApplicationId, wire::Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key, webhook_endpoints::space};
use crate::{
    Failure, ListQuery, Service,
    contract::{
        applications::Application,
        onboarding::{Requirements, RequirementsQuery, SubmitOnboarding},
    },
    faces::http::{once::Required, openapi::IdempotencyKey, pipeline::Origin, query::CheckedQuery},
    ground::idempotency::Told,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::default()
        .routes(routes!(get_requirements))
        .routes(routes!(submit_onboarding))
        .routes(routes!(list_applications))
        .routes(routes!(get_application))
}

/// What a business of a country must show
#[utoipa::path(
    get, path = "/onboarding/requirements", tag = "Customer Onboarding", params(RequirementsQuery),
    responses((status = 200, body = Requirements))
)]
async fn get_requirements(query: CheckedQuery<RequirementsQuery>) -> Result<Json<Requirements>, Failure> {
    Ok(Json(Requirements::of(query.0)?))
}

/// Submit a business
///
/// In the sandbox a simulated review (ours, not the vendor's) decides in a moment, as `outcome` asks. A live
/// application waits for whoever runs this authority.
#[utoipa::path(
    post,
    path = "/onboarding",
    tag = "Customer Onboarding",
    params(IdempotencyKey),
    request_body(content = SubmitOnboarding, example = json!({
        "country": "GBR",
        "legalName": "Example Trading Ltd",
        "registrationNumber": "01234567",
        "contactEmail": "finance@example.com",
        "documents": ["doc_4fZk2Qw9Lr7Tn1Xc8Vb3Md"],
        "clientReferenceId": "customer-4711",
    })),
    responses(
        (status = 202, description = "Accepted; decided later.", body = Application),
        (status = 409, description = "The idempotency key is used for something else, or its first request still runs."),
    )
)]
async fn submit_onboarding(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Required { attempt, asked }: Required<SubmitOnboarding>,
) -> Result<Told<Application>, Failure> {
    app.contract.submit_onboarding(space(&key, origin), attempt, asked).await
}

/// List applications, the newest first
#[utoipa::path(
    get, path = "/applications", tag = "Applications", params(ListQuery),
    responses((status = 200, body = Page<Application>))
)]
async fn list_applications(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    query: CheckedQuery<ListQuery>,
) -> Result<Json<Page<Application>>, Failure> {
    Ok(Json(app.contract.list_applications(space(&key, origin), query.0).await?))
}

/// One application
#[utoipa::path(
    get, path = "/applications/{id}", tag = "Applications", params(("id" = ApplicationId, Path)),
    responses((status = 200, body = Application))
)]
async fn get_application(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
) -> Result<Json<Application>, Failure> {
    Ok(Json(app.contract.get_application(space(&key, origin), id).await?))
}
