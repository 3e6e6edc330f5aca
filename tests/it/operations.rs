//! What the machines that run the authority see of it: is it alive, is it ready, what does it count, what does it log.

use std::process::Command;

use journeys::canary::Hunt;
use journeys::{Answer, Api, Serve, WITHIN, eventually, programs};
use keys::Environment::Sandbox;
use keys::wire::CORRELATION_ID;
use reqwest::Method;
use serde_json::{Value, json};

fn operations(serve: &Serve) -> Api {
    Api::anonymous(&serve.address("manage"))
}

pub(crate) async fn counters(serve: &Serve) -> String {
    let token = serve.create_token("operator");
    let asked = operations(serve).request(Method::GET, "/metrics").header("authorization", format!("Bearer {token}"));
    Answer::to(asked).await.expect_status(200).text
}

pub(crate) fn count(text: &str, line: &str) -> u64 {
    text.lines().find_map(|found| found.strip_prefix(line)?.trim().parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn a_probe_needs_no_credential_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let probe = operations(&serve);
    assert_eq!(probe.get("/healthz").await.expect_status(200).json()["status"], "alive");
    assert_eq!(probe.get("/readyz").await.expect_status(200).json()["status"], "ready");
    // Somebody takes the write lock and keeps it: the store can be read and not written.
    let database = rusqlite::Connection::open(folder.path().join("authority.sqlite3")).unwrap();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = eventually("a probe that is not answered from memory", WITHIN, || async {
        Some(probe.get("/readyz").await).filter(|answer| answer.status != 200)
    });
    let refused = refused.await.expect_problem(503, "SERVICE_UNAVAILABLE");
    assert!(refused.text.contains("Not ready: the store"), "the reason is said: {}", refused.text);
    probe.get("/healthz").await.expect_status(200);
    database.execute_batch("ROLLBACK").unwrap();
    let ready = eventually("ready again by itself", WITHIN, || async {
        Some(probe.get("/readyz").await).filter(|answer| answer.status == 200)
    });
    ready.await;
}

#[tokio::test]
async fn only_an_operator_reads_the_counters_and_they_count() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let probe = operations(&serve);
    probe.get("/metrics").await.expect_problem(401, "TOKEN_MISSING");
    for role in ["admin", "support", "onboarding"] {
        let token = serve.create_token(role);
        let asked = probe.request(Method::GET, "/metrics").header("authorization", format!("Bearer {token}"));
        Answer::to(asked).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
    let (id, secret) = serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    for _ in 0..3 {
        api.get("/customers").await.expect_status(200);
    }
    api.get("/customers/cus_nobody").await;
    api.post("/webhooks/endpoints", json!({})).await.expect_problem(403, "API_KEY_READ_ONLY");
    serve.public(Sandbox, "nonsense").get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    let text = counters(&serve).await;
    let requests = r#"conduit_requests_total{listener="sandbox",route="/v2/customers",status=""#;
    assert_eq!(count(&text, &format!("{requests}2xx\"}}")), 3, "{text}");
    assert_eq!(count(&text, &format!("{requests}4xx\"}}")), 1);
    for (reason, times) in [("good", 4), ("read_only", 1), ("malformed", 1)] {
        let line = format!(r#"conduit_verdicts_total{{environment="sandbox",reason="{reason}"}}"#);
        assert_eq!(count(&text, &line), times, "{reason}: {text}");
    }
    assert_eq!(count(&text, "conduit_keys_in_memory"), 1);
    assert!(count(&text, "conduit_commit_changes_count") >= 3, "the key, its confirmation, the tokens: {text}");
    assert!(count(&text, r#"conduit_connections{listener="manage"}"#) >= 1, "this very connection is open");
    assert!(Hunt::after(&[secret]).in_bytes(text.as_bytes()).is_empty(), "a counter tells no secret");
    for name in [id.as_str(), "cus_nobody", "billing", "127.0.0.1"] {
        assert!(!text.contains(name), "a label that anybody can make new ones of fills the memory: {name}");
    }
}

#[tokio::test]
async fn every_line_of_a_request_has_its_correlation_id_and_no_line_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(programs::authority());
    command.args(["--log-format", "json"]).env("RUST_LOG", "debug");
    let serve = Serve::start_by(command, folder.path()).unwrap();
    let token = serve.create_token("admin");
    let admin = Api::with_token(&serve.address("manage"), &token);
    let (id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let managed = admin.get(&format!("/keys/{id}")).await.expect_status(200);
    // Where secrets do not belong, and people put them all the same.
    let slips = [
        admin.get(&format!("/keys/{secret}")).await,
        admin.get(&format!("/keys?environment=sandbox&cursor={secret}")).await,
        admin.post("/keys", json!({ "environment": "sandbox", "name": secret })).await,
        serve.public(Sandbox, &secret).get(&format!("/customers/{secret}")).await,
        serve.public(Sandbox, &format!("{secret}0")).get("/customers").await,
        serve.public(keys::Environment::Live, &secret).get("/customers").await,
    ];
    let quiet = serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    let told = eventually("a line for each", WITHIN, || async {
        let lines: Vec<Value> = serve.errors().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let found =
            |answer: &Answer| lines.iter().any(|line| line["correlation_id"] == answer.header(CORRELATION_ID).unwrap());
        (found(&managed) && slips.iter().all(found)).then_some(lines)
    });
    let lines = told.await;
    let line_of = |answer: &Answer| {
        let id = answer.header(CORRELATION_ID).unwrap();
        lines.iter().find(|line| line["correlation_id"] == id && line["message"] == "answered").unwrap_or(&Value::Null)
    };
    let line = line_of(&managed);
    assert_eq!((&line["level"], &line["route"]), (&json!("INFO"), &json!("/v1/keys/{id}")), "{line}");
    assert_eq!((&line["listener"], &line["status"], &line["method"]), (&json!("manage"), &json!(200), &json!("GET")));
    assert_eq!(line_of(&slips[4])["code"], "API_KEY_INVALID", "a refusal in public says which");
    assert_eq!(line_of(&quiet), &Value::Null, "a good call in public is in the records, not in the log");
    let log = serve.errors();
    let found = Hunt::after(&[secret, token]).in_bytes(log.as_bytes());
    assert!(found.is_empty(), "a secret is in the log: {found:?}\n{log}");
}
