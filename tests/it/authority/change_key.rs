//! What a key is limited to can be changed, with a reason; what is taken away is refused from the answer on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use journeys::api::text;
use journeys::clock::Clock;
use journeys::{Answer, Api, Inside, WITHIN, eventually};
use keys::wire::{IDEMPOTENCY_KEY, Role};
use keys::{Ambient, Environment::Sandbox};
use reqwest::Method;
use serde_json::{Value, json};

async fn change_as(once: &str, api: &Api, id: &str, asked: Value) -> Answer {
    Answer::to(api.request(Method::PATCH, &format!("/keys/{id}")).header(IDEMPOTENCY_KEY, once).json(&asked)).await
}

async fn change(api: &Api, id: &str, asked: Value) -> Answer {
    change_as(&Ambient::system().mint_uuid(), api, id, asked).await
}

async fn spend(api: &Api, micros: &str) -> Answer {
    Answer::to(api.request(Method::GET, "/verify").header("x-conduit-cost", micros)).await
}

async fn newest_detail(api: &Api, id: &str) -> String {
    let rows = api.get(&format!("/audit?action=key.changed&subject={id}")).await.expect_status(200).json();
    text(&rows, "/data/0/detail")
}

#[tokio::test]
async fn spending_limits_are_changed_any_time_and_what_was_spent_counts() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let limits = json!({ "spendingLimits": { "dailyMicros": 100 } });
    let (id, secret) = admin.create_limited("sandbox", "spender", limits).await;
    let api = inside.beside(Sandbox, &secret);
    spend(&api, "60").await.expect_status(204);

    let asked = json!({ "spendingLimits": { "dailyMicros": 50, "weeklyMicros": 500 }, "reason": "less" });
    let changed = change(&admin, &id, asked.clone()).await.expect_status(200).json();
    assert_eq!(changed["tightened"], json!(["spendingLimits"]));
    assert_eq!(changed["refusedBy"].as_array().map(Vec::len), Some(1), "{changed}");
    let limits = json!({ "dailyMicros": 50, "weeklyMicros": 500, "monthlyMicros": null });
    assert_eq!(changed["key"]["spendingLimits"], limits);
    spend(&api, "1").await.expect_problem(403, "spending_limit_exceeded");
    assert_eq!(
        newest_detail(&admin, &id).await,
        "daily limit: 100 micros → 50 micros; weekly limit: none → 500 micros. less"
    );

    let asked = json!({ "spendingLimits": { "dailyMicros": 70 }, "reason": "a little more" });
    let changed = change(&admin, &id, asked).await.expect_status(200).json();
    assert_eq!((&changed["tightened"], &changed["refusedBy"]), (&json!([]), &json!([])), "nothing was taken away");
    spend(&api, "10").await.expect_status(204);
    spend(&api, "1").await.expect_problem(403, "spending_limit_exceeded");

    let asked = json!({ "spendingLimits": { "dailyMicros": null, "weeklyMicros": null }, "reason": "free" });
    change(&admin, &id, asked).await.expect_status(200);
    spend(&api, "100000").await.expect_status(204);
    inside.stop().await;
}

#[tokio::test]
async fn addresses_are_narrowed_and_widened() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let (id, secret) = admin.create_active("sandbox", "anywhere", "read_only").await;
    let from = |address: &str| inside.beside(Sandbox, &secret).from_address(address);
    from("127.0.0.9").get("/verify").await.expect_status(204);
    for (ranges, tightened, inside_it) in [
        (json!(["127.0.0.2", "203.0.113.7"]), json!(["allowedIps"]), false),
        (json!(["127.0.0.2"]), json!(["allowedIps"]), false),
        (json!(["127.0.0.2/31"]), json!([]), false),
        (json!([]), json!([]), true),
    ] {
        let asked = json!({ "allowedIps": ranges, "reason": "network" });
        let changed = change(&admin, &id, asked).await.expect_status(200).json();
        assert_eq!(changed["tightened"], tightened, "{ranges}");
        from("127.0.0.2").get("/verify").await.expect_status(204);
        let other = from("127.0.0.9").get("/verify").await;
        if inside_it {
            other.expect_status(204);
        } else {
            other.expect_problem(403, "IP_NOT_ALLOWED");
        }
    }
    assert_eq!(admin.count_in_audit("key.changed", &id).await, 4);
    inside.stop().await;
}

#[tokio::test]
async fn an_end_comes_nearer_and_never_further() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let (id, secret) = admin.create_active("sandbox", "endless", "read_only").await;
    let api = inside.beside(Sandbox, &secret);
    let in_seconds = |seconds: i64| clock.now().plus_seconds(seconds);
    let end = in_seconds(100);
    let asked = json!({ "expiresAt": end, "reason": "over soon" });
    let changed = change(&admin, &id, asked).await.expect_status(200).json();
    assert_eq!((&changed["tightened"], &changed["key"]["endsAt"]), (&json!(["expiresAt"]), &json!(end)));
    for (wrong, word) in [(in_seconds(101), "pushed out"), (in_seconds(0), "past")] {
        let refused = change(&admin, &id, json!({ "expiresAt": wrong, "reason": "more" })).await;
        let refused = refused.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(refused["errors"][0]["pointer"], "/expiresAt");
        assert!(text(&refused, "/errors/0/detail").contains(word), "{refused}");
    }
    let (once, sooner) = ("nearer-end", json!({ "expiresAt": in_seconds(50), "reason": "sooner" }));
    change_as(once, &admin, &id, sooner.clone()).await.expect_status(200);
    clock.step(49);
    api.get("/verify").await.expect_status(204);
    clock.step(1);
    api.get("/verify").await.expect_problem(401, "API_KEY_INVALID");
    let listed = admin.get("/keys?environment=sandbox&state=expired").await.expect_status(200).json();
    assert_eq!(listed["data"][0]["id"], json!(id), "the list knows the new end");
    let late = change(&admin, &id, json!({ "allowedIps": [], "reason": "late" })).await;
    late.expect_problem(409, "KEY_ENDED");
    // Whoever did not hear the answer of what ended the key hears it now.
    let again = change_as(once, &admin, &id, sooner).await.expect_status(200);
    assert_eq!(again.json()["key"]["state"], "expired");
    inside.stop().await;
}

#[tokio::test]
async fn a_change_is_made_once_and_wrong_ones_change_nothing() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let (id, _) = admin.create_active("sandbox", "key", "read_only").await;
    let asked = json!({ "spendingLimits": { "dailyMicros": 5 }, "reason": "less" });
    change_as("once", &admin, &id, asked.clone()).await.expect_status(200);
    change(&admin, &id, json!({ "spendingLimits": { "dailyMicros": 9 }, "reason": "more" })).await.expect_status(200);
    let again = change_as("once", &admin, &id, asked.clone()).await.expect_status(200);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json()["key"]["spendingLimits"]["dailyMicros"], 9, "a repeated ask does not undo what came after");
    let other = change_as("once", &admin, &id, json!({ "allowedIps": [], "reason": "less" })).await;
    other.expect_problem(409, "IDEMPOTENCY_KEY_CONFLICT");
    assert_eq!(admin.count_in_audit("key.changed", &id).await, 2);

    for (asked, pointer) in [
        (json!({ "spendingLimits": { "dailyMicros": 0 }, "reason": "x" }), "/spendingLimits/dailyMicros"),
        (json!({ "allowedIps": ["192.0.2.1/24"], "reason": "x" }), "/allowedIps/0"),
        (json!({ "allowedIps": [] }), ""),
        (json!({ "allowedIps": [], "reason": " " }), "/reason"),
        (json!({ "name": "other", "reason": "x" }), "/name"),
        (json!({ "accessLevel": "read_write", "reason": "x" }), "/accessLevel"),
        (json!({ "spendingLimits": { "yearlyMicros": 1 }, "reason": "x" }), "/spendingLimits/yearlyMicros"),
    ] {
        let refused = change(&admin, &id, asked.clone()).await.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{asked}: {refused}");
    }
    let nothing = change(&admin, &id, json!({ "reason": "nothing" })).await.expect_status(200).json();
    assert_eq!((&nothing["tightened"], &nothing["key"]["spendingLimits"]["dailyMicros"]), (&json!([]), &json!(9)));
    assert_eq!(admin.count_in_audit("key.changed", &id).await, 2, "what changes nothing is no deed");
    change(&inside.manage(Role::Support), &id, asked.clone()).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    change(&admin, "key_0123456789012345678901", asked).await.expect_problem(404, "NOT_FOUND");
    inside.stop().await;
}

/// No request that was begun after the acknowledgement is let through from an address that was taken away, while many are
/// under way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_taken_away_is_refused_from_the_answer_on() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    for round in 0..6 {
        let (id, secret) = admin.create_active("sandbox", &format!("key {round}"), "read_write").await;
        let (acknowledged, at_work) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let hammers: Vec<_> = (0..4)
            .map(|_| {
                let api = inside.beside(Sandbox, &secret);
                let (acknowledged, at_work) = (acknowledged.clone(), at_work.clone());
                tokio::spawn(async move {
                    let (mut after, mut leaked) = (0, 0);
                    while after < 5 {
                        let late = acknowledged.load(Ordering::SeqCst);
                        let write =
                            Answer::to(api.request(Method::GET, "/verify").header("x-original-method", "POST")).await;
                        after += usize::from(late);
                        leaked += usize::from(late && write.status == 204);
                        at_work.fetch_or(write.status == 204, Ordering::SeqCst);
                    }
                    leaked
                })
            })
            .collect();
        let busy = || async { at_work.load(Ordering::SeqCst).then_some(()) };
        eventually("writes pass", WITHIN, busy).await;
        if round % 2 == 0 {
            let asked = json!({ "allowedIps": ["192.0.2.1"], "reason": "elsewhere" });
            change(&admin, &id, asked).await.expect_status(200);
        } else {
            let asked = json!({ "seconds": 60, "reason": "we look" });
            admin.post(&format!("/keys/{id}/quarantine"), asked).await.expect_status(200);
        }
        acknowledged.store(true, Ordering::SeqCst);
        for hammer in hammers {
            assert_eq!(hammer.await.unwrap(), 0, "round {round}");
        }
    }
    inside.stop().await;
}
