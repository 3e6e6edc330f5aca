//! `/verify`, as each proxy asks it, and what a key may be limited to (`PROXIES.md`).

use journeys::clock::Clock;
use journeys::{Answer, Api, Inside, WITHIN, eventually};
use keys::proxy::TrustedProxies;
use keys::wire::Role::Admin;
use keys::{Ambient, Environment::Sandbox, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

const START: i64 = 1_800_000_000_000;

async fn ask(api: &Api, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = api.request(Method::from_bytes(method.as_bytes()).unwrap(), path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::to(request).await
}

#[tokio::test]
async fn a_good_key_is_answered_with_what_is_known_of_it_and_of_its_rate() {
    let inside = Inside::start(Ambient::system()).await;
    let (id, secret) = inside.manage(Admin).create_active("sandbox", "reader", "read_only").await;
    for method in ["GET", "POST", "DELETE"] {
        let answer = ask(&inside.beside(Sandbox, &secret), method, "/verify", &[("x-original-method", "GET")]).await;
        let answer = answer.expect_status(204);
        assert_eq!(answer.header("x-conduit-key-id"), Some(id.as_str()));
        assert!(answer.header("x-conduit-organization-id").is_some_and(|id| id.starts_with("org_")));
        assert_eq!(answer.header("x-conduit-environment"), Some("sandbox"));
        assert_eq!(answer.header("x-conduit-access-level"), Some("read_only"));
        assert_eq!(answer.header("x-ratelimit-limit"), Some("400"));
        assert!(answer.header("x-ratelimit-remaining").is_some() && answer.header("x-ratelimit-reset").is_some());
        assert_eq!(answer.header("deprecation"), None, "nobody rotates it out");
    }
}

/// The requests that each proxy's documentation describes, with a write that a read-only key may not do.
#[tokio::test]
async fn each_proxys_way_to_name_the_original_request_is_understood() {
    let inside = Inside::start(Ambient::system()).await;
    let (_, reader) = inside.manage(Admin).create_active("sandbox", "reader", "read_only").await;
    let (_, writer) = inside.manage(Admin).create_active("sandbox", "writer", "read_write").await;
    let traefik = |method| {
        [
            ("x-forwarded-method", method),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "api.example.com"),
            ("x-forwarded-uri", "/v1/orders?token=abc"),
            ("x-forwarded-for", "203.0.113.9"),
        ]
    };
    let nginx = |method| [("x-original-method", method), ("x-original-uri", "/v1/orders?token=abc")];
    for (secret, method, status) in [(&reader, "GET", 204), (&reader, "POST", 403), (&writer, "POST", 204)] {
        let api = inside.beside(Sandbox, secret);
        let answers = [
            ask(&api, "GET", "/verify", &nginx(method)).await,
            ask(&api, "GET", "/verify", &traefik(method)).await,
            ask(&api, method, "/verify/v1/orders?token=abc", &[("content-length", "0")]).await,
        ];
        for answer in answers {
            let answer = answer.expect_status(status);
            if status == 403 {
                let answer = answer.expect_problem(403, "API_KEY_READ_ONLY");
                assert_eq!(answer.json()["instance"], "/v1/orders", "the path that the client asked for, no query");
                let header: Value = serde_json::from_str(answer.header("x-conduit-problem").unwrap()).unwrap();
                assert_eq!(header, answer.json(), "nginx drops the body, so it is in a header too");
                assert!(answer.header("x-ratelimit-remaining").is_some(), "it has taken its token");
            }
        }
    }
    let api = inside.beside(Sandbox, &reader);
    ask(&api, "GET", "/verify/", &[]).await.expect_status(204);
    ask(&api, "PURGE", "/verify/", &[]).await.expect_problem(403, "API_KEY_READ_ONLY");
}

#[tokio::test]
async fn a_client_cannot_pass_a_write_off_as_a_read_by_another_proxys_header() {
    let inside = Inside::start(Ambient::system()).await;
    let (_, reader) = inside.manage(Admin).create_active("sandbox", "reader", "read_only").await;
    let api = inside.beside(Sandbox, &reader);
    type Trick<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
    let tricks: [Trick<'_>; 5] = [
        ("GET", "/verify", &[("x-forwarded-method", "POST"), ("x-original-method", "GET")]),
        ("GET", "/verify", &[("x-original-method", "POST"), ("x-forwarded-method", "GET")]),
        ("GET", "/verify", &[("x-original-method", "GET"), ("x-original-method", "POST")]),
        ("POST", "/verify/v1/orders", &[("x-original-method", "GET")]),
        ("GET", "/verify", &[("x-original-method", "GET POST")]),
    ];
    for (method, path, headers) in tricks {
        ask(&api, method, path, headers).await.expect_problem(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn a_key_is_refused_before_its_time_and_after_it() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let inside = Inside::start(clock.ambient()).await;
    let at = |seconds: i64| Timestamp::from_millis(START).plus_seconds(seconds).to_string();
    let (id, secret) = inside
        .manage(Admin)
        .create_limited("sandbox", "later", json!({ "notBefore": at(100), "expiresAt": at(200) }))
        .await;
    let listed = inside.manage(Admin).get(&format!("/keys/{id}")).await.expect_status(200).json();
    assert_eq!((&listed["notBefore"], &listed["endsAt"]), (&json!(at(100)), &json!(at(200))));
    let (verify, public) = (inside.beside(Sandbox, &secret), inside.public(Sandbox, &secret));
    for (step, good) in [(0, false), (99, false), (1, true), (99, true), (1, false), (86_400, false)] {
        clock.step(step);
        let answers = [verify.get("/verify").await, public.get("/customers").await];
        for answer in answers {
            match good {
                true => assert!(answer.status < 300, "{step}: {}", answer.text),
                false => drop(answer.expect_problem(401, "API_KEY_INVALID")),
            }
        }
    }
}

#[tokio::test]
async fn an_end_that_was_noted_is_final_for_a_clock_that_is_set_back_too() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let (inside, at) =
        (Inside::start(clock.ambient()).await, |seconds: i64| Timestamp::from_millis(START + seconds * 1000));
    let admin = inside.manage(Admin);
    let (over, secret) = admin.create_limited("sandbox", "over", json!({ "expiresAt": at(60).to_string() })).await;
    let (_, later) = admin.create_limited("sandbox", "later", json!({ "expiresAt": at(600).to_string() })).await;
    let ask = |secret: &str| {
        let api = inside.beside(Sandbox, secret);
        async move { api.get("/verify").await }
    };
    ask(&secret).await.expect_status(204);
    clock.step(60);
    ask(&secret).await.expect_problem(401, "API_KEY_INVALID");
    eventually("its end is written down", WITHIN, async || {
        (admin.count_in_audit("key.expired", &over).await > 0).then_some(())
    })
    .await;
    for back in [60, 3_600, 86_400] {
        clock.step(-back);
        ask(&secret).await.expect_problem(401, "API_KEY_INVALID");
        assert_eq!(admin.state_of(&over).await, "expired", "and everybody says so");
        admin
            .post(&format!("/keys/{over}/rotate"), json!({ "cause": "routine" }))
            .await
            .expect_problem(409, "KEY_ENDED");
        ask(&later).await.expect_status(204);
    }
    inside.stop().await;
}

#[tokio::test]
async fn a_key_is_good_from_its_addresses_only_and_only_trusted_proxies_name_them() {
    for (trusted, believed) in [(vec!["127.0.0.1"], true), (vec!["10.0.0.0/8"], false), (vec![], false)] {
        let proxies = TrustedProxies::parse(&trusted).unwrap();
        let inside = Inside::start_with(Ambient::system(), |config| config.trusted_proxies = proxies).await;
        let allowed = json!({ "allowedIps": ["203.0.113.0/24", "2001:db8::/32", "::ffff:198.51.100.7"] });
        let (id, secret) = inside.manage(Admin).create_limited("sandbox", "fixed", allowed).await;
        let listed = inside.manage(Admin).get(&format!("/keys/{id}")).await.json();
        assert_eq!(listed["allowedIps"], json!(["198.51.100.7/32", "203.0.113.0/24", "2001:db8::/32"]), "in one form");
        let from = async |api: Api, path: &str, line: &str| ask(&api, "GET", path, &[("x-forwarded-for", line)]).await;
        for inside_line in
            ["203.0.113.9", "1.2.3.4, 203.0.113.9", "2001:db8::7", "198.51.100.7", "203.0.113.9, 127.0.0.1"]
        {
            for (api, path) in
                [(inside.beside(Sandbox, &secret), "/verify"), (inside.public(Sandbox, &secret), "/customers")]
            {
                let answer = from(api, path, inside_line).await;
                match believed {
                    true => assert!(answer.status < 300, "{inside_line}: {}", answer.text),
                    false => drop(answer.expect_problem(403, "IP_NOT_ALLOWED")),
                }
            }
        }
        for outside in ["192.0.2.1", "203.0.113.9, 192.0.2.1", "", "203.0.113.9, junk"] {
            from(inside.beside(Sandbox, &secret), "/verify", outside).await.expect_problem(403, "IP_NOT_ALLOWED");
        }
    }
}

#[tokio::test]
async fn a_wrong_limit_is_refused_with_its_place() {
    let inside = Inside::start(Ambient::system()).await;
    let wrong = [
        (json!({ "allowedIps": ["10.0.0.0/8", "10.0.0.1/8"] }), "/allowedIps/1"),
        (json!({ "allowedIps": ["nowhere"] }), "/allowedIps/0"),
        (json!({ "spendingLimits": { "dailyMicros": 0 } }), "/spendingLimits/dailyMicros"),
        (json!({ "notBefore": "2030-01-01T00:00:00.000Z", "expiresAt": "2029-01-01T00:00:00.000Z" }), "/notBefore"),
    ];
    for (limits, pointer) in wrong {
        let mut asked = json!({ "environment": "sandbox", "name": "wrong" });
        asked.as_object_mut().unwrap().extend(limits.as_object().unwrap().clone());
        let refused = inside.manage(Admin).post("/keys", asked).await.expect_problem(400, "VALIDATION_ERROR");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer);
        assert!(!refused.text.contains("nowhere"), "what was sent is not repeated");
    }
}

#[tokio::test]
async fn a_caller_that_is_being_rotated_out_is_told_and_the_successor_inherits_the_limits() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Admin);
    let limits = json!({ "allowedIps": ["127.0.0.0/8"], "spendingLimits": { "weeklyMicros": 500 } });
    let (id, secret) = admin.create_limited("sandbox", "old", limits).await;
    let rotate = json!({ "cause": "routine", "graceSeconds": 3600 });
    let rotated = admin.post(&format!("/keys/{id}/rotate"), rotate).await.expect_status(201).json();
    let successor = journeys::api::text(&rotated, "/rotation/newKey/id");
    let asked = [(inside.beside(Sandbox, &secret), "/verify"), (inside.public(Sandbox, &secret), "/customers")];
    for (api, path) in &asked {
        let answer = api.get(path).await;
        assert_eq!(answer.header("deprecation"), Some("@1800000000"), "{path}: since when, in RFC 9745's form");
        assert_eq!(answer.header("sunset"), None, "the end is not known before the successor is handed over");
    }
    clock.step(10);
    admin.post(&format!("/keys/{successor}/confirm"), json!({})).await.expect_status(200);
    for (api, path) in &asked {
        let answer = api.get(path).await;
        assert_eq!(answer.header("deprecation"), Some("@1800000000"));
        assert_eq!(answer.header("sunset"), Some("Fri, 15 Jan 2027 09:00:10 GMT"), "{path}: in RFC 8594's form");
    }
    let (old, new) =
        (admin.get(&format!("/keys/{id}")).await.json(), admin.get(&format!("/keys/{successor}")).await.json());
    for field in ["allowedIps", "spendingLimits", "notBefore"] {
        assert_eq!(old[field], new[field], "the successor inherits {field}");
    }
    let fresh =
        inside.beside(Sandbox, &journeys::api::text(&rotated, "/secret")).get("/verify").await.expect_status(204);
    assert_eq!(fresh.header("deprecation"), None, "the successor is not on its way out");
}
