//! Live keys that are asked for, decided by another person, and claimed.

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use keys::{
    openapi::ApprovalId,
    wire::{AskForKey, CreatedKey, DecideApproval, KeyApproval, Page},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage, created, once};
use crate::{
    Caller, Failure, ListQuery,
    api_keys::approvals::ApprovalFilter,
    faces::http::{body::JsonBody, openapi::IdempotencyKey, query::CheckedQuery},
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(list_key_approvals, ask_for_key))
        .routes(routes!(get_key_approval))
        .routes(routes!(approve_key))
        .routes(routes!(decline_key))
        .routes(routes!(withdraw_key))
        .routes(routes!(claim_key))
}

/// List the live keys that were asked for, the newest first
///
/// `meta.counts` has how many are in each state.
#[utoipa::path(
    get,
    path = "/key-approvals",
    tag = "Approvals",
    params(ApprovalFilter, ListQuery),
    responses((status = 200, body = Page<KeyApproval>))
)]
async fn list_key_approvals(
    app: App,
    caller: Caller,
    filter: CheckedQuery<ApprovalFilter>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<KeyApproval>> {
    Ok(Json(app.service.api_keys.list_approvals(&caller, filter.0, query.0).await?))
}

/// Ask for a live key; another admin decides
///
/// Undecided it lapses after seven days. For a signed-in admin.
#[utoipa::path(
    post,
    path = "/key-approvals",
    tag = "Approvals",
    params(IdempotencyKey),
    request_body(content = AskForKey, example = json!({
        "name": "billing-sync",
        "accessLevel": "read_only",
        "lifetimeHours": 720,
        "reason": "The yearly accounts are made in January.",
    })),
    responses(
        (status = 201, description = "Asked for.", body = KeyApproval),
        (status = 200, description = "A repeated answer.", body = KeyApproval),
        (
            status = 409,
            description = "`CONFLICT` where live keys need no approval; `LIVE_NOT_ACTIVATED`, `NAME_IN_USE` or \
                           `IDEMPOTENCY_KEY_CONFLICT`."
        ),
    )
)]
async fn ask_for_key(
    app: App,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<AskForKey>,
) -> Result<(StatusCode, HeaderMap, Json<KeyApproval>), Failure> {
    let once = once(&headers, "ask", &asked)?;
    let (answer, replayed) = app.service.api_keys.ask_for_key(&caller, once, asked).await?;
    Ok(created(answer, replayed))
}

/// One live key that was asked for
#[utoipa::path(
    get, path = "/key-approvals/{id}", tag = "Approvals", params(("id" = ApprovalId, Path)),
    responses((status = 200, body = KeyApproval))
)]
async fn get_key_approval(app: App, caller: Caller, Path(id): Path<String>) -> Answer<KeyApproval> {
    Ok(Json(app.service.api_keys.get_approval(&caller, id).await?))
}

/// Approve a live key that another person asked for
///
/// They claim it within a day; then the approval lapses.
#[utoipa::path(
    post,
    path = "/key-approvals/{id}/approve",
    tag = "Approvals",
    params(("id" = ApprovalId, Path)),
    request_body(content = DecideApproval, example = json!({ "reason": "Agreed with the auditors." })),
    responses(
        (status = 200, body = KeyApproval),
        (status = 403, description = "`ANOTHER_PERSON_DECIDES`, `SESSION_REQUIRED` or `ROLE_NOT_ALLOWED`."),
        (status = 409, description = "`APPROVAL_STATE_CHANGED`: it is no longer waiting."),
    )
)]
async fn approve_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<DecideApproval>,
) -> Answer<KeyApproval> {
    Ok(Json(app.service.api_keys.approve_key(&caller, id, asked).await?))
}

/// Decline a live key that another person asked for, or take an approval back before it is claimed
#[utoipa::path(
    post,
    path = "/key-approvals/{id}/decline",
    tag = "Approvals",
    params(("id" = ApprovalId, Path)),
    request_body(content = DecideApproval, example = json!({ "reason": "The sandbox is enough for this." })),
    responses(
        (status = 200, body = KeyApproval),
        (status = 403, description = "`ANOTHER_PERSON_DECIDES`, `SESSION_REQUIRED` or `ROLE_NOT_ALLOWED`."),
        (status = 409, description = "`APPROVAL_STATE_CHANGED`: it is neither waiting nor approved."),
    )
)]
async fn decline_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<DecideApproval>,
) -> Answer<KeyApproval> {
    Ok(Json(app.service.api_keys.decline_key(&caller, id, asked).await?))
}

/// Withdraw a live key that one asked for
#[utoipa::path(
    post,
    path = "/key-approvals/{id}/withdraw",
    tag = "Approvals",
    params(("id" = ApprovalId, Path)),
    responses(
        (status = 200, body = KeyApproval),
        (status = 403, description = "`NOT_THE_REQUESTER`, `SESSION_REQUIRED` or `ROLE_NOT_ALLOWED`."),
        (status = 409, description = "`APPROVAL_STATE_CHANGED`: it is neither waiting nor approved."),
    )
)]
async fn withdraw_key(app: App, caller: Caller, Path(id): Path<String>) -> Answer<KeyApproval> {
    Ok(Json(app.service.api_keys.withdraw_key(&caller, id).await?))
}

/// Claim an approved live key: it is created, shown once, for whoever asked
///
/// It ends when its lifetime is over, counted from now.
#[utoipa::path(
    post,
    path = "/key-approvals/{id}/claim",
    tag = "Approvals",
    params(("id" = ApprovalId, Path), IdempotencyKey),
    responses(
        (status = 201, description = "Created, pending; the secret is in this answer only.", body = CreatedKey),
        (status = 200, description = "A repeated answer, without the secret.", body = CreatedKey),
        (status = 403, description = "`NOT_THE_REQUESTER`, `SESSION_REQUIRED` or `ROLE_NOT_ALLOWED`."),
        (status = 409, description = "`APPROVAL_STATE_CHANGED`: it is not approved; `NAME_IN_USE` or `IDEMPOTENCY_KEY_CONFLICT`."),
    )
)]
async fn claim_key(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<(StatusCode, HeaderMap, Json<CreatedKey>), Failure> {
    let once = once(&headers, &format!("claim {id}"), &())?;
    let (answer, replayed) = app.service.api_keys.claim_key(&caller, once, id).await?;
    Ok(created(answer, replayed))
}
