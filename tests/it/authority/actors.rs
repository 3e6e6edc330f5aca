//! Who did something is told by a kind and an id that nobody chooses; a name that was chosen to mislead misleads nobody.

use journeys::api::text;
use journeys::people::{join, sign_in};
use journeys::{Inside, WITHIN, eventually};
use keys::Ambient;
use keys::wire::Role;
use serde_json::{Value, json};

use super::audit_read::{export, rehash, rows};

const ANA: &str = "ana@acme.example";

fn actor(kind: &str, id: &str, name: &str) -> Value {
    json!({ "kind": kind, "id": id, "name": name })
}

#[tokio::test]
async fn a_token_named_like_a_member_is_told_from_them() {
    let inside = Inside::start(Ambient::system()).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let ana_id = join(&admin, &anybody, ANA, "admin").await;
    let ana = inside.manage_with(&text(&sign_in(&anybody, ANA).await, "/accessToken"));
    let made = ana.post("/tokens", json!({ "name": ANA, "role": "admin" })).await.expect_status(201).json();
    let (script, script_id) = (inside.manage_with(&text(&made, "/secret")), text(&made, "/token/id"));
    let member = actor("member", &ana_id, ANA);
    let token = actor("token", &script_id, ANA);
    assert_eq!(made["token"]["createdBy"], member);

    // All that says who: a key's creation, its rotation, its revocation, an alert's, the audit log and its export.
    let (id, _) = script.create_active("sandbox", "billing", "read_only").await;
    let asked = json!({ "cause": "routine", "graceSeconds": 3600 });
    let rotated = ana.post(&format!("/keys/{id}/rotate"), asked).await.expect_status(201).json();
    assert_eq!(rotated["rotation"]["startedBy"], member, "{rotated}");
    assert_eq!(rotated["rotation"]["oldKey"]["createdBy"], token, "{rotated}");
    let revoked = script.post(&format!("/keys/{id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    assert_eq!(revoked.json()["key"]["revocation"]["by"], token);

    let told = |kind: &'static str, id: String| {
        let ana = ana.clone();
        async move { rows(&ana, &[("actor", &format!("{kind}:{id}")), ("action", "key.revoked")]).await }
    };
    assert_eq!(told("token", script_id.clone()).await[0]["actor"], token);
    assert_eq!(told("member", ana_id.clone()).await, Vec::<Value>::new(), "the member revoked nothing");
    let by_name = rows(&ana, &[("actor", ANA)]).await;
    assert!(by_name.iter().any(|row| row["actor"] == member) && by_name.iter().any(|row| row["actor"] == token));
    assert!(!rows(&ana, &[("actor", "authority:")]).await.is_empty(), "the authority's own deeds are found");

    let lines = export(&ana).await;
    let (head, body) = (&lines[0], &lines[1..lines.len() - 1]);
    for row in body {
        assert_eq!(rehash(head, row), text(row, "/hash"), "{row}");
        let mut forged = row.clone();
        forged["actor"]["id"] = json!("usr_somebodyelse");
        assert_ne!(rehash(head, &forged), text(row, "/hash"), "the id is part of what is hashed");
    }
    assert!(body.iter().any(|row| row["actor"] == token) && body.iter().any(|row| row["actor"] == member));
    inside.stop().await;
}

#[tokio::test]
async fn a_word_that_stands_for_another_kind_is_nobodys_name() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let reserved =
        ["authority", "Operator", " member ", "this  computer", "Local approval", "unknown", "member:usr_1", "token :"];
    for name in reserved {
        let token = admin.post("/tokens", json!({ "name": name, "role": "support" })).await;
        let refused = token.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(refused["errors"][0]["pointer"], "/name", "{refused}");
        let member = json!({ "email": ANA, "name": name, "role": "support" });
        admin.post("/members", member).await.expect_problem(400, "VALIDATION_ERROR");
    }
    admin.post("/tokens", json!({ "name": "authority-sync", "role": "support" })).await.expect_status(201);
    inside.stop().await;
}

#[tokio::test]
async fn who_asked_the_management_api_is_told_in_the_request_records_too() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let made = admin.post("/tokens", json!({ "name": "billing", "role": "admin" })).await.expect_status(201).json();
    let script = inside.manage_with(&text(&made, "/secret"));
    let asked = json!({ "environment": "sandbox", "name": "ledger", "accessLevel": "read_only" });
    let correlation =
        script.post("/keys", asked).await.expect_status(201).header("x-correlation-id").unwrap().to_owned();
    let path = format!("/requests/{correlation}");
    let look = || async {
        let answer = admin.get(&path).await;
        (answer.status == 200).then(|| answer.json())
    };
    let found = eventually("the record is written", WITHIN, look).await;
    assert_eq!(found["request"]["actor"], actor("token", &text(&made, "/token/id"), "billing"), "{found}");
    inside.stop().await;
}
