//! The organization's rate limits, and how near it is to them.

use axum::Json;
use keys::wire::RateLimits;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::Caller;

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(rate_limits))
}

/// The rate of each environment, and how near the organization is to it
///
/// The rates hold wherever the organization's requests are served; what is counted is what this process served.
#[utoipa::path(get, path = "/limits", tag = "Organization", responses((status = 200, body = RateLimits)))]
async fn rate_limits(app: App, caller: Caller) -> Answer<RateLimits> {
    Ok(Json(app.service.evidence.rate_limits(&caller)))
}
