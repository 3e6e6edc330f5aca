//! Webhook endpoints: the simplest documented write (Conduit Financial sheet, section 11).

use journeys::api::text;
use journeys::{Api, Serve};
use keys::Environment::{Live, Sandbox};
use serde_json::{Value, json};

async fn create(api: &Api, url: &str) -> Value {
    api.post("/webhooks/endpoints", json!({ "url": url })).await.expect_status(201).json()
}

#[tokio::test]
async fn a_signing_secret_is_in_the_answer_that_creates_it_and_in_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let created = create(&api, "https://example.com/in").await;
    let (id, signing) = (text(&created, "/id"), text(&created, "/secret"));
    let one = api.get(&format!("/webhooks/endpoints/{id}")).await.expect_status(200);
    let list = api.get("/webhooks/endpoints").await.expect_status(200);
    for answer in [&one, &list] {
        assert!(!answer.text.contains(&signing[8..20]), "shown once means once: {}", answer.text);
        assert!(!answer.text.contains("\"secret\""), "not even as an empty field: {}", answer.text);
    }
    assert_eq!(one.json()["url"], "https://example.com/in");
    assert_eq!(list.json()["data"][0], one.json(), "the list and the single read tell the same");
}

#[tokio::test]
async fn lists_are_walked_by_cursor_without_a_gap_or_a_repetition() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let mut created = Vec::new();
    for n in 0..7 {
        created.push(text(&create(&api, &format!("https://example.com/{n}")).await, "/url"));
    }
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("/webhooks/endpoints?limit=3{cursor}")).await.expect_status(200).json();
        walked.extend(page["data"].as_array().unwrap().iter().map(|item| text(item, "/url")));
        let Some(next) = page["meta"]["nextCursor"].as_str() else { break };
        // Somebody creates one meanwhile: it is newer than the place of the cursor.
        create(&api, "https://example.com/meanwhile").await;
        cursor = format!("&cursor={next}");
    }
    created.reverse();
    assert_eq!(walked, created, "newest first, each once, whatever happens meanwhile");
}

#[tokio::test]
async fn what_one_environment_keeps_the_other_never_shows() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    crate::authority::activation::activate(&serve).await;
    let admin = serve.manage("admin");
    let (_, sandbox) = admin.create_active("sandbox", "same name", "read_write").await;
    let (_, live) = admin.create_active("live", "same name", "read_write").await;
    let (sandbox, live) = (serve.public(Sandbox, &sandbox), serve.public(Live, &live));
    let id = text(&create(&sandbox, "https://example.com/sandbox").await, "/id");
    create(&live, "https://example.com/live").await;

    live.get(&format!("/webhooks/endpoints/{id}")).await.expect_problem(404, "NOT_FOUND");
    let listed = live.get("/webhooks/endpoints").await.expect_status(200).json();
    assert_eq!(listed["meta"]["total"], 1, "only its own: {listed}");
    assert_eq!(listed["data"][0]["url"], "https://example.com/live");
    let customers = live.get("/customers").await.expect_status(200).json();
    assert_eq!(customers["meta"]["total"], 0, "the sample customer is the sandbox's: {customers}");
}

#[tokio::test]
async fn an_address_that_is_not_public_https_is_refused_by_field() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    for url in ["http://example.com", "https://127.0.0.1/in", "https://localhost/in", "javascript:alert(1)", ""] {
        let refused = api.post("/webhooks/endpoints", json!({ "url": url })).await;
        let refused = refused.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(refused["errors"][0]["pointer"], "/url", "the field is named: {url}");
    }
    let asked = json!({ "url": "https://example.com/in", "sekret": "x" });
    api.post("/webhooks/endpoints", asked).await.expect_problem(400, "VALIDATION_ERROR");
}
