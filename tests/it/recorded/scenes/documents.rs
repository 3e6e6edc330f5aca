//! Documents of the activation, by the files that somebody chose.

use serde_json::{Value, json};

use super::list_audit;
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    let here = json!({ "connection": "local" });
    let attach = |file: &str, kind: &str| json!({ "connection": "local", "file": file, "kind": kind });
    let register = attach("register.pdf", "certificate_of_incorporation");
    let remove = |document: &str| json!({ "connection": "local", "document": document });
    scene.ask("a document is attached", "attach_document", register.clone()).await;
    scene.pass(60);
    scene.ask("it is attached again", "attach_document", register).await;
    scene.ask("another one", "attach_document", attach("address.pdf", "proof_of_address")).await;
    for (step, file) in [
        ("an empty file", "empty.pdf"),
        ("a program by a document's name", "honest.pdf"),
        ("a large file", "large.pdf"),
    ] {
        scene.ask(step, "attach_document", attach(file, "other")).await;
    }
    scene.ask("one is removed", "remove_document", remove("doc_#2")).await;
    scene.ask("it is removed again", "remove_document", remove("doc_#2")).await;
    let submission = json!({
        "legalName": "Acme Payments Ltd", "contactEmail": "ana@acme.example", "purpose": "Pay suppliers in four currencies.",
    });
    let submission = json!({ "connection": "local", "request": submission });
    scene.pass(60);
    scene.ask("a submission", "submit_activation", submission).await;
    scene.ask("one is removed that was submitted", "remove_document", remove("doc_#1")).await;
    scene.pass(60);
    scene.ask("one comes after it", "attach_document", attach("address.pdf", "proof_of_address")).await;
    scene.pass(60);
    scene.happens("it is taken up", "decided", json!({ "decision": "review", "with": {} })).await;
    scene.ask("one comes too late", "attach_document", attach("address.pdf", "other")).await;
    scene.ask("an activation in review, with its documents", "get_activation", here).await;
    scene.ask("how it went", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}
