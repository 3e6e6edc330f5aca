//! What happens to keys, told to a receiver that checks signatures by itself.

use journeys::api::text;
use journeys::canary::Hunt;
use journeys::clock::Clock;
use journeys::receiver::Manner;
use journeys::{Answer, Api, Inside, Receiver, Serve, WITHIN, eventually};
use keys::Timestamp;
use keys::wire::{IDEMPOTENCY_REPLAYED, Role};
use reqwest::Method;
use serde_json::{Value, json};

/// An endpoint of key management; answers its id and its signing secret.
async fn endpoint(admin: &Api, environment: &str, receiver: &Receiver, subscription: Value) -> (String, String) {
    let asked = json!({ "environment": environment, "url": receiver.url(), "subscription": subscription });
    let made = admin.post("/webhooks/endpoints", asked).await.expect_status(201).json();
    assert_eq!(made["environment"], environment, "{made}");
    (text(&made, "/id"), text(&made, "/secret"))
}

fn all() -> Value {
    json!({ "mode": "ALL" })
}

/// Waits until so many events came; answers them in the order in which they happened.
async fn events(receiver: &Receiver, secret: &str, count: usize) -> Vec<Value> {
    let mut events = Vec::new();
    for received in receiver.wait_for(count).await {
        assert_eq!(received.signatures_by(secret), 1, "each is signed with the endpoint's secret");
        assert_eq!(received.headers["content-type"], "application/json");
        events.push(received.json());
    }
    events.sort_by_key(|event| text(event, "/createdAt"));
    events
}

fn types(events: &[Value]) -> Vec<&str> {
    let mut types: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    types.sort_unstable();
    types
}

async fn reaching(clock: &Clock) -> Inside {
    Inside::start_with(clock.ambient(), |config| config.reach = authority::Reach::Private).await
}

fn clock() -> Clock {
    Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap())
}

#[tokio::test]
async fn each_change_of_a_key_is_one_signed_event_with_the_key_as_it_is_then() {
    let clock = clock();
    let inside = reaching(&clock).await;
    let (admin, receiver) = (inside.manage(Role::Admin), Receiver::start([]));
    let (_, signing) = endpoint(&admin, "sandbox", &receiver, all()).await;

    let ends_at = Timestamp::from_millis(clock.now().as_millis() + 3_600_000);
    let (ending, _) = admin.create_limited("sandbox", "ending", json!({ "expiresAt": ends_at })).await;
    let (id, secret) = admin.create_pending("sandbox", "billing", "read_write").await;
    clock.step(1);
    admin.post(&format!("/keys/{id}/confirm"), json!({})).await.expect_status(200);
    admin.post(&format!("/keys/{id}/confirm"), json!({})).await.expect_status(200);
    clock.step(1);
    admin.post("/leaks", json!({ "keyId": id, "place": "a gist" })).await.expect_status(200);
    clock.step(1);
    let reason = format!("Found in a gist: {secret}");
    for _ in 0..2 {
        admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": reason })).await.expect_status(200);
    }
    // The alert of the leak may have been told of meanwhile; it has a test of its own.
    let told = |events: Vec<Value>| -> Vec<Value> {
        events.into_iter().filter(|event| event["type"] != "alert.raised").collect()
    };
    let all = eventually("six events", WITHIN, || async {
        let come = events(&receiver, &signing, 6).await;
        Some(told(come)).filter(|events| events.len() >= 6)
    })
    .await;
    let ours: Vec<_> = all.iter().filter(|event| event["data"]["id"] == id.as_str()).collect();
    let story: Vec<_> = ours.iter().map(|event| (text(event, "/type"), text(event, "/data/state"))).collect();
    let expected =
        [("key.created", "pending"), ("key.confirmed", "active"), ("key.leaked", "active"), ("key.revoked", "revoked")];
    assert_eq!(story, expected.map(|(kind, state)| (kind.to_owned(), state.to_owned())), "once each, in their order");
    assert_eq!((&ours[0]["data"]["name"], &ours[0]["apiVersion"]), (&json!("billing"), &json!("1")));
    assert_eq!(ours[3]["data"]["revocation"]["by"]["name"], "admin", "{}", ours[3]);
    assert_eq!(ours[3]["createdAt"], clock.now().to_string(), "the moment of the change");
    let ids: std::collections::BTreeSet<_> = all.iter().map(|event| text(event, "/id")).collect();
    assert_eq!(ids.len(), all.len(), "each has an id of its own");

    clock.step(3600);
    let expired = eventually("the expiry", WITHIN, || async {
        let come = events(&receiver, &signing, 7).await;
        come.into_iter().find(|event| event["type"] == "key.expired")
    });
    let expired = expired.await;
    assert_eq!((&expired["data"]["id"], &expired["data"]["state"]), (&json!(ending), &json!("expired")), "{expired}");
    assert_eq!(admin.count_in_audit("key.expired", &ending).await, 1, "what happens by itself stands in the log too");

    let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&secret));
    for received in receiver.received() {
        assert_eq!(Hunt::after(&[secret.clone(), signing.clone()]).in_bytes(&received.body), [""; 0], "no secret");
        assert!(!String::from_utf8_lossy(&received.body).contains(&digest), "and no digest");
    }
    inside.stop().await;
}

#[tokio::test]
async fn a_rotation_is_told_with_both_its_keys() {
    let clock = clock();
    let inside = reaching(&clock).await;
    let (admin, receiver) = (inside.manage(Role::Admin), Receiver::start([]));
    let (old, _) = admin.create_active("sandbox", "billing", "read_only").await;
    let (_, signing) = endpoint(&admin, "sandbox", &receiver, all()).await;
    clock.step(1);
    let asked = json!({ "cause": "routine", "graceSeconds": 60 });
    let begun = admin.post(&format!("/keys/{old}/rotate"), asked).await.expect_status(201).json();
    let new = text(&begun, "/rotation/newKey/id");
    let come = events(&receiver, &signing, 3).await;
    assert_eq!(types(&come), ["key.created", "key.retiring", "rotation.started"]);
    let started = come.iter().find(|event| event["type"] == "rotation.started").unwrap();
    assert_eq!((&started["data"]["oldKey"]["id"], &started["data"]["newKey"]["id"]), (&json!(old), &json!(new)));

    clock.step(1);
    admin.post(&format!("/keys/{new}/confirm"), json!({})).await.expect_status(200);
    let come = events(&receiver, &signing, 5).await;
    assert_eq!(types(&come[3..]), ["key.confirmed", "rotation.handed_over"]);
    let handed = come.iter().find(|event| event["type"] == "rotation.handed_over").unwrap();
    let ends_at = Timestamp::from_millis(clock.now().as_millis() + 60_000).to_string();
    assert_eq!(handed["data"]["oldEndsAt"], ends_at, "the grace that has just begun is in it");

    // By itself: the grace is over.
    clock.step(60);
    let come = events(&receiver, &signing, 7).await;
    assert_eq!(types(&come[5..]), ["key.revoked", "rotation.finished"]);
    assert!(come.iter().all(|event| !event.to_string().contains("callsByHour")), "counts are no part of an event");

    let begun = admin.post(&format!("/keys/{new}/rotate"), json!({ "cause": "routine" })).await.expect_status(201);
    let rotation = text(&begun.json(), "/rotation/id");
    clock.step(1);
    admin.post(&format!("/rotations/{rotation}/undo"), json!({})).await.expect_status(200);
    let come = events(&receiver, &signing, 12).await;
    assert_eq!(types(&come[10..]), ["key.revoked", "rotation.undone"]);
    inside.stop().await;
}

#[tokio::test]
async fn an_endpoint_hears_of_its_environment_and_of_what_it_selected() {
    let clock = clock();
    let inside = reaching(&clock).await;
    inside.activate().await;
    let admin = inside.manage(Role::Admin);
    let (sandbox, live) = (Receiver::start([]), Receiver::start([]));
    let selected = json!({ "mode": "SELECTED", "eventTypes": ["key.confirmed"] });
    let (_, sandbox_signing) = endpoint(&admin, "sandbox", &sandbox, selected.clone()).await;
    let (_, live_signing) = endpoint(&admin, "live", &live, selected).await;
    let (tried, secret) = admin.create_active("sandbox", "trial", "read_write").await;
    let (real, _) = admin.create_active("live", "billing", "read_only").await;
    let heard = |events: Vec<Value>| events.iter().map(|event| text(event, "/data/id")).collect::<Vec<_>>();
    assert_eq!(heard(events(&live, &live_signing, 1).await), [real]);
    assert_eq!(heard(events(&sandbox, &sandbox_signing, 1).await), [tried]);

    let public = inside.public(keys::Environment::Sandbox, &secret);
    let seen = public.get("/webhooks/endpoints").await.expect_status(200).json();
    assert_eq!(seen["data"], json!([]), "a key sees none of them");
    let listed = admin.get("/webhooks/endpoints?environment=sandbox").await.expect_status(200).json();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    let id = text(&listed, "/data/0/id");
    public.get(&format!("/webhooks/endpoints/{id}")).await.expect_problem(404, "NOT_FOUND");
    let wrong = json!({ "environment": "sandbox", "url": sandbox.url(),
        "subscription": { "mode": "SELECTED", "eventTypes": ["order.succeeded"] } });
    let wrong = admin.post("/webhooks/endpoints", wrong).await.expect_problem(400, "VALIDATION_ERROR").json();
    assert_eq!(wrong["errors"][0]["pointer"], "/subscription/eventTypes", "an order is not key management's");
    let other = inside.service().create_organization("Other", "").await.unwrap();
    let stranger = inside.manage_of(&other, Role::Admin);
    stranger.get(&format!("/webhooks/endpoints/{id}")).await.expect_problem(404, "NOT_FOUND");
    inside.stop().await;
}

#[tokio::test]
async fn an_endpoint_is_made_once_changed_rotated_and_tested() {
    let clock = clock();
    let inside = reaching(&clock).await;
    let (admin, receiver) = (inside.manage(Role::Admin), Receiver::start([]));
    let asked = json!({ "environment": "live", "url": receiver.url() });
    let first = admin.post_as("once", "/webhooks/endpoints", asked.clone()).await.expect_status(201).json();
    let again = admin.post_as("once", "/webhooks/endpoints", asked).await.expect_status(200);
    assert_eq!(again.header(IDEMPOTENCY_REPLAYED), Some("true"));
    assert_eq!((&again.json()["id"], again.json().get("secret")), (&first["id"], None), "no second one, no secret");
    let path = format!("/webhooks/endpoints/{}", text(&first, "/id"));

    let change = json!({ "description": "the chat" });
    let changed = Answer::to(admin.request(Method::PATCH, &path).json(&change)).await.expect_status(200).json();
    assert_eq!((&changed["description"], &changed["environment"]), (&json!("the chat"), &json!("live")));
    let rotated = admin.post_as("rotate", &format!("{path}/rotate"), json!({})).await.expect_status(200);
    let told_again = admin.post_as("rotate", &format!("{path}/rotate"), json!({})).await.expect_status(200);
    assert_eq!(rotated.text, told_again.text, "a lost answer costs nothing: the retry is told the same secret");
    let (old, new) = (text(&first, "/secret"), text(&rotated.json(), "/secret"));

    let sent = inside.manage(Role::Support).post(&format!("{path}/test"), json!({})).await.expect_status(202).json();
    let received = receiver.wait_for(1).await;
    let counts = (received[0].signatures_by(&new), received[0].signatures_by(&old));
    assert_eq!((counts, &received[0].json()["type"]), ((1, 1), &json!("webhook.test")), "both sign during the overlap");
    let delivery = format!("/webhooks/deliveries/{}", text(&sent, "/id"));
    eventually("its end is written", WITHIN, || async {
        let found = admin.get(&delivery).await.expect_status(200).json();
        (found["status"] == "succeeded").then_some(())
    })
    .await;
    let listed = admin.get("/webhooks/deliveries?environment=live&status=succeeded").await.expect_status(200).json();
    assert_eq!(text(&listed, "/data/0/id"), text(&sent, "/id"));
    let none = admin.get("/webhooks/deliveries?environment=sandbox").await.expect_status(200).json();
    assert_eq!(none["data"], json!([]), "nothing crosses");
    admin.post(&format!("{delivery}/retry"), json!({})).await.expect_status(202);
    receiver.wait_for(2).await;
    for action in ["created", "changed", "secret_rotated"] {
        let action = format!("webhook_endpoint.{action}");
        assert_eq!(admin.count_in_audit(&action, &text(&first, "/id")).await, 1, "{action}");
    }
    inside.stop().await;
}

#[tokio::test]
async fn an_event_survives_a_kill_before_its_delivery() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Serve::start_sealed(&data));
    let serve = Serve::start_with(&data, &["--webhooks-allow-private"]);
    let (admin, receiver) = (serve.manage("admin"), Receiver::start([]));
    let (id, _) = admin.create_active("sandbox", "billing", "read_only").await;
    let wanted = json!({ "mode": "SELECTED", "eventTypes": ["key.revoked"] });
    let (_, signing) = endpoint(&admin, "sandbox", &receiver, wanted).await;
    serve.terminate();

    // This one may not send anything to this machine, so nothing is delivered before the kill.
    let serve = Serve::start_with(&data, &[]);
    let asked = json!({ "reason": "over" });
    serve.manage("admin").post(&format!("/keys/{id}/revoke"), asked).await.expect_status(200);
    serve.kill();
    assert_eq!(receiver.received().len(), 0, "nothing was delivered yet");

    let _serve = Serve::start_with(&data, &["--webhooks-allow-private"]);
    let come = events(&receiver, &signing, 1).await;
    assert_eq!(
        (&come[0]["type"], &come[0]["data"]["id"]),
        (&json!("key.revoked"), &json!(id)),
        "what was acknowledged"
    );
    assert_eq!(receiver.received().len(), 1, "and it is one event");
}

#[tokio::test]
async fn an_alert_is_told_once_for_as_long_as_it_holds() {
    let clock = clock();
    let inside = reaching(&clock).await;
    let (admin, receiver) = (inside.manage(Role::Admin), Receiver::start([]));
    let (id, _) = admin.create_active("sandbox", "billing", "read_only").await;
    let wanted = json!({ "mode": "SELECTED", "eventTypes": ["alert.raised"] });
    let (_, signing) = endpoint(&admin, "sandbox", &receiver, wanted).await;
    admin.post("/leaks", json!({ "keyId": id, "place": "a gist" })).await.expect_status(200);
    let (one, other) = tokio::join!(inside.service().api_keys.raise_alerts(), inside.service().api_keys.raise_alerts());
    assert!(one.is_ok() && other.is_ok(), "two who look at the same time do not hinder each other: {one:?} {other:?}");
    inside.service().api_keys.raise_alerts().await.unwrap();
    let come = events(&receiver, &signing, 1).await;
    let listed = admin.get("/alerts").await.expect_status(200).json();
    assert_eq!(come[0]["data"], listed["data"][0], "as the list has it");
    assert_eq!(come[0]["data"]["kind"], "leaked");

    // It ends with the key; another key's is another one.
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "leaked" })).await.expect_status(200);
    inside.service().api_keys.raise_alerts().await.unwrap();
    let (other, _) = admin.create_active("sandbox", "other", "read_only").await;
    admin.post("/leaks", json!({ "keyId": other, "place": "a log" })).await.expect_status(200);
    inside.service().api_keys.raise_alerts().await.unwrap();
    let come = events(&receiver, &signing, 2).await;
    let keys: std::collections::BTreeSet<_> = come.iter().map(|event| text(event, "/data/keyId")).collect();
    assert_eq!(keys, [id, other].into(), "one for each, and none twice");
    assert_eq!(come.len(), 2);
    inside.stop().await;
}

/// What a page of endpoints says of each, without asking for every delivery.
#[tokio::test]
async fn an_endpoint_says_how_its_last_deliveries_went_and_the_public_contract_does_not() {
    let clock = clock();
    let inside = reaching(&clock).await;
    let (admin, receiver) = (inside.manage(Role::Admin), Receiver::start([Manner::Answer(503)]));
    let (id, signing) = endpoint(&admin, "sandbox", &receiver, all()).await;
    let (other, _) =
        endpoint(&admin, "sandbox", &receiver, json!({ "mode": "SELECTED", "eventTypes": ["key.leaked"] })).await;
    let recent = || async {
        let list = admin.get("/webhooks/endpoints?environment=sandbox").await.expect_status(200).json();
        let of =
            |id: &str| list["data"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["recent"].clone();
        (of(&id), of(&other))
    };
    assert_eq!(recent().await, (Value::Null, Value::Null), "nothing was sent");
    let until = async |status: &str, attempts: u64| {
        eventually("the delivery to be so far", WITHIN, || async {
            let (recent, other) = recent().await;
            assert_eq!(other, Value::Null, "somebody else's deliveries are not this one's");
            Some(()).filter(|()| recent[0]["status"] == status && recent[0]["attemptCount"] == attempts)
        })
        .await;
    };
    admin.post(&format!("/webhooks/endpoints/{id}/test"), json!({})).await.expect_status(202);
    until("pending", 1).await;
    clock.step(60);
    until("succeeded", 2).await;
    assert_eq!(receiver.received()[1].signatures_by(&signing), 1);
    for _ in 0..11 {
        admin.post(&format!("/webhooks/endpoints/{id}/test"), json!({})).await.expect_status(202);
        clock.step(1);
    }
    receiver.wait_for(13).await;
    assert_eq!(recent().await.0.as_array().unwrap().len(), 10, "ten at most");

    let (_, secret) = admin.create_active("sandbox", "writer", "read_write").await;
    let public = inside.public(keys::Environment::Sandbox, &secret);
    let made = public.post("/webhooks/endpoints", json!({ "url": receiver.url() })).await.expect_status(201).json();
    let sent = public.post(&format!("/webhooks/endpoints/{}/test", text(&made, "/id")), json!({})).await;
    sent.expect_status(202);
    let listed = public.get("/webhooks/endpoints").await.expect_status(200).json();
    assert_eq!(listed["data"][0].get("recent"), None, "the published shape has no such thing: {listed}");
    inside.stop().await;
}

/// Who writes in another language branches on the kind of fault.
#[tokio::test]
async fn a_refused_address_says_what_kind_of_fault_it_has() {
    let inside = Inside::start(clock().ambient()).await;
    let admin = inside.manage(Role::Admin);
    for (url, code) in [
        ("hooks", "not_a_web_address"),
        ("http://hooks.example.com/in", "https_only"),
        ("https://ana:pw@hooks.example.com/in", "has_a_password"),
        ("https://10.0.0.1/in", "not_public"),
        (&format!("https://hooks.example.com/{}", "x".repeat(2048)), "too_long"),
    ] {
        let asked = json!({ "environment": "sandbox", "url": url });
        let refused = admin.post("/webhooks/endpoints", asked).await.expect_problem(400, "VALIDATION_ERROR").json();
        let told = (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]);
        assert_eq!(told, (&json!("/url"), &json!(code)), "{refused}");
    }
    inside.stop().await;
}
