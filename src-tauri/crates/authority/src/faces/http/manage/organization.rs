//! The organization that a token belongs to.

use axum::Json;
use keys::wire::{self, Complaint, FieldCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{Caller, Failure, faces::http::body::JsonBody};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(organization, change_organization))
}

/// Who the token belongs to, and both base URLs
#[utoipa::path(get, path = "/organization", tag = "Organization", responses((status = 200, body = wire::Organization)))]
async fn organization(app: App, caller: Caller) -> Answer<wire::Organization> {
    Ok(Json(app.service.people.organization(&caller, &app.urls).await?))
}

/// Change one rule of the organization
///
/// How old keys of an environment may become (`environment` and `keyDaysMax`): an older one is due, it is among
/// `/keys?due=true`, and an alert tells of it. Or whether live keys are asked for and approved by another person instead of
/// created (`liveKeysNeedApproval`), which takes two admins who can sign in.
#[utoipa::path(
    patch,
    path = "/organization",
    tag = "Organization",
    request_body(content = wire::ChangeOrganization, example = json!({
        "environment": "live", "keyDaysMax": 90, "reason": "The auditors ask for it"
    })),
    responses(
        (status = 200, body = wire::Organization),
        (status = 409, description = "`SECOND_ADMIN_NEEDED`."),
    )
)]
async fn change_organization(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<wire::ChangeOrganization>,
) -> Answer<wire::Organization> {
    let reason = &asked.reason;
    match (asked.environment, asked.key_days_max, asked.live_keys_need_approval) {
        (Some(environment), Some(days), None) => {
            app.service.api_keys.set_key_policy(&caller, (environment, days), reason).await?;
        }
        (None, None, Some(needed)) => app.service.people.set_approval_needed(&caller, needed, reason).await?,
        (Some(_), None, _) => return Err(missing("/keyDaysMax")),
        (None, Some(_), _) => return Err(missing("/environment")),
        (None, None, None) => return Err(missing("/liveKeysNeedApproval")),
        (Some(_), Some(_), Some(_)) => {
            let words = "One rule is changed at a time: its reason is its own.";
            return Err(Failure::invalid_field("/liveKeysNeedApproval", words));
        }
    }
    Ok(Json(app.service.people.organization(&caller, &app.urls).await?))
}

/// What is forgotten switches nothing off.
fn missing(pointer: &str) -> Failure {
    Failure::invalid_field(pointer, Complaint::of(FieldCode::Missing, "Say what shall hold."))
}
