//! Keys that end by themselves.

use serde_json::{Value, json};

use super::{confirm, create_as, key, list, revoke, rotate};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let until = |once: &str, name: &str, at: &str| create_as(once, json!({ "name": name, "expiresAt": at }));
    scene.ask("an end in the past", "create_key", until("once-1", "billing", "2026-11-20T08:00:00.000Z")).await;
    let soon = until("once-2", "billing", "2026-11-20T10:00:00.000Z");
    scene.ask("a key with an end", "create_key", soon).await;
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.ask("keys that are due", "list_keys", list(json!({ "filter": "due" }))).await;
    scene
        .ask("a rotation with a longer grace", "start_rotation", rotate("once-3", "key_#1", "routine", json!(86_400)))
        .await;
    scene.ask("its successor is confirmed", "confirm_key", confirm("key_#2")).await;
    scene.ask("the end that comes first", "get_key", key("key_#1")).await;
    let other = until("once-4", "reporting", "2026-11-20T10:00:00.000Z");
    scene.ask("another key with an end", "create_key", other).await;
    scene.ask("that is confirmed too", "confirm_key", confirm("key_#3")).await;
    scene.pass(3600);
    scene.ask("a key that has expired", "get_key", key("key_#3")).await;
    scene.ask("an expired key is rotated", "start_rotation", rotate("once-5", "key_#3", "routine", Value::Null)).await;
    scene.ask("an expired key is confirmed", "confirm_key", confirm("key_#3")).await;
    scene.ask("an expired key is revoked", "revoke_key", revoke("once-6", "key_#3", "For order")).await;
    scene.end().await
}
