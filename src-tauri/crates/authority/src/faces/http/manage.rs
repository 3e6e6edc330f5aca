//! The management API's routes, one file a subject. Who may use which stands in one table, `permission.rs`; the guard
//! proves the asker and consults it before a route is reached. What does not stand there does not exist.

mod activation;
mod activations;
mod alerts;
mod approvals;
mod audit;
mod documents;
mod events;
mod guard;
mod keys;
mod me;
mod members;
mod organization;
mod parameters;
mod rate_limits;
mod requests;
mod rotations;
mod sessions;
mod tokens;
mod webhooks;

use std::sync::Arc;

use ::keys::{
    Environment,
    wire::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED},
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    middleware,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use parameters::Parameters;

use super::{
    BaseUrls,
    answer::{self, no_such_path},
    openapi, operations,
};
use crate::{
    Failure, Service,
    ground::{idempotency::Once, metrics::Listener},
};

/// What the routes share.
#[derive(Clone)]
pub(super) struct Manage {
    pub(super) service: Arc<Service>,
    urls: BaseUrls,
    parameters: Arc<Parameters>,
}

/// Every route, with what the document says of it.
pub(super) fn routes() -> OpenApiRouter<Manage> {
    let v1 = OpenApiRouter::default()
        .merge(sessions::routes())
        .merge(me::routes())
        .merge(members::routes())
        .merge(tokens::routes())
        .merge(organization::routes())
        .merge(rate_limits::routes())
        .merge(keys::routes())
        .merge(rotations::routes())
        .merge(approvals::routes())
        .merge(activation::routes())
        .merge(activations::routes())
        .merge(documents::routes())
        .merge(audit::routes())
        .merge(events::routes())
        .merge(requests::routes())
        .merge(alerts::routes())
        .merge(webhooks::routes());
    OpenApiRouter::default().nest("/v1", v1)
}

pub(super) fn router(service: Arc<Service>, urls: BaseUrls) -> Router {
    let (routes, document) = routes().split_for_parts();
    let state = Manage { service: service.clone(), urls, parameters: Arc::new(Parameters::of(&document)) };
    let routes = routes
        .merge(operations::router())
        .route_layer(middleware::from_fn_with_state(state.clone(), guard::guard))
        .with_state(state)
        .merge(openapi::serve("/v1/openapi.json", openapi::MANAGE));
    answer::finish(routes.fallback(no_such_path), &service, Listener::Manage)
}

type App = State<Manage>;
type Answer<T> = Result<Json<T>, Failure>;

/// Which environment a list is of.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EnvironmentQuery {
    /// Which environment's.
    environment: Environment,
}

fn once(headers: &HeaderMap, operation: &str, asked: &impl serde::Serialize) -> Result<Once, Failure> {
    Once::parse(headers.get(IDEMPOTENCY_KEY).map(|value| value.to_str().unwrap_or("\u{fffd}")), operation, asked)
}

/// 201 for something new, 200 with the replay header for a repeated answer.
fn created<T>(answer: T, replayed: bool) -> (StatusCode, HeaderMap, Json<T>) {
    let (headers, answer) = told_once(answer, replayed);
    (if replayed { StatusCode::OK } else { StatusCode::CREATED }, headers, answer)
}

/// An answer, with the replay header when it is a repeated one.
fn told_once<T>(answer: T, replayed: bool) -> (HeaderMap, Json<T>) {
    let mut headers = HeaderMap::new();
    if replayed {
        headers.insert(HeaderName::from_static(IDEMPOTENCY_REPLAYED), HeaderValue::from_static("true"));
    }
    (headers, Json(answer))
}
