//! What keys are limited to: as it is typed, created and changed.

use serde_json::{Value, json};

use super::{confirm, create_as, key, revoke, with};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("nothing is typed", "read_limits", typed(json!({}))).await;
    let well = json!({ "allowedIps": "192.0.2.7\n\n10.0.0.0/8", "daily": "12.50", "monthly": "300" });
    scene.ask("limits are typed", "read_limits", typed(well)).await;
    let wrong = json!({ "allowedIps": "192.0.2.7\nhere\n10.1.0.0/8", "daily": "1,000", "weekly": "0" });
    scene.ask("what cannot be read is typed", "read_limits", typed(wrong)).await;
    let comma = json!({ "weekly": "1,5", "decimal": "," });
    scene.ask("an amount with a comma", "read_limits", typed(comma)).await;
    let callers = json!({ "allowedIps": "10.0.0.0/8", "callers": ["10.4.0.12", "192.0.2.7"] });
    scene.ask("somebody would be shut out", "read_limits", typed(callers)).await;

    let limited = json!({
        "name": "billing", "notBefore": "2026-11-20T08:00:00.000Z", "expiresAt": "2027-01-20T00:00:00.000Z",
        "allowedIps": ["127.0.0.1", "10.0.0.0/8"],
        "spendingLimits": { "dailyMicros": 12_500_000, "weeklyMicros": null, "monthlyMicros": 300_000_000 },
    });
    scene.ask("a key with every limit", "create_key", create_as("once-1", limited)).await;
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.pass(60);
    let looser = json!({ "spendingLimits": { "dailyMicros": null }, "reason": "The batch got larger" });
    scene.ask("a limit is taken away", "change_key", change("once-2", looser.clone())).await;
    scene.ask("the same press again", "change_key", change("once-2", looser)).await;
    let tighter = json!({
        "allowedIps": ["127.0.0.1"], "spendingLimits": { "weeklyMicros": 50_000_000 },
        "expiresAt": "2026-12-20T00:00:00.000Z", "reason": "The office moved",
    });
    scene.ask("more is refused", "change_key", change("once-3", tighter)).await;
    scene.ask("the key as it is then", "get_key", key("key_#1")).await;
    for (once, what, end) in [
        ("once-4", "an end that is pushed out", "2027-03-01T00:00:00.000Z"),
        ("once-5", "an end that has passed", "2026-11-20T08:00:00.000Z"),
    ] {
        scene.ask(what, "change_key", change(once, json!({ "expiresAt": end, "reason": "For order" }))).await;
    }
    let without = json!({ "allowedIps": [], "reason": " " });
    scene.ask("a change without a reason", "change_key", change("once-6", without)).await;
    scene.ask("it is revoked", "revoke_key", revoke("once-7", "key_#1", "For order")).await;
    let late = json!({ "allowedIps": [], "reason": "Too late" });
    scene.ask("a revoked key is changed", "change_key", change("once-8", late)).await;
    scene.end().await
}

fn typed(said: Value) -> Value {
    let typed = json!({ "allowedIps": "", "daily": "", "weekly": "", "monthly": "", "decimal": ".", "callers": [] });
    json!({ "typed": with(typed, said) })
}

fn change(once: &str, change: Value) -> Value {
    let key = json!({ "connection": "local", "key": "key_#1" });
    json!({ "key": key, "idempotencyKey": once, "change": change, "typedName": null })
}
