//! The operator's desk: what is decided by way of a connection whose token is an operator's.

use serde_json::{Value, json};

use super::list_audit;
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let (here, desk) = (json!({ "connection": "local" }), json!({ "connection": "con_#1" }));
    scene.ask("this computer alone", "list_connections", json!({})).await;
    let token = json!({ "role": "operator", "name": "operator-desk" });
    scene.happens("a token for operator is copied", "token copied", token).await;
    let add = json!({ "request": { "name": "As operator", "url": "http://place_#1" } });
    scene.ask("a connection for operator", "add_connection", add).await;
    let submission = json!({
        "legalName": "Acme Payments Ltd", "contactEmail": "ana@acme.example", "purpose": "Pay suppliers in four currencies.",
    });
    let submission = json!({ "connection": "local", "request": submission });
    scene.ask("nothing is taken up", "review_activation", desk.clone()).await;
    scene.ask("a submission", "submit_activation", submission.clone()).await;
    scene.pass(600);
    scene.ask("the desk", "get_activation", desk.clone()).await;
    scene.ask("it is taken up by an admin", "review_activation", here.clone()).await;
    scene.ask("it is taken up", "review_activation", desk.clone()).await;
    let ask = |reasons: Value| json!({ "connection": "con_#1", "request": { "reasons": reasons } });
    let reasons = json!([
        { "field": "legalName", "detail": "The register has another name." },
        { "field": null, "detail": "Say who answers at the weekend." },
    ]);
    let wordless = json!([{ "field": null, "detail": "fine" }, { "field": "purpose", "detail": " " }]);
    scene.ask("more is asked for without words", "request_activation_information", ask(wordless)).await;
    scene.pass(60);
    scene.ask("more is asked for", "request_activation_information", ask(reasons)).await;
    scene.pass(60);
    scene.ask("a second submission", "submit_activation", submission.clone()).await;
    let reject = |resubmittable: bool| {
        let reasons = json!([{ "field": "purpose", "detail": "Not served." }]);
        json!({ "connection": "con_#1", "request": { "reasons": reasons, "resubmittable": resubmittable } })
    };
    scene.pass(60);
    scene.ask("it is rejected for now", "reject_activation", reject(true)).await;
    scene.pass(60);
    scene.ask("a third submission", "submit_activation", submission).await;
    let approve = |reason: &str| json!({ "connection": "con_#1", "reason": reason });
    scene.ask("an approval without a reason", "approve_activation", approve(" ")).await;
    scene.pass(60);
    scene.ask("the approval", "approve_activation", approve("Papers seen")).await;
    scene.ask("a rejection after it", "reject_activation", reject(false)).await;
    scene.ask("the organization is told", "get_activation", here).await;
    scene.ask("who did what", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
