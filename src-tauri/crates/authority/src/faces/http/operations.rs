//! For the machines that run this one: is it alive, is it ready, what does it count. On the management listener, beside
//! `/v1`, because nobody outside needs them.

use axum::{
    Json, Router,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use super::manage::Manage;
use crate::{Failure, ground::metrics};

/// The paths that are asked every few seconds; their good answers are not worth a line in the log.
pub(super) const QUIET: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

pub(super) fn router() -> Router<Manage> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(counted))
}

/// The process answers; nothing else is looked at, so that a store in trouble does not get it restarted.
async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

async fn ready(State(app): State<Manage>) -> Result<Json<Value>, Failure> {
    app.service.ground.ready().await?;
    Ok(Json(json!({ "status": "ready" })))
}

/// Behind a proxy every address is the proxy's, so an address proves nothing: an operator's token does, by the table.
async fn counted(State(app): State<Manage>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], metrics::text(app.service.ground.index.len())).into_response()
}
