//! A key's life: created, saved, confirmed, used, put into quarantine, revoked.

use serde_json::{Value, json};

use super::{confirm, create, create_as, key, list, list_audit, revoke};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let billing = create_as("once-1", json!({ "name": "billing", "note": "Vault path payments/prod" }));
    scene.ask("a key is created", "create_key", billing.clone()).await;
    scene.ask("the same press again", "create_key", billing).await;
    scene.ask("a name in use", "create_key", create("once-2", "billing")).await;
    scene.ask("a key without a name", "create_key", create("once-3", " ")).await;
    scene.ask("a key with a long name", "create_key", create("once-4", &"n".repeat(81))).await;
    let live = create_as("once-5", json!({ "name": "billing", "environment": "live" }));
    scene.ask("a live key before the activation", "create_key", live).await;
    scene.ask("a key that is pending", "get_key", key("key_#1")).await;
    scene.ask("a search for a secret", "list_keys", list(json!({ "search": "a secret" }))).await;
    scene.pass(10);
    scene.ask("its secret is saved", "save_secret", key("key_#1")).await;
    scene.ask("what is saved", "list_saved_secrets", json!({})).await;
    scene.pass(5);
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.ask("it is confirmed again", "confirm_key", confirm("key_#1")).await;
    scene.pass(60);
    scene.happens("somebody calls with it", "called", json!({ "key": "key_#1" })).await;
    scene.happens("somebody calls with it again", "called", json!({ "key": "key_#1" })).await;
    scene.pass(60);
    scene.ask("a key that was used", "get_key", key("key_#1")).await;
    scene.ask("who called with it", "get_key_usage", key("key_#1")).await;
    let quarantine = json!({ "key": "key_#1", "seconds": 3600, "reason": "Strange payouts" });
    scene.happens("it is put into quarantine", "quarantined", quarantine).await;
    scene.ask("a key in quarantine", "get_key", key("key_#1")).await;
    let until = "2027-01-20T00:00:00.000Z";
    let reporting = json!({ "name": "reporting", "accessLevel": "read_only", "expiresAt": until });
    let reporting = create_as("once-6", reporting);
    scene.ask("a second key is created", "create_key", reporting).await;
    scene.ask("both keys", "list_keys", list(json!({}))).await;
    for (what, said) in [
        ("by their names", json!({ "sort": "name", "descending": false })),
        ("that are active", json!({ "filter": "active" })),
        ("with a word that begins so", json!({ "search": "REP" })),
        ("with a word in whose midst it is", json!({ "search": "port" })),
        ("with words in any order", json!({ "search": "Prod vault" })),
        ("with signs alone", json!({ "search": "…" })),
        ("by their last call", json!({ "sort": "last_used" })),
        ("by their end", json!({ "sort": "expires", "descending": false })),
        ("by their calls", json!({ "sort": "calls" })),
    ] {
        scene.ask(&format!("keys {what}"), "list_keys", list(said)).await;
    }
    scene.pass(60);
    scene.ask("a revocation without a reason", "revoke_key", revoke("once-7", "key_#1", "")).await;
    scene.ask("a key is revoked, and it is proved", "revoke_key", revoke("once-8", "key_#1", "No longer used")).await;
    scene.ask("a key is revoked again", "revoke_key", revoke("once-9", "key_#1", "Really")).await;
    scene.ask("what is saved after it", "list_saved_secrets", json!({})).await;
    scene.ask("a revoked key is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.ask("a pending key is revoked", "revoke_key", revoke("once-10", "key_#2", "Created by mistake")).await;
    scene.ask("its secret is saved too late", "save_secret", key("key_#2")).await;
    scene.ask("a secret that nobody saved is removed", "remove_saved_secret", key("key_#2")).await;
    scene.ask("a name that is free again", "create_key", create("once-11", "Billing")).await;
    scene.ask("a key that there is not", "get_key", key("key_0000000000000000000000")).await;
    scene.ask("all keys", "list_keys", list(json!({}))).await;
    scene.ask("what was done with them", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
