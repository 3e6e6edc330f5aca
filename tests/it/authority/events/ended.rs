//! A stream ends with what opened it, and says why.

use std::time::Duration;

use journeys::people::{PASSWORD, join, sign_in};
use journeys::{Api, Inside, Listening, Serve, WITHIN};
use keys::wire::Role;
use keys::{Ambient, Timestamp};
use serde_json::{Value, json};

/// Somebody with a session of their own; answers it and the way in by it.
async fn session(inside: &Inside, email: &str) -> (Value, Api) {
    let session = sign_in(&inside.manage_anonymously(), email).await;
    let api = inside.manage_with(session["accessToken"].as_str().unwrap());
    (session, api)
}

#[tokio::test]
async fn a_stream_ends_with_the_session_the_member_or_the_role_that_opened_it() {
    let inside = Inside::start(Ambient::system()).await;
    let (admin, anonymous) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let mut beside = Listening::now(&admin).await;

    let id = join(&admin, &anonymous, "eva@acme.example", "support").await;
    let ((first, one), (_, two)) =
        (session(&inside, "eva@acme.example").await, session(&inside, "eva@acme.example").await);
    let (mut one, mut other) = (Listening::now(&one).await, Listening::now(&two).await);
    anonymous.post("/sessions/sign-out", json!({ "refreshToken": first["refreshToken"] })).await.expect_status(200);
    assert_eq!(one.end().await, "session_ended");
    let (key, _) = admin.create_pending("sandbox", "billing", "read_only").await;
    other.until("key.created", &key).await;

    // Whoever changes the password ends the other sessions.
    let (_, third) = session(&inside, "eva@acme.example").await;
    let mut own = Listening::now(&third).await;
    let asked = json!({ "currentPassword": PASSWORD, "newPassword": "another horse battery staple" });
    third.post("/me/password", asked).await.expect_status(200);
    assert_eq!(other.end().await, "session_ended");

    admin.post(&format!("/members/{id}/role"), json!({ "role": "onboarding" })).await.expect_status(200);
    assert_eq!(own.end().await, "role_changed");
    let mut again = Listening::now(&third).await;
    admin.post(&format!("/members/{id}/revoke"), json!({ "reason": "left" })).await.expect_status(200);
    assert_eq!(again.end().await, "member_revoked");
    assert!(Listening::try_open(&third, "/events", None).await.is_none());

    beside.until("member.revoked", &id).await;
    inside.stop().await;
    assert_eq!(beside.end().await, "stopping", "a stop ends what nothing else has ended");
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_at_the_tokens_expiry() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let ends_at = Timestamp::from_millis(Ambient::system().now().as_millis() + 2_000);
    let made = |name: &'static str, expires_at: Option<Timestamp>| {
        let (admin, inside) = (admin.clone(), &inside);
        async move {
            let asked = json!({ "name": name, "role": "admin", "expiresAt": expires_at });
            let made = admin.post("/tokens", asked).await.expect_status(201).json();
            (made["token"]["id"].as_str().unwrap().to_owned(), inside.manage_with(made["secret"].as_str().unwrap()))
        }
    };
    let ((id, one), (_, two), (_, three)) =
        (made("one", None).await, made("two", None).await, made("three", Some(ends_at)).await);
    let (mut one, mut two, mut three) =
        (Listening::now(&one).await, Listening::now(&two).await, Listening::now(&three).await);
    admin.post(&format!("/tokens/{id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    assert_eq!(one.end().await, "token_revoked");
    assert!(!one.raw.contains("token.revoked"), "what happens after its end is not told to it");
    assert_eq!(three.end().await, "access_expired");
    two.until("token.revoked", &id).await;
    inside.stop().await;
}

#[tokio::test]
async fn a_stop_ends_a_quiet_stream_at_once_and_does_not_wait_for_it() {
    // With a drain that long a stop that waited would be killed by the journey.
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start_with(&folder.path().join("data"), &["--drain-seconds", "3600"]);
    let mut stream = Listening::now(&serve.manage("support")).await;
    let stopped = tokio::task::spawn_blocking(move || serve.terminate());
    assert_eq!(stream.end().await, "stopping");
    let stopped = tokio::time::timeout(WITHIN, stopped).await.expect("it does not wait for the drain").unwrap();
    assert!(stopped.success());
}

#[tokio::test]
async fn a_quiet_stream_is_neither_idle_nor_stalled() {
    let short = |config: &mut authority::Config| {
        config.limits.idle = Duration::from_millis(200);
        config.limits.stall = Duration::from_millis(200);
        config.limits.head = Duration::from_millis(200);
    };
    let inside = Inside::start_with(Ambient::system(), short).await;
    let admin = inside.manage(Role::Admin);
    let mut stream = Listening::now(&admin).await;
    // Not to wait for anything: it is the silence that is tried.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (key, _) = admin.create_pending("sandbox", "billing", "read_only").await;
    stream.until("key.created", &key).await;
    inside.stop().await;
}
