//! The organization that a token belongs to.

use axum::Json;
use keys::wire;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{Caller, faces::http::body::JsonBody};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(organization, set_key_policy))
}

/// Who the token belongs to, and both base URLs
#[utoipa::path(get, path = "/organization", tag = "Organization", responses((status = 200, body = wire::Organization)))]
async fn organization(app: App, caller: Caller) -> Answer<wire::Organization> {
    Ok(Json(app.service.people.organization(&caller, &app.urls).await?))
}

/// Say how old keys of an environment may become
///
/// An older one is due: it is among `/keys?due=true`, and an alert tells of it.
#[utoipa::path(
    patch,
    path = "/organization",
    tag = "Organization",
    request_body(content = wire::SetKeyPolicy, example = json!({
        "environment": "live", "keyDaysMax": 90, "reason": "The auditors ask for it"
    })),
    responses((status = 200, body = wire::Organization))
)]
async fn set_key_policy(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<wire::SetKeyPolicy>,
) -> Answer<wire::Organization> {
    app.service.api_keys.set_key_policy(&caller, asked).await?;
    Ok(Json(app.service.people.organization(&caller, &app.urls).await?))
}
