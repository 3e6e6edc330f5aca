//! The OpenAPI 3.1 documents. Each route says what is particular to it; what all share is added here: who may ask,
//! the refusals that follow from a path id, a query or a body, and the headers of every answer.

mod shared;

use std::sync::Arc;

use axum::{Json, Router, routing::get};
use utoipa::{
    IntoParams,
    openapi::{
        ContactBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Paths, SecurityRequirement, ServerBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use shared::Side;

/// The header that makes a write safe to retry, for `params(...)`.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "`Once` reads the header; this describes it")]
pub(super) struct IdempotencyKey {
    /// A fresh UUID for each intent, the same for its retries.
    #[param(rename = "idempotency-key", min_length = 1, max_length = 128, pattern = "^[A-Za-z0-9_.:-]+$")]
    idempotency_key: String,
}

/// The public API's document: the same on both listeners.
pub fn public() -> OpenApi {
    let key = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
        keys::wire::API_KEY,
        "A key of the listener's environment: `ck_sandbox_` or `ck_live_`, and 64 hex digits.",
    )));
    document(
        "the public API",
        "Customers, webhooks and what else a key opens, by the published rules; `/verify` answers for anybody's own API.",
        super::public::documented(),
        (Side::Public, key),
    )
}

/// The management API's document.
pub fn manage() -> OpenApi {
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("ckm_ and 64 hex digits")
        .description(Some("A management token, by `conduit-authority token create`."));
    document(
        "the management API",
        "Keys, their rotations, the activation and the audit log of one organization. A secret is in one answer only: \
         the one that created it.",
        super::manage::routes().into_openapi(),
        (Side::Management, SecurityScheme::Http(token.build())),
    )
}

/// Serves a document at a path of its own, without a credential.
pub(super) fn serve(path: &str, document: OpenApi) -> Router {
    let document = Arc::new(document);
    Router::new().route(path, get(move || async move { Json((*document).clone()) }))
}

fn document(what: &str, description: &str, routes: OpenApi, (side, scheme): (Side, SecurityScheme)) -> OpenApi {
    let info = InfoBuilder::new()
        .title(format!("Conduit Keys: {what}"))
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .contact(Some(ContactBuilder::new().name(Some("whoever runs this authority")).build()));
    let mut components = routes.components.unwrap_or_default();
    components.add_security_scheme(side.scheme(), scheme);
    let mut document = OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([ServerBuilder::new().url("/").description(Some("the listener that serves this")).build()]))
        .paths(Paths::new())
        .components(Some(components))
        .security(Some([SecurityRequirement::new::<_, [&str; 0], &str>(side.scheme(), [])]))
        .build();
    document.paths = routes.paths;
    shared::complete(&mut document, side);
    document
}
