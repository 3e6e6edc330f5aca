//! The operator's verbs, and what they leave behind.

use journeys::Serve;
use journeys::serve::{error_text, operate};
use keys::Environment::Sandbox;
use serde_json::json;

#[tokio::test]
async fn a_token_made_while_serve_runs_works_at_once_and_is_printed_once() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let token = serve.create_token("admin");
    let admin = journeys::Api::with_token(&serve.address("manage"), &token);
    let organization = admin.get("/organization").await.expect_status(200).json();
    assert_eq!((&organization["name"], &organization["role"]), (&json!("Acme"), &json!("admin")), "{organization}");
    let database = std::fs::read(serve.folder().join("authority.sqlite3")).unwrap();
    let wal = std::fs::read(serve.folder().join("authority.sqlite3-wal")).unwrap_or_default();
    let part = &token.as_bytes()[8..20];
    let kept = [database, wal].concat().windows(part.len()).any(|window| window == part);
    assert!(!kept, "only its digest is kept");
    assert!(!serve.errors().contains(&token[8..20]), "and no log has it");
}

#[tokio::test]
async fn a_token_needs_no_name_and_cannot_take_one_that_stands_for_somebody_else() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let create = |more: &[&str]| operate(serve.folder(), &[&["token", "create", "--role", "admin"], more].concat());
    let made = create(&[]);
    assert!(made.status.success(), "{}", error_text(&made));
    let admin = journeys::Api::with_token(&serve.address("manage"), String::from_utf8_lossy(&made.stdout).trim());
    let organization = admin.get("/organization").await.expect_status(200).json();
    assert_eq!(organization["tokenName"], "command line");
    let refused = create(&["--name", "operator"]);
    assert!(!refused.status.success() && refused.stdout.is_empty());
    assert!(error_text(&refused).contains("stands for somebody else"), "{}", error_text(&refused));
}

#[tokio::test]
async fn the_operators_verbs_need_an_organization() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for words in [["token", "create", "--role", "admin"], ["activation", "approve", "--reason", "x"]] {
        let refused = operate(&data, &words);
        assert!(!refused.status.success() && refused.stdout.is_empty());
        assert!(error_text(&refused).contains("no organization"), "{}", error_text(&refused));
    }
    assert!(!data.exists(), "a mistyped folder is not made");
}

/// A second organization is set up beside `serve`, and its token works at once; of two, no verb guesses one.
#[tokio::test]
async fn several_organizations_are_told_apart_by_name_and_nothing_is_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let told = |words: &[&str]| {
        let output = operate(serve.folder(), words);
        let answer = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() { Ok(answer) } else { Err(error_text(&output)) }
    };
    let id = told(&["organization", "create", "--name", "Borealis"]).unwrap();
    for name in ["Borealis", " BOREALIS ", "Boréalis"] {
        let again = told(&["organization", "create", "--name", name]).unwrap_err();
        assert!(again.contains("of that name"), "nobody tells them apart: {again}");
    }
    for name in ["", "two\nlines", "a\u{202e}b", &"x".repeat(500)] {
        assert!(told(&["organization", "create", "--name", name]).is_err(), "{name:?} is no name");
    }
    let listed = told(&["organization", "list"]).unwrap();
    let names: Vec<_> = listed.lines().filter_map(|line| line.split_once("  ")).collect();
    assert_eq!((names[0].1, names[1]), ("Acme", (id.as_str(), "Borealis")), "{listed}");

    let unnamed = told(&["token", "create", "--role", "admin"]).unwrap_err();
    assert!(unnamed.contains("Acme, Borealis") && unnamed.contains("--organization"), "{unnamed}");
    let unknown = told(&["activation", "show", "--organization", "Cor"]).unwrap_err();
    assert!(unknown.contains("no organization Cor"), "{unknown}");
    let token = told(&["token", "create", "--role", "admin", "--organization", "Borealis"]).unwrap();
    let admin = journeys::Api::with_token(&serve.address("manage"), &token);
    assert_eq!(admin.get("/organization").await.expect_status(200).json()["name"], "Borealis");
    let (_, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    let shown: serde_json::Value =
        serde_json::from_str(&told(&["activation", "show", "--organization", &id]).unwrap()).unwrap();
    assert_eq!(shown["organization"]["name"], "Borealis");
}

#[tokio::test]
async fn the_audit_chain_holds_over_every_kind_of_deed_and_breaks_when_one_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    crate::authority::activation::activate(&serve).await;
    let admin = serve.manage("admin");
    let (id, secret) = admin.create_active("sandbox", "billing", "read_write").await;
    let endpoint = json!({ "url": "https://example.com/in" });
    serve.public(Sandbox, &secret).post("/webhooks/endpoints", endpoint).await.expect_status(201);
    let rotated = admin.post(&format!("/keys/{id}/rotate"), json!({ "cause": "leaked" })).await.expect_status(201);
    let new_id = journeys::api::text(&rotated.json(), "/rotation/newKey/id");
    admin.post(&format!("/keys/{new_id}/confirm"), json!({})).await.expect_status(200);
    admin.post(&format!("/keys/{new_id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    let file = serve.folder().join("authority.sqlite3");
    assert!(serve.terminate().success());

    let database = rusqlite::Connection::open(&file).unwrap();
    let length = authority::verify_chain(&file).unwrap().expect("the chain holds");
    assert!(length >= 12, "each deed has its row: {length}");
    let change = "UPDATE audit SET actor = 'somebody else' WHERE sequence = 5";
    assert!(database.execute(change, []).is_err(), "a slip of ours cannot change a row");
    database.execute("DROP TRIGGER audit_is_append_only_update", []).unwrap();
    database.execute(change, []).unwrap();
    assert_eq!(authority::verify_chain(&file).unwrap(), Err(5), "somebody with the file can, and is found out");
}
