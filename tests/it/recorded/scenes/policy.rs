//! How old keys may become: it is said, with a reason.

use serde_json::{Value, json};

use super::list_audit;
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("it is said", "set_key_policy", say(json!(90), "The auditors ask for it")).await;
    scene.ask("it is said already", "set_key_policy", say(json!(90), "The auditors ask for it")).await;
    scene.ask("it is said without a reason", "set_key_policy", say(json!(30), " ")).await;
    scene.ask("more days than a year", "set_key_policy", say(json!(366), "No hurry")).await;
    scene.ask("nothing is said any more", "set_key_policy", say(Value::Null, "The audit is over")).await;
    scene.ask("what was done", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}

fn say(days: Value, reason: &str) -> Value {
    json!({ "request": { "connection": "local", "environment": "sandbox", "keyDaysMax": days, "reason": reason } })
}
