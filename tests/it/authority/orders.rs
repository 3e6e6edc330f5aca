//! Orders of the public contract: created, executed, cancelled.

use journeys::api::text;
use journeys::clock::Clock;
use journeys::{Api, Inside, Serve, WITHIN, eventually};
use keys::Environment::{Live, Sandbox};
use keys::wire::Role;
use keys::{Ambient, Timestamp};
use serde_json::{Value, json};

use super::idempotency::order_wish;

async fn create(api: &Api) -> Value {
    let wish = order_wish(api).await;
    api.post("/orders", wish).await.expect_status(201).json()
}

fn path(order: &Value, verb: &str) -> String {
    format!("/orders/{}{verb}", text(order, "/id"))
}

#[tokio::test]
async fn an_order_has_the_documented_shape_and_is_listed_as_it_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let mut wish = order_wish(&api).await;
    wish["clientReferenceId"] = json!("order-4711");
    let order = api.post("/orders", wish.clone()).await.expect_status(201).json();
    assert!(keys::mint::is_id(&text(&order, "/id"), "ord"), "{order}");
    assert!(text(&order, "/createdAt").parse::<Timestamp>().is_ok() && text(&order, "/createdAt").ends_with('Z'));
    assert_eq!(order["status"], "pending");
    for field in ["customerId", "source", "target", "clientReferenceId"] {
        assert_eq!(order[field], wish[field], "{field} comes back as it was sent");
    }
    assert_eq!(api.get(&path(&order, "")).await.expect_status(200).json(), order);
    for _ in 0..4 {
        create(&api).await;
    }
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("/orders?limit=2{cursor}")).await.expect_status(200).json();
        assert_eq!(page["meta"]["total"], 5);
        walked.extend(page["data"].as_array().unwrap().clone());
        let Some(next) = page["meta"]["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!((walked.len(), &walked[4]), (5, &order), "newest first, each once");
}

#[tokio::test]
async fn an_executed_order_succeeds_in_the_sandbox_and_can_be_changed_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (_, secret) = admin.create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let order = create(&api).await;
    let accepted = api.post(&path(&order, "/execute"), json!({})).await.expect_status(202).json();
    assert!(accepted["executedAt"].is_string(), "{accepted}");
    for verb in ["/execute", "/cancel"] {
        api.post(&path(&order, verb), json!({})).await.expect_problem(409, "CONFLICT");
    }
    let succeeded = || async {
        let now = api.get(&path(&order, "")).await.expect_status(200).json();
        (now["status"] == "succeeded").then_some(now)
    };
    let done = eventually("the sandbox executes it", WITHIN, succeeded).await;
    assert_eq!(done["executedAt"], accepted["executedAt"]);
    for verb in ["/execute", "/cancel"] {
        api.post(&path(&order, verb), json!({})).await.expect_problem(409, "CONFLICT");
    }
    let id = text(&order, "/id");
    for action in ["order.created", "order.executed", "order.succeeded"] {
        assert_eq!(admin.count_in_audit(action, &id).await, 1, "{action} is written down once");
    }
}

#[tokio::test]
async fn a_cancelled_order_stays_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let order = create(&api).await;
    // Without a body and a type, as the documented calls are written.
    let bare = api.request(reqwest::Method::POST, &path(&order, "/cancel")).header("idempotency-key", "bare");
    let cancelled = journeys::Answer::to(bare).await.expect_status(200).json();
    assert_eq!(cancelled["status"], "cancelled");
    for verb in ["/execute", "/cancel"] {
        api.post(&path(&order, verb), json!({})).await.expect_problem(409, "CONFLICT");
    }
    api.post(&path(&order, "/execute"), json!({ "amount": "1" })).await.expect_problem(400, "VALIDATION_ERROR");
    assert_eq!(api.get(&path(&order, "")).await.json(), cancelled);
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let wish = order_wish(&api).await;
    let with = |pointer: &str, value: Value| {
        let mut changed = wish.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    for (pointer, value) in [
        ("/customerId", json!("cus_1")),
        ("/source/amount", json!("1.005")),
        ("/source/amount", json!("-1")),
        ("/source/amount", json!(100.5)),
        ("/source/code", json!("DOGE")),
        ("/target/chain", json!("MOON")),
    ] {
        let refused = api.post("/orders", with(pointer, value.clone())).await.expect_problem(400, "VALIDATION_ERROR");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{value}: {}", refused.text);
    }
    let mut referenced = wish.clone();
    referenced["clientReferenceId"] = json!("not/allowed");
    let refused = api.post("/orders", referenced.clone()).await.expect_problem(400, "VALIDATION_ERROR").json();
    assert_eq!(refused["errors"][0]["pointer"], "/clientReferenceId");
    let itself = with("/target", json!({ "code": "USD" }));
    api.post("/orders", itself).await.expect_problem(422, "UNPROCESSABLE_ENTITY");
    let nobody = keys::mint::mint_id("cus", &Ambient::system());
    api.post("/orders", with("/customerId", json!(nobody))).await.expect_problem(404, "NOT_FOUND");

    referenced["clientReferenceId"] = json!("used");
    api.post("/orders", referenced.clone()).await.expect_status(201);
    api.post("/orders", referenced).await.expect_problem(409, "CONFLICT");
    api.get("/orders/ord_1").await.expect_problem(400, "INVALID_OID_FORMAT");
    let absent = keys::mint::mint_id("ord", &Ambient::system());
    api.get(&format!("/orders/{absent}")).await.expect_problem(404, "NOT_FOUND");
    api.post(&format!("/orders/{absent}/execute"), json!({})).await.expect_problem(404, "NOT_FOUND");
    assert_eq!(api.get("/orders").await.json()["meta"]["total"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_order_is_not_found_and_its_reference_is_not_known() {
    let inside = Inside::start(Ambient::system()).await;
    let (_, secret) = inside.manage(Role::Admin).create_active("sandbox", "writer", "read_write").await;
    let ours = inside.public(Sandbox, &secret);
    let mut wish = order_wish(&ours).await;
    wish["clientReferenceId"] = json!("same");
    let order = ours.post("/orders", wish.clone()).await.expect_status(201).json();

    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let (_, secret) = inside.manage_of(&other, Role::Admin).create_active("sandbox", "writer", "read_write").await;
    let theirs = inside.public(Sandbox, &secret);
    theirs.get(&path(&order, "")).await.expect_problem(404, "NOT_FOUND");
    for verb in ["/execute", "/cancel"] {
        theirs.post(&path(&order, verb), json!({})).await.expect_problem(404, "NOT_FOUND");
    }
    theirs.post("/orders", wish.clone()).await.expect_problem(404, "NOT_FOUND");
    wish["customerId"] = order_wish(&theirs).await["customerId"].clone();
    theirs.post("/orders", wish).await.expect_status(201);
    assert_eq!(theirs.get("/orders").await.json()["meta"]["total"], 1, "a list shows one's own");
    assert_eq!(ours.get(&path(&order, "")).await.json()["status"], "pending", "and nothing of it had an effect");
}

/// A live customer comes from an approved application; here it is put there by hand.
pub async fn live_customer(inside: &Inside) -> (Api, String) {
    let admin = inside.manage(Role::Admin);
    let asked = json!({ "legalName": "Acme Ltd", "contactEmail": "ops@acme.example", "purpose": "test" });
    admin.post("/activation/submit", asked).await.expect_status(200);
    inside.manage(Role::Operator).decide("approve", json!({ "reason": "test" })).await.expect_status(200);
    let (_, secret) = admin.create_active("live", "writer", "read_write").await;
    let id = keys::mint::mint_id("cus", &Ambient::system());
    let organization = inside.caller(Role::Admin).await.organization_id;
    inside.operate(&format!(
        "INSERT INTO customers (id, organization_id, environment, name, country, created_at)
         VALUES ('{id}', '{organization}', 'live', 'Live Ltd', 'GBR', 0)"
    ));
    (inside.public(Live, &secret), id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_order_can_be_created_and_cancelled_and_is_not_pretended_to_be_executed() {
    let clock = Clock::at(Timestamp::from_millis(1_800_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let (live, customer) = live_customer(&inside).await;
    let wish = json!({
        "customerId": customer, "source": { "code": "USD", "amount": "5" }, "target": { "code": "EUR" },
    });
    let order = live.post("/orders", wish).await.expect_status(201).json();
    live.post(&path(&order, "/execute"), json!({})).await.expect_problem(403, "FEATURE_NOT_ENABLED");
    clock.step(3600);
    inside.service().contract.settle().await.unwrap();
    assert_eq!(live.get(&path(&order, "")).await.json()["status"], "pending", "nothing happens to it by itself");
    let (_, secret) = inside.manage(Role::Admin).create_active("sandbox", "writer", "read_write").await;
    inside.public(Sandbox, &secret).get(&path(&order, "")).await.expect_problem(404, "NOT_FOUND");
    live.post(&path(&order, "/cancel"), json!({})).await.expect_status(200);
}
