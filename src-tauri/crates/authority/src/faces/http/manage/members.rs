//! Members: list, invite, change the role, revoke.

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use keys::{
    openapi::MemberId,
    wire::{ChangeRole, InviteAgain, InviteMember, Invited, Member, Page, RevokeMember},
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
    OpenApiRouter::default()
        .routes(routes!(list_members, invite_member))
        .routes(routes!(get_member))
        .routes(routes!(invite_again))
        .routes(routes!(change_role))
        .routes(routes!(revoke_member))
}

/// List the organization's members, the newest first when no order is asked for
///
/// By `name`, `created` or `lastSignIn`. `meta.counts` has how many are `invited`, `active` and `revoked`.
#[utoipa::path(
    get,
    path = "/members",
    tag = "Members",
    params(PeopleFilter, SortQuery, ListQuery),
    responses((status = 200, body = Page<Member>))
)]
async fn list_members(
    app: App,
    caller: Caller,
    filter: CheckedQuery<PeopleFilter>,
    sort: CheckedQuery<SortQuery>,
    query: CheckedQuery<ListQuery>,
) -> Answer<Page<Member>> {
    Ok(Json(app.service.people.list_members(&caller, filter.0, (sort.0, query.0)).await?))
}

/// Invite somebody; the invitation is shown once
#[utoipa::path(
    post,
    path = "/members",
    tag = "Members",
    params(IdempotencyKey),
    request_body(content = InviteMember, example = json!({
        "email": "sam@acme.example",
        "name": "Sam",
        "role": "support",
    })),
    responses(
        (status = 201, description = "Invited; the invitation is in this answer only.", body = Invited),
        (status = 200, description = "A repeated answer, without the invitation.", body = Invited),
        (status = 409, description = "`EMAIL_IN_USE` or `IDEMPOTENCY_KEY_CONFLICT`."),
    )
)]
async fn invite_member(
    app: App,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<InviteMember>,
) -> Result<(StatusCode, HeaderMap, Json<Invited>), Failure> {
    let once = once(&headers, "invite", &asked)?;
    let (answer, replayed) = app.service.people.invite_member(&caller, Some(once), asked).await?;
    Ok(created(answer, replayed))
}

/// One member
#[utoipa::path(
    get,
    path = "/members/{id}",
    tag = "Members",
    params(("id" = MemberId, Path)),
    responses((status = 200, body = Member))
)]
async fn get_member(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Member> {
    Ok(Json(app.service.people.get_member(&caller, id).await?))
}

/// Invite a member again: a lost invitation, or a forgotten password
#[utoipa::path(
    post,
    path = "/members/{id}/invite",
    tag = "Members",
    params(("id" = MemberId, Path)),
    request_body(content = InviteAgain, example = json!({ "revokeTotp": false })),
    responses(
        (status = 200, description = "A new invitation, in this answer only; an older one ends.", body = Invited),
        (status = 409, description = "`CONFLICT`: the member is revoked."),
    )
)]
async fn invite_again(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<InviteAgain>,
) -> Answer<Invited> {
    Ok(Json(app.service.people.invite_again(&caller, id, asked).await?))
}

/// Give a member another role; it counts at once
#[utoipa::path(
    post,
    path = "/members/{id}/role",
    tag = "Members",
    params(("id" = MemberId, Path)),
    request_body(content = ChangeRole, example = json!({ "role": "onboarding" })),
    responses((status = 200, body = Member), (status = 409, description = "`LAST_ADMIN`, or `CONFLICT`: revoked."))
)]
async fn change_role(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ChangeRole>,
) -> Answer<Member> {
    Ok(Json(app.service.people.change_role(&caller, id, asked).await?))
}

/// Revoke a member: refused from the answer on
#[utoipa::path(
    post,
    path = "/members/{id}/revoke",
    tag = "Members",
    params(("id" = MemberId, Path)),
    request_body(content = RevokeMember, example = json!({ "reason": "Left the company." })),
    responses((status = 200, body = Member), (status = 409, description = "`LAST_ADMIN`."))
)]
async fn revoke_member(
    app: App,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<RevokeMember>,
) -> Answer<Member> {
    Ok(Json(app.service.people.revoke_member(&caller, id, asked).await?))
}
