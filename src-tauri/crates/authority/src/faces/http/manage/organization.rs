//! The organization that a token belongs to.

use axum::Json;
use keys::wire;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::Caller;

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(organization))
}

/// Who the token belongs to, and both base URLs
#[utoipa::path(get, path = "/organization", tag = "Organization", responses((status = 200, body = wire::Organization)))]
async fn organization(app: App, caller: Caller) -> Answer<wire::Organization> {
    Ok(Json(app.service.people.organization(&caller, &app.urls).await?))
}
