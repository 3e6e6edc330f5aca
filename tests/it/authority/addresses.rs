//! Whose address a request has when a proxy that is believed writes what is no text: the client's own as long as its hop can
//! be read, and otherwise nobody's; never the proxy's.

use journeys::people::{PASSWORD, join, try_sign_in};
use journeys::{Answer, Api, Inside};
use keys::proxy::TrustedProxies;
use keys::wire::{IDEMPOTENCY_KEY, Role::Admin};
use keys::{Ambient, Environment::Sandbox};
use reqwest::{Method, header::HeaderValue};
use serde_json::{Value, json};

const ANA: &str = "ana@acme.example";
/// What a client at 203.0.113.9 makes a proxy write by sending a byte of its own.
const CLAIMED: &[u8] = b"\x80, 203.0.113.9";
/// What a proxy writes that hands on bytes as they come.
const UNREADABLE: &[u8] = b"203.0.113.9, \xff";

async fn behind_a_proxy() -> Inside {
    let proxies = TrustedProxies::parse(&["127.0.0.1"]).unwrap();
    Inside::start_with(Ambient::system(), |config| config.trusted_proxies = proxies).await
}

async fn send(api: &Api, method: Method, path: &str, from: &[u8], body: Option<Value>) -> Answer {
    let request = api.request(method, path).header("x-forwarded-for", HeaderValue::from_bytes(from).unwrap());
    let request = request.header(IDEMPOTENCY_KEY, Ambient::system().mint_uuid());
    Answer::to(match body {
        Some(body) => request.json(&body),
        None => request,
    })
    .await
}

#[tokio::test]
async fn a_key_bound_to_the_proxy_s_network_is_not_lent_to_whoever_sends_a_byte() {
    let inside = behind_a_proxy().await;
    let admin = inside.manage(Admin);
    let (_, bound) = admin.create_limited("sandbox", "bound", json!({ "allowedIps": ["127.0.0.0/8"] })).await;
    let (_, free) = admin.create_active("sandbox", "free", "read_only").await;
    let (bound, free) = (inside.beside(Sandbox, &bound), inside.beside(Sandbox, &free));
    for from in [CLAIMED, UNREADABLE, b"\xff", b"", b"203.0.113.9, 127.0.0.1\xc3\xa9"] {
        let refused = send(&bound, Method::GET, "/verify", from, None).await;
        refused.expect_problem(403, "IP_NOT_ALLOWED");
        send(&free, Method::GET, "/verify", from, None).await.expect_status(204);
    }
    send(&bound, Method::GET, "/verify", b"127.0.0.9", None).await.expect_status(204);
    bound.get("/verify").await.expect_status(204);
    inside.stop().await;
}

#[tokio::test]
async fn bad_keys_are_slowed_whatever_bytes_come_with_them() {
    let inside = behind_a_proxy().await;
    let bad = inside.beside(Sandbox, &format!("ck_sandbox_{}", "0".repeat(64)));
    for (number, from) in [CLAIMED.to_vec(), UNREADABLE.to_vec()].into_iter().enumerate() {
        let mut slowed = 0;
        for attempt in 0..200_u16 {
            // Each time another claim: it is one client all the same.
            let from = [format!("{attempt} ").as_bytes(), &from].concat();
            slowed += usize::from(send(&bad, Method::GET, "/verify", &from, None).await.status == 429);
        }
        assert!(slowed >= 50, "{slowed} of 200 were slowed, at place {number}");
    }
    inside.stop().await;
}

#[tokio::test]
async fn the_audit_log_and_the_records_never_name_the_proxy_for_its_client() {
    let inside = behind_a_proxy().await;
    let admin = inside.manage(Admin);
    for (from, told) in [(CLAIMED, "203.0.113.9"), (UNREADABLE, "unknown")] {
        let asked = json!({ "environment": "sandbox", "name": told });
        let created = send(&admin, Method::POST, "/keys", from, Some(asked)).await.expect_status(201);
        let id = created.json()["key"]["id"].as_str().unwrap().to_owned();
        let rows = admin.get(&format!("/audit?subject={id}")).await.expect_status(200).json();
        assert_eq!(rows["data"][0]["origin"], told);
        let correlation = created.header("x-correlation-id").unwrap().to_owned();
        let record = journeys::eventually("the request has a record", journeys::WITHIN, async || {
            let found = admin.get(&format!("/requests/{correlation}")).await;
            (found.status == 200).then(|| found.json()).filter(|found| found["request"].is_object())
        });
        assert_eq!(record.await["request"]["address"], told);
    }
    inside.stop().await;
}

#[tokio::test]
async fn nobody_is_known_by_an_address_that_is_unknown() {
    let inside = behind_a_proxy().await;
    join(&inside.manage(Admin), &inside.manage_anonymously(), ANA, "support").await;
    let anybody = inside.manage_anonymously();
    let asked = |password: &str| Some(json!({ "email": ANA, "password": password }));
    send(&anybody, Method::POST, "/sessions", UNREADABLE, asked(PASSWORD)).await.expect_status(201);
    // Strangers share what is counted of the account; had the address been known, only its own failures would bind it.
    for last in 1..60 {
        let from = format!("198.51.100.{last}");
        if send(&anybody, Method::POST, "/sessions", from.as_bytes(), asked("a guess that is wrong")).await.status
            == 429
        {
            break;
        }
    }
    let refused = send(&anybody, Method::POST, "/sessions", UNREADABLE, asked(PASSWORD)).await;
    refused.expect_problem(429, "SIGN_IN_SLOWED");
    try_sign_in(&anybody, ANA, PASSWORD).await.expect_problem(429, "SIGN_IN_SLOWED");
    inside.stop().await;
}
