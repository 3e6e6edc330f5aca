//! Quarantine: for a time a key that may write may only read.

use journeys::api::text;
use journeys::clock::Clock;
use journeys::{Answer, Api, Inside, WITHIN, eventually};
use keys::wire::Role;
use keys::{Ambient, Environment::Sandbox};
use reqwest::Method;
use serde_json::json;

async fn write(inside: &Inside, secret: &str) -> Answer {
    let api = inside.beside(Sandbox, secret);
    Answer::to(api.request(Method::GET, "/verify").header("x-original-method", "POST")).await
}

async fn quarantine(api: &Api, id: &str, seconds: i64) -> Answer {
    api.post(&format!("/keys/{id}/quarantine"), json!({ "seconds": seconds, "reason": "strange payouts" })).await
}

#[tokio::test]
async fn a_key_in_quarantine_reads_and_does_not_write_until_its_end() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let (id, secret) = admin.create_active("sandbox", "payouts", "read_write").await;
    write(&inside, &secret).await.expect_status(204);
    let receipt = quarantine(&admin, &id, 3600).await.expect_status(200).json();
    assert_eq!(receipt["refusedBy"].as_array().map(Vec::len), Some(1), "{receipt}");
    assert_eq!(receipt["key"]["accessLevel"], "read_write", "its level stays");
    assert_eq!(receipt["key"]["quarantine"]["until"], json!(clock.now().plus_seconds(3600)));
    assert_eq!(text(&receipt, "/key/quarantine/reason"), "strange payouts");
    assert_eq!(receipt["key"]["state"], "active");

    write(&inside, &secret).await.expect_problem(403, "API_KEY_READ_ONLY");
    let public = inside.public(Sandbox, &secret);
    let order = public.post("/orders", json!({})).await.expect_problem(403, "API_KEY_READ_ONLY");
    public.get("/customers").await.expect_status(200);

    // Support is told what the caller is not.
    let correlation = order.header("x-correlation-id").unwrap().to_owned();
    let told = || async {
        let answer = inside.manage(Role::Support).get(&format!("/requests/{correlation}")).await;
        (answer.status == 200).then(|| answer.json())
    };
    let told = eventually("the request is explained", WITHIN, told).await;
    assert!(text(&told, "/explanation/why").contains("strange payouts"), "{told}");

    clock.step(3599);
    write(&inside, &secret).await.expect_problem(403, "API_KEY_READ_ONLY");
    clock.step(1);
    write(&inside, &secret).await.expect_status(204);
    let key = admin.get(&format!("/keys/{id}")).await.expect_status(200).json();
    assert!(key["quarantine"].is_null(), "it is over: {key}");
    inside.stop().await;
}

#[tokio::test]
async fn a_key_is_released_before_the_end_with_a_reason() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let (id, secret) = admin.create_active("sandbox", "payouts", "read_write").await;
    quarantine(&admin, &id, 60).await.expect_status(200);
    quarantine(&admin, &id, 600).await.expect_status(200);
    let path = format!("/keys/{id}/release");
    admin.post(&path, json!({ "reason": "" })).await.expect_problem(400, "VALIDATION_ERROR");
    let released = admin.post(&path, json!({ "reason": "a test of ours" })).await.expect_status(200).json();
    assert!(released["quarantine"].is_null(), "{released}");
    write(&inside, &secret).await.expect_status(204);
    admin.post(&path, json!({ "reason": "again" })).await.expect_status(200);
    assert_eq!(admin.count_in_audit("key.quarantined", &id).await, 2);
    assert_eq!(admin.count_in_audit("key.released", &id).await, 1, "what is free is not released");
    inside.stop().await;
}

#[tokio::test]
async fn a_successor_inherits_it_and_who_may_not_asks_in_vain() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let (id, _) = admin.create_active("sandbox", "payouts", "read_write").await;
    quarantine(&admin, &id, 3600).await.expect_status(200);
    let asked = json!({ "cause": "routine", "graceSeconds": 3600 });
    let begun = admin.post(&format!("/keys/{id}/rotate"), asked).await.expect_status(201).json();
    let (new, secret) = (text(&begun, "/rotation/newKey/id"), text(&begun, "/secret"));
    admin.post(&format!("/keys/{new}/confirm"), json!({})).await.expect_status(200);
    write(&inside, &secret).await.expect_problem(403, "API_KEY_READ_ONLY");
    admin.post(&format!("/keys/{new}/release"), json!({ "reason": "it is clean" })).await.expect_status(200);
    write(&inside, &secret).await.expect_status(204);

    let (reader, _) = admin.create_active("sandbox", "reader", "read_only").await;
    quarantine(&admin, &reader, 60).await.expect_problem(409, "CONFLICT");
    for seconds in [0, 59, 2_592_001, -1] {
        let refused = quarantine(&admin, &new, seconds).await.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(refused["errors"][0]["pointer"], "/seconds", "{refused}");
    }
    for role in [Role::Support, Role::Operator] {
        quarantine(&inside.manage(role), &new, 60).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
    admin.post(&format!("/keys/{new}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    quarantine(&admin, &new, 60).await.expect_problem(409, "KEY_ENDED");
    quarantine(&admin, "key_0123456789012345678901", 60).await.expect_problem(404, "NOT_FOUND");
    inside.stop().await;
}

#[tokio::test]
async fn a_quarantine_outlives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let serve = journeys::Serve::start(&data);
    let (id, secret) = serve.manage("admin").create_active("sandbox", "payouts", "read_write").await;
    quarantine(&serve.manage("admin"), &id, 3600).await.expect_status(200);
    serve.kill();
    let serve = journeys::Serve::start(&data);
    let order = serve.public(Sandbox, &secret).post("/orders", json!({})).await;
    order.expect_problem(403, "API_KEY_READ_ONLY");
}
