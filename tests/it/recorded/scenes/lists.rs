//! Pages.

use serde_json::{Value, json};

use super::{list, list_audit, list_rotations};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.happens("a key is rotated in vain", "rotated and undone", json!({ "times": 101 })).await;
    scene.ask("the first keys", "list_keys", list(json!({}))).await;
    scene.ask("the next keys", "list_keys", list(json!({ "cursor": "cursor" }))).await;
    let few = json!({ "limit": 2, "descending": false });
    scene.ask("a short page of the oldest keys", "list_keys", list(few)).await;
    scene.ask("the newest rotations", "list_rotations", list_rotations(true, Value::Null)).await;
    scene.ask("the rotations before them", "list_rotations", list_rotations(true, json!("cursor"))).await;
    scene.ask("the newest rows", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
