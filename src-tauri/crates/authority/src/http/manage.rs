//! The management API's routes. Each takes a proven [`Caller`]; what the caller may do is decided by the operation.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::{ConnectInfo, FromRequestParts, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::AUTHORIZATION, request::Parts},
    routing::{get, post},
};
use keys::{
    Environment,
    wire::{self, IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, Page},
};
use serde::Deserialize;

use super::{
    BaseUrls,
    answer::{self, no_such_path},
    body::JsonBody,
    query::CheckedQuery,
};
use crate::{Caller, Failure, ListQuery, Service, idempotency::Once};

/// What the routes share.
#[derive(Clone)]
pub(super) struct Manage {
    service: Arc<Service>,
    urls: BaseUrls,
}

pub(super) fn router(service: Arc<Service>, urls: BaseUrls) -> Router {
    let ambient = service.ambient.clone();
    let v1 = Router::new()
        .route("/organization", get(organization))
        .route("/keys", get(list_keys).post(create_key))
        .route("/keys/{id}", get(get_key))
        .route("/keys/{id}/usage", get(key_usage))
        .route("/keys/{id}/confirm", post(confirm_key))
        .route("/keys/{id}/revoke", post(revoke_key))
        .route("/keys/{id}/rotate", post(rotate_key))
        .route("/rotations", get(list_rotations))
        .route("/rotations/{id}", get(get_rotation))
        .route("/rotations/{id}/finish", post(finish_rotation))
        .route("/rotations/{id}/undo", post(undo_rotation))
        .route("/activation", get(get_activation))
        .route("/activation/submit", post(submit_activation))
        .route("/activation/approve", post(approve_activation))
        .route("/audit", get(list_audit))
        .fallback(no_such_path)
        .method_not_allowed_fallback(|| async {
            Failure::refused(wire::Code::MethodNotAllowed, "This path does not know the method.")
        })
        .with_state(Manage { service, urls });
    answer::finish(Router::new().nest("/v1", v1).fallback(no_such_path), ambient)
}

impl FromRequestParts<Manage> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Manage) -> Result<Self, Failure> {
        let origin = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip().to_canonical().to_string())
            .unwrap_or_default();
        let presented = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = presented.and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
        state.service.authenticate(token, origin).await
    }
}

type App = State<Manage>;
type Answer<T> = Result<Json<T>, Failure>;

/// Which environment a list is of, and which page of it.
#[derive(Deserialize)]
struct EnvironmentQuery {
    environment: Environment,
    cursor: Option<String>,
    limit: Option<String>,
    direction: Option<String>,
}

impl EnvironmentQuery {
    fn split(self) -> (Environment, ListQuery) {
        (self.environment, ListQuery { cursor: self.cursor, limit: self.limit, direction: self.direction })
    }
}

fn once(headers: &HeaderMap, operation: &str, asked: &impl serde::Serialize) -> Result<Once, Failure> {
    Once::parse(headers.get(IDEMPOTENCY_KEY).map(|value| value.to_str().unwrap_or("\u{fffd}")), operation, asked)
}

/// 201 for something new, 200 with the replay header for a repeated answer.
fn created<T>(answer: T, replayed: bool) -> (StatusCode, HeaderMap, Json<T>) {
    let mut headers = HeaderMap::new();
    if replayed {
        headers.insert(HeaderName::from_static(IDEMPOTENCY_REPLAYED), HeaderValue::from_static("true"));
    }
    (if replayed { StatusCode::OK } else { StatusCode::CREATED }, headers, Json(answer))
}

async fn organization(app: App, caller: Caller) -> Answer<wire::Organization> {
    Ok(Json(app.service.organization(&caller, &app.urls).await?))
}

async fn list_keys(app: App, caller: Caller, query: CheckedQuery<EnvironmentQuery>) -> Answer<Page<wire::Key>> {
    let (environment, query) = query.0.split();
    Ok(Json(app.service.list(&caller, environment, query).await?))
}

async fn create_key(
    app: App,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<wire::CreateKey>,
) -> Result<(StatusCode, HeaderMap, Json<wire::CreatedKey>), Failure> {
    let once = once(&headers, "create", &asked)?;
    let (answer, replayed) = app.service.create(&caller, once, asked).await?;
    Ok(created(answer, replayed))
}

async fn get_key(app: App, caller: Caller, Path(id): Path<String>) -> Answer<wire::Key> {
    Ok(Json(app.service.get(&caller, id).await?))
}

async fn key_usage(app: App, caller: Caller, Path(id): Path<String>) -> Answer<wire::Usage> {
    Ok(Json(app.service.key_usage(&caller, id).await?))
}

async fn confirm_key(app: App, caller: Caller, Path(id): Path<String>) -> Answer<wire::Key> {
    Ok(Json(app.service.confirm(&caller, id).await?))
}

async fn revoke_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<wire::RevokeKey>,
) -> Answer<wire::Revoked> {
    Ok(Json(app.service.revoke(&caller, id, asked).await?))
}

async fn rotate_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<wire::StartRotation>,
) -> Result<(StatusCode, HeaderMap, Json<wire::Rotated>), Failure> {
    let once = once(&headers, &format!("rotate {id}"), &asked)?;
    let (answer, replayed) = app.service.rotate(&caller, once, id, asked).await?;
    Ok(created(answer, replayed))
}

async fn list_rotations(
    app: App,
    caller: Caller,
    query: CheckedQuery<EnvironmentQuery>,
) -> Answer<Page<wire::Rotation>> {
    let (environment, query) = query.0.split();
    Ok(Json(app.service.list_rotations(&caller, environment, query).await?))
}

async fn get_rotation(app: App, caller: Caller, Path(id): Path<String>) -> Answer<wire::Rotation> {
    Ok(Json(app.service.get_rotation(&caller, id).await?))
}

async fn finish_rotation(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<wire::FinishRotation>,
) -> Answer<wire::Revoked> {
    Ok(Json(app.service.finish_rotation(&caller, id, asked).await?))
}

async fn undo_rotation(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(wire::UndoRotation {}): JsonBody<wire::UndoRotation>,
) -> Answer<wire::Rotation> {
    Ok(Json(app.service.undo_rotation(&caller, id).await?))
}

async fn get_activation(app: App, caller: Caller) -> Answer<wire::Activation> {
    Ok(Json(app.service.activation(&caller).await?))
}

async fn submit_activation(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<wire::SubmitActivation>,
) -> Answer<wire::Activation> {
    Ok(Json(app.service.submit_activation(&caller, asked).await?))
}

async fn approve_activation(
    app: App,
    caller: Caller,
    JsonBody(asked): JsonBody<wire::ApproveActivation>,
) -> Answer<wire::Activation> {
    Ok(Json(app.service.approve_activation(&caller, asked).await?))
}

async fn list_audit(app: App, caller: Caller, query: CheckedQuery<ListQuery>) -> Answer<Page<wire::AuditEntry>> {
    Ok(Json(app.service.list_audit(&caller, query.0).await?))
}
