//! Payouts and the other transactions of the public contract.

use journeys::api::text;
use journeys::clock::Clock;
use journeys::{Api, Inside, Serve};
use keys::Environment::Sandbox;
use keys::wire::Role;
use keys::{Ambient, Timestamp};
use serde_json::{Value, json};

use super::orders::live_customer;

/// A wish for a payout of the first customer to an address with this end.
pub async fn payout_wish(api: &Api, ending: &str) -> Value {
    let customers = api.get("/customers").await.expect_status(200).json();
    json!({
        "customerId": text(&customers, "/data/0/id"),
        "amount": { "code": "USDC", "chain": "BASE", "amount": "25.00" },
        "destination": { "address": format!("0x{ending:0>40}") },
    })
}

async fn start(clock: &Clock) -> (Inside, Api) {
    let inside = Inside::start(clock.ambient()).await;
    let (_, secret) = inside.manage(Role::Admin).create_active("sandbox", "writer", "read_write").await;
    let api = inside.public(Sandbox, &secret);
    (inside, api)
}

fn new_clock() -> Clock {
    Clock::at(Timestamp::from_millis(1_800_000_000_000))
}

/// Lets the sandbox work for five seconds of its clock.
async fn five_seconds(inside: &Inside, clock: &Clock) {
    clock.step(5);
    inside.service().contract.settle().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sandbox_payout_goes_its_way_as_its_address_says() {
    let clock = new_clock();
    let (inside, api) = start(&clock).await;
    for (ending, last, failure) in [
        ("5A4D4EAA", "completed", Value::Null),
        ("5A4070ED", "failed", json!("AML_REJECTED")),
        ("5A4D4EE5", "failed", json!("AML_REJECTED")),
        ("5A4ED0DD", "failed", json!("TRAVEL_RULE_REJECTED")),
        ("503CA110", "processing", Value::Null),
    ] {
        let payout = api.post("/payouts", payout_wish(&api, ending).await).await.expect_status(202).json();
        let id = text(&payout, "/id");
        assert!(keys::mint::is_id(&id, "txn"), "{payout}");
        let mut states = vec![text(&payout, "/status")];
        for _ in 0..3 {
            five_seconds(&inside, &clock).await;
            states.push(text(&api.get(&format!("/payouts/{id}")).await.expect_status(200).json(), "/status"));
        }
        assert_eq!(states, ["pending", "processing", last, last], "{ending}");
        let ended = api.get(&format!("/payouts/{id}")).await.json();
        assert_eq!(ended["failureCode"], failure, "{ending}");
        let transaction = api.get(&format!("/transactions/{id}")).await.expect_status(200).json();
        assert_eq!((&transaction["type"], &transaction["status"]), (&json!("payout"), &json!(last)));
        api.post(&format!("/payouts/{id}/cancel"), json!({})).await.expect_problem(409, "CONFLICT");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pending_payout_can_be_cancelled_and_then_stays_so() {
    let clock = new_clock();
    let (inside, api) = start(&clock).await;
    let payout = api.post("/payouts", payout_wish(&api, "").await).await.expect_status(202).json();
    let path = format!("/payouts/{}", text(&payout, "/id"));
    let cancelled = api.post(&format!("{path}/cancel"), json!({})).await.expect_status(200).json();
    assert_eq!(cancelled["status"], "cancelled");
    api.post(&format!("{path}/cancel"), json!({})).await.expect_problem(409, "CONFLICT");
    five_seconds(&inside, &clock).await;
    assert_eq!(api.get(&path).await.json(), cancelled, "it goes no further");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_back_does_not_park_a_payout() {
    let clock = new_clock();
    let (inside, api) = start(&clock).await;
    let payout = api.post("/payouts", payout_wish(&api, "").await).await.expect_status(202).json();
    clock.step(-24 * 3600);
    for _ in 0..2 {
        five_seconds(&inside, &clock).await;
    }
    let path = format!("/payouts/{}", text(&payout, "/id"));
    assert_eq!(api.get(&path).await.json()["status"], "completed", "ten seconds are enough, not a day");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_payout_stays_pending_because_no_money_is_moved_here() {
    let clock = new_clock();
    let (inside, _) = start(&clock).await;
    let (live, customer) = live_customer(&inside).await;
    let mut wish = payout_wish(&live, "5A4D4EAA").await;
    wish["customerId"] = json!(customer);
    let payout = live.post("/payouts", wish).await.expect_status(202).json();
    let path = format!("/payouts/{}", text(&payout, "/id"));
    clock.step(24 * 3600);
    inside.service().contract.settle().await.unwrap();
    assert_eq!(live.get(&path).await.json(), payout, "nothing pretends");
    live.post(&format!("{path}/cancel"), json!({})).await.expect_status(200);
}

#[tokio::test]
async fn what_is_wrong_with_a_payout_is_named_and_its_requirements_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let wish = payout_wish(&api, "").await;
    for (pointer, value) in [
        ("/amount/amount", json!("0")),
        ("/amount/amount", json!("0.0000001")),
        ("/amount/chain", json!("MOON")),
        ("/destination/address", json!("0x1")),
        ("/customerId", json!("txn_1")),
    ] {
        let mut changed = wish.clone();
        *changed.pointer_mut(pointer).unwrap() = value.clone();
        let refused = api.post("/payouts", changed).await.expect_problem(400, "VALIDATION_ERROR");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{value}: {}", refused.text);
    }
    let mut fiat = wish.clone();
    fiat["amount"] = json!({ "code": "USD", "amount": "1" });
    api.post("/payouts", fiat).await.expect_problem(400, "VALIDATION_ERROR");
    let mut referenced = wish;
    referenced["clientReferenceId"] = json!("once");
    api.post("/payouts", referenced.clone()).await.expect_status(202);
    api.post("/payouts", referenced).await.expect_problem(409, "CONFLICT");
    let needs = api.get("/payouts/requirements?code=USDC").await.expect_status(200).json();
    assert_eq!(needs["data"][0]["decimals"], 6, "{needs}");
    api.get("/payouts/requirements?code=DOGE").await.expect_problem(400, "VALIDATION_ERROR");
    api.get("/payouts/txn_1").await.expect_problem(400, "INVALID_OID_FORMAT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_waits_for_its_senders_information_and_completes_with_it() {
    let clock = new_clock();
    let (inside, api) = start(&clock).await;
    let deposits = api.get("/transactions?type=deposit").await.expect_status(200).json();
    assert_eq!(
        (&deposits["meta"]["total"], &deposits["data"][0]["status"]),
        (&json!(1), &json!("awaiting_sender_information"))
    );
    let id = text(&deposits, "/data/0/id");
    let path = format!("/transactions/{id}/sender-information");
    let sender = json!({ "sender": { "type": "business", "name": "Borealis Trading Ltd", "country": "GBR" } });
    let mut wrong = sender.clone();
    wrong["sender"]["country"] = json!("uk");
    api.post(&path, wrong).await.expect_problem(400, "VALIDATION_ERROR");
    let accepted = api.post_as("sender", &path, sender.clone()).await.expect_status(202);
    assert_eq!(accepted.json()["status"], "processing");
    let again = api.post_as("sender", &path, sender.clone()).await.expect_status(202);
    assert_eq!(again.text, accepted.text);
    api.post(&path, sender).await.expect_problem(409, "CONFLICT");
    five_seconds(&inside, &clock).await;
    let done = api.get(&format!("/transactions/{id}")).await.expect_status(200).json();
    assert_eq!((&done["status"], &done["sender"]["country"]), (&json!("completed"), &json!("GBR")));
    let audit = inside.manage(Role::Admin).get("/audit?limit=100").await.expect_status(200);
    assert!(!audit.text.contains("Borealis Trading"), "a person's name does not stay in the log for good");
    api.get(&format!("/payouts/{id}")).await.expect_problem(404, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_are_listed_by_type_and_kept_apart_by_organization() {
    let clock = new_clock();
    let (inside, api) = start(&clock).await;
    let payout = api.post("/payouts", payout_wish(&api, "").await).await.expect_status(202).json();
    let listed = api.get("/transactions?type=payout").await.expect_status(200).json();
    assert_eq!((&listed["meta"]["total"], &listed["data"][0]["id"]), (&json!(1), &payout["id"]));
    for query in ["", "?type=", "?type=refund", "?type=payout&limit=0"] {
        api.get(&format!("/transactions{query}")).await.expect_problem(400, "VALIDATION_ERROR");
    }
    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let (_, secret) = inside.manage_of(&other, Role::Admin).create_active("sandbox", "writer", "read_write").await;
    let theirs = inside.public(Sandbox, &secret);
    let id = text(&payout, "/id");
    for path in [format!("/payouts/{id}"), format!("/transactions/{id}")] {
        theirs.get(&path).await.expect_problem(404, "NOT_FOUND");
    }
    theirs.post(&format!("/payouts/{id}/cancel"), json!({})).await.expect_problem(404, "NOT_FOUND");
    assert_eq!(theirs.get("/transactions?type=payout").await.json()["meta"]["total"], 0);
    let absent = keys::mint::mint_id("txn", &Ambient::system());
    api.get(&format!("/transactions/{absent}")).await.expect_problem(404, "NOT_FOUND");
}
