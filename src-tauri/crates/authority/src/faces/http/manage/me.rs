//! What is a signed-in member's own: facts, password, TOTP.

use axum::Json;
use keys::wire::{BackupCodes, ChangePassword, ConfirmTotp, Member, ProvePassword, TotpStarted};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{SignedInMember, faces::http::body::JsonBody};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(me))
        .routes(routes!(change_password))
        .routes(routes!(start_totp))
        .routes(routes!(confirm_totp))
        .routes(routes!(revoke_totp))
}

/// Who is signed in
#[utoipa::path(get, path = "/me", tag = "Me", responses((status = 200, body = Member)))]
async fn me(app: App, me: SignedInMember) -> Answer<Member> {
    Ok(Json(app.service.people.me(&me).await?))
}

/// Change one's own password; one's other sessions end
#[utoipa::path(
    post,
    path = "/me/password",
    tag = "Me",
    request_body(content = ChangePassword, example = json!({
        "currentPassword": "correct horse battery staple",
        "newPassword": "a longer walk by the sea",
    })),
    responses(
        (status = 200, body = Member),
        (status = 401, description = "`SIGN_IN_REFUSED`: the current password is wrong."),
        (status = 409, description = "`CONFLICT`: it was changed meanwhile."),
        (status = 429, description = "`SIGN_IN_SLOWED`."),
    )
)]
async fn change_password(app: App, me: SignedInMember, JsonBody(asked): JsonBody<ChangePassword>) -> Answer<Member> {
    Ok(Json(app.service.people.change_password(&me, asked).await?))
}

/// Start TOTP: a secret for the authenticator, which counts once its first code is confirmed
#[utoipa::path(
    post,
    path = "/me/totp",
    tag = "Me",
    request_body(content = ProvePassword, example = json!({ "password": "correct horse battery staple" })),
    responses(
        (status = 200, description = "The secret is in this answer only.", body = TotpStarted),
        (status = 401, description = "`SIGN_IN_REFUSED`: the password is wrong."),
        (status = 409, description = "`SEALING_KEY_MISSING`, or `CONFLICT`: TOTP is on already."),
        (status = 429, description = "`SIGN_IN_SLOWED`."),
    )
)]
async fn start_totp(app: App, me: SignedInMember, JsonBody(asked): JsonBody<ProvePassword>) -> Answer<TotpStarted> {
    Ok(Json(app.service.people.start_totp(&me, asked).await?))
}

/// Switch TOTP on with the authenticator's first code
#[utoipa::path(
    post,
    path = "/me/totp/confirm",
    tag = "Me",
    request_body(content = ConfirmTotp, example = json!({ "code": "287082" })),
    responses(
        (status = 200, description = "TOTP is on; the backup codes are in this answer only.", body = BackupCodes),
        (status = 401, description = "`SIGN_IN_REFUSED`: the code is not right."),
        (status = 409, description = "`SEALING_KEY_MISSING`, or `CONFLICT`: nothing waits for a code."),
    )
)]
async fn confirm_totp(app: App, me: SignedInMember, JsonBody(asked): JsonBody<ConfirmTotp>) -> Answer<BackupCodes> {
    Ok(Json(app.service.people.confirm_totp(&me, asked).await?))
}

/// Switch TOTP off
#[utoipa::path(
    post,
    path = "/me/totp/revoke",
    tag = "Me",
    request_body(content = ProvePassword, example = json!({ "password": "correct horse battery staple" })),
    responses(
        (status = 200, body = Member),
        (status = 401, description = "`SIGN_IN_REFUSED`: the password is wrong."),
        (status = 429, description = "`SIGN_IN_SLOWED`."),
    )
)]
async fn revoke_totp(app: App, me: SignedInMember, JsonBody(asked): JsonBody<ProvePassword>) -> Answer<Member> {
    Ok(Json(app.service.people.revoke_totp(&me, asked).await?))
}
