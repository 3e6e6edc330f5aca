//! Somebody else's key is not found (design, section 5 rule 8).

use journeys::Inside;
use keys::{Ambient, Environment::Sandbox, wire::Role};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_organizations_things_do_not_exist() {
    let inside = Inside::start(Ambient::system()).await;
    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let (ours, theirs) = (inside.manage(Role::Admin), inside.manage_of(&other, Role::Admin));
    let (our_key, our_secret) = ours.create_active("sandbox", "billing", "read_write").await;
    let rotated = ours.post(&format!("/keys/{our_key}/rotate"), json!({ "cause": "routine" })).await;
    let rotation = journeys::api::text(&rotated.expect_status(201).json(), "/rotation/id");
    let endpoint = inside.public(Sandbox, &our_secret);
    let endpoint = endpoint.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await;
    let endpoint = journeys::api::text(&endpoint.expect_status(201).json(), "/id");

    let not_found = |answer: journeys::Answer| answer.expect_problem(404, "NOT_FOUND").json()["detail"].clone();
    let absent = keys::mint::mint_id("key", &Ambient::system());
    let plain = not_found(theirs.get(&format!("/keys/{absent}")).await);
    assert_eq!(
        not_found(theirs.get(&format!("/keys/{our_key}")).await),
        plain,
        "not a word more than for no key at all"
    );
    not_found(theirs.get(&format!("/keys/{our_key}/usage")).await);
    not_found(theirs.get(&format!("/rotations/{rotation}")).await);
    for (path, body) in [
        (format!("/keys/{our_key}/revoke"), json!({ "reason": "x" })),
        (format!("/keys/{our_key}/rotate"), json!({ "cause": "leaked" })),
        (format!("/keys/{our_key}/confirm"), json!({})),
        (format!("/rotations/{rotation}/finish"), json!({ "withoutEvidence": true })),
        (format!("/rotations/{rotation}/undo"), json!({})),
    ] {
        not_found(theirs.post(&path, body).await);
    }
    let (_, their_secret) = theirs.create_active("sandbox", "billing", "read_write").await;
    let theirs_public = inside.public(Sandbox, &their_secret);
    not_found(theirs_public.get(&format!("/webhooks/endpoints/{endpoint}")).await);
    let listed = theirs_public.get("/webhooks/endpoints").await.expect_status(200).json();
    assert_eq!(listed["meta"]["total"], 0, "a list shows one's own: {listed}");
    let audit = theirs.get("/audit?limit=100").await.expect_status(200);
    assert!(!audit.text.contains(&our_key), "the audit log too");

    inside.public(Sandbox, &our_secret).get("/customers").await.expect_status(200);
    assert_eq!(ours.state_of(&our_key).await, "retiring", "and nothing of it had an effect");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idempotency_key_belongs_to_one_organization() {
    let inside = Inside::start(Ambient::system()).await;
    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let asked = json!({ "environment": "sandbox", "name": "billing" });
    let ours = inside.manage(Role::Admin).post_as("same", "/keys", asked.clone()).await.expect_status(201).json();
    let theirs = inside.manage_of(&other, Role::Admin).post_as("same", "/keys", asked).await.expect_status(201).json();
    assert_ne!(ours["key"]["id"], theirs["key"]["id"], "two organizations may pick the same text");
}
