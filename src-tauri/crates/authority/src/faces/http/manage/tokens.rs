//! Management tokens for scripts: list, create, revoke.

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use keys::{
    openapi::TokenId,
    wire::{CreateToken, CreatedToken, Page, RevokeToken, Token},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage, created, once};
use crate::{
    Caller, Failure, ListQuery,
    faces::http::{body::JsonBody, openapi::IdempotencyKey, query::CheckedQuery},
    ground::paging::SortQuery,
    people::filter::PeopleFilter,
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(list_tokens, create_token)).routes(routes!(revoke_token))
}

/// List the organization's tokens, the newest first when no order is asked for
///
/// By `name`, `created` or `expires`. `meta.counts` has how many are `active`, `expired` and `revoked`.
#[utoipa::path(
    get,
    path = "/tokens",
    tag = "Tokens",
    params(PeopleFilter, SortQuery, ListQuery),
    responses((status = 200, body = Page<Token>))
)]
async fn list_tokens(
    app: App,
    caller: Caller,
    filter: CheckedQuery<PeopleFilter>,
    sort: CheckedQuery<SortQuery>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<Token>> {
    Ok(Json(app.service.people.list_tokens(&caller, filter.0, (sort.0, query.0)).await?))
}

/// Create a management token for a script, shown once
#[utoipa::path(
    post,
    path = "/tokens",
    tag = "Tokens",
    params(IdempotencyKey),
    request_body(content = CreateToken, example = json!({ "name": "nightly-report", "role": "support" })),
    responses(
        (status = 201, description = "Created; the secret is in this answer only.", body = CreatedToken),
        (status = 200, description = "A repeated answer, without the secret.", body = CreatedToken),
        (status = 409, description = "`IDEMPOTENCY_KEY_CONFLICT`."),
    )
)]
async fn create_token(
    app: App,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<CreateToken>,
) -> Result<(StatusCode, HeaderMap, Json<CreatedToken>), Failure> {
    let once = once(&headers, "token", &asked)?;
    let (answer, replayed) = app.service.people.create_script_token(&caller, once, asked).await?;
    Ok(created(answer, replayed))
}

/// Revoke a management token: refused from the answer on
#[utoipa::path(
    post,
    path = "/tokens/{id}/revoke",
    tag = "Tokens",
    params(("id" = TokenId, Path)),
    request_body(content = RevokeToken, example = json!({ "reason": "The job is switched off." })),
    responses((status = 200, body = Token))
)]
async fn revoke_token(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<RevokeToken>,
) -> Answer<Token> {
    Ok(Json(app.service.people.revoke_token(&caller, id, asked).await?))
}
