//! Live keys that take two people: switched on, asked for, decided, claimed.

use serde_json::{Value, json};

use super::create_as;
use crate::recorded::scene::{PASSWORD, Scene};

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let request = json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "Payouts" });
    let submission = json!({ "connection": "local", "request": request });
    scene.ask("a submission", "submit_activation", submission).await;
    let papers = json!({ "connection": "local", "reason": "Papers seen" });
    scene.ask("the approval", "approve_activation_locally", papers).await;
    scene.ask("this computer alone", "list_connections", json!({})).await;
    for (number, name) in [(1, "Ana"), (2, "Ben")] {
        let email = format!("{}@acme.example", name.to_lowercase());
        let asked =
            json!({ "idempotencyKey": name, "connection": "local", "email": email, "name": name, "role": "admin" });
        scene.ask(&format!("{name} is invited"), "invite_member", json!({ "request": asked })).await;
        scene.ask(&format!("{name} alone"), "set_approval_policy", say("local", true, "Four eyes")).await;
        let member = json!({ "member": format!("usr_#{number}") });
        scene.happens(&format!("{name} accepts"), "invitation accepted", member).await;
        let request = json!({ "name": name, "url": "http://place_#1", "email": email });
        let given = json!({ "password": PASSWORD, "request": request });
        scene.ask(&format!("{name} signs in"), "sign_in", given).await;
    }
    let billing = create_as("create-1", json!({ "connection": "con_#1", "environment": "live", "name": "older" }));
    scene.ask("a live key is still created", "create_key", billing).await;
    scene.ask("it is asked for too early", "ask_for_key", ask("ask-0", "con_#1", "early", "Soon")).await;
    scene.ask("it is said without a reason", "set_approval_policy", say("con_#1", true, " ")).await;
    scene.ask("it is said", "set_approval_policy", say("con_#1", true, "Four eyes")).await;
    scene.ask("it is said already", "set_approval_policy", say("con_#1", true, "Four eyes")).await;
    scene.ask("Ana's window", "use_connection", json!({ "connectionId": "con_#1" })).await;
    scene.ask("the frame where live keys need approval", "get_status", json!({})).await;
    let direct = create_as("create-2", json!({ "connection": "con_#1", "environment": "live", "name": "direct" }));
    scene.ask("a live key is created directly", "create_key", direct).await;
    scene.ask("nothing is asked for", "list_approvals", list("con_#1", false)).await;
    scene.ask("a wish of nothing", "ask_for_key", ask("ask-1", "con_#1", " ", " ")).await;
    scene.ask("a name in use", "ask_for_key", ask("ask-2", "con_#1", "older", "The accounts")).await;
    scene.ask("with a token", "ask_for_key", ask("ask-3", "local", "robot", "Night work")).await;
    scene.ask("a wish", "ask_for_key", ask("ask-4", "con_#1", "billing", "The accounts")).await;
    scene.ask("the same wish again", "ask_for_key", ask("ask-4", "con_#1", "billing", "The accounts")).await;
    scene.ask("what Ben sees", "list_approvals", list("con_#2", false)).await;
    scene.ask("one's own wish is approved", "approve_key", decide("con_#1", "apr_#1", "Fine")).await;
    scene.ask("it is approved without a reason", "approve_key", decide("con_#2", "apr_#1", " ")).await;
    scene.ask("it is claimed too early", "claim_key", claim("claim-0", "con_#1", "apr_#1")).await;
    scene.ask("it is approved", "approve_key", decide("con_#2", "apr_#1", "Agreed")).await;
    scene.ask("it is approved already", "approve_key", decide("con_#2", "apr_#1", "Agreed")).await;
    scene.ask("somebody else's key is claimed", "claim_key", claim("claim-1", "con_#2", "apr_#1")).await;
    scene.ask("it is claimed", "claim_key", claim("claim-2", "con_#1", "apr_#1")).await;
    scene.ask("the press is repeated", "claim_key", claim("claim-2", "con_#1", "apr_#1")).await;
    scene.ask("a claimed one is declined", "decline_key", decide("con_#2", "apr_#1", "Too late")).await;
    scene.ask("a second wish", "ask_for_key", ask("ask-5", "con_#2", "refunds", "The shop")).await;
    scene.ask("it is declined", "decline_key", decide("con_#1", "apr_#2", "The sandbox is enough")).await;
    scene.ask("a declined one is approved", "approve_key", decide("con_#1", "apr_#2", "After all")).await;
    scene.ask("a third wish", "ask_for_key", ask("ask-6", "con_#1", "exports", "The shop")).await;
    scene.ask("somebody else's is withdrawn", "withdraw_key", which("con_#2", "apr_#3")).await;
    scene.ask("it is withdrawn", "withdraw_key", which("con_#1", "apr_#3")).await;
    scene.ask("what is over", "list_approvals", list("con_#1", true)).await;
    scene.ask("it is switched off", "set_approval_policy", say("con_#2", false, "We are few")).await;
    scene.end().await
}

fn say(connection: &str, needed: bool, reason: &str) -> Value {
    json!({ "request": { "connection": connection, "needed": needed, "reason": reason } })
}

fn ask(once: &str, connection: &str, name: &str, reason: &str) -> Value {
    json!({ "request": {
        "idempotencyKey": once, "connection": connection, "name": name, "accessLevel": "read_only",
        "lifetimeHours": 720, "note": null, "allowedIps": [], "reason": reason,
        "spendingLimits": { "dailyMicros": null, "weeklyMicros": null, "monthlyMicros": null },
    } })
}

fn list(connection: &str, over: bool) -> Value {
    json!({ "request": { "connection": connection, "over": over, "cursor": null } })
}

fn decide(connection: &str, approval: &str, reason: &str) -> Value {
    json!({ "request": { "approval": { "connection": connection, "approval": approval }, "reason": reason } })
}

fn which(connection: &str, approval: &str) -> Value {
    json!({ "approval": { "connection": connection, "approval": approval } })
}

fn claim(once: &str, connection: &str, approval: &str) -> Value {
    json!({ "request": { "idempotencyKey": once, "approval": { "connection": connection, "approval": approval } } })
}
