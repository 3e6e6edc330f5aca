//! What became of calls: found, and explained.

use serde_json::{Value, json};

use super::{confirm, create_as, revoke};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let billing = create_as("once-1", json!({ "name": "billing", "accessLevel": "read_only" }));
    scene.ask("a key is created", "create_key", billing).await;
    scene.ask("its secret is saved", "save_secret", json!({ "key": { "connection": "local", "key": "key_#1" } })).await;
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.happens("somebody reads with it", "called", json!({ "key": "key_#1" })).await;
    scene.happens("somebody writes with it", "called", json!({ "key": "key_#1", "write": true })).await;
    scene.happens("somebody calls live with it", "called", json!({ "key": "key_#1", "to": "live" })).await;
    scene.happens("somebody calls with an unknown key", "called", json!({})).await;
    scene.pass(60);
    let of =
        |id: Option<&str>, filter: Value| json!({ "request": { "connection": "local", "id": id, "filter": filter } });
    let all = of(None, json!({}));
    scene.ask("all requests", "list_requests", all.clone()).await;
    scene.ask("no such id", "list_requests", of(Some("order-0815"), json!({}))).await;
    scene.ask("a whole secret", "list_requests", of(Some(SECRET), json!({}))).await;
    scene
        .ask(
            "what was refused in the sandbox",
            "list_requests",
            of(None, json!({ "side": "sandbox", "answered": "refused" })),
        )
        .await;
    for (at, what) in ["an unknown key", "a call to live", "a write", "a read"].into_iter().enumerate() {
        let id = format!("cor_#{}", at + 1);
        let asked = json!({ "connection": "local", "correlationId": id });
        scene.ask(&format!("{what}, explained"), "explain_request", asked).await;
    }
    let never = json!({ "connection": "local", "correlationId": "01980d1e-7c2a-7000-8000-000000000000" });
    scene.ask("a request that was never noted, explained", "explain_request", never).await;
    scene.ask("the key is revoked", "revoke_key", revoke("once-2", "key_#1", "Left the team")).await;
    scene.pass(60);
    scene.ask("all requests after it", "list_requests", all).await;
    let asked = json!({ "connection": "local", "correlationId": "cor_#3" });
    scene.ask("a write, explained after it", "explain_request", asked).await;
    scene.end().await
}

/// The name of the one secret that no file holds.
const SECRET: &str = "a secret";
