//! A retry while the first request still runs (Conduit Financial sheet, section 5). On SQLite, whose one writer a test can
//! hold from outside.

use journeys::Inside;
use keys::Ambient;
use keys::Environment::Sandbox;
use keys::wire::{IDEMPOTENCY_REPLAYED, Role};
use serde_json::json;

use crate::authority::idempotency::order_wish;

/// The store is held from outside, as a backup tool might, so that the first request cannot finish.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_first_one_runs_the_others_are_told_to_wait() {
    let inside = Inside::start(Ambient::system()).await;
    let (_, secret) = inside.manage(Role::Admin).create_active("sandbox", "writer", "read_write").await;
    let api = inside.public(Sandbox, &secret);
    let wish = order_wish(&api).await;
    let database = inside.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    let race = || {
        let (api, wish) = (api.clone(), wish.clone());
        tokio::spawn(async move { api.post_as("slow", "/orders", wish).await })
    };
    let (mut one, mut two) = (race(), race());
    let (told, first) = tokio::select! {
        answer = &mut one => (answer.unwrap(), two),
        answer = &mut two => (answer.unwrap(), one),
    };
    told.expect_problem(409, "IDEMPOTENCY_KEY_REQUEST_IN_PROGRESS");
    let mut other = wish.clone();
    other["source"]["amount"] = json!("1");
    api.post_as("slow", "/orders", other).await.expect_problem(409, "IDEMPOTENCY_KEY_CONFLICT");
    database.execute_batch("COMMIT").unwrap();
    let first = first.await.unwrap().expect_status(201);
    let again = api.post_as("slow", "/orders", wish).await.expect_status(201);
    assert_eq!((again.header(IDEMPOTENCY_REPLAYED), &again.text), (Some("true"), &first.text));
}
