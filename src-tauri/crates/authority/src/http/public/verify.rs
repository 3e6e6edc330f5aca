//! "Is this key good for this request?", for a reverse proxy.

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
    response::{IntoResponse, Response},
    routing::any,
};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Failure,
    http::pipeline::{Gate, judge},
};

/// The header in which a reverse proxy passes on the method of the request it asks about.
const ORIGINAL_METHOD: &str = "x-original-method";

/// What a proxy may say of the request that it asks about.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the handler reads the header; this describes it")]
struct OriginalMethod {
    /// The method of the request asked about, when it is not this one's.
    #[param(rename = "x-original-method", pattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    original_method: Option<String>,
}

/// Any method is taken, for a proxy may pass on the one it was asked with; the document names GET.
pub(super) fn routes() -> OpenApiRouter<Gate> {
    let (schemas, paths, _) = routes!(verify);
    OpenApiRouter::default().routes((schemas, paths, any(verify)))
}

/// Whether a key is good for a request, for a reverse proxy
///
/// 204 with what is known of the key, or the refusal. The method asked about is the proxy's `X-Original-Method`, or the
/// request's own.
#[utoipa::path(
    get,
    path = "/verify",
    tag = "Verify",
    params(OriginalMethod),
    responses(
        (status = 204, description = "The key is good.", headers(
            ("x-conduit-key-id" = keys::openapi::KeyId),
            ("x-conduit-organization-id" = keys::openapi::OrganizationId),
            ("x-conduit-environment" = keys::Environment),
            ("x-conduit-access-level" = keys::AccessLevel),
        )),
        (status = 403, description = "`API_KEY_READ_ONLY`: the key is good, and not for this method."),
    )
)]
async fn verify(
    State(gate): State<Gate>,
    ConnectInfo(peer): ConnectInfo<std::net::SocketAddr>,
    request: Request,
) -> Result<Response, Failure> {
    let original = request.headers().get(ORIGINAL_METHOD);
    let method = match original {
        None => request.method().clone(),
        Some(value) => Method::from_bytes(value.as_bytes())
            .map_err(|_| Failure::invalid_field("", "The X-Original-Method header is not a method."))?,
    };
    let entry = judge(&gate, &request, &method, &peer.ip().to_canonical().to_string())?;
    let mut headers = HeaderMap::new();
    let facts = [
        ("x-conduit-key-id", &*entry.key_id),
        ("x-conduit-organization-id", &*entry.organization_id),
        ("x-conduit-environment", entry.environment.as_str()),
        ("x-conduit-access-level", entry.access_level.as_str()),
    ];
    for (name, value) in facts {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}
