//! The frame: before the set-up, after it, while it could not start, when it stopped.

use serde_json::{Value, json};

use super::{create, key, list, list_audit};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::new();
    scene.ask("nothing is set up", "get_status", json!({})).await;
    scene.ask("the connections before the set-up", "list_connections", json!({})).await;
    scene.ask("keys before the set-up", "list_keys", list(json!({}))).await;
    scene.pass(20);
    scene.ask("the organization is set up", "set_up", json!({ "organization": "Acme Ltd" })).await;
    scene.pass(5);
    scene.ask("the frame", "get_status", json!({})).await;
    scene.ask("an organization without keys", "list_keys", list(json!({}))).await;
    scene.ask("no rotation yet", "list_rotations", super::list_rotations(false, Value::Null)).await;
    scene.ask("the log begins", "list_audit", list_audit(json!({}))).await;
    scene.ask("what was never chosen", "get_preferences", json!({})).await;
    let chosen = json!({ "request": { "singleKeys": false, "language": "de" } });
    scene.ask("something is chosen", "set_preferences", chosen).await;
    scene.ask("what was chosen", "get_preferences", json!({})).await;
    scene.ask("a key for the keychain", "create_key", create("once-1", "billing")).await;
    for state in ["locked", "missing", "volatile", "not_responding"] {
        let said = state.replace('_', " ");
        scene.happens(&format!("the keychain is {said}"), "keychain changed", json!({ "state": state })).await;
        scene.ask(&format!("the frame with a keychain that is {said}"), "get_status", json!({})).await;
        scene.ask(&format!("saving while it is {said}"), "save_secret", key("key_#1")).await;
    }
    scene.happens("the keychain is well again", "keychain changed", json!({ "state": "ready" })).await;
    scene.pass(5);
    scene.ask("the frame as it was heard last", "get_status", json!({})).await;
    scene.happens("the authority stops", "stopped", json!({})).await;
    scene.pass(30);
    scene.ask("the frame without an answer", "get_status", json!({})).await;
    scene.ask("keys without an answer", "list_keys", list(json!({}))).await;
    scene.ask("a deed without an answer", "create_key", create("once-2", "reporting")).await;
    scene.ask("what this computer knows without an answer", "list_saved_secrets", json!({})).await;
    let chosen = json!({ "request": { "singleKeys": true, "language": "system" } });
    scene.ask("a choice without an answer", "set_preferences", chosen).await;
    scene.end().await
}
