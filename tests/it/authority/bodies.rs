//! Bodies that are not what they should be: each has its own code, and none is ever repeated in the answer.

use journeys::{Answer, Api, Serve};
use keys::{Ambient, wire::IDEMPOTENCY_KEY};
use reqwest::Method;
use serde_json::json;

fn raw(api: &Api, kind: Option<&str>, body: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
    let request = api.request(Method::POST, "/keys").header(IDEMPOTENCY_KEY, Ambient::system().mint_uuid()).body(body);
    match kind {
        Some(kind) => request.header("content-type", kind),
        None => request,
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_says_what_is_wrong_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let json_type = Some("application/json");
    let good = r#"{"environment":"sandbox","name":"x"}"#;
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let twice = r#"{"environment":"sandbox","name":"x","name":"y"}"#;
    let cases = [
        ("nothing", json_type, b"".to_vec(), 400, "MALFORMED_JSON"),
        ("half an object", json_type, b"{\"name\":".to_vec(), 400, "MALFORMED_JSON"),
        ("two values", json_type, format!("{good} {good}").into_bytes(), 400, "MALFORMED_JSON"),
        ("no text", json_type, vec![0xff, 0xfe, 0x00], 400, "MALFORMED_JSON"),
        ("too deep", json_type, deep.into_bytes(), 400, ""),
        ("a list", json_type, b"[]".to_vec(), 400, "VALIDATION_ERROR"),
        ("a missing field", json_type, b"{\"name\":\"x\"}".to_vec(), 400, "VALIDATION_ERROR"),
        ("an unknown field", json_type, good.replace("}", ",\"x\":1}").into_bytes(), 400, "VALIDATION_ERROR"),
        ("a field twice", json_type, twice.as_bytes().to_vec(), 400, "VALIDATION_ERROR"),
        ("an unknown environment", json_type, good.replace("sandbox", "prod").into_bytes(), 400, "VALIDATION_ERROR"),
        ("a form", Some("application/x-www-form-urlencoded"), b"name=x".to_vec(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("plain text", Some("text/plain"), good.as_bytes().to_vec(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("ten megabytes", json_type, vec![b' '; 10 * 1024 * 1024], 413, "PAYLOAD_TOO_LARGE"),
    ];
    for (what, kind, body, status, code) in cases {
        let answer = Answer::to(raw(&admin, kind, body)).await;
        let code = if code.is_empty() { answer.code() } else { code.to_owned() };
        assert_eq!(answer.status, status, "{what}: {}", answer.text);
        answer.expect_problem(status, &code);
    }
    let listed = admin.get("/keys?environment=sandbox").await.expect_status(200).json();
    assert_eq!(listed["meta"]["total"], 0, "none of them made a key");
    for (what, kind) in [("no type", None), ("with parameters", Some("Application/JSON; charset=utf-8"))] {
        let body = good.replace("\"x\"", &format!("{what:?}"));
        Answer::to(raw(&admin, kind, body)).await.expect_status(201);
    }
}

#[tokio::test]
async fn what_was_sent_by_mistake_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let secret = keys::mint::mint_secret(keys::Environment::Sandbox, &Ambient::system());
    let slip = secret.expose();
    for body in [
        json!({ "environment": slip, "name": "x" }),
        json!({ "environment": "sandbox", "name": [slip] }),
        json!({ "environment": "sandbox", "name": "x", "accessLevel": slip }),
        json!({ "environment": "sandbox", "name": format!("{slip}\n") + slip }),
    ] {
        let answer = admin.post("/keys", body).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert!(!answer.text.contains(&slip[12..24]), "an answer is copied into tickets: {}", answer.text);
    }
    assert!(!serve.errors().contains(&slip[12..24]), "and a log is read by many");
}

#[tokio::test]
async fn management_answers_are_problems_too() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, base) = (serve.manage("admin"), serve.address("manage"));
    Api::anonymous(&format!("{base}/v1")).get("/keys?environment=sandbox").await.expect_problem(401, "TOKEN_MISSING");
    Api::with_token(&base, "nonsense").get("/organization").await.expect_problem(401, "TOKEN_INVALID");
    admin.get("/nothing").await.expect_problem(404, "NOT_FOUND");
    admin.get("/keys").await.expect_problem(400, "VALIDATION_ERROR");
    admin.get("/keys/key_0").await.expect_problem(404, "NOT_FOUND");
    Answer::to(admin.request(Method::DELETE, "/keys")).await.expect_problem(405, "METHOD_NOT_ALLOWED");
    let (_, secret) = admin.create_active("sandbox", "x", "read_write").await;
    Api::with_token(&base, &secret).get("/organization").await.expect_problem(401, "TOKEN_INVALID");
}
