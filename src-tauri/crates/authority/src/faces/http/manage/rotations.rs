//! Rotations: from the old key to its successor.

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use keys::{
    openapi::{KeyId, RotationId},
    wire::{ChangeRotation, FinishRotation, Page, Revoked, Rotated, Rotation, StartRotation, UndoRotation},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, EnvironmentQuery, Manage, created, once};
use crate::{
    Caller, Failure, ListQuery,
    api_keys::rotate::RotationFilter,
    faces::http::{body::JsonBody, openapi::IdempotencyKey, query::CheckedQuery},
    ground::paging::SortQuery,
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(rotate_key))
        .routes(routes!(list_rotations))
        .routes(routes!(get_rotation, change_rotation))
        .routes(routes!(finish_rotation))
        .routes(routes!(undo_rotation))
}

/// Rotate a key: create its successor, shown once, and let the old one live on for a grace
#[utoipa::path(
    post,
    path = "/keys/{id}/rotate",
    tag = "Rotations",
    params(("id" = KeyId, Path), IdempotencyKey),
    request_body(content = StartRotation, example = json!({ "cause": "routine", "graceSeconds": 604_800 })),
    responses(
        (status = 201, description = "Begun; the successor's secret is in this answer only.", body = Rotated),
        (status = 200, description = "A repeated answer, without the secret.", body = Rotated),
        (status = 409, description = "`KEY_ENDED`, `KEY_NOT_ACTIVE` or `IDEMPOTENCY_KEY_CONFLICT`."),
    )
)]
async fn rotate_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<StartRotation>,
) -> Result<(StatusCode, HeaderMap, Json<Rotated>), Failure> {
    let once = once(&headers, &format!("rotate {id}"), &asked)?;
    let (answer, replayed) = app.service.api_keys.rotate(&caller, once, id, asked).await?;
    Ok(created(answer, replayed))
}

/// List an environment's rotations, the newest first when no order is asked for
///
/// By `started`. `meta.counts` has how many are `running`, `finished` and `undone`.
#[utoipa::path(
    get,
    path = "/rotations",
    tag = "Rotations",
    params(EnvironmentQuery, RotationFilter, SortQuery, ListQuery),
    responses((status = 200, body = Page<Rotation>))
)]
async fn list_rotations(
    app: App,
    caller: Caller,
    which: CheckedQuery<EnvironmentQuery>,
    filter: CheckedQuery<RotationFilter>,
    sort: CheckedQuery<SortQuery>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<Rotation>> {
    let asked = (sort.0, query.0);
    Ok(Json(app.service.api_keys.list_rotations(&caller, which.0.environment, filter.0, asked).await?))
}

/// One rotation, with both keys and its evidence
#[utoipa::path(
    get, path = "/rotations/{id}", tag = "Rotations", params(("id" = RotationId, Path)),
    responses((status = 200, body = Rotation))
)]
async fn get_rotation(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Rotation> {
    Ok(Json(app.service.api_keys.get_rotation(&caller, id).await?))
}

/// Change an open rotation: whether, and after how many quiet minutes, the old key ends by itself
///
/// The minutes count from now at the earliest.
#[utoipa::path(
    patch,
    path = "/rotations/{id}",
    tag = "Rotations",
    params(("id" = RotationId, Path)),
    request_body(content = ChangeRotation, example = json!({ "quietMinutes": 60 })),
    responses((status = 200, body = Rotation), (status = 409, description = "`ROTATION_ENDED`."))
)]
async fn change_rotation(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ChangeRotation>,
) -> Answer<Rotation> {
    Ok(Json(app.service.api_keys.change_rotation(&caller, id, asked).await?))
}

/// Revoke the old key and end the rotation
#[utoipa::path(
    post,
    path = "/rotations/{id}/finish",
    tag = "Rotations",
    params(("id" = RotationId, Path)),
    request_body(content = FinishRotation, example = json!({ "withoutEvidence": true })),
    responses(
        (status = 200, body = Revoked),
        (status = 409, description = "`ROTATION_NOT_PROVEN` or `ROTATION_ENDED`."),
    )
)]
async fn finish_rotation(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<FinishRotation>,
) -> Answer<Revoked> {
    Ok(Json(app.service.api_keys.finish_rotation(&caller, id, asked).await?))
}

/// Revoke the successor and take the old key back into service
#[utoipa::path(
    post,
    path = "/rotations/{id}/undo",
    tag = "Rotations",
    params(("id" = RotationId, Path)),
    request_body(content = UndoRotation, example = json!({})),
    responses((status = 200, body = Rotation), (status = 409, description = "`ROTATION_ENDED` or `KEY_ENDED`."))
)]
async fn undo_rotation(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(UndoRotation {}): JsonBody<UndoRotation>,
) -> Answer<Rotation> {
    Ok(Json(app.service.api_keys.undo_rotation(&caller, id).await?))
}
