//! Where events of keys are sent: an endpoint from its creation on, and the limits before anything was asked.

use serde_json::{Value, json};

use crate::recorded::scene::Scene;

/// A name that nobody has: nothing is ever sent to it.
const URL: &str = "https://hooks.acme.invalid/keys";

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("the limits before any request", "get_rate_limits", json!({ "connection": "local" })).await;
    scene.ask("no webhook yet", "list_webhooks", list()).await;
    scene.ask("the kinds of event", "list_webhook_events", json!({ "connection": "local" })).await;
    for (step, once, url) in [
        ("no address", "once-1", "hooks"),
        ("an address without https", "once-2", "http://hooks.acme.invalid/keys"),
        ("an address of this computer", "once-3", "https://127.0.0.1/keys"),
        ("an address with a password", "once-4", "https://ana:once@hooks.acme.invalid/keys"),
        ("it is created", "once-5", URL),
        ("pressed twice", "once-5", URL),
    ] {
        scene.ask(step, "create_webhook", create(once, url)).await;
    }
    scene.ask("nothing was sent", "list_deliveries", deliveries()).await;
    scene.pass(60);
    let selected = json!({ "mode": "SELECTED", "eventTypes": ["key.revoked", "key.leaked"] });
    let change = json!({ "url": URL, "description": "Revocations to the chat", "subscription": selected });
    scene.ask("it is told of two kinds only", "change_webhook", changed(change)).await;
    scene.ask("it is switched off", "change_webhook", changed(json!({ "active": false }))).await;
    scene.ask("a test of one that is off", "test_webhook", webhook()).await;
    scene.ask("a test of one that there is not", "test_webhook", other()).await;
    scene.ask("it is switched on", "change_webhook", changed(json!({ "active": true }))).await;
    scene.pass(60);
    scene.ask("its secret is rotated", "rotate_webhook_secret", rotate("once-6")).await;
    scene.pass(60);
    scene.ask("its secret is rotated again", "rotate_webhook_secret", rotate("once-7")).await;
    let key = json!({ "key": { "connection": "local", "key": "wep_#1" } });
    scene.ask("its secret is handed over", "forget_secret", key).await;
    scene.ask("all of them", "list_webhooks", list()).await;
    // Its attempt is made behind this answer; nothing is asked after it.
    scene.ask("a test is under way", "test_webhook", webhook()).await;
    scene.end().await
}

fn list() -> Value {
    json!({ "connection": "local", "cursor": null, "environment": "sandbox" })
}

fn create(once: &str, url: &str) -> Value {
    json!({ "request": {
        "idempotencyKey": once, "connection": "local", "environment": "sandbox", "url": url, "description": null,
        "subscription": { "mode": "ALL", "eventTypes": [] },
    } })
}

fn changed(change: Value) -> Value {
    json!({ "request": { "webhook": { "connection": "local", "webhook": "wep_#1" }, "change": change } })
}

fn rotate(once: &str) -> Value {
    let webhook = json!({ "connection": "local", "webhook": "wep_#1" });
    json!({ "request": { "idempotencyKey": once, "webhook": webhook } })
}

fn webhook() -> Value {
    json!({ "webhook": { "connection": "local", "webhook": "wep_#1" } })
}

fn other() -> Value {
    json!({ "webhook": { "connection": "local", "webhook": "wep_0000000000000000000000" } })
}

fn deliveries() -> Value {
    json!({ "request": {
        "connection": "local", "environment": "sandbox", "webhook": "wep_#1", "status": null, "cursor": null,
    } })
}
