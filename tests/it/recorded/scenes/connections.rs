//! Connections, and what each role may do there.

use serde_json::{Value, json};

use super::{create_as, list_audit};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("this computer alone", "list_connections", json!({})).await;
    let add = |name: &str, url: &str| json!({ "request": { "name": name, "url": url } });
    let place = "http://place_#1";
    scene.happens("nothing is in the clipboard", "clipboard emptied", json!({})).await;
    scene.ask("a connection without a token", "add_connection", add("", place)).await;
    for (at, role) in ["admin", "support", "onboarding", "operator"].into_iter().enumerate() {
        let connection = format!("con_#{}", at + 1);
        let token = json!({ "role": role, "name": format!("{role}-desk") });
        scene.happens(&format!("a token for {role} is copied"), "token copied", token).await;
        if at == 0 {
            scene.ask("a connection to no address", "add_connection", add("", "acme")).await;
        }
        let name = if at == 0 { String::new() } else { format!("As {role}") };
        scene.ask(&format!("a connection for {role}"), "add_connection", add(&name, place)).await;
        let used = json!({ "connectionId": connection });
        scene.ask(&format!("the frame for {role}"), "use_connection", used).await;
        for environment in ["sandbox", "live"] {
            let name = format!("{role}-{environment}");
            let asked = json!({ "connection": connection, "environment": environment, "name": name });
            scene.ask(&format!("{role} creates in {environment}"), "create_key", create_as(&name, asked)).await;
        }
    }
    for (role, number) in [("support", 2), ("onboarding", 3)] {
        let submission = json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "Payouts" });
        let given = json!({ "connection": format!("con_#{number}"), "request": submission });
        scene.ask(&format!("{role} submits the activation"), "submit_activation", given).await;
    }
    let policy =
        json!({ "connection": "con_#2", "environment": "sandbox", "keyDaysMax": 90, "reason": "Older is due" });
    let policy = json!({ "request": policy });
    scene.ask("support says how old keys may become", "set_key_policy", policy).await;
    let note = json!({ "alert": "alt_0000000000000000000000", "connection": "con_#3", "reason": "Known" });
    scene.ask("onboarding acknowledges an alert", "acknowledge_alert", note).await;
    let approve = json!({ "connection": "con_#1", "reason": "Seen" });
    scene.ask("an approval from elsewhere", "approve_activation_locally", approve).await;
    let local = json!({ "connection": "local", "reason": "Own machine" });
    scene.ask("the local approval", "approve_activation_locally", local).await;
    for (at, role) in ["admin", "support", "onboarding", "operator"].into_iter().enumerate() {
        let used = json!({ "connectionId": format!("con_#{}", at + 1) });
        scene.ask(&format!("the frame for {role} with live"), "use_connection", used).await;
    }
    scene.ask("all connections", "list_connections", json!({})).await;
    scene.ask("the one in use is removed", "remove_connection", json!({ "connectionId": "con_#4" })).await;
    scene.ask("it is removed again", "remove_connection", json!({ "connectionId": "con_#4" })).await;
    scene.ask("one that is gone is used", "use_connection", json!({ "connectionId": "con_#4" })).await;
    scene.ask("who did what", "list_audit", list_audit(json!({}))).await;
    scene.ask("what one of them did", "list_audit", list_audit(json!({ "actor": "onboarding-desk" }))).await;
    scene.ask("what was done with tokens", "list_audit", list_audit(json!({ "action": "token." }))).await;
    let period = json!({ "from": "2026-11-20T09:01:00.000Z", "until": "2026-11-20T09:01:10.000Z" });
    scene.ask("what was done at that time", "list_audit", list_audit(period)).await;
    let turned = json!({ "from": "2026-11-20T09:01:10.000Z", "until": "2026-11-20T09:01:00.000Z" });
    scene.ask("a period that ends before it begins", "list_audit", list_audit(turned)).await;
    let verify = |anew: bool| json!({ "request": { "connection": "local", "anew": anew } });
    scene.ask("the log is verified", "verify_audit", verify(false)).await;
    scene.ask("it goes on from there", "verify_audit", verify(false)).await;
    scene.ask("it is verified anew", "verify_audit", verify(true)).await;
    scene.ask("this computer is in use again", "get_status", json!({})).await;
    scene.happens("the authority stops", "stopped", json!({})).await;
    scene.ask("connections without an answer", "list_connections", json!({})).await;
    scene.end().await
}
