//! The OpenAPI 3.1 documents. Each route says what is particular to it; what all share is added here: who may ask,
//! the refusals that follow from a path id, a query or a body, and the headers of every answer.

mod shared;

use axum::{Router, http::header::CONTENT_TYPE, routing::get};
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
        .bearer_format("ckm_ or cka_, and 64 hex digits")
        .description(Some("A management token (`ckm_`), or the access token of a signed-in member (`cka_`)."));
    document(
        "the management API",
        "Keys, their rotations, the activation and the audit log of one organization. A secret is in one answer only: \
         the one that created it.",
        super::manage::routes().into_openapi(),
        (Side::Management, SecurityScheme::Http(token.build())),
    )
}

/// The documents as they stand beside the code, which a check holds to what the routes say: to put them together takes
/// megabytes and milliseconds of each start.
pub(super) const PUBLIC: &str = include_str!("../../../openapi/public.json");
/// The management API's.
pub(super) const MANAGE: &str = include_str!("../../../openapi/management.json");

/// Serves a document at a path of its own, without a credential.
pub(super) fn serve(path: &str, document: &'static str) -> Router {
    Router::new().route(path, get(([(CONTENT_TYPE, "application/json")], document)))
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn documents() -> [Value; 2] {
        [public(), manage()].map(|document| serde_json::to_value(document).unwrap())
    }

    fn operations(document: &Value) -> Vec<(&String, &String, &Value)> {
        let paths = document["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(method, what)| (path, method, what)))
            .collect()
    }

    #[test]
    fn every_name_leads_somewhere() {
        for document in documents() {
            let mut names = BTreeSet::new();
            shared::gather(&document, &mut names);
            for name in names {
                assert!(document["components"]["schemas"].get(&name).is_some(), "{name} is named and not there");
            }
        }
    }

    #[test]
    fn every_operation_is_told_apart_and_has_an_example_of_its_body() {
        for document in documents() {
            let mut ids = BTreeSet::new();
            for (path, method, operation) in operations(&document) {
                let id = operation["operationId"].as_str().unwrap();
                assert!(ids.insert(id.to_owned()), "{id} is the id of two operations");
                assert!(operation["summary"].is_string(), "{method} {path} says what it does");
                assert!(operation["tags"].is_array(), "{method} {path} belongs to a subject");
                for (media_type, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
                    assert!(content.get("example").is_some(), "{method} {path} shows a body of {media_type}");
                }
                let good =
                    operation["responses"].as_object().unwrap().keys().any(|status| status.starts_with(['2', '3']));
                assert!(good, "{method} {path} says what success is");
            }
        }
    }

    #[test]
    fn what_follows_from_a_routes_form_is_added() {
        let [public, manage] = documents();
        let refusals = |operation: &Value| {
            let all = operation["responses"].as_object().unwrap().keys();
            all.filter(|status| status.starts_with(['4', '5'])).cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(refusals(&public["paths"]["/v2/customers/{id}"]["get"]), "400 401 403 404 408 429 500 503");
        assert_eq!(refusals(&public["paths"]["/v2/webhooks/endpoints"]["post"]), "400 401 403 408 413 415 429 500 503");
        assert_eq!(refusals(&manage["paths"]["/v1/organization"]["get"]), "401 403 408 500 503");
        let conflict = &manage["paths"]["/v1/keys"]["post"]["responses"]["409"];
        assert!(conflict["description"].as_str().unwrap().contains("NAME_IN_USE"), "the route's own words stay");
        assert!(conflict["content"]["application/json"].is_object(), "its body is the same as every refusal's");
    }
}
