//! What deserves a look, told from facts: it comes with them and goes with them.

use journeys::{Api, Inside, Serve, WITHIN, clock::Clock, eventually};
use keys::Environment::Sandbox;
use keys::wire::Role;
use keys::{Ambient, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

const DAY: i64 = 24 * 3600;

async fn alerts(api: &Api) -> Vec<Value> {
    api.get("/alerts").await.expect_status(200).json()["data"].as_array().cloned().unwrap_or_default()
}

fn kinds(alerts: &[Value]) -> Vec<String> {
    alerts.iter().map(|alert| journeys::api::text(alert, "/kind")).collect()
}

/// The one alert of the kind, once it is there.
async fn told(api: &Api, kind: &str) -> Value {
    let look = || async { alerts(api).await.into_iter().find(|alert| alert["kind"] == kind) };
    eventually(&format!("an alert of the kind {kind}"), WITHIN, look).await
}

#[tokio::test]
async fn calls_with_a_revoked_key_are_told_with_who_still_calls() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, support) = (serve.manage("admin"), serve.manage("support"));
    let (id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    api.get("/customers").await.expect_status(200);
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    assert_eq!(kinds(&alerts(&support).await), [""; 0], "a revocation by itself is no alert");
    for _ in 0..3 {
        let request = api.request(Method::GET, "/customers").header("user-agent", "ledger/2.1");
        journeys::Answer::to(request).await.expect_problem(401, "API_KEY_INVALID");
    }
    let three = || async {
        let alert = told(&support, "refused_after_revocation").await;
        alert["evidence"].as_str().unwrap().starts_with("3 calls").then_some(alert)
    };
    let alert = eventually("all three calls are counted", WITHIN, three).await;
    assert!(alert["evidence"].as_str().unwrap().ends_with("the busiest 127.0.0.1 ledger/2.1."), "{alert}");
    assert_eq!((&alert["keyId"], &alert["severity"]), (&json!(id), &json!("warning")));

    let path = format!("/alerts/{}/acknowledge", alert["id"].as_str().unwrap());
    serve.manage("onboarding").post(&path, json!({ "reason": "x" })).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    let noted = support.post(&path, json!({ "reason": "Bob moves it" })).await.expect_status(200).json();
    assert_eq!(noted["acknowledgedBy"]["name"], "support");
    admin.post(&path, json!({ "reason": "again" })).await.expect_status(200);
    assert_eq!(alerts(&admin).await[0]["acknowledgedBy"]["name"], "support", "the first one's facts stay");
    assert_eq!(admin.count_in_audit("alert.acknowledged", &id).await, 1);
    let unknown = support.post("/alerts/alt_4fZk2Qw9Lr7Tn1Xc8Vb3Md/acknowledge", json!({ "reason": "x" })).await;
    unknown.expect_problem(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_found_secret_is_recognised_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, support) = (serve.manage("admin"), serve.manage("support"));
    let (id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let line = format!("export CONDUIT_KEY=\"{secret}\" # billing");
    let asked = json!({ "found": line, "place": format!("a gist with {secret}") });
    let reported = support.post("/leaks", asked).await.expect_status(200);
    assert!(!reported.text.contains(&secret[20..40]));
    assert_eq!((&reported.json()["keyId"], &reported.json()["stillUsable"]), (&json!(id), &json!(true)));
    let alert = told(&support, "leaked").await;
    assert_eq!(
        (&alert["severity"], &alert["evidence"]),
        (&json!("urgent"), &json!("Its secret was found: a gist with (hidden)."))
    );
    let again = admin.post("/leaks", json!({ "keyId": id, "place": "a chat" })).await.expect_status(200).json();
    assert_eq!(again["reportedAt"], reported.json()["reportedAt"], "the first report stays");
    let digest = keys::Digest::of(&secret).to_hex();
    let by_digest = json!({ "digest": digest, "place": "a log" });
    let known = support.post("/leaks", by_digest).await.expect_status(200).json();
    assert_eq!(known["keyId"], json!(id), "whoever would rather not send it names it by its digest");
    assert_eq!(admin.count_in_audit("key.leaked", &id).await, 1);
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "leaked" })).await.expect_status(200);
    assert_eq!(kinds(&alerts(&support).await), [""; 0], "a key that has ended leaks nothing any more");

    let strange = keys::mint::mint_secret(Sandbox, &Ambient::system());
    let unknown = json!({ "found": strange.expose(), "place": "a gist" });
    support.post("/leaks", unknown).await.expect_problem(404, "NOT_FOUND");
    for wrong in [
        json!({ "found": "no key", "place": "x" }),
        json!({ "place": "x" }),
        json!({ "keyId": id, "place": " " }),
        json!({ "digest": "no digest", "place": "x" }),
        json!({ "digest": digest, "keyId": id, "place": "x" }),
    ] {
        support.post("/leaks", wrong).await.expect_problem(400, "VALIDATION_ERROR");
    }
    serve
        .manage("onboarding")
        .post("/leaks", json!({ "keyId": id, "place": "x" }))
        .await
        .expect_problem(403, "ROLE_NOT_ALLOWED");
}

#[tokio::test]
async fn time_and_callers_bring_alerts_and_another_organization_sees_none() {
    let clock = Clock::at(Timestamp::from_millis(1_768_469_400_000));
    let inside = Inside::start(clock.ambient()).await;
    let (admin, support) = (inside.manage(Role::Admin), inside.manage(Role::Support));
    let end = clock.now().plus_seconds(100 * DAY);
    let asked = json!({ "environment": "sandbox", "name": "short", "expiresAt": end });
    let created = admin.post("/keys", asked).await.expect_status(201).json();
    let id = journeys::api::text(&created, "/key/id");
    admin.post(&format!("/keys/{id}/confirm"), json!({})).await.expect_status(200);
    let api = inside.public(Sandbox, &journeys::api::text(&created, "/secret"));
    let used = |agent: &'static str| {
        let (api, support, clock, id) = (api.clone(), support.clone(), clock.clone(), id.clone());
        async move {
            let request = api.request(Method::GET, "/customers").header("user-agent", agent);
            journeys::Answer::to(request).await.expect_status(200);
            let seen = || async {
                let key = support.get(&format!("/keys/{id}")).await.json();
                (key["lastUsedAt"] == json!(clock.now())).then_some(())
            };
            eventually("the call is noted", WITHIN, seen).await;
        }
    };
    used("ledger/2.1").await;
    assert_eq!(kinds(&alerts(&support).await), [""; 0]);
    clock.step(8 * DAY);
    used("ledger/2.1").await;
    used("strange/1.0").await;
    let alert = told(&support, "unusual_caller").await;
    assert!(alert["evidence"].as_str().unwrap().contains("strange/1.0"), "{alert}");
    clock.step(64 * DAY);
    let expiring = told(&support, "expiring").await;
    assert_eq!(kinds(&alerts(&support).await), ["expiring"], "the caller is a caller like the others");
    assert_eq!(
        (&expiring["severity"], &expiring["evidence"]),
        (&json!("notice"), &json!(format!("It ends by itself at {end}.")))
    );
    clock.step(27 * DAY);
    let told = alerts(&support).await;
    assert_eq!(kinds(&told), ["expiring", "unused"], "the most pressing first");
    assert_eq!(told[0]["severity"], "urgent");
    let other = inside.service().create_organization("Other", "").await.unwrap();
    assert_eq!(alerts(&inside.manage_of(&other, Role::Support)).await, [json!(null); 0]);
    clock.step(2 * DAY);
    assert_eq!(kinds(&alerts(&support).await), [""; 0], "what has ended needs no look");
    inside.stop().await;
}

#[tokio::test]
async fn a_rotation_that_does_not_go_on_is_told_of_until_it_does() {
    let clock = Clock::at(Timestamp::from_millis(1_768_469_400_000));
    let inside = Inside::start(clock.ambient()).await;
    let (admin, support) = (inside.manage(Role::Admin), inside.manage(Role::Support));
    let (old_id, old) = admin.create_active("sandbox", "billing", "read_only").await;
    let begin = async |asked: Value| {
        let rotated = admin.post(&format!("/keys/{old_id}/rotate"), asked).await.expect_status(201).json();
        let new_id = journeys::api::text(&rotated, "/rotation/newKey/id");
        admin.post(&format!("/keys/{new_id}/confirm"), json!({})).await.expect_status(200);
        (
            journeys::api::text(&rotated, "/rotation/id"),
            inside.public(Sandbox, &journeys::api::text(&rotated, "/secret")),
        )
    };
    let called = async |api: &Api| {
        api.get("/customers").await.expect_status(200);
        inside.service().api_keys.flush_usage().await.unwrap();
    };
    let stalled = async |rotation: &str| {
        support.get(&format!("/rotations/{rotation}")).await.expect_status(200).json()["stalled"].clone()
    };
    let (rotation, new) = begin(json!({ "cause": "routine" })).await;
    clock.step(DAY - 1);
    assert_eq!((kinds(&alerts(&support).await), stalled(&rotation).await), (vec![], Value::Null));
    clock.step(1);
    let unused = alerts(&support).await;
    assert_eq!((kinds(&unused), &unused[0]["rotationId"]), (vec!["rotation_unused".to_owned()], &json!(rotation)));
    assert_eq!((&unused[0]["keyId"], stalled(&rotation).await), (&json!(old_id), json!("rotation_unused")));

    called(&new).await;
    assert_eq!(kinds(&alerts(&support).await), [""; 0], "it ends with its cause");
    clock.step(DAY);
    assert_eq!(kinds(&alerts(&support).await), ["rotation_ready"], "it could be finished, and nobody does");
    let quiet = admin.request(Method::PATCH, &format!("/rotations/{rotation}")).json(&json!({ "quietMinutes": 60 }));
    journeys::Answer::to(quiet).await.expect_status(200);
    assert_eq!((kinds(&alerts(&support).await), stalled(&rotation).await), (vec![], Value::Null), "it ends by itself");
    admin.post(&format!("/rotations/{rotation}/undo"), json!({})).await.expect_status(200);

    let (short, new) = begin(json!({ "cause": "routine", "graceSeconds": 4 * 3600 })).await;
    let old = inside.public(Sandbox, &old);
    called(&new).await;
    called(&old).await;
    clock.step(3 * 3600 - 1);
    assert_eq!(kinds(&alerts(&support).await), [""; 0]);
    clock.step(1);
    let near = alerts(&support).await;
    assert_eq!((kinds(&near), &near[0]["severity"]), (vec!["rotation_still_called".to_owned()], &json!("urgent")));
    admin.post(&format!("/rotations/{short}/finish"), json!({})).await.expect_status(200);
    assert_eq!(kinds(&alerts(&support).await), [""; 0]);
    inside.stop().await;
}
