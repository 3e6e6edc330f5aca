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
    let own = json!({ "connection": "con_#1", "organization": "org_#1" });
    scene.ask("nothing is submitted", "get_activation", here.clone()).await;
    scene.ask("nothing is taken up", "review_activation", own.clone()).await;
    scene.ask("a submission", "submit_activation", submission.clone()).await;
    scene.pass(600);
    scene.ask("the desk", "get_activation", desk.clone()).await;
    let by_admin = json!({ "connection": "local", "organization": "org_#1" });
    scene.ask("it is taken up by an admin", "review_activation", by_admin.clone()).await;
    scene.ask("an admin looks at another one's", "get_activation", by_admin).await;
    scene.ask("it is taken up", "review_activation", own.clone()).await;
    let ask =
        |reasons: Value| json!({ "connection": "con_#1", "organization": "org_#1", "request": { "reasons": reasons } });
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
        let request = json!({ "reasons": reasons, "resubmittable": resubmittable });
        json!({ "connection": "con_#1", "organization": "org_#1", "request": request })
    };
    scene.pass(60);
    scene.ask("it is rejected for now", "reject_activation", reject(true)).await;
    scene.pass(60);
    scene.ask("a third submission", "submit_activation", submission).await;
    let approve = |reason: &str| json!({ "connection": "con_#1", "organization": "org_#1", "reason": reason });
    scene.ask("an approval without a reason", "approve_activation", approve(" ")).await;
    scene.pass(60);
    scene.ask("the approval", "approve_activation", approve("Papers seen")).await;
    scene.ask("a rejection after it", "reject_activation", reject(false)).await;
    scene.ask("the organization is told", "get_activation", here).await;
    scene.ask("who did what", "list_audit", list_audit(json!({}))).await;

    let queue = |connection: &str, filter: &str| json!({ "request": { "connection": connection, "filter": filter, "cursor": null } });
    scene.ask("an admin has no queue", "list_activations", queue("local", "waiting")).await;
    scene.ask("nobody waits", "list_activations", queue("con_#1", "waiting")).await;
    let other = json!({
        "name": "Borealis", "legalName": "Borealis AS", "contactEmail": "eli@borealis.example", "purpose": "Salaries.",
    });
    scene.happens("another organization submits", "another organization submits", other).await;
    scene.pass(60);
    scene.ask("one waits", "list_activations", queue("con_#1", "waiting")).await;
    scene.ask("all of them", "list_activations", queue("con_#1", "all")).await;
    let theirs = json!({ "connection": "con_#1", "organization": "org_#2" });
    scene.ask("another organization's desk", "get_activation", theirs.clone()).await;
    scene.ask("it is taken up for them", "review_activation", theirs).await;
    let approve = json!({ "connection": "con_#1", "organization": "org_#2", "reason": "Register seen" });
    scene.ask("it is approved for them", "approve_activation", approve).await;
    let absent = json!({ "connection": "con_#1", "organization": "org_ABCDEFGHJKLMNPQRSTUVWX" });
    scene.ask("nobody is looked at", "get_activation", absent).await;
    scene.ask("what was decided", "list_activations", queue("con_#1", "decided")).await;
    scene.end().await
}
