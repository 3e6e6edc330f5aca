//! Rotations that end otherwise: undone before and after the hand-over, by a key's own end, without evidence.

use serde_json::{Value, json};

use super::{confirm, create, finish, key, list_audit, list_rotations, revoke, rotate, rotation, undo};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let start = |once: &str, key: &str| rotate(once, key, "routine", Value::Null);
    scene.ask("a key is created", "create_key", create("once-1", "billing")).await;
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.ask("a rotation is started", "start_rotation", start("once-2", "key_#1")).await;
    scene.pass(10);
    scene.ask("a rotation is undone before the hand-over", "undo_rotation", undo("once-3", "rot_#1")).await;
    scene.ask("it is undone again", "undo_rotation", undo("once-4", "rot_#1")).await;
    scene.ask("the old key is back", "get_key", key("key_#1")).await;
    scene.ask("the successor has ended", "get_key", key("key_#2")).await;
    scene.pass(10);
    scene.ask("another rotation", "start_rotation", rotate("once-5", "key_#1", "routine", json!(3600))).await;
    scene.ask("its successor is confirmed", "confirm_key", confirm("key_#3")).await;
    scene.pass(10);
    scene.ask("a rotation is undone after the hand-over", "undo_rotation", undo("once-6", "rot_#2")).await;
    scene.ask("the old key is back without an end", "get_key", key("key_#1")).await;
    scene.ask("an undone rotation is finished", "finish_rotation", finish("once-7", "rot_#2", true)).await;
    scene.ask("a third rotation", "start_rotation", start("once-8", "key_#1")).await;
    scene.ask("its successor is revoked by itself", "revoke_key", revoke("once-9", "key_#4", "Lost")).await;
    scene.ask("that undoes the rotation", "get_rotation", rotation("rot_#3")).await;
    scene.ask("a fourth rotation", "start_rotation", start("once-10", "key_#1")).await;
    scene.ask("without a grace the old key has no end", "confirm_key", confirm("key_#5")).await;
    scene.ask("it is handed over", "get_rotation", rotation("rot_#4")).await;
    scene.pass(10);
    scene.ask("a rotation is finished without evidence", "finish_rotation", finish("once-11", "rot_#4", true)).await;
    scene.ask("a fifth rotation", "start_rotation", start("once-12", "key_#5")).await;
    scene.ask("its successor is confirmed too", "confirm_key", confirm("key_#6")).await;
    scene.ask("its old key is revoked by itself", "revoke_key", revoke("once-13", "key_#5", "Leaked")).await;
    scene.ask("that finishes the rotation", "get_rotation", rotation("rot_#5")).await;
    scene.ask("all that are over", "list_rotations", list_rotations(true, Value::Null)).await;
    scene.ask("how they ended", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
