//! Names as people, and others, type them.

use journeys::Serve;
use serde_json::json;

#[tokio::test]
async fn a_name_is_kept_as_it_was_typed_or_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (longest, too_long) = ("x".repeat(80), "x".repeat(256));
    for name in ["b", "🦀", "👩‍👩‍👧", "מפתח ראשי", "مفتاح", "日本語", "<b>&amp;\"'", "{{name}} $(id)", &longest]
    {
        let asked = json!({ "environment": "sandbox", "name": name });
        let created = admin.post("/keys", asked).await.expect_status(201).json();
        let id = journeys::api::text(&created, "/key/id");
        let read = admin.get(&format!("/keys/{id}")).await.expect_status(200).json();
        assert_eq!(read["name"], name, "letter by letter");
        assert_eq!(read["accessLevel"], "read_only", "nothing said means read-only");
    }
    let refused =
        ["", "   ", "two\nlines", "nul\0", "\u{202e}evil", "tab\there", "\u{feff}bom", "\u{2066}isolated", &too_long];
    for name in refused {
        let answer = admin.post("/keys", json!({ "environment": "sandbox", "name": name })).await;
        let problem = answer.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(problem["errors"][0]["pointer"], "/name", "the field is named: {name:?}");
        let reason = problem["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
        assert!(reason.contains("name"), "the reason is a sentence about the name: {reason}");
    }
    let listed = admin.get("/keys?environment=sandbox&limit=100").await.expect_status(200).json();
    assert_eq!(listed["meta"]["total"], 9, "a refused name leaves nothing behind");
}

#[tokio::test]
async fn a_name_is_in_use_until_its_key_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (id, _) = admin.create_active("sandbox", "Billing", "read_only").await;
    for same in ["Billing", "billing", "  BILLING "] {
        let asked = json!({ "environment": "sandbox", "name": same });
        admin.post("/keys", asked).await.expect_problem(409, "NAME_IN_USE");
    }
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    admin.create_active("sandbox", "billing", "read_only").await;
}

#[tokio::test]
async fn many_clients_that_want_one_name_at_once_make_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let asked = || json!({ "environment": "sandbox", "name": "wanted" });
    let clients: Vec<_> = (0..16)
        .map(|_| {
            let admin = admin.clone();
            tokio::spawn(async move { admin.post("/keys", asked()).await.status })
        })
        .collect();
    let mut created = 0;
    for client in clients {
        match client.await.unwrap() {
            201 => created += 1,
            status => assert_eq!(status, 409, "the others are told that the name is in use"),
        }
    }
    assert_eq!(created, 1, "a name stands for one living key");
}
