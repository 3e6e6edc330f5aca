//! An old key that ends by itself: once its successor works and nobody called with it for the minutes.

use serde_json::{Value, json};

use super::{change_rotation, confirm, create, key, list_audit, rotate_quietly, rotation};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("a key is created", "create_key", create("once-1", "billing")).await;
    scene.ask("its secret is saved", "save_secret", key("key_#1")).await;
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.happens("the authority looks", "watched", json!({ "seconds": 30 })).await;
    scene.ask("a rotation is started", "start_rotation", rotate_quietly("once-2", "key_#1", 10)).await;
    scene.ask("it shall not end by itself", "change_rotation", change_rotation("rot_#1", Value::Null)).await;
    scene.ask("it shall, after other minutes", "change_rotation", change_rotation("rot_#1", json!(5))).await;
    scene.ask("it shall already", "change_rotation", change_rotation("rot_#1", json!(5))).await;
    scene.ask("the successor's secret is saved", "save_secret", key("key_#2")).await;
    scene.ask("the successor is confirmed", "confirm_key", confirm("key_#2")).await;
    scene.ask("minutes that wait for the successor", "get_rotation", rotation("rot_#1")).await;
    scene.happens("somebody calls with the successor", "called", json!({ "key": "key_#2" })).await;
    scene.ask("minutes that run", "get_rotation", rotation("rot_#1")).await;
    scene.happens("somebody calls with the old key", "called", json!({ "key": "key_#1" })).await;
    scene.ask("minutes that begin anew", "get_rotation", rotation("rot_#1")).await;
    scene.happens("the authority looks again", "watched", json!({ "seconds": 270 })).await;
    scene.ask("minutes that are nearly over", "get_rotation", rotation("rot_#1")).await;
    scene.happens("the authority ends it", "watched", json!({ "seconds": 30 })).await;
    scene.ask("a rotation that ended by itself", "get_rotation", rotation("rot_#1")).await;
    scene.ask("a key that ended by itself", "get_key", key("key_#1")).await;
    scene.ask("an ended rotation is changed", "change_rotation", change_rotation("rot_#1", json!(5))).await;
    scene.ask("what was done", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
