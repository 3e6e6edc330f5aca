//! What deserves a look: an end that is near.

use serde_json::{Value, json};

use super::{confirm, create_as, revoke};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("nothing deserves a look", "list_alerts", list(false)).await;
    for (once, name, end) in [
        ("once-1", "billing", "2026-11-21T05:00:00.000Z"),
        ("once-2", "reporting", "2026-11-25T09:00:00.000Z"),
        ("once-3", "payouts", "2026-12-15T09:00:00.000Z"),
        ("once-4", "refunds", "2027-12-15T09:00:00.000Z"),
    ] {
        let key = create_as(once, json!({ "name": name, "expiresAt": end }));
        scene.ask(&format!("a key until {end}"), "create_key", key).await;
    }
    scene.ask("the first is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.ask("ends that are near", "list_alerts", list(false)).await;
    scene.pass(60);
    scene.ask("an alert is acknowledged without a reason", "acknowledge_alert", acknowledge("alt_#1", " ")).await;
    scene.ask("it is acknowledged", "acknowledge_alert", acknowledge("alt_#1", "The owner is told")).await;
    scene.ask("what is still open", "list_alerts", list(false)).await;
    scene.ask("what is acknowledged", "list_alerts", list(true)).await;
    let none = acknowledge("alt_0000000000000000000000", "Known");
    scene.ask("an alert that there is not", "acknowledge_alert", none).await;
    scene.ask("its key is revoked", "revoke_key", revoke("once-5", "key_#1", "For order")).await;
    scene.ask("what has ended with it", "list_alerts", list(true)).await;
    scene.end().await
}

fn list(acknowledged: bool) -> Value {
    json!({ "acknowledged": acknowledged, "connection": "local", "cursor": null })
}

fn acknowledge(alert: &str, reason: &str) -> Value {
    json!({ "alert": alert, "connection": "local", "reason": reason })
}
