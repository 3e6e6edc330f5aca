//! The way to live, with its evidence and its refusals.

use serde_json::{Value, json};

use super::{confirm, create, list_audit};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let here = json!({ "connection": "local" });
    let submit = |name: &str, email: &str, purpose: &str| {
        let request = json!({ "legalName": name, "contactEmail": email, "purpose": purpose });
        json!({ "connection": "local", "request": request })
    };
    let good = submit("Acme Payments Ltd", "ana@acme.example", "Pay suppliers in four currencies.");
    scene.ask("nothing was submitted", "get_activation", here.clone()).await;
    scene.ask("a key is created", "create_key", create("once-1", "billing-sync")).await;
    scene.ask("its secret is saved", "save_secret", super::key("key_#1")).await;
    scene.ask("it is confirmed", "confirm_key", confirm("key_#1")).await;
    scene.pass(60);
    scene.happens("a first call", "called", json!({ "key": "key_#1" })).await;
    scene.pass(60);
    scene.happens("a first write", "called", json!({ "key": "key_#1", "write": true })).await;
    scene.ask("the evidence of both", "get_activation", here.clone()).await;
    let waive = |reason: &str| json!({ "connection": "local", "reason": reason });
    scene.ask("a waiver without a reason", "waive_addresses", waive(" ")).await;
    scene.ask("a waiver", "waive_addresses", waive("Our addresses change daily.")).await;
    scene.ask("the waiver is withdrawn", "withdraw_waiver", here.clone()).await;
    let early = json!({ "connection": "local", "reason": "Too early" });
    scene.ask("an approval of nothing", "approve_activation_locally", early).await;
    scene.ask("a submission of nothing", "submit_activation", submit(" ", "ana", "")).await;
    scene.ask("a submission", "submit_activation", good.clone()).await;
    scene.pass(60);
    scene.happens("it is taken up", "decided", json!({ "decision": "review", "with": {} })).await;
    scene.ask("an activation in review", "get_activation", here.clone()).await;
    scene.ask("a waiver while it is looked at", "waive_addresses", waive("Too late.")).await;
    scene.ask("a submission while it is looked at", "submit_activation", good.clone()).await;
    let asked = json!({ "reasons": [
        { "field": "purpose", "detail": "Say which currencies, and how often." },
        { "field": null, "detail": "The register shows another name at this address." },
    ] });
    scene.pass(60);
    let more = json!({ "decision": "request-information", "with": asked });
    scene.happens("more is asked for", "decided", more).await;
    scene.ask("an activation that needs more", "get_activation", here.clone()).await;
    scene.pass(60);
    scene.ask("a second submission", "submit_activation", good.clone()).await;
    let rejection = json!({ "reasons": [{ "field": null, "detail": "Not served." }], "resubmittable": true });
    scene.pass(60);
    let rejected = json!({ "decision": "reject", "with": rejection });
    scene.happens("it is rejected", "decided", rejected).await;
    scene.ask("an activation that is rejected, for now", "get_activation", here.clone()).await;
    scene.pass(60);
    scene.ask("a third submission", "submit_activation", good.clone()).await;
    let reasonless = json!({ "connection": "local", "reason": "" });
    scene.ask("an approval without a reason", "approve_activation_locally", reasonless).await;
    let papers = json!({ "connection": "local", "reason": "Papers seen" });
    scene.ask("the approval", "approve_activation_locally", papers.clone()).await;
    scene.pass(60);
    scene.ask("the approval again", "approve_activation_locally", papers).await;
    scene.ask("a submission after it", "submit_activation", good).await;
    scene.ask("the frame with live", "get_status", json!({})).await;
    scene.ask("how it went", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
