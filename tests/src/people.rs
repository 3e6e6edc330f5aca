//! People who sign in: invited, with a password, with a session.

use serde_json::{Value, json};

use crate::{Answer, Api, api::text};

/// Everybody's password here.
pub const PASSWORD: &str = "correct horse battery staple";

/// Invites somebody and sets their password; answers their id.
pub async fn join(admin: &Api, anonymous: &Api, email: &str, role: &str) -> String {
    let asked = json!({ "email": email, "name": email, "role": role });
    let invited = admin.post("/members", asked).await.expect_status(201).json();
    accept(anonymous, &text(&invited, "/invitation")).await;
    text(&invited, "/member/id")
}

/// Sets the password that an invitation asks for.
pub async fn accept(anonymous: &Api, invitation: &str) {
    let asked = json!({ "invitation": invitation, "password": PASSWORD });
    anonymous.post("/invitations/accept", asked).await.expect_status(200);
}

/// Tries to sign in.
pub async fn try_sign_in(anonymous: &Api, email: &str, password: &str) -> Answer {
    anonymous.post("/sessions", json!({ "email": email, "password": password })).await
}

/// Signs in; answers the session with its tokens.
pub async fn sign_in(anonymous: &Api, email: &str) -> Value {
    try_sign_in(anonymous, email, PASSWORD).await.expect_status(201).json()
}

/// Presents a refresh token.
pub async fn refresh(anonymous: &Api, refresh_token: &str) -> Answer {
    anonymous.post("/sessions/refresh", json!({ "refreshToken": refresh_token })).await
}
