//! Sessions: sign in, refresh, sign out; and the way in for the invited.

use axum::{Json, http::StatusCode};
use keys::wire::{AcceptInvitation, Member, RefreshSession, SignIn, SignOut, SignedIn, SignedOut};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage, guard::Origin};
use crate::{Failure, faces::http::body::JsonBody};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default()
        .routes(routes!(sign_in))
        .routes(routes!(refresh_session))
        .routes(routes!(sign_out))
        .routes(routes!(accept_invitation))
}

/// Sign in
#[utoipa::path(
    post,
    path = "/sessions",
    tag = "Sessions",
    security(()),
    request_body(content = SignIn, example = json!({
        "email": "ana@acme.example",
        "password": "correct horse battery staple",
    })),
    responses(
        (status = 201, description = "Signed in; the tokens are in this answer only.", body = SignedIn),
        (status = 401, description = "`SIGN_IN_REFUSED`, or `TOTP_REQUIRED`: send the code too."),
        (status = 409, description = "`SEALING_KEY_MISSING`: codes cannot be checked; a backup code still works."),
        (status = 429, description = "`SIGN_IN_SLOWED`: too many attempts failed."),
    )
)]
async fn sign_in(
    app: App,
    Origin(origin): Origin,
    JsonBody(asked): JsonBody<SignIn>,
) -> Result<(StatusCode, Json<SignedIn>), Failure> {
    Ok((StatusCode::CREATED, Json(app.service.people.sign_in(asked, origin).await?)))
}

/// Exchange a refresh token for the next pair
#[utoipa::path(
    post,
    path = "/sessions/refresh",
    tag = "Sessions",
    security(()),
    request_body(content = RefreshSession, example = json!({ "refreshToken": "ckr_4fZk2Qw9Lr7Tn1Xc8Vb3Md" })),
    responses(
        (status = 200, description = "The next pair; the access token before ends.", body = SignedIn),
        (status = 401, description = "`SESSION_ENDED`."),
    )
)]
async fn refresh_session(
    app: App,
    Origin(origin): Origin,
    JsonBody(asked): JsonBody<RefreshSession>,
) -> Answer<SignedIn> {
    Ok(Json(app.service.people.refresh_session(asked, origin).await?))
}

/// Sign out; a session that is over already is answered alike
#[utoipa::path(
    post,
    path = "/sessions/sign-out",
    tag = "Sessions",
    security(()),
    request_body(content = SignOut, example = json!({ "refreshToken": "ckr_4fZk2Qw9Lr7Tn1Xc8Vb3Md" })),
    responses((status = 200, body = SignedOut))
)]
async fn sign_out(app: App, Origin(origin): Origin, JsonBody(asked): JsonBody<SignOut>) -> Answer<SignedOut> {
    Ok(Json(app.service.people.sign_out(asked, origin).await?))
}

/// Set the password that an invitation asks for
#[utoipa::path(
    post,
    path = "/invitations/accept",
    tag = "Sessions",
    security(()),
    request_body(content = AcceptInvitation, example = json!({
        "invitation": "cki_4fZk2Qw9Lr7Tn1Xc8Vb3Md",
        "password": "correct horse battery staple",
    })),
    responses(
        (status = 200, description = "The password is set; sign in with it.", body = Member),
        (status = 401, description = "`INVITATION_INVALID`."),
    )
)]
async fn accept_invitation(
    app: App,
    Origin(origin): Origin,
    JsonBody(asked): JsonBody<AcceptInvitation>,
) -> Answer<Member> {
    Ok(Json(app.service.people.accept_invitation(asked, origin).await?))
}
