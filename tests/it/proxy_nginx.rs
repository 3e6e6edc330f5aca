//! The nginx configuration of `PROXIES.md`, that very text, run by Debian's nginx.

use std::sync::{Arc, Mutex};

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use journeys::nginx::Nginx;
use journeys::{Answer, Api, Serve, WITHIN, eventually};
use keys::Environment::{self, Live, Sandbox};
use reqwest::Method;
use serde_json::json;

const PAGE: &str = include_str!("../../src-tauri/crates/authority/PROXIES.md");

/// Somebody's own API, which notes what reaches it.
#[derive(Clone, Default)]
struct Upstream(Arc<Mutex<Vec<(String, HeaderMap)>>>);

impl Upstream {
    async fn start(&self) -> u16 {
        let note = |State(upstream): State<Self>, request: Request| async move {
            let line = format!("{} {}", request.method(), request.uri());
            upstream.0.lock().unwrap().push((line, request.headers().clone()));
            "from your API"
        };
        let router = axum::Router::new().fallback(note).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { axum::serve(listener, router).await });
        port
    }

    fn take(&self) -> Vec<(String, HeaderMap)> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// The page's configuration, with what it tells its reader to fill in, before this authority.
struct Proxy(Nginx);

impl Proxy {
    async fn start(serve: &Serve, upstream: u16) -> Self {
        let page =
            PAGE.split("```nginx\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the configuration");
        let filled_in = |port: u16| {
            let mut text = page.to_owned();
            for (from, to) in [
                ("127.0.0.1:7401", address(serve, Sandbox)),
                ("127.0.0.1:7402", address(serve, Live)),
                ("127.0.0.1:9000", format!("127.0.0.1:{upstream}")),
                ("listen 8080;", format!("listen 127.0.0.1:{port};")),
                ("    default  \"\";", "    default  \"\";\n    \"~^POST /v1/images\"  40000;".to_owned()),
            ] {
                assert_eq!(text.matches(from).count(), 1, "{from} stands in the configuration once");
                text = text.replace(from, &to);
            }
            text
        };
        Self(Nginx::start(filled_in).await)
    }

    async fn ask(&self, environment: Environment, secret: &str, method: Method, path: &str) -> Answer {
        Answer::to(self.request(environment, secret, method, path)).await
    }

    fn request(&self, environment: Environment, secret: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
        let host = match environment {
            Sandbox => "api.sandbox.example.com",
            Live => "api.example.com",
        };
        Api::with_key(&format!("http://127.0.0.1:{}", self.0.port), secret).request(method, path).header("host", host)
    }
}

fn address(serve: &Serve, environment: Environment) -> String {
    serve.address(environment.as_str()).trim_start_matches("http://").trim_end_matches("/v2").to_owned()
}

#[tokio::test]
async fn the_published_configuration_lets_good_requests_through_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start_with(&folder.path().join("data"), &["--trusted-proxy", "127.0.0.1"]);
    crate::authority::activation::activate(&serve).await;
    let (upstream, admin) = (Upstream::default(), serve.manage("admin"));
    let nginx = Proxy::start(&serve, upstream.start().await).await;
    for environment in [Sandbox, Live] {
        let word = environment.as_str();
        let (id, writer) = admin.create_active(word, "writer", "read_write").await;
        let (_, reader) = admin.create_active(word, "reader", "read_only").await;

        let good = nginx.request(environment, &writer, Method::POST, "/v1/orders?x=1").body("{}");
        let good = Answer::to(good.header("x-conduit-key-id", "key_forged").header("x-forwarded-for", "1.2.3.4")).await;
        assert_eq!((good.status, good.text.as_str()), (200, "from your API"));
        assert!(good.header("x-ratelimit-remaining").is_some(), "the client is told what is left");
        let seen = upstream.take();
        let (line, headers) = &seen[0];
        assert_eq!((seen.len(), line.as_str()), (1, "POST /v1/orders?x=1"));
        assert_eq!(headers["x-conduit-key-id"], id.as_str(), "the client cannot name another key");
        assert_eq!(headers["x-conduit-environment"], word);
        assert_eq!(headers["x-conduit-access-level"], "read_write");
        assert!(headers["x-conduit-organization-id"].to_str().unwrap().starts_with("org_"));
        assert_eq!(headers.get("x-api-key"), None, "your API never sees the key");

        nginx.ask(environment, &reader, Method::GET, "/v1/orders").await.expect_status(200);
        assert_eq!(upstream.take().len(), 1);

        let disguised = nginx.request(environment, &reader, Method::POST, "/v1/orders");
        let disguised = disguised.header("x-original-method", "GET").header("x-forwarded-method", "GET");
        Answer::to(disguised).await.expect_problem(403, "API_KEY_READ_ONLY");
        let refused = nginx.ask(environment, &reader, Method::POST, "/v1/orders").await;
        let refused = refused.expect_problem(403, "API_KEY_READ_ONLY");
        assert_eq!(refused.json()["instance"], "/v1/orders", "the path that the client asked for");
        nginx.ask(environment, "", Method::GET, "/v1/orders").await.expect_problem(401, "API_KEY_MISSING");
        let other = if environment == Sandbox { Live } else { Sandbox };
        nginx.ask(other, &writer, Method::GET, "/").await.expect_problem(401, "API_KEY_INVALID");

        admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "test" })).await.expect_status(200);
        nginx.ask(environment, &writer, Method::GET, "/v1/orders").await.expect_problem(401, "API_KEY_INVALID");
        nginx.ask(environment, &reader, Method::GET, "/conduit-verify").await.expect_status(404);
        assert_eq!(upstream.take().len(), 0, "nothing that is refused reaches your API");
    }
}

#[tokio::test]
async fn limits_pass_through_with_their_wait_and_costs_with_their_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let serve = Serve::start_with(&data, &["--trusted-proxy", "127.0.0.1"]);
    let (upstream, admin) = (Upstream::default(), serve.manage("admin"));
    let nginx = Proxy::start(&serve, upstream.start().await).await;
    let limits = json!({ "spendingLimits": { "dailyMicros": 100_000 } });
    let (_, spender) = admin.create_limited("sandbox", "spender", limits).await;
    for path in ["/v1/images", "/v1//%69mages?x"] {
        nginx.ask(Sandbox, &spender, Method::POST, path).await.expect_status(200);
    }
    let refused = nginx.request(Sandbox, &spender, Method::POST, "/v1/images").header("x-conduit-cost", "0");
    Answer::to(refused).await.expect_problem(403, "spending_limit_exceeded");
    nginx.ask(Sandbox, &spender, Method::GET, "/v1/images").await.expect_status(200);
    assert_eq!(upstream.take().len(), 3);

    let elsewhere = json!({ "allowedIps": ["203.0.113.0/24"] });
    let (_, elsewhere) = admin.create_limited("sandbox", "elsewhere", elsewhere).await;
    let claimed = nginx.request(Sandbox, &elsewhere, Method::GET, "/").header("x-forwarded-for", "203.0.113.9");
    Answer::to(claimed).await.expect_problem(403, "IP_NOT_ALLOWED");
    let (_, here) = admin.create_limited("sandbox", "here", json!({ "allowedIps": ["127.0.0.1"] })).await;
    nginx.ask(Sandbox, &here, Method::GET, "/").await.expect_status(200);

    let set = ["limits", "set", "--environment", "sandbox", "--rate", "1/1"];
    assert!(journeys::serve::operate(&data, &set).status.success());
    let limited = || async {
        let answer = nginx.ask(Sandbox, &here, Method::GET, "/").await;
        (answer.status == 429).then_some(answer)
    };
    let limited = eventually("the limit is reached", WITHIN, limited).await.expect_problem(429, "RATE_LIMITED");
    upstream.take();
    assert_eq!(limited.header("retry-after"), Some("1"), "the wait passes through nginx");
    assert_eq!(limited.json()["retryAfterSeconds"], 1);
    assert_eq!((limited.header("x-ratelimit-limit"), limited.header("x-ratelimit-remaining")), (Some("1"), Some("0")));

    serve.kill();
    let gone = nginx.ask(Sandbox, &here, Method::GET, "/").await.expect_status(503);
    assert_eq!(gone.code(), "SERVICE_UNAVAILABLE");
    assert_eq!(upstream.take().len(), 0, "without the authority nothing gets through");
}
