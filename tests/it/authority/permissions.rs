//! Every role, and nobody, on every route of the management API.

use std::collections::{BTreeMap, BTreeSet};

use authority::permission::PERMISSIONS;
use journeys::clock::Clock;
use journeys::people::{PASSWORD, join, sign_in};
use journeys::{Answer, Api, Inside};
use keys::wire::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// Who may do what, as people read it; written by hand, so that a slip in the table is found. `k` is for those who may
/// write keys (admin; onboarding in the sandbox), `m` for a signed-in member of any role, `m admin` for a signed-in admin, `*`
/// for anybody.
const EXPECTED: &str = "
    POST /sessions *
    POST /sessions/refresh *
    POST /sessions/sign-out *
    POST /invitations/accept *
    GET /me m
    POST /me/password m
    POST /me/totp m
    POST /me/totp/confirm m
    POST /me/totp/revoke m
    GET /members admin
    POST /members admin
    GET /members/{id} admin
    POST /members/{id}/invite admin
    POST /members/{id}/role admin
    POST /members/{id}/revoke admin
    GET /tokens admin
    POST /tokens admin
    POST /tokens/{id}/revoke admin
    GET /organization admin support onboarding operator
    PATCH /organization admin
    GET /keys admin support onboarding operator
    POST /keys k
    GET /keys/{id} admin support onboarding operator
    PATCH /keys/{id} k
    GET /keys/{id}/usage admin support onboarding operator
    POST /keys/{id}/confirm k
    POST /keys/{id}/revoke k
    POST /keys/{id}/quarantine k
    POST /keys/{id}/release k
    POST /keys/{id}/rotate k
    GET /rotations admin support onboarding operator
    GET /rotations/{id} admin support onboarding operator
    PATCH /rotations/{id} k
    POST /rotations/{id}/finish k
    POST /rotations/{id}/undo k
    GET /key-approvals admin
    POST /key-approvals m admin
    GET /key-approvals/{id} admin
    POST /key-approvals/{id}/approve m admin
    POST /key-approvals/{id}/decline m admin
    POST /key-approvals/{id}/withdraw m admin
    POST /key-approvals/{id}/claim m admin
    GET /activation admin support onboarding operator
    POST /activation/submit admin onboarding
    POST /activation/waive-addresses admin onboarding
    POST /activation/withdraw-waiver admin onboarding
    POST /activation/documents admin onboarding
    GET /activation/documents/{id} admin onboarding operator
    POST /activation/documents/{id}/remove admin onboarding
    GET /activations operator
    GET /activations/{organizationId} operator
    GET /activations/{organizationId}/documents/{id} operator
    POST /activations/{organizationId}/review operator
    POST /activations/{organizationId}/request-information operator
    POST /activations/{organizationId}/approve operator
    POST /activations/{organizationId}/reject operator
    GET /audit admin support onboarding operator
    GET /audit/export admin support onboarding operator
    GET /audit/verify admin support onboarding operator
    GET /events admin support onboarding operator
    GET /requests admin support onboarding operator
    GET /requests/{correlationId} admin support onboarding operator
    GET /alerts admin support onboarding operator
    POST /alerts/{id}/acknowledge admin support
    POST /leaks admin support
    GET /limits admin support onboarding operator
    GET /webhooks/endpoints admin support
    POST /webhooks/endpoints admin
    GET /webhooks/endpoints/{id} admin support
    PATCH /webhooks/endpoints/{id} admin
    POST /webhooks/endpoints/{id}/rotate admin
    POST /webhooks/endpoints/{id}/test admin support
    GET /webhooks/deliveries admin support
    GET /webhooks/deliveries/{id} admin support
    POST /webhooks/deliveries/{id}/retry admin support
    GET /webhooks/event-types admin support onboarding operator
    GET /healthz *
    GET /readyz *
    GET /metrics operator
";

/// Beside `/v1`, for machines; the document is about `/v1`.
const BESIDE: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

fn expected() -> BTreeMap<(String, String), Vec<&'static str>> {
    let line = |line: &'static str| {
        let mut words = line.split_whitespace();
        Some(((words.next()?.to_owned(), words.next()?.to_owned()), words.collect()))
    };
    EXPECTED.lines().filter_map(line).collect()
}

fn admits(who: &[&str], role: Role) -> bool {
    match who {
        ["*" | "m"] => true,
        ["m", roles @ ..] => roles.contains(&role.as_str()),
        ["k"] => matches!(role, Role::Admin | Role::Onboarding),
        roles => roles.contains(&role.as_str()),
    }
}

#[test]
fn the_table_the_document_and_the_expectation_name_the_same_routes() {
    let table: BTreeSet<(String, String)> =
        PERMISSIONS.iter().map(|line| (line.method.to_owned(), line.path.to_owned())).collect();
    let written: BTreeSet<_> = expected().into_keys().collect();
    assert_eq!(table, written, "a route of the table is not expected, or the other way round");

    let document = serde_json::to_value(authority::http::openapi::manage()).unwrap();
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let route = (method.to_uppercase(), path.trim_start_matches("/v1").to_owned());
            let open = operation["security"].as_array().is_some_and(|needs| needs.contains(&json!({})));
            let line = PERMISSIONS.iter().find(|line| (line.method, line.path) == (&*route.0, &*route.1));
            if let Some(line) = line {
                assert_eq!(open, line.who.is_anybody(), "{route:?}: the document says who needs no credential");
            }
            described.insert(route);
        }
    }
    let table: BTreeSet<_> = table.into_iter().filter(|(_, path)| !BESIDE.contains(&path.as_str())).collect();
    assert_eq!(table, described, "the router has a route that is not in the table, so nobody can reach it");
}

/// A body that the route's form is satisfied with, so that a refusal is about the asker.
fn body(path: &str) -> Value {
    match path {
        "/sessions" => json!({ "email": "nobody@acme.example", "password": "x" }),
        "/sessions/refresh" | "/sessions/sign-out" => json!({ "refreshToken": "x" }),
        "/invitations/accept" => json!({ "invitation": "x", "password": PASSWORD }),
        "/me/password" => json!({ "currentPassword": "x", "newPassword": PASSWORD }),
        "/me/totp" | "/me/totp/revoke" => json!({ "password": PASSWORD }),
        "/me/totp/confirm" => json!({ "code": "x" }),
        "/members" => json!({ "email": "x@acme.example", "name": "x", "role": "support" }),
        "/members/{id}/role" => json!({ "role": "support" }),
        "/tokens" => json!({ "name": "x", "role": "support" }),
        "/keys" => json!({ "environment": "sandbox", "name": "x" }),
        "/key-approvals" => json!({ "name": "x", "lifetimeHours": 1, "reason": "x" }),
        "/keys/{id}/rotate" => json!({ "cause": "routine" }),
        "/activation/submit" => json!({ "legalName": "A", "contactEmail": "a@b.example", "purpose": "p" }),
        path if ["/revoke", "/approve", "/decline"].iter().any(|end| path.ends_with(end)) => json!({ "reason": "x" }),
        _ => json!({}),
    }
}

async fn ask(client: &Api, method: &str, path: &str) -> Answer {
    let method: Method = method.parse().unwrap();
    let filled = path.replace("{id}", "none").replace("{organizationId}", "none");
    let by_environment = ["/keys", "/rotations", "/webhooks/endpoints", "/webhooks/deliveries"].contains(&path);
    let filled = if by_environment && method == Method::GET { format!("{filled}?environment=sandbox") } else { filled };
    let filled = if BESIDE.contains(&path) { format!("/..{path}") } else { filled };
    let request = client.request(method.clone(), &filled);
    if path == "/events" {
        return Answer::to_stream(request).await;
    }
    if method == Method::GET {
        return Answer::to(request).await;
    }
    let key = keys::Ambient::system().mint_uuid();
    Answer::to(request.header(keys::wire::IDEMPOTENCY_KEY, key).json(&body(path))).await
}

/// Whether the guard let the asker through, whatever the operation then said.
fn went_through(answer: &Answer) -> bool {
    !matches!(answer.code().as_str(), "TOKEN_MISSING" | "TOKEN_INVALID" | "ROLE_NOT_ALLOWED" | "SESSION_REQUIRED")
}

#[tokio::test]
async fn every_role_on_every_route() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let anonymous = inside.manage_anonymously();
    for ((method, path), who) in expected() {
        let open = who == ["*"];
        let answer = ask(&anonymous, &method, &path).await;
        assert_eq!(went_through(&answer), open, "nobody on {method} {path}: {}", answer.text);
        assert_ne!(answer.code(), "METHOD_NOT_ALLOWED", "{method} {path} is there");
        for role in Role::ALL {
            let token = inside.manage(role);
            let answer = ask(&token, &method, &path).await;
            let through = admits(&who, role) && who[0] != "m";
            assert_eq!(went_through(&answer), through, "a {} token on {method} {path}: {}", role.as_str(), answer.text);
            if !through {
                let code = if admits(&who, role) { "SESSION_REQUIRED" } else { "ROLE_NOT_ALLOWED" };
                answer.expect_problem(403, code);
            }
        }
        let forged = inside.manage_with("ckm_0");
        assert_eq!(went_through(&ask(&forged, &method, &path).await), open, "a forged token on {method} {path}");
    }
    inside.stop().await;
}

#[tokio::test]
async fn every_member_on_every_route() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    for role in Role::ALL {
        let email = format!("{}@acme.example", role.as_str());
        let asked = serde_json::from_value(json!({ "email": email, "name": "x", "role": role })).unwrap();
        let operator = inside.caller(Role::Operator).await;
        let (made, _) = inside.service().people.invite_member(&operator, None, asked).await.unwrap();
        let anonymous = inside.manage_anonymously();
        journeys::people::accept(&anonymous, &made.invitation.unwrap()).await;
        let member = inside.manage_with(sign_in(&anonymous, &email).await["accessToken"].as_str().unwrap());
        for ((method, path), who) in expected() {
            let answer = ask(&member, &method, &path).await;
            let through = admits(&who, role);
            assert_eq!(went_through(&answer), through, "a {} on {method} {path}: {}", role.as_str(), answer.text);
        }
    }
    inside.stop().await;
}

#[tokio::test]
async fn onboarding_is_let_through_to_the_sandbox_and_no_further() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let id = join(&inside.manage(Role::Admin), &inside.manage_anonymously(), "o@acme.example", "onboarding").await;
    assert!(id.starts_with("usr_"));
    let session = sign_in(&inside.manage_anonymously(), "o@acme.example").await;
    let member = inside.manage_with(session["accessToken"].as_str().unwrap());
    member.post("/keys", json!({ "environment": "sandbox", "name": "x" })).await.expect_status(201);
    let live = json!({ "environment": "live", "name": "x" });
    member.post("/keys", live).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    inside.stop().await;
}

#[tokio::test]
async fn a_method_that_a_path_does_not_have_is_answered_with_those_it_has() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let answer = Answer::to(inside.manage(Role::Admin).request(Method::DELETE, "/keys")).await;
    let answer = answer.expect_problem(405, "METHOD_NOT_ALLOWED");
    assert_eq!(answer.header("allow"), Some("GET,HEAD,POST"));
    inside.manage(Role::Admin).get("/nothing").await.expect_problem(404, "NOT_FOUND");
    inside.stop().await;
}
