//! A service that has no call for its keys: what a person is led through, and what the service answered a key. The authority of
//! this computer stands in for it, at its public addresses.

use serde_json::{Value, json};

use crate::recorded::scene::Scene;

/// The connection to it, and the runs in the order that they begin in.
const PLACE: &str = "con_#1";
const MADE: &str = "run_#1";
const ROTATED: &str = "run_#2";

fn step(run: &str, step: u32) -> Value {
    json!({ "step": { "run": run, "step": step } })
}

fn begin(once: &str, operation: &str, key: Value, declared: Value) -> Value {
    let name = if key.is_null() { "billing" } else { "" };
    json!({ "connection": PLACE, "request": {
        "idempotencyKey": once, "environment": "sandbox", "operation": operation, "key": key, "name": name,
        "typedName": null, "declared": declared,
    } })
}

fn list() -> Value {
    json!({ "request": {
        "connection": PLACE, "environment": "sandbox", "filter": "all", "search": "", "sort": "created",
        "descending": true, "cursor": null, "limit": 100,
    } })
}

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("the services", "list_services", json!({})).await;
    let added = json!({ "request": { "service": "conduit-financial", "name": "", "hosts": [] } });
    scene.ask("a service is added", "add_service", added.clone()).await;
    scene.ask("it is added once more", "add_service", added).await;
    scene.ask("the frame of the service", "use_connection", json!({ "connectionId": PLACE })).await;
    scene.ask("no keys of the service", "list_keys", list()).await;

    let declared = json!({ "accessLevel": "read_only", "note": "in the vault", "spendingLimits": {
        "dailyMicros": null, "weeklyMicros": null, "monthlyMicros": null,
    } });
    scene.ask("a run is begun", "begin_run", begin("make", "create", Value::Null, declared.clone())).await;
    scene.ask("it is under way", "list_open_runs", json!({})).await;
    scene.ask("the page is open", "open_page", step(MADE, 0)).await;
    scene.ask("it is created there", "finish_step", step(MADE, 1)).await;
    scene.happens("something else is copied", "copied", json!({ "text": "ck_sandbox_0815" })).await;
    scene.ask("something else is taken", "take_secret", step(MADE, 2)).await;
    scene.happens("its secret is copied", "key copied", json!({ "name": "billing" })).await;
    scene.ask("its secret is taken", "take_secret", step(MADE, 2)).await;
    scene.ask("it is proved", "prove_step", step(MADE, 3)).await;
    scene.ask("a key of the service", "list_keys", list()).await;
    let key = json!({ "key": { "connection": PLACE, "key": MADE } });
    scene.ask("the runs of the key", "list_runs_of", key.clone()).await;
    scene.ask("the key is proved again", "prove_key", key.clone()).await;
    scene.ask("its access level is proved", "prove_level", key.clone()).await;

    let every = json!({ "side": null, "answered": null, "address": null, "agent": null });
    let asked = json!({ "connection": PLACE, "id": null, "filter": every, "cursor": null, "limit": null });
    scene.ask("the calls to the service", "list_requests", json!({ "request": asked })).await;
    let newest = json!({ "connection": PLACE, "correlationId": "cor_#3" });
    scene.ask("a call to the service, explained", "explain_request", newest).await;

    let none = json!({ "accessLevel": null, "note": null, "spendingLimits": {} });
    scene.ask("a rotation is begun", "begin_run", begin("rotate", "rotate", json!(MADE), none)).await;
    scene.ask("the page of the rotation is open", "open_page", step(ROTATED, 0)).await;
    scene.ask("the successor is created there", "finish_step", step(ROTATED, 1)).await;
    scene.happens("the successor's secret is copied", "key copied", json!({ "name": "successor" })).await;
    scene.ask("the successor's secret is taken", "take_secret", step(ROTATED, 2)).await;
    scene.ask("the successor is proved", "prove_step", step(ROTATED, 3)).await;
    scene.ask("everybody has the successor", "finish_step", step(ROTATED, 4)).await;
    scene.ask("the old key is to be revoked there", "finish_step", step(ROTATED, 5)).await;
    scene.ask("the old key is still accepted", "prove_step", step(ROTATED, 6)).await;
    let skip = json!({ "request": { "step": { "run": ROTATED, "step": 6 }, "reason": "The service is down today" } });
    scene.ask("the last proof is left out", "skip_step", skip).await;
    scene.ask("a key that is unproved", "get_key", key).await;
    scene.end().await
}
