//! The news: each committed change, to who may see it, once, from wherever a client goes on.

mod ended;
mod resync;

use std::collections::BTreeSet;

use journeys::api::text;
use journeys::news::Event;
use journeys::{Answer, Api, Inside, Listening, Serve};
use keys::Ambient;
use keys::Environment::Sandbox;
use keys::wire::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// The deed, the kind and the id of each change.
fn told(events: &[Event]) -> Vec<(&str, &str, &str)> {
    events.iter().map(|event| (event.text("deed"), event.text("kind"), event.text("id"))).collect()
}

async fn endpoint(admin: &Api) -> String {
    let asked = json!({ "environment": "sandbox", "url": "https://example.com/in", "subscription": { "mode": "ALL" } });
    text(&admin.post("/webhooks/endpoints", asked).await.expect_status(201).json(), "/id")
}

async fn token(admin: &Api) -> String {
    let made = admin.post("/tokens", json!({ "name": "nightly", "role": "support" })).await;
    text(&made.expect_status(201).json(), "/token/id")
}

async fn member(admin: &Api) -> String {
    let asked = json!({ "email": "eva@acme.example", "name": "Eva", "role": "support" });
    text(&admin.post("/members", asked).await.expect_status(201).json(), "/member/id")
}

#[tokio::test]
async fn each_change_is_told_with_its_place_in_the_audit_log_and_without_a_secret() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let mut stream = Listening::now(&admin).await;
    for (name, value) in [("cache-control", "no-store"), ("x-accel-buffering", "no")] {
        assert_eq!(stream.header(name), value);
    }
    let (old, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let rotated =
        admin.post(&format!("/keys/{old}/rotate"), json!({ "cause": "routine" })).await.expect_status(201).json();
    let (rotation, new) = (text(&rotated, "/rotation/id"), text(&rotated, "/rotation/newKey/id"));
    let (token, member, endpoint) = (token(&admin).await, member(&admin).await, endpoint(&admin).await);
    let asked = json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "tests" });
    admin.post("/activation/submit", asked).await.expect_status(200);
    admin.post(&format!("/keys/{old}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    let organization = text(&admin.get("/organization").await.expect_status(200).json(), "/id");

    let expected = [
        ("key.created", "key", &old),
        ("key.confirmed", "key", &old),
        ("rotation.started", "rotation", &rotation),
        ("key.retiring", "key", &old),
        ("key.created", "key", &new),
        ("token.created", "token", &token),
        ("member.invited", "member", &member),
        ("webhook_endpoint.created", "webhook_endpoint", &endpoint),
        ("activation.submitted", "activation", &organization),
    ];
    let rows = admin.get("/audit?limit=100").await.expect_status(200).json();
    for (deed, kind, id) in expected {
        let event = stream.next_row().await;
        assert_eq!(told(std::slice::from_ref(&event)), [(deed, kind, id.as_str())]);
        let row = rows["data"].as_array().unwrap().iter().find(|row| row["sequence"].as_u64() == event.row()).unwrap();
        assert_eq!(
            (&row["action"], &row["at"], &row["environment"]),
            (&json!(deed), &event.data["at"], &event.data["environment"])
        );
    }
    stream.until("key.revoked", &old).await;
    let secrets = [secret, text(&rotated, "/secret")];
    assert!(secrets.iter().all(|secret| !stream.raw.contains(&secret[10..])), "no part of a secret: {}", stream.raw);
    inside.stop().await;
}

#[tokio::test]
async fn a_role_hears_of_what_it_may_list_and_of_the_audit_log_otherwise() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let mut streams = Vec::new();
    for role in Role::ALL {
        streams.push((role, Listening::now(&inside.manage(role)).await));
    }
    let (member, token, endpoint) = (member(&admin).await, token(&admin).await, endpoint(&admin).await);
    let (key, _) = admin.create_pending("sandbox", "billing", "read_only").await;
    for (role, mut stream) in streams {
        let all = stream.until("key.created", &key).await;
        let rows: Vec<_> = all.iter().filter(|event| event.id.is_some()).collect();
        let kinds: Vec<&str> = rows.iter().map(|event| event.text("kind")).collect();
        let expected = match role {
            Role::Admin => ["member", "token", "webhook_endpoint", "key"],
            Role::Support => ["audit", "audit", "webhook_endpoint", "key"],
            Role::Onboarding | Role::Operator => ["audit", "audit", "audit", "key"],
        };
        assert_eq!(kinds, expected, "{role:?}");
        for event in rows.iter().filter(|event| event.text("kind") == "audit") {
            assert_eq!((event.text("id"), event.data["deed"].is_null()), (&*event.row().unwrap().to_string(), true));
        }
        let hidden = [(&member, "member"), (&token, "token"), (&endpoint, "webhook_endpoint")];
        for (id, kind) in hidden.iter().filter(|(_, kind)| !kinds.contains(kind)) {
            assert!(!stream.raw.contains(id.as_str()) && !stream.raw.contains(kind), "{role:?}: {}", stream.raw);
        }
    }
    inside.stop().await;
}

#[tokio::test]
async fn an_operator_hears_that_another_organization_submits_and_nothing_else_of_it() {
    let inside = Inside::start(Ambient::system()).await;
    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let (operator, theirs) = (inside.manage(Role::Operator), inside.manage_of(&other, Role::Admin));
    let mut stream = Listening::now(&operator).await;
    let begun = stream.last.clone();
    let asked = json!({ "legalName": "Borealis AS", "contactEmail": "eli@borealis.example", "purpose": "tests" });
    theirs.create_pending("sandbox", "theirs", "read_only").await;
    theirs.post("/activation/submit", asked).await.expect_status(200);
    let (ours, _) = inside.manage(Role::Admin).create_pending("sandbox", "ours", "read_only").await;
    let expected = [("activation.submitted", "activation", other.as_str()), ("key.created", "key", ours.as_str())];
    let rows = |events: Vec<Event>| events.into_iter().filter(|event| event.id.is_some()).collect::<Vec<_>>();
    assert_eq!(told(&rows(stream.until("key.created", &ours).await)), expected);
    // Whoever was away meanwhile is told the same.
    let mut again = Listening::behind(&operator, begun.as_deref()).await;
    assert_eq!(told(&rows(again.until("key.created", &ours).await)), expected);
    inside.stop().await;
}

#[tokio::test]
async fn of_another_organization_and_of_another_environment_nothing_is_heard() {
    let inside = Inside::start(Ambient::system()).await;
    inside.activate().await;
    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let (ours, theirs) = (inside.manage(Role::Admin), inside.manage_of(&other, Role::Admin));
    let mut all = Listening::now(&ours).await;
    let mut live = Listening::at(&ours, "/events?environment=live").await;
    theirs.create_active("sandbox", "theirs", "read_only").await;
    let (sandbox_key, _) = ours.create_pending("sandbox", "ours", "read_only").await;
    let member = member(&ours).await;
    let (live_key, _) = ours.create_pending("live", "ours", "read_only").await;
    let expected = [
        ("key.created", "key", &*sandbox_key),
        ("member.invited", "member", &*member),
        ("key.created", "key", &*live_key),
    ];
    let rows = |events: Vec<Event>| events.into_iter().filter(|event| event.id.is_some()).collect::<Vec<_>>();
    assert_eq!(told(&rows(all.until("key.created", &live_key).await)), expected);
    assert_eq!(
        told(&rows(live.until("key.created", &live_key).await)),
        expected[1..],
        "what is in no environment is heard"
    );
    ours.get("/events?environment=none").await.expect_problem(400, "VALIDATION_ERROR");
    inside.stop().await;
}

#[tokio::test]
async fn calls_are_gathered_and_name_their_keys() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let (key, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let mut stream = Listening::now(&admin).await;
    let api = inside.beside(Sandbox, &secret);
    const CALLS: usize = 60;
    for _ in 0..CALLS {
        api.get("/verify").await.expect_status(204);
    }
    let (mut wanted, mut count) = (BTreeSet::from(["key.used", "request.recorded", "activation.proved"]), 0);
    while !wanted.is_empty() {
        let event = stream.next().await;
        if event.id.is_none() {
            count += 1;
            wanted.remove(event.text("deed"));
            if event.text("deed") == "key.used" {
                assert_eq!((&event.data["ids"], event.text("environment")), (&json!([key]), "sandbox"));
            }
        }
    }
    assert!(count < CALLS / 2, "{count} events for {CALLS} calls");
    inside.stop().await;
}

#[tokio::test]
async fn deliveries_are_told_though_no_audit_row_tells_of_them() {
    let receiver = journeys::Receiver::start([]);
    let private = |config: &mut authority::Config| config.reach = authority::Reach::Private;
    let inside = Inside::start_with(Ambient::system(), private).await;
    let (admin, mut onboarding) = (inside.manage(Role::Admin), Listening::now(&inside.manage(Role::Onboarding)).await);
    let asked = json!({ "environment": "sandbox", "url": receiver.url(), "subscription": { "mode": "ALL" } });
    admin.post("/webhooks/endpoints", asked).await.expect_status(201);
    let mut stream = Listening::now(&admin).await;
    let (key, _) = admin.create_pending("sandbox", "billing", "read_only").await;
    receiver.wait_for(1).await;
    let delivery = loop {
        let event = stream.next().await;
        if event.text("deed") == "webhook_delivery.changed" {
            break text(&event.data, "/ids/0");
        }
    };
    let listed = admin.get("/webhooks/deliveries?environment=sandbox").await.expect_status(200).json();
    assert_eq!(text(&listed, "/data/0/id"), delivery);
    onboarding.until("key.created", &key).await;
    admin.create_pending("sandbox", "one more", "read_only").await;
    while onboarding.next().await.text("deed") != "request.recorded" {}
    assert!(!onboarding.raw.contains("webhook_delivery"), "who may not list them does not hear of them");
    inside.stop().await;
}

#[tokio::test]
async fn a_client_goes_on_across_a_restart_without_a_gap_and_without_a_double() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let serve = Serve::start(&data);
    let bearer = serve.create_token("admin");
    let admin = Api::with_token(&serve.address("manage"), &bearer);
    let mut stream = Listening::now(&admin).await;
    let (first, _) = admin.create_active("sandbox", "first", "read_only").await;
    stream.until("key.created", &first).await;
    let last = stream.last.clone().unwrap();
    admin.create_pending("sandbox", "second", "read_only").await;
    serve.kill();

    let serve = Serve::start(&data);
    let admin = Api::with_token(&serve.address("manage"), &bearer);
    admin.create_pending("sandbox", "third", "read_only").await;
    let rows = admin.get("/audit?limit=100").await.expect_status(200).json();
    let row_of = |id: &str| id.split('.').next().unwrap().parse::<u64>().unwrap();
    let newer: Vec<u64> = rows_of(&rows).into_iter().filter(|sequence| *sequence > row_of(&last)).collect();
    assert_eq!(newer.len(), 3, "the confirmation and two more keys");

    for path in ["/events".to_owned(), format!("/events?lastEventId={last}")] {
        let header = Some(last.as_str()).filter(|_| path == "/events");
        let mut stream = Listening::try_open(&admin, &path, header).await.expect("the news are told");
        let (mut heard, mut summaries) = (Vec::new(), BTreeSet::new());
        loop {
            let event = stream.next().await;
            match (event.name.as_str(), event.row()) {
                // What another process of the operator's wrote a moment before may come behind it.
                ("ready", _) => break,
                ("", Some(row)) => heard.push(row),
                ("", None) => drop(summaries.insert(event.text("deed").to_owned())),
                other => panic!("nothing is missing: {other:?}"),
            }
        }
        while heard.len() < newer.len() {
            heard.extend(stream.next_row().await.row());
        }
        assert_eq!(heard, newer, "{path}");
        let gathered =
            ["activation.proved", "alert.changed", "key.used", "request.recorded", "webhook_delivery.changed"];
        assert_eq!(summaries.into_iter().collect::<Vec<_>>(), gathered, "what is not told again may have happened");
    }
}

#[tokio::test]
async fn a_token_made_by_another_process_is_news_too() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let mut stream = Listening::now(&admin).await;
    let before = stream.last.clone();
    serve.create_token("support");
    let mut heard = stream.next_row().await;
    // The listener's own token was made beside the server as well, perhaps after it last looked.
    if heard.row() <= before.as_ref().and_then(|last| last.split('.').next()?.parse().ok()) {
        heard = stream.next_row().await;
    }
    assert_eq!((heard.text("deed"), heard.text("kind")), ("token.created", "token"));
}

#[tokio::test]
async fn a_head_is_answered_like_the_beginning_of_a_stream_and_places_are_bounded() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let head = Answer::to(admin.request(Method::HEAD, "/events")).await.expect_status(200);
    assert_eq!((head.header("content-type"), head.text.as_str()), (Some("text/event-stream"), ""));
    assert_eq!(head.header("cache-control"), Some("no-store"));
    let mut streams = Vec::new();
    for _ in 0..256 {
        streams.push(Listening::now(&admin).await);
    }
    let refused = admin.get("/events").await.expect_problem(429, "RATE_LIMITED");
    assert!(refused.json()["retryAfterSeconds"].is_u64() && refused.header("retry-after").is_some());
    Answer::to(admin.request(Method::HEAD, "/events")).await.expect_status(200);
    // Each hears what happens, also the last one.
    let (key, _) = admin.create_pending("sandbox", "billing", "read_only").await;
    for stream in &mut streams {
        stream.until("key.created", &key).await;
    }
    streams.pop();
    let again = || async { Listening::try_open(&admin, "/events", None).await };
    journeys::eventually("the place of who went away", journeys::WITHIN, again).await;
    inside.stop().await;
}

#[tokio::test]
async fn nginx_hands_the_stream_on_as_it_comes() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let address = serve.address("manage").trim_start_matches("http://").to_owned();
    let page = include_str!("../../../src-tauri/crates/authority/API.md");
    let snippet = page.split("```nginx\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the snippet");
    assert_eq!(snippet.matches("127.0.0.1:7403").count(), 1);
    let location = snippet.replace("127.0.0.1:7403", &address);
    let nginx =
        journeys::nginx::Nginx::start(|port| format!("server {{ listen 127.0.0.1:{port}; {location} }}\n")).await;
    let token = serve.create_token("admin");
    let direct = Api::with_token(&serve.address("manage"), &token);
    let proxied = Api::with_token(&format!("http://127.0.0.1:{}", nginx.port), &token);
    let mut stream = Listening::now(&proxied).await;
    for name in ["one", "two"] {
        let (key, _) = direct.create_pending("sandbox", name, "read_only").await;
        // The next key is created when this one was heard of, so a proxy that waits for more is found out.
        stream.until("key.created", &key).await;
    }
    assert_eq!(serve.terminate().code(), Some(0));
    assert_eq!(stream.end().await, "stopping");
}

fn rows_of(audit: &Value) -> Vec<u64> {
    audit["data"].as_array().unwrap().iter().rev().filter_map(|row| row["sequence"].as_u64()).collect()
}
