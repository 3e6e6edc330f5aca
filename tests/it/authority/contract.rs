//! The core of the published contract, over HTTP (Conduit Financial sheet, sections 2 to 4).

use journeys::{Answer, Api, Serve};
use keys::Environment::{Live, Sandbox};
use keys::wire::{CLIENT_CORRELATION_ID, CORRELATION_ID};
use reqwest::Method;
use serde_json::json;

const PATHS: [&str; 2] = ["/customers", "/webhooks/endpoints"];

#[tokio::test]
async fn a_request_without_a_key_is_told_that_it_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    for environment in ["sandbox", "live"] {
        let api = Api::anonymous(&serve.address(environment));
        for path in PATHS {
            api.get(path).await.expect_problem(401, "API_KEY_MISSING");
            let empty = api.request(Method::GET, path).header("x-api-key", "");
            Answer::to(empty).await.expect_problem(401, "API_KEY_MISSING");
        }
    }
}

#[tokio::test]
async fn unknown_pending_revoked_and_misplaced_keys_are_refused_alike() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (_, pending) = admin.create_pending("sandbox", "pending", "read_write").await;
    let (_, active) = admin.create_active("sandbox", "active", "read_write").await;
    let (revoked_id, revoked) = admin.create_active("sandbox", "revoked", "read_write").await;
    admin.post(&format!("/keys/{revoked_id}/revoke"), json!({ "reason": "test" })).await.expect_status(200);
    let unknown = keys::mint::mint_secret(Sandbox, &keys::Ambient::system()).expose().to_owned();
    let last = if active.ends_with('0') { '1' } else { '0' };
    let damaged = format!("{}{last}", &active[..active.len() - 1]);

    serve.public(Sandbox, &active).get("/customers").await.expect_status(200);
    let refused = [
        (Sandbox, pending.as_str(), "its secret was never confirmed as saved"),
        (Sandbox, &revoked, "it was revoked"),
        (Sandbox, &unknown, "nobody created it"),
        (Sandbox, &damaged, "its checksum is wrong"),
        (Sandbox, "ck_sandbox_", "it has no secret part"),
        (Sandbox, "not a key", "it has no prefix"),
        (Live, &active, "it belongs to the other environment"),
        (Live, &active.replace("ck_sandbox_", "ck_live_"), "a changed prefix does not change its environment"),
    ];
    let mut bodies = Vec::new();
    for (environment, secret, why) in refused {
        for method in [Method::GET, Method::POST] {
            let answer = Answer::to(serve.public(environment, secret).request(method, "/customers")).await;
            assert_eq!(answer.status, 401, "{why}");
            let mut body = answer.expect_problem(401, "API_KEY_INVALID").json();
            for varying in ["correlationId", "timestamp"] {
                body[varying] = json!(null);
            }
            bodies.push(body);
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "an attacker is not told which of them a text is: {bodies:?}");
}

#[tokio::test]
async fn a_read_only_key_may_get_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "reader", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    for path in PATHS {
        api.get(path).await.expect_status(200);
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            Answer::to(api.request(method, path)).await.expect_problem(403, "API_KEY_READ_ONLY");
        }
        // HEAD has no body to look into.
        let head = Answer::to(api.request(Method::HEAD, path)).await;
        assert_eq!(head.status, 403, "the vendor's own page says GET only");
        assert!(head.header(CORRELATION_ID).is_some(), "also an answer without a body");
    }
}

#[tokio::test]
async fn every_answer_has_a_correlation_id_of_its_own_and_echoes_the_clients() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let anonymous = Api::anonymous(&serve.address("sandbox"));
    let outside = Api::anonymous(serve.address("sandbox").trim_end_matches("/v2"));
    let with_body = |kind: &str, body: Vec<u8>| {
        api.request(Method::POST, "/webhooks/endpoints").header("content-type", kind).body(body)
    };
    let requests = [
        (200, "", api.request(Method::GET, "/customers")),
        (201, "", api.request(Method::POST, "/webhooks/endpoints").json(&json!({ "url": "https://example.com/in" }))),
        (204, "", api_at(&outside, "/verify", &secret)),
        (400, "VALIDATION_ERROR", api.request(Method::GET, "/customers?limit=0")),
        (400, "MALFORMED_JSON", with_body("application/json", b"{".to_vec())),
        (401, "API_KEY_MISSING", anonymous.request(Method::GET, "/customers")),
        (404, "NOT_FOUND", api.request(Method::GET, "/no/such/path")),
        (404, "NOT_FOUND", outside.request(Method::GET, "/")),
        (405, "METHOD_NOT_ALLOWED", api.request(Method::DELETE, "/customers")),
        (413, "PAYLOAD_TOO_LARGE", with_body("application/json", vec![b' '; 10 * 1024 * 1024])),
        (415, "UNSUPPORTED_MEDIA_TYPE", with_body("text/plain", b"{}".to_vec())),
    ];
    let mut seen = std::collections::HashSet::new();
    for (status, code, request) in requests {
        let answer = Answer::to(request.header(CLIENT_CORRELATION_ID, "order-4711")).await;
        let answer = if code.is_empty() { answer.expect_status(status) } else { answer.expect_problem(status, code) };
        let id = answer.header(CORRELATION_ID).unwrap_or_default().to_owned();
        assert_eq!(
            answer.header(CLIENT_CORRELATION_ID),
            Some("order-4711"),
            "the client's own id comes back: {status}"
        );
        assert!(seen.insert(id.clone()) && id.len() == 36, "each request has a new id: {status} {id}");
    }
}

fn api_at(outside: &Api, path: &str, secret: &str) -> reqwest::RequestBuilder {
    outside.request(Method::GET, path).header("x-api-key", secret)
}

#[tokio::test]
async fn customers_are_listed_and_read_and_a_wrong_id_is_told_from_an_absent_one() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "reader", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    let list = api.get("/customers").await.expect_status(200).json();
    assert_eq!((&list["meta"]["mode"], &list["meta"]["total"]), (&json!("cursor"), &json!(1)), "{list}");
    let id = journeys::api::text(&list, "/data/0/id");
    let one = api.get(&format!("/customers/{id}")).await.expect_status(200).json();
    assert_eq!(one, list["data"][0], "the list and the single read tell the same");
    api.get("/customers/wrong").await.expect_problem(400, "INVALID_OID_FORMAT");
    let absent = keys::mint::mint_id("cus", &keys::Ambient::system());
    api.get(&format!("/customers/{absent}")).await.expect_problem(404, "NOT_FOUND");
    api.get("/customers?cursor=nonsense").await.expect_problem(400, "INVALID_CURSOR");
}
