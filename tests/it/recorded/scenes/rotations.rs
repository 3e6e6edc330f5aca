//! Rotations up to their end: a routine one through each step, and a leaked one.

use serde_json::{Value, json};

use super::{confirm, create, finish, key, list_audit, list_rotations, rotate, rotation, undo};
use crate::recorded::scene::Scene;

const WEEK: u32 = 604_800;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let grace = json!(WEEK);
    scene.ask("a key is created", "create_key", create("once-1", "billing")).await;
    scene.ask("a pending key is rotated", "start_rotation", rotate("once-2", "key_#1", "routine", grace.clone())).await;
    scene.ask("its secret is saved", "save_secret", key("key_#1")).await;
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.happens("somebody calls with it", "called", json!({ "key": "key_#1" })).await;
    scene.pass(60);
    let asked = rotate("once-3", "key_#1", "routine", grace.clone());
    scene.ask("a rotation is started", "start_rotation", asked.clone()).await;
    scene.ask("it is started again by the same press", "start_rotation", asked).await;
    scene.ask("a retiring key is rotated", "start_rotation", rotate("once-4", "key_#1", "leaked", Value::Null)).await;
    scene.ask("a key that is retiring, before the hand-over", "get_key", key("key_#1")).await;
    scene.ask("a rotation that is created", "get_rotation", rotation("rot_#1")).await;
    scene.ask("a finish before the hand-over", "finish_rotation", finish("once-5", "rot_#1", true)).await;
    scene.pass(120);
    scene.ask("the successor's secret is saved", "save_secret", key("key_#2")).await;
    scene.ask("the successor is confirmed: the grace begins", "confirm_key", confirm("key_#2")).await;
    scene.ask("a rotation that is handed over", "get_rotation", rotation("rot_#1")).await;
    scene.ask("a key that is retiring, in its grace", "get_key", key("key_#1")).await;
    scene.ask("a finish without evidence", "finish_rotation", finish("once-6", "rot_#1", false)).await;
    scene.pass(30);
    scene.happens("somebody calls with the successor", "called", json!({ "key": "key_#2" })).await;
    scene.pass(30);
    scene.happens("somebody calls with the old key", "called", json!({ "key": "key_#1" })).await;
    scene.ask("a rotation whose successor is seen", "get_rotation", rotation("rot_#1")).await;
    scene.pass(297);
    scene.ask("a rotation just before the quiet", "get_rotation", rotation("rot_#1")).await;
    scene.ask("a rotation whose old key is quiet", "get_rotation", rotation("rot_#1")).await;
    scene.ask("rotations that run", "list_rotations", list_rotations(false, Value::Null)).await;
    scene.pass(10);
    scene.ask("a rotation is finished, and it is proved", "finish_rotation", finish("once-7", "rot_#1", false)).await;
    scene.ask("a rotation that is finished", "get_rotation", rotation("rot_#1")).await;
    scene.ask("the successor stands alone", "get_key", key("key_#2")).await;
    scene.ask("a finished rotation is undone", "undo_rotation", undo("once-8", "rot_#1")).await;
    scene.ask("a rotation that there is not", "get_rotation", rotation("rot_0000000000000000000000")).await;
    scene.pass(60);
    scene.ask("a leaked key is rotated", "start_rotation", rotate("once-9", "key_#2", "leaked", Value::Null)).await;
    scene.pass(20);
    scene.ask("its successor is confirmed: the leaked one ends", "confirm_key", confirm("key_#3")).await;
    scene.ask("a rotation of a leaked key", "get_rotation", rotation("rot_#2")).await;
    scene.ask("a leaked key", "get_key", key("key_#2")).await;
    scene.ask("rotations that are over", "list_rotations", list_rotations(true, Value::Null)).await;
    scene.ask("what was done in the rotations", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
