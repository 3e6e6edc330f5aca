//! The headers that name a caller or speak for one, a line each: `authorization`, what proxies forward, and the ids that
//! a client may choose.

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use keys::Environment;

use super::world::{self, Asker};

const NAMES: [&str; 14] = [
    "authorization",
    "x-forwarded-for",
    "x-forwarded-method",
    "x-forwarded-uri",
    "x-original-method",
    "x-original-uri",
    "x-conduit-cost",
    "x-client-correlation-id",
    "idempotency-key",
    "user-agent",
    "forwarded",
    "x-real-ip",
    "x-envoy-original-path",
    "content-type",
];

pub fn run(bytes: &[u8]) {
    let lines: [&[u8]; NAMES.len()] = super::lines(bytes);
    let with = |mut request: Request<Body>| {
        for (name, line) in NAMES.iter().zip(lines).filter(|(_, line)| !line.is_empty()) {
            // Two values on one line stand for a header that was sent twice.
            for value in line.split(|byte| *byte == b'\t').filter_map(|value| HeaderValue::from_bytes(value).ok()) {
                request.headers_mut().append(*name, value);
            }
        }
        request
    };
    world::within(|world| {
        for path in ["/verify", "/verify/v1/things?x=1", "/v2/customers?limit=1"] {
            let request = Request::get(path).header(keys::wire::API_KEY, &world.secret).body(Body::empty());
            let (status, text) = world.ask_public(Environment::Sandbox, with(request.expect("a request")));
            assert!(status != 401, "no header beside the key's own makes it a bad one: {text}");
        }
        let request = Request::get("/v1/keys?environment=sandbox&limit=1").body(Body::empty()).expect("a request");
        let (status, text) = world.ask_manage(Asker::Itself, with(request));
        assert_eq!(status, 401, "nobody has the token but its owner: {text}");
        let request = Request::get("/v1/organization").body(Body::empty()).expect("a request");
        let (status, text) = world.ask_manage(Asker::Admin, with(request));
        assert_eq!(status, 200, "no header beside the token's own makes it a bad one: {text}");
    });
}

pub fn seeds() -> Vec<Vec<u8>> {
    let line = |at: usize, value: &str| {
        let mut lines = vec![""; NAMES.len()];
        lines[at] = value;
        lines.join("\n").into_bytes()
    };
    let whole = "Bearer ckm_0000\n203.0.113.9, 127.0.0.2\nGET\n/a?b=c\nGET\nhttps://x.example/a?b#c\n15\nmine\nonce\n\
        agent/1\nfor=203.0.113.9\n203.0.113.9\n/a\napplication/json";
    vec![
        whole.as_bytes().to_vec(),
        line(0, "Bearer "),
        line(0, "bearer\tBasic YTpi"),
        line(1, "[2001:db8::1]:443, ::1, 127.0.0.1:80"),
        line(1, "unknown, 127.0.0.1,, ,127.0.0.1"),
        line(2, "POST\tGET"),
        line(3, "//\u{e9}?\u{0}#"),
        line(6, "999999999999999\t1"),
        line(7, &"x".repeat(300)),
    ]
}
