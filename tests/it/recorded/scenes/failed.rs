//! This computer's own authority could not start.

use actions::Code;
use serde_json::{Value, json};

use super::{create, list};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::without_a_start(Code::DataDamaged, "The data is damaged. Nothing was overwritten.");
    scene.ask("the frame after a start that failed", "get_status", json!({})).await;
    scene.ask("the connections after it", "list_connections", json!({})).await;
    scene.ask("keys after it", "list_keys", list(json!({}))).await;
    scene.ask("a deed after it", "create_key", create("once-1", "billing")).await;
    scene.ask("what this computer knows after it", "list_saved_secrets", json!({})).await;
    scene.end().await
}
