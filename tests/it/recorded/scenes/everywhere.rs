//! The keys of all connections: told one by one, kept, looked through, and shown as last known.

use serde_json::{Value, json};

use super::{confirm, create, rotate};
use crate::recorded::scene::Scene;

fn find(search: &str) -> Value {
    json!({ "request": { "search": search, "thisComputer": "This computer" } })
}

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let local = json!({ "connection": "local" });
    scene.ask("nothing was told yet", "last_known", json!({})).await;
    scene.ask("a key is created", "create_key", create("once-1", "billing")).await;
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.happens("a token is copied", "token copied", json!({ "role": "admin", "name": "team-desk" })).await;
    let add = json!({ "request": { "name": "Team", "url": "http://place_#1" } });
    scene.ask("another connection", "add_connection", add).await;
    scene.ask("this computer tells", "list_place", local.clone()).await;
    scene.ask("the team tells", "list_place", json!({ "connection": "con_#1" })).await;
    scene.ask("a rotation is begun", "start_rotation", rotate("once-2", "key_#1", "routine", json!(3600))).await;
    scene.ask("this computer tells of it", "list_place", local.clone()).await;
    scene.ask("what both told last", "last_known", json!({})).await;
    scene.ask("a name is looked for", "find_everywhere", find("bill")).await;
    scene.ask("a place is looked for", "find_everywhere", find("computer BILLING")).await;
    scene.ask("what nobody has is looked for", "find_everywhere", find("payouts")).await;
    scene.ask("one that is gone is asked", "list_place", json!({ "connection": "gone" })).await;
    scene.happens("the authority stops", "stopped", json!({})).await;
    scene.pass(3 * 3600);
    scene.ask("this computer as it was last known", "list_place", local).await;
    scene.end().await
}
