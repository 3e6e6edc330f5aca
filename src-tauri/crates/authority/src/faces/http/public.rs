//! The public contract's routes, one file a subject, and `/verify` for anybody's own API.

mod customers;
mod documents;
mod onboarding;
mod orders;
mod payouts;
mod transactions;
pub(super) mod verify;
mod webhook_deliveries;
mod webhook_endpoints;

use std::sync::Arc;

use axum::{Extension, Router, extract::State, middleware};
use keys::Environment;
use utoipa::{OpenApi as _, openapi::OpenApi};
use utoipa_axum::router::OpenApiRouter;

use super::{
    answer::{self, no_such_path},
    front::Front,
    openapi,
    pipeline::{Gate, Proven, admit},
};
use crate::Service;

type App = State<Arc<Service>>;
type Key = Extension<Proven>;

/// What is behind the pipeline: every route under `/v2`.
fn v2() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::default()
        .merge(customers::routes())
        .merge(orders::routes())
        .merge(payouts::routes())
        .merge(transactions::routes())
        .merge(documents::routes())
        .merge(onboarding::routes())
        .merge(webhook_endpoints::routes())
        .merge(webhook_deliveries::routes())
}

/// What the document says of every route.
pub(super) fn documented() -> OpenApi {
    OpenApiRouter::default().nest("/v2", v2()).into_openapi().merge_from(verify::Documented::openapi())
}

pub(super) fn front(service: Arc<Service>, environment: Environment) -> Front {
    let gate = Gate { service: service.clone(), environment, needs_sandbox: true };
    let v2 = Router::from(v2())
        .fallback(no_such_path)
        .method_not_allowed_fallback(answer::method_not_allowed)
        .layer(middleware::from_fn_with_state(gate.clone(), admit))
        .with_state(service.clone());
    let open = openapi::serve("/v2/api-docs/openapi.json", openapi::PUBLIC);
    let routes = Router::new().nest("/v2", v2).merge(open).fallback(no_such_path);
    Front::new(answer::finish(routes, &service, environment.into()))
        .with_verdicts(Gate { needs_sandbox: false, ..gate })
}
