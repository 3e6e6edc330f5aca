//! Safe to retry: one idempotency key, one key (design, section 5 rule 3).

use journeys::Serve;
use journeys::api::text;
use keys::wire::IDEMPOTENCY_REPLAYED;
use serde_json::{Value, json};

#[tokio::test]
async fn a_repeated_create_answers_the_same_key_and_never_a_secret_again() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let asked = json!({ "environment": "sandbox", "name": "once", "accessLevel": "read_write" });
    let first = admin.post_as("lost-answer", "/keys", asked.clone()).await.expect_status(201);
    assert_eq!(first.header(IDEMPOTENCY_REPLAYED), None, "the first answer is no repetition");
    let secret = text(&first.json(), "/secret");
    for _ in 0..3 {
        let again = admin.post_as("lost-answer", "/keys", asked.clone()).await.expect_status(200);
        assert_eq!(again.header(IDEMPOTENCY_REPLAYED), Some("true"));
        assert_eq!(again.json()["key"]["id"], first.json()["key"]["id"], "the same key");
        assert_eq!(again.json()["secret"], Value::Null, "only a digest is kept, so there is nothing to tell");
        assert!(!again.text.contains(&secret[12..24]), "{}", again.text);
    }
    let other = json!({ "environment": "sandbox", "name": "another" });
    admin.post_as("lost-answer", "/keys", other).await.expect_problem(409, "IDEMPOTENCY_KEY_CONFLICT");
    let listed = admin.get("/keys?environment=sandbox").await.expect_status(200).json();
    assert_eq!(listed["meta"]["total"], 1, "five requests, one key");
}

#[tokio::test]
async fn the_same_create_sent_many_times_at_once_makes_one_key_and_tells_one_secret() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let clients: Vec<_> = (0..16)
        .map(|_| {
            let admin = admin.clone();
            let asked = json!({ "environment": "sandbox", "name": "impatient" });
            tokio::spawn(async move { admin.post_as("same", "/keys", asked).await })
        })
        .collect();
    let (mut ids, mut secrets) = (std::collections::HashSet::new(), 0);
    for client in clients {
        let answer = client.await.unwrap();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
        ids.insert(text(&answer.json(), "/key/id"));
        secrets += usize::from(answer.json()["secret"].is_string());
    }
    assert_eq!((ids.len(), secrets), (1, 1), "one key, told once");
}

#[tokio::test]
async fn a_create_without_a_usable_idempotency_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let asked = json!({ "environment": "sandbox", "name": "x" });
    let without = admin.request(reqwest::Method::POST, "/keys").json(&asked);
    journeys::Answer::to(without).await.expect_problem(400, "IDEMPOTENCY_KEY_REQUIRED");
    let long = "x".repeat(129);
    for bad in ["with space", "a/b", &long] {
        admin.post_as(bad, "/keys", asked.clone()).await.expect_problem(400, "IDEMPOTENCY_KEY_INVALID");
    }
}
