//! Keys: list, create, confirm, revoke. Their rotation is in `rotations.rs`.

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use keys::{
    openapi::KeyId,
    wire::{
        ChangeKey, ChangedKey, CreateKey, CreatedKey, Key, Page, QuarantineKey, QuarantinedKey, ReleaseKey, RevokeKey,
        Revoked, Usage,
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, EnvironmentQuery, Manage, created, once, told_once};
use crate::{
    Caller, Failure, ListQuery,
    api_keys::list::KeyFilter,
    faces::http::{body::JsonBody, openapi::IdempotencyKey, query::CheckedQuery},
    ground::paging::SortQuery,
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(list_keys, create_key))
        .routes(routes!(get_key, change_key))
        .routes(routes!(key_usage))
        .routes(routes!(confirm_key))
        .routes(routes!(revoke_key))
        .routes(routes!(quarantine_key))
        .routes(routes!(release_key))
}

/// List an environment's keys, the newest first when no order is asked for
///
/// By `name`, `created`, `lastUsed`, `expires` or `calls` (of the last 24 hours). `meta.counts` has how many there are in each
/// state, whatever state was asked for.
#[utoipa::path(
    get,
    path = "/keys",
    tag = "Keys",
    params(EnvironmentQuery, KeyFilter, SortQuery, ListQuery),
    responses((status = 200, body = Page<Key>))
)]
async fn list_keys(
    app: App,
    caller: Caller,
    which: CheckedQuery<EnvironmentQuery>,
    filter: CheckedQuery<KeyFilter>,
    sort: CheckedQuery<SortQuery>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<Key>> {
    Ok(Json(app.service.api_keys.list(&caller, which.0.environment, filter.0, (sort.0, query.0)).await?))
}

/// Create a key, shown once
#[utoipa::path(
    post,
    path = "/keys",
    tag = "Keys",
    params(IdempotencyKey),
    request_body(content = CreateKey, example = json!({
        "environment": "sandbox",
        "name": "billing-sync",
        "accessLevel": "read_only",
        "note": "in the billing service's vault",
    })),
    responses(
        (status = 201, description = "Created, pending; the secret is in this answer only.", body = CreatedKey),
        (status = 200, description = "A repeated answer, without the secret.", body = CreatedKey),
        (status = 409, description = "`NAME_IN_USE`, `LIVE_NOT_ACTIVATED` or `IDEMPOTENCY_KEY_CONFLICT`."),
    )
)]
async fn create_key(
    app: App,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<CreateKey>,
) -> Result<(StatusCode, HeaderMap, Json<CreatedKey>), Failure> {
    let once = once(&headers, "create", &asked)?;
    let (answer, replayed) = app.service.api_keys.create(&caller, once, asked).await?;
    Ok(created(answer, replayed))
}

/// One key
#[utoipa::path(
    get, path = "/keys/{id}", tag = "Keys", params(("id" = KeyId, Path)), responses((status = 200, body = Key))
)]
async fn get_key(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Key> {
    Ok(Json(app.service.api_keys.get(&caller, id).await?))
}

/// Who has been calling with a key in the last hour
#[utoipa::path(
    get, path = "/keys/{id}/usage", tag = "Keys", params(("id" = KeyId, Path)), responses((status = 200, body = Usage))
)]
async fn key_usage(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Usage> {
    Ok(Json(app.service.api_keys.key_usage(&caller, id).await?))
}

/// Confirm that a key's secret is saved: the key becomes active
#[utoipa::path(
    post,
    path = "/keys/{id}/confirm",
    tag = "Keys",
    params(("id" = KeyId, Path)),
    responses((status = 200, body = Key), (status = 409, description = "`KEY_ENDED`."))
)]
async fn confirm_key(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Key> {
    Ok(Json(app.service.api_keys.confirm(&caller, id).await?))
}

/// Revoke a key: refused from the answer on
#[utoipa::path(
    post,
    path = "/keys/{id}/revoke",
    tag = "Keys",
    params(("id" = KeyId, Path)),
    request_body(content = RevokeKey, example = json!({ "reason": "The service is switched off." })),
    responses(
        (status = 200, description = "Who refuses the key, and since when.", body = Revoked),
        (status = 409, description = "`KEY_ENDED`: it has expired."),
    )
)]
async fn revoke_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<RevokeKey>,
) -> Answer<Revoked> {
    Ok(Json(app.service.api_keys.revoke(&caller, id, asked).await?))
}

/// Change what a key is limited to; what is not named stays
///
/// Spending limits any time, allowed addresses both ways, an expiry nearer and never further. What is taken away is refused
/// from the answer on.
#[utoipa::path(
    patch,
    path = "/keys/{id}",
    tag = "Keys",
    params(("id" = KeyId, Path), IdempotencyKey),
    request_body(content = ChangeKey, example = json!({
        "spendingLimits": { "dailyMicros": 5_000_000, "monthlyMicros": null },
        "allowedIps": ["192.0.2.0/24"],
        "reason": "The job moved to one network.",
    })),
    responses(
        (status = 200, description = "The key as it is now, and who refuses what is no longer allowed.", body = ChangedKey),
        (status = 409, description = "`KEY_ENDED` or `IDEMPOTENCY_KEY_CONFLICT`."),
    )
)]
async fn change_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<ChangeKey>,
) -> Result<(HeaderMap, Json<ChangedKey>), Failure> {
    let once = once(&headers, &format!("change {id}"), &asked)?;
    let (answer, replayed) = app.service.api_keys.change(&caller, once, id, asked).await?;
    Ok(told_once(answer, replayed))
}

/// Put a read-write key into quarantine: it may only read, for a time
#[utoipa::path(
    post,
    path = "/keys/{id}/quarantine",
    tag = "Keys",
    params(("id" = KeyId, Path)),
    request_body(content = QuarantineKey, example = json!({ "seconds": 3600, "reason": "Strange payouts; we look." })),
    responses(
        (status = 200, description = "Who refuses its writes, and since when.", body = QuarantinedKey),
        (status = 409, description = "`KEY_ENDED`; `CONFLICT` for a read-only key."),
    )
)]
async fn quarantine_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<QuarantineKey>,
) -> Answer<QuarantinedKey> {
    Ok(Json(app.service.api_keys.quarantine(&caller, id, asked).await?))
}

/// Release a key from its quarantine
#[utoipa::path(
    post,
    path = "/keys/{id}/release",
    tag = "Keys",
    params(("id" = KeyId, Path)),
    request_body(content = ReleaseKey, example = json!({ "reason": "It was a test of ours." })),
    responses((status = 200, body = Key), (status = 409, description = "`KEY_ENDED`."))
)]
async fn release_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ReleaseKey>,
) -> Answer<Key> {
    Ok(Json(app.service.api_keys.release(&caller, id, asked).await?))
}
