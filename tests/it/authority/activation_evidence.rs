//! What an activation rests on is what was really seen and done: each kind by its first time, and for good.

use authority::{RateLimits, Rates};
use journeys::api::text;
use journeys::clock::Clock;
use journeys::people::{join, sign_in};
use journeys::{Answer, Api, Inside};
use keys::{Ambient, Environment::Live, Environment::Sandbox, wire::Role};
use serde_json::{Value, json};

use super::idempotency::order_wish;

const DAY: i64 = 24 * 3600;

/// What there is of a kind.
async fn evidence(inside: &Inside, admin: &Api, kind: &str) -> Option<Value> {
    inside.service().evidence.flush_records().await.unwrap();
    let all = admin.get("/activation").await.expect_status(200).json()["evidence"].clone();
    all.as_array().unwrap().iter().find(|one| one["kind"] == kind).cloned()
}

fn correlation_id(answer: &Answer) -> Value {
    json!(answer.header("x-correlation-id").expect("each answer has an id"))
}

#[tokio::test]
async fn each_kind_is_noted_where_it_happens_with_its_request_and_its_key() {
    let clock = Clock::at(Ambient::system().now());
    let general = "1/3".parse().unwrap();
    let limits = RateLimits { rates: Rates { sandbox: general, ..Rates::default() }, ..RateLimits::default() };
    let inside = Inside::start_with(clock.ambient(), |config| config.rate_limits = limits).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let (reader_id, reader) = admin.create_active("sandbox", "reader", "read_only").await;
    let (writer_id, writer) = admin.create_active("sandbox", "writer", "read_write").await;
    let (reader, writer) = (inside.public(Sandbox, &reader), inside.public(Sandbox, &writer));
    let noted = async |kind: &str| evidence(&inside, &admin, kind).await;
    inside.public(Sandbox, "").get("/customers").await.expect_problem(401, "API_KEY_MISSING");
    assert_eq!(noted("first_call").await, None, "nobody was let through yet");

    let refused = reader.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await;
    let kept = noted("read_only_refused").await.expect("a read-only key was refused a write");
    let request = json!("POST /v2/webhooks/endpoints");
    assert_eq!((&kept["correlationId"], &kept["request"]), (&correlation_id(&refused), &request));
    assert_eq!((&kept["keyId"], &kept["keyName"]), (&json!(reader_id), &json!("reader")));
    refused.expect_problem(403, "API_KEY_READ_ONLY");
    assert_eq!(noted("first_call").await, None, "a refusal is no good call");

    clock.step(60);
    reader.get("/customers/unknown").await.expect_problem(400, "INVALID_OID_FORMAT");
    assert_eq!(noted("first_call").await, None, "nor is one that was not answered well");
    let called_at = clock.now();
    let called = reader.get("/customers").await.expect_status(200);
    let kept = noted("first_call").await.expect("a good call");
    assert_eq!((&kept["at"], &kept["correlationId"]), (&json!(called_at), &correlation_id(&called)));
    assert_eq!((&kept["request"], &kept["keyId"]), (&json!("GET /v2/customers"), &json!(reader_id)));
    assert_eq!(noted("first_write").await, None, "a read is no write");

    clock.step(60);
    let wish = order_wish(&writer).await;
    let written = writer.post_as("once", "/orders", wish.clone()).await.expect_status(201);
    let kept = noted("first_write").await.expect("a good write");
    assert_eq!((&kept["keyId"], &kept["correlationId"]), (&json!(writer_id), &correlation_id(&written)));
    assert_eq!(noted("first_replay").await, None, "it was sent once");
    let replayed = writer.post_as("once", "/orders", wish).await.expect_status(201);
    let kept = noted("first_replay").await.expect("a replay");
    assert_eq!(kept["correlationId"], correlation_id(&replayed));

    clock.step(60);
    while reader.get("/customers").await.status != 429 {}
    clock.pass(999);
    reader.get("/customers").await.expect_status(429);
    clock.step(2);
    assert_eq!(noted("rate_limit_waited_out").await, None, "nobody has come back after the wait yet");
    let waited = reader.get("/customers").await.expect_status(200);
    let kept = noted("rate_limit_waited_out").await.expect("the same request, after the wait");
    assert_eq!((&kept["correlationId"], &kept["keyId"]), (&correlation_id(&waited), &json!(reader_id)));

    let begun = admin.post(&format!("/keys/{writer_id}/rotate"), json!({ "cause": "routine" })).await;
    let begun = begun.expect_status(201).json();
    let (rotation, new_id) = (text(&begun, "/rotation/id"), text(&begun, "/rotation/newKey/id"));
    admin.post(&format!("/keys/{new_id}/confirm"), json!({})).await.expect_status(200);
    assert_eq!(noted("rotation_finished").await, None, "the old key still works");
    let finish = format!("/rotations/{rotation}/finish");
    let finished = admin.post(&finish, json!({ "withoutEvidence": true })).await.expect_status(200);
    let done = noted("rotation_finished").await.expect("a finished rotation");
    assert_eq!((&done["rotationId"], &done["keyId"]), (&json!(rotation), &json!(new_id)));
    assert_eq!(done["correlationId"], correlation_id(&finished));

    join(&admin, &anybody, "ana@acme.example", "admin").await;
    join(&admin, &anybody, "sam@acme.example", "support").await;
    assert_eq!(noted("second_admin").await, None, "there is one, and somebody else");
    let ben = join(&admin, &anybody, "ben@acme.example", "admin").await;
    let second = noted("second_admin").await.expect("two admins can sign in");
    assert_eq!((&second["member"]["id"], &second["member"]["kind"]), (&json!(ben), &json!("member")));
    assert!(second["correlationId"].is_string(), "who accepted an invitation did so by a request: {second}");

    clock.step(60);
    let bound =
        async |name: &str, ranges: Value| admin.create_limited("sandbox", name, json!({ "allowedIps": ranges })).await;
    let (_, open) = bound("open", json!(["0.0.0.0/0", "::/0"])).await;
    inside.public(Sandbox, &open).get("/customers").await.expect_status(200);
    assert_eq!(noted("addresses_allowed").await, None, "addresses that leave nobody out prove nothing");
    let (bound_id, bound) = bound("bound", json!(["127.0.0.2/31"])).await;
    let from = |address: &str| inside.public(Sandbox, &bound).from_address(address);
    from("127.0.0.9").get("/customers").await.expect_problem(403, "IP_NOT_ALLOWED");
    assert_eq!(noted("addresses_allowed").await, None, "nor does a caller whom they keep out");
    let called = from("127.0.0.3").get("/customers").await.expect_status(200);
    let let_in = noted("addresses_allowed").await.expect("a real caller was let in");
    assert_eq!((&let_in["address"], &let_in["keyId"]), (&json!("127.0.0.3"), &json!(bound_id)), "{let_in}");
    assert_eq!(let_in["correlationId"], correlation_id(&called));

    // A second time is no first one, and what is forgotten of the requests is not forgotten here.
    let all = async || admin.get("/activation").await.expect_status(200).json()["evidence"].clone();
    let before = all().await;
    assert_eq!(before.as_array().map(Vec::len), Some(8), "{before}");
    inside.operate("UPDATE clock_belief SET at = at + 34560000000");
    clock.step(400 * DAY);
    inside.service().evidence.prune_records().await.unwrap();
    let id = text(&kept, "/correlationId");
    let found = admin.get(&format!("/requests/{id}")).await;
    found.expect_problem(404, "NOT_FOUND");
    reader.get("/customers").await.expect_status(200);
    inside.service().evidence.flush_records().await.unwrap();
    assert_eq!(all().await, before);
    inside.stop().await;
}

#[tokio::test]
async fn what_happens_live_proves_nothing_of_the_sandbox() {
    let inside = Inside::start(Ambient::system()).await;
    inside.activate().await;
    let admin = inside.manage(Role::Admin);
    let (_, secret) = admin.create_active("live", "billing", "read_write").await;
    inside.public(Live, &secret).get("/customers").await.expect_status(200);
    assert_eq!(evidence(&inside, &admin, "first_call").await, None);
    inside.stop().await;
}

#[tokio::test]
async fn evidence_of_a_second_admin_needs_two_who_can_sign_in_and_stays() {
    let inside = Inside::start(Ambient::system()).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let ana = join(&admin, &anybody, "ana@acme.example", "admin").await;
    join(&admin, &anybody, "ben@acme.example", "admin").await;
    assert!(evidence(&inside, &admin, "second_admin").await.is_some());
    // Nothing takes evidence back, as nothing takes back that it was seen.
    admin.post(&format!("/members/{ana}/revoke"), json!({ "reason": "left" })).await.expect_status(200);
    assert!(evidence(&inside, &admin, "second_admin").await.is_some());

    let other = Inside::start(Ambient::system()).await;
    let (admin, anybody) = (other.manage(Role::Admin), other.manage_anonymously());
    join(&admin, &anybody, "ana@acme.example", "admin").await;
    let invited = json!({ "email": "cleo@acme.example", "name": "Cleo", "role": "admin" });
    admin.post("/members", invited).await.expect_status(201);
    let sam = join(&admin, &anybody, "sam@acme.example", "support").await;
    assert_eq!(evidence(&other, &admin, "second_admin").await, None, "who is only invited cannot sign in");
    let role = format!("/members/{sam}/role");
    admin.post(&role, json!({ "role": "admin" })).await.expect_status(200);
    let second = evidence(&other, &admin, "second_admin").await.expect("a support member became one");
    assert_eq!(second["member"]["id"], json!(sam));
    assert!(sign_in(&anybody, "sam@acme.example").await["accessToken"].is_string());
    other.stop().await;
    inside.stop().await;
}

#[tokio::test]
async fn allowed_addresses_are_waived_with_a_reason_until_they_are_proved_or_it_is_withdrawn() {
    let inside = Inside::start(Ambient::system()).await;
    let (admin, onboarding) = (inside.manage(Role::Admin), inside.manage(Role::Onboarding));
    let (operator, support) = (inside.manage(Role::Operator), inside.manage(Role::Support));
    let waive =
        async |api: &Api, reason: &str| api.post("/activation/waive-addresses", json!({ "reason": reason })).await;
    let withdraw = async |api: &Api| api.post("/activation/withdraw-waiver", json!({})).await;
    for other in [&operator, &support] {
        waive(other, "Mine to say.").await.expect_problem(403, "ROLE_NOT_ALLOWED");
        withdraw(other).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
    let wordless = waive(&admin, " ").await.expect_problem(400, "VALIDATION_ERROR").json();
    assert_eq!(wordless["errors"][0]["pointer"], "/reason");
    let waiver = |answer: Answer| answer.expect_status(200).json()["addressesWaiver"].clone();
    assert_eq!(waiver(withdraw(&admin).await), Value::Null, "there is nothing to withdraw");
    waive(&admin, "To be replaced.").await.expect_status(200);
    let waived = waiver(waive(&onboarding, "Our addresses change daily.").await);
    assert_eq!(
        (&waived["reason"], &waived["by"]["name"]),
        (&json!("Our addresses change daily."), &json!("onboarding"))
    );
    assert_eq!(waiver(operator.get("/activation").await), waived, "whoever decides reads it");

    let submission = json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "Payouts" });
    admin.post("/activation/submit", submission.clone()).await.expect_status(200);
    operator.decide("review", json!({})).await.expect_status(200);
    waive(&admin, "Too late.").await.expect_problem(409, "CONFLICT");
    withdraw(&admin).await.expect_problem(409, "CONFLICT");
    let reasons = json!({ "reasons": [{ "detail": "Do restrict the addresses." }] });
    operator.decide("request-information", reasons).await.expect_status(200);
    assert_eq!(waiver(withdraw(&admin).await), Value::Null);
    assert_eq!(waiver(operator.get("/activation").await), Value::Null);

    waive(&admin, "For the time being.").await.expect_status(200);
    let (_, secret) = admin.create_limited("sandbox", "bound", json!({ "allowedIps": ["127.0.0.1"] })).await;
    inside.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    assert!(evidence(&inside, &admin, "addresses_allowed").await.is_some());
    assert_eq!(waiver(admin.get("/activation").await), Value::Null, "what is proved is not waived");
    waive(&admin, "All the same.").await.expect_problem(409, "CONFLICT");
    let organization = text(&admin.get("/organization").await.json(), "/id");
    for (action, times) in [("activation.addresses_waived", 3), ("activation.waiver_withdrawn", 1)] {
        assert_eq!(admin.count_in_audit(action, &organization).await, times, "{action}");
    }
    inside.stop().await;
}
