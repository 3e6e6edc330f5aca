//! What hangs on a key, asked before it is revoked: its last write, and the webhook endpoints that it created.

use journeys::api::text;
use journeys::clock::Clock;
use journeys::{Answer, Api, Inside};
use keys::Environment::Sandbox;
use keys::Timestamp;
use keys::wire::Role;
use reqwest::Method;
use serde_json::{Value, json};

const DAY: i64 = 24 * 3600;

async fn usage(api: &Api, key_id: &str) -> Value {
    api.get(&format!("/keys/{key_id}/usage")).await.expect_status(200).json()
}

/// A reverse proxy asks whether a call may pass.
async fn asked(api: &Api, method: &str, path: &str) -> Answer {
    let request = api.request(Method::GET, "/verify").header("x-original-method", method);
    Answer::to(request.header("x-original-uri", path)).await
}

fn correlation_of(answer: &Answer) -> String {
    answer.header("x-correlation-id").expect("every answer has one").to_owned()
}

#[tokio::test]
async fn the_last_write_is_the_newest_that_was_let_through_and_told_as_far_back_as_records_go() {
    let clock = Clock::at(Timestamp::from_millis(1_795_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let (admin, support) = (inside.manage(Role::Admin), inside.manage(Role::Support));
    let (writer, secret) = admin.create_active("sandbox", "writer", "read_write").await;
    let (reader, read_only) = admin.create_active("sandbox", "reader", "read_only").await;
    let (other, other_secret) = admin.create_active("sandbox", "other", "read_write").await;
    let (api, beside) = (inside.public(Sandbox, &secret), inside.beside(Sandbox, &secret));
    let none = |at: Timestamp| json!({ "request": null, "since": at.to_string() });

    clock.step(60);
    let began = clock.now();
    api.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await.expect_status(201);
    clock.step(60);
    let last = asked(&beside, "PATCH", "/invoices/17?token=x").await.expect_status(204);
    let wrote_at = clock.now();
    clock.step(60);
    api.post("/webhooks/endpoints", json!({})).await.expect_problem(400, "VALIDATION_ERROR");
    asked(&inside.beside(Sandbox, &read_only), "POST", "/invoices").await.expect_status(403);
    asked(&inside.beside(Sandbox, &other_secret), "DELETE", "/invoices/1").await.expect_status(204);
    for _ in 0..30 {
        api.get("/customers").await.expect_status(200);
    }
    inside.service().evidence.flush_records().await.unwrap();

    let told = usage(&support, &writer).await;
    let expected = json!({
        "correlationId": correlation_of(&last), "at": wrote_at.to_string(), "method": "PATCH", "path": "/invoices/17",
    });
    assert_eq!(told["lastWrite"]["request"], expected, "neither what was refused, nor a read, nor another key's");
    let explained = support.get(&format!("/requests/{}", correlation_of(&last))).await.expect_status(200).json();
    assert_eq!(explained["request"]["keyId"], json!(writer), "its correlation ID leads to what became of it");
    let since = &usage(&support, &reader).await["lastWrite"];
    assert_eq!(since["request"], Value::Null, "a refused write is none");
    assert!(text(since, "/since") <= began.to_string(), "{since}");
    assert_eq!(usage(&support, &other).await["lastWrite"]["request"]["method"], "DELETE");

    clock.step(200 * DAY);
    inside.service().evidence.prune_records().await.unwrap();
    let gone = usage(&support, &writer).await;
    assert_eq!(gone["lastWrite"], none(clock.now()), "what is kept no longer is not known");
    inside.stop().await;
}

#[tokio::test]
async fn a_caller_is_told_by_its_first_call_and_its_last() {
    let clock = Clock::at(Timestamp::from_millis(1_795_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let (id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let api = inside.public(Sandbox, &secret);
    let call = async |agent: &str| {
        let call = api.request(Method::GET, "/customers").header("user-agent", agent);
        Answer::to(call).await.expect_status(200);
        clock.now()
    };
    let first = call("ledger/2.1 (linux)").await;
    clock.step(20 * DAY);
    let late = call("curl/8.5.0").await;
    clock.step(60);
    let last = call("ledger/2.1 (linux)").await;
    let flush = async || {
        inside.service().api_keys.flush_usage().await.unwrap();
        inside.service().evidence.flush_records().await.unwrap();
    };
    flush().await;
    let mut told = usage(&admin, &id).await["lastHour"].as_array().unwrap().clone();
    told.sort_by_key(|caller| text(caller, "/agent"));
    let times: Vec<_> =
        told.iter().map(|caller| ["/agent", "/firstAt", "/lastAt"].map(|part| text(caller, part))).collect();
    let expected = [("curl/8.5.0", late, late), ("ledger/2.1", first, last)];
    assert_eq!(times, expected.map(|(agent, first, last)| [agent.to_owned(), first.to_string(), last.to_string()]));
    inside.stop().await;
}

/// What an earlier release wrote says nothing of which records write: whoever finds none is told from when on that is known.
#[tokio::test]
async fn records_of_an_earlier_release_are_not_taken_for_a_key_that_never_wrote() {
    let clock = Clock::at(Timestamp::from_millis(1_795_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let (id, secret) = admin.create_active("sandbox", "writer", "read_write").await;
    asked(&inside.beside(Sandbox, &secret), "POST", "/invoices").await.expect_status(204);
    inside.service().evidence.flush_records().await.unwrap();
    inside.operate("INSERT INTO request_writes (one, after_id) SELECT 1, max(id) FROM requests");
    inside.operate("DELETE FROM request_ids");
    clock.step(DAY);
    let updated = clock.now();
    asked(&inside.beside(Sandbox, &secret), "GET", "/invoices").await.expect_status(204);
    inside.service().evidence.flush_records().await.unwrap();
    clock.step(DAY);
    assert_eq!(usage(&admin, &id).await["lastWrite"], json!({ "request": null, "since": updated.to_string() }));
    inside.stop().await;
}

#[tokio::test]
async fn the_webhook_endpoints_that_a_key_created_are_counted_while_they_are_sent_to_and_outlive_it() {
    let inside = Inside::start(keys::Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let (creator, secret) = admin.create_active("sandbox", "creator", "read_write").await;
    let (other, other_secret) = admin.create_active("sandbox", "other", "read_write").await;
    let api = inside.public(Sandbox, &secret);
    let mut paths = Vec::new();
    for name in ["one", "two"] {
        let url = format!("https://example.com/{name}");
        let made = api.post("/webhooks/endpoints", json!({ "url": url })).await.expect_status(201).json();
        paths.push(format!("/webhooks/endpoints/{}", text(&made, "/id")));
    }
    let count = async |id: &str| usage(&admin, id).await["webhookEndpoints"].clone();
    assert_eq!((count(&creator).await, count(&other).await), (json!(2), json!(0)));
    let off = api.request(Method::PATCH, &paths[0]).json(&json!({ "active": false }));
    Answer::to(off).await.expect_status(200);
    assert_eq!(count(&creator).await, json!(1), "one that is not sent to hangs on nothing");
    admin.post(&format!("/keys/{creator}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    let still = inside.public(Sandbox, &other_secret).get(&paths[1]).await.expect_status(200).json();
    assert_eq!((&still["active"], &still["signature"]["available"]), (&json!(true), &json!(true)), "it goes on");
    assert_eq!(count(&creator).await, json!(1));
    inside.stop().await;
}
