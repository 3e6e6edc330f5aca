//! Retries on the public API (Conduit Financial sheet, section 5): one idempotency key, one effect, one answer.

use std::collections::HashSet;
use std::time::Duration;

use journeys::api::text;
use journeys::clock::Clock;
use journeys::{Answer, Api, Inside, Serve, WITHIN, eventually};
use keys::Environment::{Live, Sandbox};
use keys::wire::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, Role};
use keys::{Ambient, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

/// A wish for an order of the sample customer.
pub async fn order_wish(api: &Api) -> Value {
    let customers = api.get("/customers").await.expect_status(200).json();
    json!({
        "customerId": text(&customers, "/data/0/id"),
        "source": { "code": "USD", "amount": "100.50" },
        "target": { "code": "USDC", "chain": "BASE" },
    })
}

async fn count_orders(api: &Api) -> u64 {
    let patient = || async {
        let answer = api.get("/orders").await;
        (answer.code() != "RATE_LIMITED").then_some(answer)
    };
    let answer = eventually("there is room for a question", WITHIN, patient).await;
    answer.expect_status(200).json()["meta"]["total"].as_u64().unwrap()
}

async fn writer(serve: &Serve) -> Api {
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    serve.public(Sandbox, &secret)
}

#[tokio::test]
async fn a_repeated_write_is_answered_as_before_and_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let wish = order_wish(&api).await;
    let first = api.post_as("once", "/orders", wish.clone()).await.expect_status(201);
    assert_eq!(first.header(IDEMPOTENCY_REPLAYED), None, "the first answer is no repetition");
    for _ in 0..3 {
        let again = api.post_as("once", "/orders", wish.clone()).await.expect_status(201);
        assert_eq!(again.header(IDEMPOTENCY_REPLAYED), Some("true"));
        assert_eq!(again.header("content-type"), first.header("content-type"));
        assert_eq!(again.text, first.text, "to the letter");
    }
    let reordered = format!(
        r#"{{ "target": {{"chain":"BASE", "code":"USDC"}}, "source": {}, "customerId": {} }}"#,
        wish["source"], wish["customerId"]
    );
    let again = api.request(Method::POST, "/orders").header(IDEMPOTENCY_KEY, "once").body(reordered);
    assert_eq!(Answer::to(again).await.expect_status(201).text, first.text, "the same wish, written otherwise");
    assert_eq!(count_orders(&api).await, 1);

    let id = text(&first.json(), "/id");
    let mut other = wish.clone();
    other["source"]["amount"] = json!("100.51");
    let invalid = json!({ "customerId": 1 });
    for (path, body) in
        [("/orders".to_owned(), other), ("/orders".to_owned(), invalid), (format!("/orders/{id}/cancel"), json!({}))]
    {
        api.post_as("once", &path, body).await.expect_problem(409, "IDEMPOTENCY_KEY_CONFLICT");
    }
    let order = api.get(&format!("/orders/{id}")).await.expect_status(200).json();
    assert_eq!(order["status"], "pending", "a conflict has no effect");
}

#[tokio::test]
async fn a_money_moving_write_needs_a_usable_key_and_a_body_that_can_be_compared() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let wish = order_wish(&api).await;
    let id = text(&api.post("/orders", wish.clone()).await.expect_status(201).json(), "/id");
    for path in ["/orders".to_owned(), format!("/orders/{id}/execute"), format!("/orders/{id}/cancel")] {
        let without = api.request(Method::POST, &path).json(&wish);
        Answer::to(without).await.expect_problem(400, "IDEMPOTENCY_KEY_REQUIRED");
        let empty = api.request(Method::POST, &path).header(IDEMPOTENCY_KEY, "").json(&wish);
        Answer::to(empty).await.expect_problem(400, "IDEMPOTENCY_KEY_REQUIRED");
        let long = "x".repeat(129);
        for bad in ["with space", "a/b", "k=1", &long] {
            api.post_as(bad, &path, wish.clone()).await.expect_problem(400, "IDEMPOTENCY_KEY_INVALID");
        }
        let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
        let deep = api.request(Method::POST, &path).header(IDEMPOTENCY_KEY, "deep").body(deep);
        Answer::to(deep).await.expect_problem(400, "IDEMPOTENCY_BODY_TOO_NESTED");
        let text = api.request(Method::POST, &path).header("content-type", "text/plain").body("{}");
        Answer::to(text).await.expect_problem(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    assert_eq!(count_orders(&api).await, 1);
}

#[tokio::test]
async fn a_refusal_is_never_kept() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let wish = order_wish(&api).await;
    let mut wrong = wish.clone();
    wrong["source"]["amount"] = json!("ten");
    for _ in 0..2 {
        let refused = api.post_as("again", "/orders", wrong.clone()).await.expect_problem(400, "VALIDATION_ERROR");
        assert_eq!(refused.header(IDEMPOTENCY_REPLAYED), None, "judged anew each time");
    }
    let mut nobody = wish.clone();
    nobody["customerId"] = json!(keys::mint::mint_id("cus", &Ambient::system()));
    api.post_as("again", "/orders", nobody).await.expect_problem(404, "NOT_FOUND");
    api.post_as("again", "/orders", wish).await.expect_status(201);
}

/// As the published rules ask of a client: the same request again while the first one runs, or when it asked too often.
async fn persist(api: &Api, key: &str, wish: &Value) -> Answer {
    let patient = || async {
        let answer = api.post_as(key, "/orders", wish.clone()).await;
        let again = ["IDEMPOTENCY_KEY_REQUEST_IN_PROGRESS", "RATE_LIMITED"];
        (!again.contains(&answer.code().as_str())).then_some(answer)
    };
    eventually("the first one is over", WITHIN, patient).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_clients_with_one_key_have_one_effect_and_one_answer() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let wish = order_wish(&api).await;
    for round in 0..4_u64 {
        let race = |_| {
            let (api, wish, key) = (api.clone(), wish.clone(), format!("race-{round}"));
            tokio::spawn(async move { persist(&api, &key, &wish).await.expect_status(201) })
        };
        let clients: Vec<_> = (0..64).map(race).collect();
        let (mut bodies, mut fresh) = (HashSet::new(), 0);
        for client in clients {
            let answer = client.await.unwrap();
            fresh += usize::from(answer.header(IDEMPOTENCY_REPLAYED).is_none());
            bodies.insert(answer.text);
        }
        assert_eq!((bodies.len(), fresh), (1, 1), "round {round}: the same body to all, and it was new to one");
        assert_eq!(count_orders(&api).await, round + 1);
    }
}

/// Killed at any moment: whatever was answered is still there, and the repetition has no second effect.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_is_repeated_after_a_kill_has_one_effect() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = Serve::start(folder.path());
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let wish = order_wish(&serve.public(Sandbox, &secret)).await;
    let (mut answered, mut replayed) = (0, 0);
    for round in 0..12_u64 {
        let key = format!("round-{round}");
        let api = serve.public(Sandbox, &secret);
        let sent: Vec<_> = (0..8)
            .map(|_| {
                let (api, key, wish) = (api.clone(), key.clone(), wish.clone());
                let request = api.request(Method::POST, "/orders").header(IDEMPOTENCY_KEY, key).json(&wish);
                tokio::spawn(async move {
                    let response = request.send().await.ok()?;
                    let created = response.status() == 201;
                    response.text().await.ok().filter(|_| created)
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_micros(700 * round)).await;
        serve.kill();
        let mut bodies = HashSet::new();
        for request in sent {
            bodies.extend(request.await.unwrap());
        }
        answered += usize::from(!bodies.is_empty());

        serve = Serve::start(folder.path());
        let api = serve.public(Sandbox, &secret);
        let again = persist(&api, &key, &wish).await.expect_status(201);
        replayed += usize::from(again.header(IDEMPOTENCY_REPLAYED).is_some());
        bodies.insert(again.text);
        assert_eq!(bodies.len(), 1, "round {round}: who heard an answer heard this one: {bodies:?}");
        assert_eq!(count_orders(&api).await, round + 1, "round {round}: one effect");
    }
    assert!(replayed >= answered, "{answered} were answered before the kill, {replayed} were told again after it");
}

#[tokio::test]
async fn a_retry_survives_the_rotation_of_its_api_key_and_a_revoked_key_replays_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (old_id, old) = admin.create_active("sandbox", "billing", "read_write").await;
    let old = serve.public(Sandbox, &old);
    let wish = order_wish(&old).await;
    let first = old.post_as("across", "/orders", wish.clone()).await.expect_status(201);
    let asked = json!({ "cause": "routine" });
    let rotated = admin.post(&format!("/keys/{old_id}/rotate"), asked).await.expect_status(201).json();
    let new_id = text(&rotated, "/rotation/newKey/id");
    admin.post(&format!("/keys/{new_id}/confirm"), json!({})).await.expect_status(200);
    let new = serve.public(Sandbox, &text(&rotated, "/secret"));
    for api in [&new, &old] {
        let again = api.post_as("across", "/orders", wish.clone()).await.expect_status(201);
        assert_eq!((again.header(IDEMPOTENCY_REPLAYED), &again.text), (Some("true"), &first.text));
    }
    admin.post(&format!("/keys/{old_id}/revoke"), json!({ "reason": "done" })).await.expect_status(200);
    old.post_as("across", "/orders", wish.clone()).await.expect_problem(401, "API_KEY_INVALID");
    let (_, reader) = admin.create_active("sandbox", "reader", "read_only").await;
    let reader = serve.public(Sandbox, &reader);
    reader.post_as("across", "/orders", wish.clone()).await.expect_problem(403, "API_KEY_READ_ONLY");
    assert_eq!(count_orders(&new).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_300_seconds_the_same_request_is_done_again() {
    let clock = Clock::at(Timestamp::from_millis(1_800_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let (_, secret) = inside.manage(Role::Admin).create_active("sandbox", "writer", "read_write").await;
    let api = inside.public(Sandbox, &secret);
    let wish = order_wish(&api).await;
    let first = api.post_as("late", "/orders", wish.clone()).await.expect_status(201);
    clock.step(299);
    let again = api.post_as("late", "/orders", wish.clone()).await.expect_status(201);
    assert_eq!(again.text, first.text);
    clock.step(1);
    let anew = api.post_as("late", "/orders", wish).await.expect_status(201);
    assert_eq!(anew.header(IDEMPOTENCY_REPLAYED), None, "executed, not repeated");
    assert_ne!(text(&anew.json(), "/id"), text(&first.json(), "/id"));
    assert_eq!(count_orders(&api).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idempotency_key_belongs_to_one_environment_of_one_organization() {
    let inside = Inside::start(Ambient::system()).await;
    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let mut seen = HashSet::new();
    for admin in [inside.manage(Role::Admin), inside.manage_of(&other, Role::Admin)] {
        let (_, secret) = admin.create_active("sandbox", "writer", "read_write").await;
        let api = inside.public(Sandbox, &secret);
        let wish = order_wish(&api).await;
        let order = api.post_as("same", "/orders", wish).await.expect_status(201);
        assert_eq!(order.header(IDEMPOTENCY_REPLAYED), None, "somebody else's key is nobody's");
        seen.insert(text(&order.json(), "/id"));
    }
    assert_eq!(seen.len(), 2);
    let admin = inside.manage(Role::Admin);
    let asked = json!({ "legalName": "Acme Ltd", "contactEmail": "ops@acme.example", "purpose": "test" });
    admin.post("/activation/submit", asked).await.expect_status(200);
    inside.manage(Role::Operator).decide("approve", json!({ "reason": "test" })).await.expect_status(200);
    let (_, live) = admin.create_active("live", "writer", "read_write").await;
    let absent = json!({
        "customerId": keys::mint::mint_id("cus", &Ambient::system()),
        "source": { "code": "USD", "amount": "1" }, "target": { "code": "EUR" },
    });
    let refused = inside.public(Live, &live).post_as("same", "/orders", absent).await;
    refused.expect_problem(404, "NOT_FOUND");
}
