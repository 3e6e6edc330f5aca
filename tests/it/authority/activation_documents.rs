//! What is attached to an activation: by its content, within limits, for whoever needs it, and not from under their eyes.

use journeys::api::text;
use journeys::clock::Clock;
use journeys::{Answer, Api, Inside, Serve};
use keys::Ambient;
use keys::wire::{DOCUMENT_BYTES_MAX, DOCUMENTS_MAX, IDEMPOTENCY_REPLAYED, Role};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::documents::{PDF, Part, form, pdf_of};

const DOCUMENTS: &str = "/activation/documents";

async fn send(api: &Api, parts: &[Part<'_>]) -> Answer {
    let request = api.request(Method::POST, DOCUMENTS).header("content-type", "multipart/form-data; boundary=edge");
    Answer::to(request.body(form(parts))).await
}

async fn attach(api: &Api, kind: &str, name: &str, content: &[u8]) -> Answer {
    send(api, &[("kind", None, kind.as_bytes()), ("file", Some(name), content)]).await
}

/// Attaches a document; answers its id.
pub async fn attached(api: &Api) -> String {
    let activation = attach(api, "proof_of_address", "Miete Łódź.pdf", PDF).await.expect_status(201).json();
    text(&activation, "/documents/0/id")
}

/// That document is there, whole.
pub async fn is_attached(api: &Api) {
    let documents = documents(api).await;
    assert_eq!(documents[0]["fileName"], "Miete Łódź.pdf", "{documents}");
    let content = api.get(&format!("{DOCUMENTS}/{}", text(&documents, "/0/id"))).await.expect_status(200);
    assert_eq!(content.text.as_bytes(), PDF);
}

async fn documents(api: &Api) -> Value {
    api.get("/activation").await.expect_status(200).json()["documents"].clone()
}

async fn remove(api: &Api, id: &str) -> Answer {
    Answer::to(api.request(Method::POST, &format!("{DOCUMENTS}/{id}/remove"))).await
}

fn submission() -> Value {
    json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "Payouts to suppliers" })
}

/// What is wrong with the file that was sent, by code.
fn file_codes(answer: Answer) -> Vec<String> {
    let problem = answer.expect_problem(400, "VALIDATION_ERROR").json();
    let errors = problem["errors"].as_array().unwrap();
    assert!(errors.iter().all(|error| error["pointer"] == "/file"), "{problem}");
    errors.iter().map(|error| text(error, "/code")).collect()
}

#[tokio::test]
async fn a_document_is_listed_by_its_content_and_handed_out_as_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, operator) = (serve.manage("admin"), serve.manage("operator"));
    assert_eq!(documents(&admin).await, json!([]));
    let activation =
        attach(&admin, "certificate_of_incorporation", "register.png", PDF).await.expect_status(201).json();
    let document = &activation["documents"][0];
    assert!(text(document, "/id").starts_with("doc_"));
    assert_eq!(document["contentType"], "application/pdf", "whatever the name says: {document}");
    assert_eq!(
        (&document["kind"], &document["fileName"]),
        (&json!("certificate_of_incorporation"), &json!("register.png"))
    );
    assert_eq!(document["size"], PDF.len());
    assert_eq!(text(document, "/sha256"), hex::encode(Sha256::digest(PDF)));
    assert_eq!(document["uploadedBy"]["kind"], "token", "{document}");

    let path = format!("{DOCUMENTS}/{}", text(document, "/id"));
    for reader in [&admin, &serve.manage("onboarding"), &operator] {
        let content = reader.get(&path).await.expect_status(200);
        assert_eq!(content.text.as_bytes(), PDF);
        for (name, value) in [
            ("content-type", "application/pdf"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("cache-control", "no-store"),
            ("content-disposition", "attachment; filename=\"document.pdf\"; filename*=UTF-8''register.png.pdf"),
        ] {
            assert_eq!(content.header(name), Some(value), "nothing of it runs where it is opened");
        }
    }
    let support = serve.manage("support");
    support.get(&path).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    assert_eq!(documents(&support).await.as_array().map(Vec::len), Some(1), "that there is one is no secret");
    for role in ["support", "operator"] {
        attach(&serve.manage(role), "other", "a.pdf", PDF).await.expect_problem(403, "ROLE_NOT_ALLOWED");
        remove(&serve.manage(role), &text(document, "/id")).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }

    let rows = admin.get("/audit?action=activation.document_attached").await.expect_status(200).json();
    assert_eq!(rows["meta"]["total"], 1, "{rows}");
    let detail = text(&rows, "/data/0/detail");
    assert!(detail.contains("register.png") && detail.contains(&text(document, "/sha256")), "{detail}");
}

#[tokio::test]
async fn what_is_no_document_is_refused_by_what_is_wrong_with_it_and_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let of = async |name: &str, content: &[u8]| file_codes(attach(&admin, "other", name, content).await);
    assert_eq!(of("a.pdf", b"").await, ["empty_file"]);
    for content in [&b"MZ\x90\x00"[..], b"<svg onload=alert(1)>", b"%PDF-1.7 but it ends early", b"\x89PNG\r\n\x1a\n"] {
        assert_eq!(of("honest.pdf", content).await, ["not_a_document"], "{content:?}");
    }
    for name in ["../../etc/passwd.pdf", "C:\\a.pdf", "a/b.pdf", ".."] {
        assert_eq!(of(name, PDF).await, ["not_a_file_name"], "{name}");
    }
    assert_eq!(of("evil\u{202e}fdp.exe", PDF).await, ["formatting_characters"]);
    assert_eq!(of(&"x".repeat(256), PDF).await, ["too_long"]);
    assert_eq!(of("..", b"").await, ["not_a_file_name", "empty_file"], "both are told");

    for size in [DOCUMENT_BYTES_MAX + 1, 2 * DOCUMENT_BYTES_MAX] {
        attach(&admin, "other", "a.pdf", &pdf_of(size)).await.expect_problem(413, "PAYLOAD_TOO_LARGE");
    }
    let file = ("file", Some("a.pdf"), PDF);
    for (parts, pointer) in [
        (&[file][..], "/kind"),
        (&[file, ("kind", None, b"passport")], "/kind"),
        (&[("kind", None, b"other")], "/file"),
        (&[file, ("kind", None, b"other"), ("purpose", None, b"x")], ""),
        (&[file, ("kind", None, b"other"), file], "/file"),
    ] {
        let problem = send(&admin, parts).await.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert_eq!(of("  ", PDF).await, ["missing"]);
    admin.post(DOCUMENTS, json!({})).await.expect_problem(415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(documents(&admin).await, json!([]));
    attach(&admin, "other", "large.pdf", &pdf_of(DOCUMENT_BYTES_MAX)).await.expect_status(201);
    let unnamed = send(&admin, &[("kind", None, b"other"), ("file", None, PDF)]).await.expect_status(201).json();
    assert_eq!(unnamed["documents"][1]["fileName"], "document.pdf", "a form need not name its file");
}

#[tokio::test]
async fn the_same_content_of_a_kind_is_one_document_and_ten_are_the_most() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let first = attach(&admin, "other", "a.pdf", &pdf_of(200)).await.expect_status(201).json();
    let again = attach(&admin, "other", "b.pdf", &pdf_of(200)).await.expect_status(200);
    assert_eq!(again.header(IDEMPOTENCY_REPLAYED), Some("true"));
    assert_eq!(again.json(), first, "whatever it is called this time");
    let id = text(&first, "/documents/0/id");
    attach(&admin, "proof_of_address", "a.pdf", &pdf_of(200)).await.expect_status(201);
    for number in 2..DOCUMENTS_MAX {
        attach(&admin, "other", "a.pdf", &pdf_of(200 + number)).await.expect_status(201);
    }
    assert_eq!(file_codes(attach(&admin, "other", "a.pdf", &pdf_of(500)).await), ["too_many"]);
    attach(&admin, "other", "a.pdf", &pdf_of(200)).await.expect_status(200);

    let left = remove(&admin, &id).await.expect_status(200).json();
    assert_eq!(left["documents"].as_array().map(Vec::len), Some(DOCUMENTS_MAX - 1));
    assert_eq!(remove(&admin, &id).await.expect_status(200).json(), left, "removed twice");
    admin.get(&format!("{DOCUMENTS}/{id}")).await.expect_problem(404, "NOT_FOUND");
    let rows = admin.get("/audit?action=activation.document_removed").await.expect_status(200).json();
    assert_eq!(rows["meta"]["total"], 1, "the second time nothing was done: {rows}");
    let anew = attach(&admin, "other", "a.pdf", &pdf_of(200)).await.expect_status(201).json();
    assert!(!anew.to_string().contains(&id), "attached again it is another one");
}

#[tokio::test]
async fn what_was_submitted_stays_for_whoever_decides() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let (admin, operator) = (inside.manage(Role::Admin), inside.manage(Role::Operator));
    let id = attached(&admin).await;
    clock.step(60);
    admin.post("/activation/submit", submission()).await.expect_status(200);
    remove(&admin, &id).await.expect_problem(409, "CONFLICT");
    clock.step(60);
    let more = attach(&admin, "other", "more.pdf", &pdf_of(300)).await.expect_status(201).json();
    assert_eq!(more["state"], "submitted", "as the rest, until somebody takes it up");
    let late = text(&more, "/documents/1/id");

    operator.decide("review", json!({})).await.expect_status(200);
    let refused = attach(&admin, "other", "late.pdf", &pdf_of(400)).await.expect_problem(409, "CONFLICT").json();
    assert!(text(&refused, "/detail").contains("looked at"), "{refused}");
    remove(&admin, &late).await.expect_problem(409, "CONFLICT");
    attach(&admin, "proof_of_address", "again.pdf", PDF).await.expect_status(200);

    let why = json!({ "reasons": [{ "field": "documents", "detail": "The proof is older than three months." }] });
    let back = operator.decide("request-information", why).await.expect_status(200).json();
    assert_eq!(back["reasons"][0]["field"], "documents");
    remove(&admin, &id).await.expect_status(200);
    admin.post("/activation/submit", submission()).await.expect_status(200);
    operator.decide("approve", json!({ "reason": "Papers seen" })).await.expect_status(200);
    attach(&admin, "other", "late.pdf", &pdf_of(400)).await.expect_problem(409, "CONFLICT");
    remove(&admin, &late).await.expect_problem(409, "CONFLICT");
    operator.get(&format!("{DOCUMENTS}/{late}")).await.expect_status(200);
    inside.stop().await;
}

#[tokio::test]
async fn another_organization_s_document_is_not_found() {
    let inside = Inside::start(Ambient::system()).await;
    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let (ours, theirs) = (inside.manage(Role::Admin), inside.manage_of(&other, Role::Admin));
    let id = attached(&ours).await;
    let path = format!("{DOCUMENTS}/{id}");
    theirs.get(&path).await.expect_problem(404, "NOT_FOUND");
    inside.manage_of(&other, Role::Operator).get(&path).await.expect_problem(404, "NOT_FOUND");
    remove(&theirs, &id).await.expect_problem(404, "NOT_FOUND");
    assert_eq!(documents(&theirs).await, json!([]));
    attach(&theirs, "proof_of_address", "a.pdf", PDF).await.expect_status(201);
    is_attached(&ours).await;
    ours.get(&format!("{DOCUMENTS}/none")).await.expect_problem(400, "INVALID_OID_FORMAT");
    inside.stop().await;
}
