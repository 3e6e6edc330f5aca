//! The audit log can be searched, taken away and verified by a stranger.

use journeys::{Answer, Api, Inside, Serve};
use keys::Ambient;
use keys::wire::Role;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(super) async fn rows(api: &Api, query: &[(&str, &str)]) -> Vec<Value> {
    let answer = Answer::to(api.request(Method::GET, "/audit").query(query)).await.expect_status(200);
    answer.json()["data"].as_array().cloned().unwrap_or_default()
}

pub(super) async fn export(api: &Api) -> Vec<Value> {
    let answer = api.get("/audit/export").await.expect_status(200);
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    answer.text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// The hash of a row, by the rule that the export states.
pub(super) fn rehash(head: &Value, row: &Value) -> String {
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let at: keys::Timestamp = text("at").parse().expect("a moment");
    let mut hasher = Sha256::new();
    hasher.update(head["format"].as_str().expect("a domain"));
    hasher.update(bytes(&text("previous")));
    hasher.update(row["sequence"].as_i64().expect("a number").to_be_bytes());
    hasher.update(at.as_millis().to_be_bytes());
    let part = |name: &str| row["actor"][name].as_str().expect("a text").to_owned();
    let [organization_id, environment, action, subject, origin, detail] =
        ["organizationId", "environment", "action", "subject", "origin", "detail"].map(text);
    let actor = format!("{}:{}", part("kind"), part("id"));
    for text in [organization_id, environment, part("name"), action, subject, origin, detail, actor] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}

#[tokio::test]
async fn a_filter_leaves_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (id, _) = admin.create_active("sandbox", "billing", "read_only").await;
    admin.create_active("sandbox", "other", "read_only").await;
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    let revoked = rows(&admin, &[("action", "key.revoked")]).await;
    assert_eq!((revoked.len(), &revoked[0]["subject"]), (1, &json!(id)));
    assert_eq!(rows(&admin, &[("subject", &id)]).await.len(), 3, "created, confirmed, revoked");
    assert_eq!(rows(&admin, &[("action", "key.")]).await.len(), 5, "all that begins so");
    assert_eq!(rows(&admin, &[("actor", "nobody")]).await.len(), 0);
    assert_eq!(rows(&admin, &[("actor", "admin"), ("subject", &id), ("action", "key.created")]).await.len(), 1);
    let at = revoked[0]["at"].as_str().unwrap();
    assert!(rows(&admin, &[("to", at)]).await.iter().all(|row| row["at"].as_str().unwrap() < at));
    let from = rows(&admin, &[("from", at)]).await;
    assert!(!from.is_empty() && from.iter().all(|row| row["at"].as_str().unwrap() >= at), "the moment itself is in it");
    for wrong in ["/audit?from=yesterday", "/audit/export?to=x"] {
        admin.get(wrong).await.expect_problem(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn a_stranger_verifies_an_export_without_asking_us() {
    let inside = Inside::start(Ambient::system()).await;
    let other = inside.service().create_organization("Other", "").await.unwrap();
    let (ours, theirs) = (inside.manage(Role::Admin), inside.manage_of(&other, Role::Admin));
    for number in 0..3 {
        ours.create_active("sandbox", &format!("ours {number}"), "read_only").await;
        theirs.create_active("sandbox", &format!("theirs {number} ü"), "read_only").await;
    }
    for (api, name) in [(&ours, "ours"), (&theirs, "theirs")] {
        let lines = export(api).await;
        let [head, body @ .., end] = &lines[..] else { panic!("too short: {lines:?}") };
        assert_eq!(end["rows"], json!(lines.len() - 2), "the end says that they are all");
        let created: Vec<_> = body.iter().filter(|row| row["action"] == "key.created").collect();
        assert_eq!(created.len(), 3, "none is missing, and none of the other's is there");
        assert!(created.iter().all(|row| row["detail"].as_str().unwrap().starts_with(name)), "{created:?}");
        for row in body {
            assert_eq!(row["hash"], json!(rehash(head, row)), "{row}");
            assert_eq!(row["organizationId"], head["organizationId"]);
        }
        let chained = body
            .windows(2)
            .filter(|two| two[0]["sequence"].as_i64().unwrap() + 1 == two[1]["sequence"].as_i64().unwrap());
        for two in chained {
            assert_eq!(two[0]["hash"], two[1]["previous"], "neighbours hang together");
        }
        let mut forged = body[1].clone();
        forged["actor"]["name"] = json!("somebody else");
        assert_ne!(forged["hash"], json!(rehash(head, &forged)), "an edit is found out");
    }
    inside.stop().await;
}

#[tokio::test]
async fn the_chain_is_walked_on_demand_and_names_the_first_bad_row() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    admin.create_active("sandbox", "billing", "read_only").await;
    let walked = admin.get("/audit/verify").await.expect_status(200).json();
    let verdict =
        |walked: &Value| (walked["intact"].clone(), walked["rows"].clone(), walked["firstBadSequence"].clone());
    assert_eq!(verdict(&walked), (json!(true), json!(rows(&admin, &[]).await.len()), json!(null)));
    if std::env::var_os(journeys::postgres::SERVER).is_none() {
        let database = inside.database();
        database.execute("DROP TRIGGER audit_is_append_only_update", []).unwrap();
        database.execute("UPDATE audit SET actor = 'somebody else' WHERE sequence = 2", []).unwrap();
        let walked = admin.get("/audit/verify").await.expect_status(200).json();
        assert_eq!(verdict(&walked), (json!(false), json!(null), json!(2)));
    }
    inside.stop().await;
}
