//! A rejection for good.

use serde_json::{Value, json};

use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let request = json!({
        "legalName": "Acme Payments Ltd", "contactEmail": "ana@acme.example", "purpose": "Pay suppliers in four currencies.",
    });
    let submission = json!({ "connection": "local", "request": request });
    scene.ask("a submission", "submit_activation", submission.clone()).await;
    scene.pass(600);
    let reasons = json!([
        { "field": "purpose", "detail": "Say which currencies, and how often." },
        { "field": null, "detail": "The register shows another name at this address." },
    ]);
    let rejection = json!({ "reasons": reasons, "resubmittable": false });
    scene.happens("it is rejected for good", "decided", json!({ "decision": "reject", "with": rejection })).await;
    scene.pass(60);
    scene.ask("an activation that is rejected", "get_activation", json!({ "connection": "local" })).await;
    scene.ask("a submission after it", "submit_activation", submission).await;
    scene.end().await
}
