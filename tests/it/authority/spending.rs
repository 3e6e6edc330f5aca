//! Spending limits: 403 `spending_limit_exceeded` (Conduit.im sheet, section 5), never more than the limit.

use std::sync::Arc;

use journeys::clock::Clock;
use journeys::{Answer, Api, Inside, Serve};
use keys::wire::Role::Admin;
use keys::{Ambient, Environment::Sandbox, Timestamp};
use reqwest::Method;
use serde_json::json;

const START: i64 = 1_800_000_000_000;

async fn spend(api: &Api, micros: &str) -> Answer {
    Answer::to(api.request(Method::GET, "/verify").header("x-conduit-cost", micros)).await
}

#[tokio::test]
async fn a_cost_over_a_limit_is_refused_until_its_window_ends() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let inside = Inside::start(clock.ambient()).await;
    let limits = json!({ "spendingLimits": { "dailyMicros": 100, "weeklyMicros": 150 } });
    let (id, secret) = inside.manage(Admin).create_limited("sandbox", "spender", limits).await;
    let listed = inside.manage(Admin).get(&format!("/keys/{id}")).await.json();
    assert_eq!(listed["spendingLimits"], json!({ "dailyMicros": 100, "weeklyMicros": 150, "monthlyMicros": null }));
    let api = inside.beside(Sandbox, &secret);
    spend(&api, "60").await.expect_status(204);
    let refused = spend(&api, "41").await.expect_problem(403, "spending_limit_exceeded");
    assert!(refused.json()["detail"].as_str().unwrap().contains("daily"), "it says which limit: {}", refused.text);
    spend(&api, "40").await.expect_status(204);
    for micros in ["0", "1"] {
        spend(&api, micros).await.expect_problem(403, "spending_limit_exceeded");
    }
    api.get("/verify").await.expect_problem(403, "spending_limit_exceeded");
    clock.step(24 * 3600 - 1);
    spend(&api, "1").await.expect_problem(403, "spending_limit_exceeded");
    clock.step(1);
    let weekly = spend(&api, "51").await.expect_problem(403, "spending_limit_exceeded");
    assert!(weekly.json()["detail"].as_str().unwrap().contains("weekly"), "{}", weekly.text);
    spend(&api, "50").await.expect_status(204);
    clock.step(7 * 24 * 3600);
    spend(&api, "100").await.expect_status(204);
    clock.step(-24 * 3600);
    spend(&api, "1").await.expect_problem(403, "spending_limit_exceeded");
}

#[tokio::test]
async fn a_cost_that_is_no_number_or_comes_twice_is_refused() {
    let inside = Inside::start(Ambient::system()).await;
    let (_, secret) = inside.manage(Admin).create_active("sandbox", "reader", "read_only").await;
    let api = inside.beside(Sandbox, &secret);
    for wrong in ["", "-1", "1.5", "1e9", "free", "1000000000000001"] {
        spend(&api, wrong).await.expect_problem(400, "VALIDATION_ERROR");
    }
    let twice = api.request(Method::GET, "/verify").header("x-conduit-cost", "1").header("x-conduit-cost", "0");
    Answer::to(twice).await.expect_problem(400, "VALIDATION_ERROR");
    spend(&api, "1000000000000000").await.expect_status(204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_clients_at_once_never_spend_more_than_the_limit() {
    let inside = Inside::start(Ambient::system()).await;
    let limits = json!({ "spendingLimits": { "dailyMicros": 1000 } });
    let (_, secret) = inside.manage(Admin).create_limited("sandbox", "spender", limits).await;
    let api = Arc::new(inside.beside(Sandbox, &secret));
    let clients: Vec<_> = (0..64)
        .map(|_| {
            let api = api.clone();
            tokio::spawn(async move {
                let mut spent = 0;
                for _ in 0..4 {
                    spent += usize::from(spend(&api, "7").await.status == 204);
                }
                spent
            })
        })
        .collect();
    let mut spent = 0;
    for client in clients {
        spent += client.await.unwrap();
    }
    assert_eq!(spent, 142, "142 times 7 is 994, and the next would go over 1000");
}

#[tokio::test]
async fn what_was_spent_survives_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let serve = Serve::start(&data);
    let limits = json!({ "spendingLimits": { "monthlyMicros": 100 } });
    let (_, secret) = serve.manage("admin").create_limited("sandbox", "spender", limits).await;
    spend(&serve.public(Sandbox, &secret).beside(), "60").await.expect_status(204);
    serve.terminate();
    let serve = Serve::start(&data);
    let api = serve.public(Sandbox, &secret).beside();
    spend(&api, "41").await.expect_problem(403, "spending_limit_exceeded");
    spend(&api, "30").await.expect_status(204);
}

#[tokio::test]
async fn a_rotation_opens_no_second_purse() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Admin);
    let (id, secret) =
        admin.create_limited("sandbox", "old", json!({ "spendingLimits": { "dailyMicros": 100 } })).await;
    spend(&inside.beside(Sandbox, &secret), "60").await.expect_status(204);
    let rotated =
        admin.post(&format!("/keys/{id}/rotate"), json!({ "cause": "routine" })).await.expect_status(201).json();
    let text = |pointer| journeys::api::text(&rotated, pointer);
    admin.post(&format!("/keys/{}/confirm", text("/rotation/newKey/id")), json!({})).await.expect_status(200);
    let (old, new) = (inside.beside(Sandbox, &secret), inside.beside(Sandbox, &text("/secret")));
    spend(&new, "41").await.expect_problem(403, "spending_limit_exceeded");
    spend(&new, "30").await.expect_status(204);
    spend(&old, "11").await.expect_problem(403, "spending_limit_exceeded");
    spend(&old, "10").await.expect_status(204);
    spend(&new, "1").await.expect_problem(403, "spending_limit_exceeded");
}
