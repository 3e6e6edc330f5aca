//! The operator's queue: the activations of every organization, and nothing else of another one.

use journeys::{Api, Inside, api::text};
use keys::{Ambient, wire::Role};
use serde_json::{Value, json};

use super::activation_documents::attached;

fn submission(name: &str) -> Value {
    json!({ "legalName": format!("{name} Ltd"), "contactEmail": "ana@example.com", "purpose": "Payouts" })
}

/// One more organization that submits itself; answers its id and its admin.
async fn submitted(inside: &Inside, name: &str) -> (String, Api) {
    let id = inside.service().create_organization(name, "").await.unwrap();
    let admin = inside.manage_of(&id, Role::Admin);
    admin.post("/activation/submit", submission(name)).await.expect_status(200);
    (id, admin)
}

fn names(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|one| text(one, "/organization/name")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_finds_every_organization_that_waits_and_decides_it_in_its_own_audit_log() {
    let inside = Inside::start(Ambient::system()).await;
    let operator = inside.manage(Role::Operator);
    let (borealis, borealis_admin) = submitted(&inside, "Borealis").await;
    let (corona, corona_admin) = submitted(&inside, "Corona").await;

    let waiting = operator.get("/activations?state=submitted,in_review&sort=submitted").await.expect_status(200).json();
    assert_eq!(names(&waiting), ["Borealis", "Corona"], "who waits longest comes first: {waiting}");
    let counts = &waiting["meta"]["counts"];
    assert_eq!((&counts["submitted"], &counts["not_submitted"]), (&json!(2), &json!(1)), "Acme has submitted nothing");
    let first = &waiting["data"][0];
    assert_eq!((&first["organization"]["id"], &first["decidable"]), (&json!(borealis), &json!(true)));
    assert_eq!((&first["proofs"], &first["documents"]), (&json!(0), &json!(0)));
    let page = operator.get("/activations?sort=submitted&limit=1").await.expect_status(200).json();
    let next = text(&page, "/meta/nextCursor");
    let page = operator.get(&format!("/activations?sort=submitted&limit=1&cursor={next}")).await.json();
    assert_eq!(names(&page), ["Borealis"], "behind whoever submitted nothing");

    let record = operator.get(&format!("/activations/{borealis}")).await.expect_status(200).json();
    let whose = (text(&record, "/organization/name"), text(&record, "/legalName"));
    assert_eq!(whose, ("Borealis".to_owned(), "Borealis Ltd".to_owned()));
    let decide = |id: &str, verb: &str, body| {
        let (operator, path) = (operator.clone(), format!("/activations/{id}/{verb}"));
        async move { operator.post(&path, body).await }
    };
    decide(&borealis, "review", json!({})).await.expect_status(200);
    let approved = decide(&borealis, "approve", json!({ "reason": "Papers seen" })).await.expect_status(200).json();
    assert_eq!((&approved["state"], &approved["organization"]["id"]), (&json!("approved"), &json!(borealis)));
    assert_eq!(borealis_admin.get("/activation").await.json()["state"], "approved");
    borealis_admin.create_active("live", "first", "read_only").await;
    assert_eq!(corona_admin.get("/activation").await.json()["state"], "submitted", "and nobody else is decided");

    let count = async |api: &Api| {
        let rows = api.get("/audit?action=activation.approved").await.expect_status(200).json();
        rows["data"].as_array().unwrap().iter().map(|row| text(row, "/actor/name")).collect::<Vec<_>>()
    };
    assert_eq!(count(&borealis_admin).await, ["operator"], "the organization reads who decided");
    assert!(count(&operator).await.is_empty(), "and it stands in no other one's log");
    let reasons = json!({ "reasons": [{ "detail": "Not served." }], "resubmittable": false });
    decide(&corona, "reject", reasons).await.expect_status(200);
    let left = operator.get("/activations?state=submitted,in_review").await.expect_status(200).json();
    assert_eq!(left["meta"]["total"], 0, "nobody waits any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_finds_nothing_else_of_another_organization_and_nobody_else_finds_the_queue() {
    let inside = Inside::start(Ambient::system()).await;
    let operator = inside.manage(Role::Operator);
    let (id, admin) = submitted(&inside, "Borealis").await;
    let (key, _) = admin.create_active("sandbox", "billing", "read_write").await;
    operator.get(&format!("/keys/{key}")).await.expect_problem(404, "NOT_FOUND");
    let keys = operator.get("/keys?environment=sandbox").await.expect_status(200).json();
    assert_eq!(keys["meta"]["total"], 0, "their keys are none of an operator's business");
    let audit = operator.get("/audit?limit=100").await.expect_status(200);
    assert!(!audit.text.contains(&key) && !audit.text.contains(&id), "nor is their audit log");
    let own = operator.get("/activation").await.expect_status(200).json();
    assert_eq!(text(&own, "/organization/name"), "Acme", "the own record stays the own");

    let absent = keys::mint::mint_id("org", &Ambient::system());
    operator.get(&format!("/activations/{absent}")).await.expect_problem(404, "NOT_FOUND");
    operator.post(&format!("/activations/{absent}/review"), json!({})).await.expect_problem(404, "NOT_FOUND");
    operator.get("/activations/nobody").await.expect_problem(400, "INVALID_OID_FORMAT");
    let ours = operator.get("/organization").await.json();
    let our_id = text(&ours, "/id");
    let document = keys::mint::mint_id("doc", &Ambient::system());
    let path = format!("/activations/{our_id}/documents/{document}");
    operator.get(&path).await.expect_problem(404, "NOT_FOUND");
    for role in [Role::Admin, Role::Onboarding, Role::Support] {
        let api = inside.manage(role);
        api.get("/activations").await.expect_problem(403, "ROLE_NOT_ALLOWED");
        let own = api.get(&format!("/activations/{our_id}")).await;
        own.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_document_is_handed_to_the_operator_of_its_own_organization_s_desk_alone() {
    let inside = Inside::start(Ambient::system()).await;
    let operator = inside.manage(Role::Operator);
    let (id, admin) = submitted(&inside, "Borealis").await;
    let document = attached(&admin).await;
    let own = operator.get("/organization").await.json();
    let content = operator.get(&format!("/activations/{id}/documents/{document}")).await.expect_status(200);
    assert!(content.text.starts_with("%PDF"), "as it was attached");
    assert_eq!(content.header("x-content-type-options"), Some("nosniff"));
    let elsewhere = format!("/activations/{}/documents/{document}", text(&own, "/id"));
    operator.get(&elsewhere).await.expect_problem(404, "NOT_FOUND");
    operator.get(&format!("/activation/documents/{document}")).await.expect_problem(404, "NOT_FOUND");
    let queued = operator.get("/activations?state=submitted").await.json();
    assert_eq!(queued["data"][0]["documents"], 1);
}
