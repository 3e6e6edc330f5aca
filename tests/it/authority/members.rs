//! Members and management tokens: who may come in, and how they are shown out.

use journeys::api::text;
use journeys::clock::Clock;
use journeys::people::{PASSWORD, accept, join, refresh, sign_in, try_sign_in};
use journeys::{Api, Inside};
use keys::wire::Role;
use serde_json::json;

const ANA: &str = "ana@acme.example";
const SAM: &str = "sam@acme.example";

fn clock() -> Clock {
    Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap())
}

async fn signed_in(inside: &Inside, email: &str) -> Api {
    inside.manage_with(&text(&sign_in(&inside.manage_anonymously(), email).await, "/accessToken"))
}

#[tokio::test]
async fn an_invitation_is_shown_once_ends_and_is_replaced() {
    let clock = clock();
    let inside = Inside::start(clock.ambient()).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let asked = json!({ "email": SAM, "name": "Sam", "role": "support" });
    let first = admin.post_as("one", "/members", asked.clone()).await.expect_status(201).json();
    let again = admin.post_as("one", "/members", asked.clone()).await.expect_status(200).json();
    assert_eq!((&again["member"]["id"], &again["invitation"]), (&first["member"]["id"], &json!(null)));
    let other = json!({ "email": "SAM@acme.example", "name": "Sam", "role": "admin" });
    admin.post("/members", other).await.expect_problem(409, "EMAIL_IN_USE");
    for bad in [
        json!({ "email": "sam", "name": "Sam", "role": "support" }),
        json!({ "email": ANA, "name": "", "role": "support" }),
    ] {
        admin.post("/members", bad).await.expect_problem(400, "VALIDATION_ERROR");
    }
    let with = |invitation: String| json!({ "invitation": invitation, "password": PASSWORD });
    clock.step(3 * 24 * 3600);
    let late = anybody.post("/invitations/accept", with(text(&first, "/invitation"))).await;
    late.expect_problem(401, "INVITATION_INVALID");
    let id = text(&first, "/member/id");
    let second = admin.post(&format!("/members/{id}/invite"), json!({})).await.expect_status(200).json();
    let third = admin.post(&format!("/members/{id}/invite"), json!({})).await.expect_status(200).json();
    let replaced = anybody.post("/invitations/accept", with(text(&second, "/invitation"))).await;
    replaced.expect_problem(401, "INVITATION_INVALID");
    accept(&anybody, &text(&third, "/invitation")).await;
    let sam = signed_in(&inside, SAM).await;

    // A forgotten password is the same way again, and ends what was open.
    let reset = admin.post(&format!("/members/{id}/invite"), json!({})).await.expect_status(200).json();
    sam.get("/me").await.expect_status(200);
    accept(&anybody, &text(&reset, "/invitation")).await;
    sam.get("/me").await.expect_problem(401, "TOKEN_INVALID");
    inside.stop().await;
}

#[tokio::test]
async fn a_role_counts_at_once_and_a_revoked_member_is_out_at_once() {
    let inside = Inside::start(clock().ambient()).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let id = join(&admin, &anybody, SAM, "support").await;
    let session = sign_in(&anybody, SAM).await;
    let sam = inside.manage_with(&text(&session, "/accessToken"));
    let key = json!({ "environment": "sandbox", "name": "x" });
    sam.post("/keys", key.clone()).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    let change = |role: &str| (format!("/members/{id}/role"), json!({ "role": role }));
    let (path, onboarding) = change("onboarding");
    admin.post(&path, onboarding.clone()).await.expect_status(200);
    admin.post(&path, onboarding).await.expect_status(200);
    sam.post("/keys", key).await.expect_status(201);
    assert_eq!(admin.count_in_audit("member.role_changed", &id).await, 1, "the same role again is no deed");

    let revoke = format!("/members/{id}/revoke");
    let revoked = admin.post(&revoke, json!({ "reason": "left" })).await.expect_status(200).json();
    sam.get("/me").await.expect_problem(401, "TOKEN_INVALID");
    refresh(&anybody, &text(&session, "/refreshToken")).await.expect_problem(401, "SESSION_ENDED");
    try_sign_in(&anybody, SAM, PASSWORD).await.expect_problem(401, "SIGN_IN_REFUSED");
    let again = admin.post(&revoke, json!({ "reason": "again" })).await.expect_status(200).json();
    assert_eq!(again, revoked, "the first time's facts are answered");
    assert_eq!((&again["state"], &again["revocation"]["reason"]), (&json!("revoked"), &json!("left")));
    for (path, body) in [change("admin"), (format!("/members/{id}/invite"), json!({}))] {
        admin.post(&path, body).await.expect_problem(409, "CONFLICT");
    }
    // Their address is free again, for another member.
    let second = join(&admin, &anybody, SAM, "support").await;
    assert_ne!(second, id);
    let listed = admin.get("/members").await.expect_status(200).json();
    assert_eq!(listed["meta"]["total"], 2, "a revoked member stays listed");
    inside.stop().await;
}

#[tokio::test]
async fn the_last_admin_stays() {
    let inside = Inside::start(clock().ambient()).await;
    let (token, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let ana_id = join(&token, &anybody, ANA, "admin").await;
    let ana = signed_in(&inside, ANA).await;
    let invited = json!({ "email": "new@acme.example", "name": "New", "role": "admin" });
    ana.post("/members", invited).await.expect_status(201);
    let revoke = |id: &str| (format!("/members/{id}/revoke"), json!({ "reason": "x" }));
    let demote = |id: &str| (format!("/members/{id}/role"), json!({ "role": "support" }));
    for client in [&ana, &token] {
        for (path, body) in [revoke(&ana_id), demote(&ana_id)] {
            client.post(&path, body).await.expect_problem(409, "LAST_ADMIN");
        }
    }
    let sam_id = join(&ana, &anybody, SAM, "admin").await;
    let sam = signed_in(&inside, SAM).await;
    // Both take the other away at the same moment: one of them is too late.
    let (first, second) = (revoke(&sam_id), revoke(&ana_id));
    let (first, second) = tokio::join!(ana.post(&first.0, first.1), sam.post(&second.0, second.1));
    let mut both = [first.status, second.status];
    both.sort_unstable();
    assert_eq!(both[0], 200, "one is revoked");
    assert!([401, 409].contains(&both[1]), "and the other stays: {both:?}");
    inside.stop().await;
}

#[tokio::test]
async fn an_admin_makes_no_operator_and_becomes_none() {
    let inside = Inside::start(clock().ambient()).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let asked = json!({ "email": SAM, "name": "Sam", "role": "operator" });
    admin.post("/members", asked).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    let token = json!({ "name": "x", "role": "operator" });
    admin.post("/tokens", token).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    let id = join(&admin, &anybody, SAM, "support").await;
    let role = json!({ "role": "operator" });
    admin.post(&format!("/members/{id}/role"), role).await.expect_problem(403, "ROLE_NOT_ALLOWED");

    let asked = serde_json::from_value(json!({ "email": ANA, "name": "Ana", "role": "operator" })).unwrap();
    let operator = inside.caller(Role::Operator).await;
    let (made, _) = inside.service().people.invite_member(&operator, None, asked).await.unwrap();
    let id = made.member.id;
    for (path, body) in [
        (format!("/members/{id}/invite"), json!({})),
        (format!("/members/{id}/role"), json!({ "role": "support" })),
        (format!("/members/{id}/revoke"), json!({ "reason": "x" })),
    ] {
        admin.post(&path, body).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
    inside.stop().await;
}

#[tokio::test]
async fn somebody_elses_member_or_token_is_not_found() {
    let inside = Inside::start(clock().ambient()).await;
    let anybody = inside.manage_anonymously();
    let other = inside.service().create_organization("Other", "").await.unwrap();
    let theirs = inside.manage_of(&other, Role::Admin);
    let id = join(&inside.manage(Role::Admin), &anybody, SAM, "support").await;
    let asked = json!({ "name": "report", "role": "support" });
    let token = inside.manage(Role::Admin).post("/tokens", asked).await.expect_status(201).json();
    theirs.get(&format!("/members/{id}")).await.expect_problem(404, "NOT_FOUND");
    for (path, body) in [
        (format!("/members/{id}/invite"), json!({})),
        (format!("/members/{id}/role"), json!({ "role": "admin" })),
        (format!("/members/{id}/revoke"), json!({ "reason": "x" })),
        (format!("/tokens/{}/revoke", text(&token, "/token/id")), json!({ "reason": "x" })),
    ] {
        theirs.post(&path, body).await.expect_problem(404, "NOT_FOUND");
    }
    for path in ["/members", "/tokens"] {
        assert_eq!(theirs.get(path).await.expect_status(200).json()["data"], json!([]));
    }
    inside.stop().await;
}

#[tokio::test]
async fn a_scripts_token_is_shown_once_ends_and_is_revoked() {
    let clock = clock();
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let ends = clock.now().plus_seconds(3600);
    let asked = json!({ "name": "nightly", "role": "support", "expiresAt": ends.to_string() });
    let made = admin.post_as("one", "/tokens", asked.clone()).await.expect_status(201).json();
    let again = admin.post_as("one", "/tokens", asked).await.expect_status(200).json();
    assert_eq!((&again["token"], &again["secret"]), (&made["token"], &json!(null)), "shown once");
    let script = inside.manage_with(&text(&made, "/secret"));
    script.get("/organization").await.expect_status(200);
    script.get("/me").await.expect_problem(403, "SESSION_REQUIRED");
    clock.step(3600);
    script.get("/organization").await.expect_problem(401, "TOKEN_INVALID");

    let asked = json!({ "name": "weekly", "role": "admin" });
    let made = admin.post("/tokens", asked).await.expect_status(201).json();
    let script = inside.manage_with(&text(&made, "/secret"));
    script.get("/members").await.expect_status(200);
    let id = text(&made, "/token/id");
    let revoke = format!("/tokens/{id}/revoke");
    let revoked = admin.post(&revoke, json!({ "reason": "over" })).await.expect_status(200).json();
    script.get("/members").await.expect_problem(401, "TOKEN_INVALID");
    assert_eq!(admin.post(&revoke, json!({ "reason": "again" })).await.expect_status(200).json(), revoked);
    for action in ["token.created", "token.revoked"] {
        assert_eq!(admin.count_in_audit(action, &id).await, 1, "{action}");
    }
    let past = json!({ "name": "x", "role": "support", "expiresAt": "2020-01-01T00:00:00.000Z" });
    admin.post("/tokens", past).await.expect_problem(400, "VALIDATION_ERROR");
    assert_eq!(admin.get("/tokens").await.expect_status(200).json()["meta"]["total"], 2);
    inside.stop().await;
}
