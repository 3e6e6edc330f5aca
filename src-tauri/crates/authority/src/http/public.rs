//! The public contract's routes, and `/verify` for anybody's own API.

use std::sync::Arc;

use axum::{
    Extension, Json, Router,
    extract::{ConnectInfo, Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::{any, get},
};
use keys::{Environment, wire::Page};

use super::{
    answer::{self, no_such_path},
    body::JsonBody,
    pipeline::{Gate, Origin, Proven, admit, judge},
    query::CheckedQuery,
};
use crate::{
    Failure, ListQuery, Service,
    customers::Customer,
    webhook_endpoints::{CreateWebhookEndpoint, WebhookEndpoint},
};

/// The header in which a reverse proxy passes on the method of the request it asks about.
const ORIGINAL_METHOD: &str = "x-original-method";

pub(super) fn router(service: Arc<Service>, environment: Environment) -> Router {
    let ambient = service.ambient.clone();
    let gate = Gate { service: service.clone(), environment };
    let v2 = Router::new()
        .route("/customers", get(list_customers))
        .route("/customers/{id}", get(get_customer))
        .route("/webhooks/endpoints", get(list_endpoints).post(create_endpoint))
        .route("/webhooks/endpoints/{id}", get(get_endpoint))
        .fallback(no_such_path)
        .method_not_allowed_fallback(|| async {
            Failure::refused(keys::wire::Code::MethodNotAllowed, "This path does not know the method.")
        })
        .layer(middleware::from_fn_with_state(gate.clone(), admit))
        .with_state(service);
    let verify = Router::new().route("/verify", any(verify)).with_state(gate);
    answer::finish(Router::new().nest("/v2", v2).merge(verify).fallback(no_such_path), ambient)
}

type App = State<Arc<Service>>;
type Key = Extension<Proven>;

async fn list_customers(app: App, key: Key, query: CheckedQuery<ListQuery>) -> Result<Json<Page<Customer>>, Failure> {
    Ok(Json(app.list_customers(&key.0.0, query.0).await?))
}

async fn get_customer(app: App, key: Key, Path(id): Path<String>) -> Result<Json<Customer>, Failure> {
    Ok(Json(app.get_customer(&key.0.0, id).await?))
}

async fn list_endpoints(
    app: App,
    key: Key,
    query: CheckedQuery<ListQuery>,
) -> Result<Json<Page<WebhookEndpoint>>, Failure> {
    Ok(Json(app.list_webhook_endpoints(&key.0.0, query.0).await?))
}

async fn get_endpoint(app: App, key: Key, Path(id): Path<String>) -> Result<Json<WebhookEndpoint>, Failure> {
    Ok(Json(app.get_webhook_endpoint(&key.0.0, id).await?))
}

async fn create_endpoint(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    JsonBody(asked): JsonBody<CreateWebhookEndpoint>,
) -> Result<(StatusCode, Json<WebhookEndpoint>), Failure> {
    let endpoint = app.create_webhook_endpoint(&key.0.0, asked, origin.0.0).await?;
    Ok((StatusCode::CREATED, Json(endpoint)))
}

/// "Is this key good for this request?", for a reverse proxy: 204 with what is known of the key, or the refusal. The
/// method asked about is the proxy's `X-Original-Method`, or the request's own.
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
