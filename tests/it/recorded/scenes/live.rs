//! A live key ends only by its typed name.

use serde_json::{Value, json};

use super::{
    confirm, confirm_typed, create_as, key, list_audit, revoke, revoke_typed, rotate, rotation, undo, undo_typed,
};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let request = json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "Payouts" });
    let submission = json!({ "connection": "local", "request": request });
    scene.ask("a submission", "submit_activation", submission).await;
    let papers = json!({ "connection": "local", "reason": "Papers seen" });
    scene.ask("the approval", "approve_activation_locally", papers).await;
    let live = |once: &str, name: &str| create_as(once, json!({ "name": name, "environment": "live" }));
    scene.ask("a live key", "create_key", live("once-1", "payouts")).await;
    scene.ask("it is confirmed without a name", "confirm_key", confirm("key_#1")).await;
    scene.ask("a live key is revoked without its name", "revoke_key", revoke("once-2", "key_#1", "Old")).await;
    let wrong = revoke_typed("once-3", "key_#1", "Old", json!("payout"));
    scene.ask("a live key is revoked by another name", "revoke_key", wrong).await;
    scene.ask("a live key is rotated", "start_rotation", rotate("once-4", "key_#1", "routine", json!(3600))).await;
    scene.ask("its successor is confirmed without a name", "confirm_key", confirm("key_#2")).await;
    scene.ask("it is undone without a name", "undo_rotation", undo("once-5", "rot_#1")).await;
    scene.ask("it is undone by its name", "undo_rotation", undo_typed("once-6", "rot_#1", json!("payouts"))).await;
    scene
        .ask("a leaked live key is rotated", "start_rotation", rotate("once-7", "key_#1", "leaked", Value::Null))
        .await;
    scene.ask("the leaked one would end without its name", "confirm_key", confirm("key_#3")).await;
    scene.ask("it ends by its name", "confirm_key", confirm_typed("key_#3", json!("payouts"))).await;
    scene.ask("the rotation is finished", "get_rotation", rotation("rot_#2")).await;
    let end = revoke_typed("once-8", "key_#3", "No longer used", json!(" payouts "));
    scene.ask("a live key is revoked by its name", "revoke_key", end).await;
    scene.ask("a second live key", "create_key", live("once-9", "refunds")).await;
    scene.ask("a pending live key needs no name", "revoke_key", revoke("once-10", "key_#4", "Mistake")).await;
    scene.ask("a revoked live key", "get_key", key("key_#4")).await;
    scene.ask("what was done in live", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
