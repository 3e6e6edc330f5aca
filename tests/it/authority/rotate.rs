//! Rotation: creates first and revokes last, on evidence (design, section 5 rule 4).

use journeys::api::text;
use journeys::clock::Clock;
use journeys::{Api, Inside, Serve};
use keys::{Environment::Sandbox, Timestamp, wire::Role};
use reqwest::Method;
use serde_json::{Value, json};

/// Starts a rotation; answers its id, the successor's id and the successor's secret.
async fn start(admin: &Api, key_id: &str, asked: Value) -> (String, String, String) {
    let rotated = admin.post(&format!("/keys/{key_id}/rotate"), asked).await.expect_status(201).json();
    (text(&rotated, "/rotation/id"), text(&rotated, "/rotation/newKey/id"), text(&rotated, "/secret"))
}

async fn step(admin: &Api, rotation: &str) -> String {
    text(&admin.get(&format!("/rotations/{rotation}")).await.expect_status(200).json(), "/step")
}

async fn post(admin: &Api, path: String, body: Value) -> Value {
    admin.post(&path, body).await.expect_status(200).json()
}

#[tokio::test]
async fn a_routine_rotation_revokes_the_old_key_only_once_the_new_one_was_seen() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (old_id, old) = admin.create_active("sandbox", "billing", "read_write").await;
    let (rotation, new_id, new) = start(&admin, &old_id, json!({ "cause": "routine" })).await;
    let (old, new) = (serve.public(Sandbox, &old), serve.public(Sandbox, &new));
    let finish = format!("/rotations/{rotation}/finish");

    assert_eq!(step(&admin, &rotation).await, "created");
    old.get("/customers").await.expect_status(200);
    new.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    let unproven = json!({ "withoutEvidence": true });
    admin.post(&finish, unproven).await.expect_problem(409, "ROTATION_NOT_PROVEN");

    post(&admin, format!("/keys/{new_id}/confirm"), json!({})).await;
    assert_eq!(step(&admin, &rotation).await, "handed_over");
    admin.post(&finish, json!({})).await.expect_problem(409, "ROTATION_NOT_PROVEN");
    old.get("/customers").await.expect_status(200);

    new.get("/customers").await.expect_status(200);
    let seen = || async { (step(&admin, &rotation).await == "new_seen").then_some(()) };
    journeys::eventually("the new key is seen", journeys::WITHIN, seen).await;
    let receipt = post(&admin, finish, json!({})).await;
    assert_eq!((&receipt["key"]["id"], &receipt["key"]["state"]), (&json!(old_id), &json!("revoked")), "{receipt}");
    old.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    let new_key = admin.get(&format!("/keys/{new_id}")).await.expect_status(200).json();
    assert_eq!(
        (&new_key["name"], &new_key["accessLevel"]),
        (&json!("billing"), &json!("read_write")),
        "the same settings"
    );
    new.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await.expect_status(201);
    assert_eq!(step(&admin, &rotation).await, "finished");
}

#[tokio::test]
async fn a_rotation_can_be_finished_without_evidence_only_when_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (old_id, old) = admin.create_active("sandbox", "billing", "read_only").await;
    let (rotation, new_id, _) = start(&admin, &old_id, json!({ "cause": "routine" })).await;
    post(&admin, format!("/keys/{new_id}/confirm"), json!({})).await;
    let finish = format!("/rotations/{rotation}/finish");
    admin.post(&finish, json!({})).await.expect_problem(409, "ROTATION_NOT_PROVEN");
    let receipt = post(&admin, finish.clone(), json!({ "withoutEvidence": true })).await;
    assert_eq!(receipt["key"]["revocation"]["reason"], "Rotated, without evidence.", "the log says how it was done");
    serve.public(Sandbox, &old).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    assert_eq!(post(&admin, finish, json!({})).await["key"]["revocation"], receipt["key"]["revocation"], "asked twice");
    let undo = format!("/rotations/{rotation}/undo");
    admin.post(&undo, json!({})).await.expect_problem(409, "ROTATION_ENDED");
}

#[tokio::test]
async fn a_leaked_key_ends_the_moment_its_successor_is_handed_over() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (old_id, old) = admin.create_active("sandbox", "billing", "read_only").await;
    let asked = json!({ "cause": "leaked", "graceSeconds": 86400 });
    let (rotation, new_id, new) = start(&admin, &old_id, asked).await;
    let (old, new) = (serve.public(Sandbox, &old), serve.public(Sandbox, &new));
    old.get("/customers").await.expect_status(200);
    post(&admin, format!("/keys/{new_id}/confirm"), json!({})).await;
    old.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    new.get("/customers").await.expect_status(200);
    assert_eq!(step(&admin, &rotation).await, "finished", "leaked has no grace, whatever was asked");
}

#[tokio::test]
async fn an_undone_rotation_takes_the_old_key_back_and_revokes_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (old_id, old) = admin.create_active("sandbox", "billing", "read_only").await;
    for handed_over in [false, true] {
        let (rotation, new_id, new) = start(&admin, &old_id, json!({ "cause": "routine" })).await;
        if handed_over {
            post(&admin, format!("/keys/{new_id}/confirm"), json!({})).await;
        }
        post(&admin, format!("/rotations/{rotation}/undo"), json!({})).await;
        assert_eq!((admin.state_of(&old_id).await, admin.state_of(&new_id).await), ("active".into(), "revoked".into()));
        serve.public(Sandbox, &old).get("/customers").await.expect_status(200);
        serve.public(Sandbox, &new).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    }
}

#[tokio::test]
async fn a_repeated_start_is_the_same_rotation_without_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (old_id, _) = admin.create_active("sandbox", "billing", "read_only").await;
    let (path, asked) = (format!("/keys/{old_id}/rotate"), json!({ "cause": "routine" }));
    let first = admin.post_as("lost", &path, asked.clone()).await.expect_status(201).json();
    let again = admin.post_as("lost", &path, asked.clone()).await.expect_status(200).json();
    assert_eq!(first["rotation"]["id"], again["rotation"]["id"]);
    assert_eq!(again["secret"], Value::Null, "told once");
    admin.post(&path, asked).await.expect_problem(409, "KEY_NOT_ACTIVE");
    let listed = admin.get("/keys?environment=sandbox").await.expect_status(200).json();
    assert_eq!(listed["meta"]["total"], 2, "the old key and one successor");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_old_key_ends_with_its_grace_to_the_second() {
    let clock = Clock::at(Timestamp::from_millis(1_700_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let (old_id, old) = admin.create_active("sandbox", "billing", "read_only").await;
    let (rotation, new_id, _) = start(&admin, &old_id, json!({ "cause": "routine", "graceSeconds": 3600 })).await;
    let old = inside.public(Sandbox, &old);
    clock.step(7200);
    old.get("/customers").await.expect_status(200);
    post(&admin, format!("/keys/{new_id}/confirm"), json!({})).await;
    clock.step(3599);
    old.get("/customers").await.expect_status(200);
    clock.step(1);
    old.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    let swept = || async { (step(&admin, &rotation).await == "finished").then_some(()) };
    journeys::eventually("the end is written down too", journeys::WITHIN, swept).await;
    assert_eq!(admin.state_of(&old_id).await, "revoked");
    let undo = format!("/rotations/{rotation}/undo");
    admin.post(&undo, json!({})).await.expect_problem(409, "ROTATION_ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expiry_is_inherited_and_cuts_the_grace_short() {
    let clock = Clock::at(Timestamp::from_millis(1_700_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let expires_at = serde_json::to_value(clock.now().plus_seconds(600)).unwrap();
    let asked = json!({ "environment": "sandbox", "name": "billing", "expiresAt": expires_at });
    let created = admin.post("/keys", asked).await.expect_status(201).json();
    let (old_id, old) = (text(&created, "/key/id"), text(&created, "/secret"));
    post(&admin, format!("/keys/{old_id}/confirm"), json!({})).await;
    let (_, new_id, new) = start(&admin, &old_id, json!({ "cause": "routine", "graceSeconds": 3600 })).await;
    post(&admin, format!("/keys/{new_id}/confirm"), json!({})).await;
    let ends = |id: String| {
        let admin = admin.clone();
        async move { admin.get(&format!("/keys/{id}")).await.expect_status(200).json()["endsAt"].clone() }
    };
    assert_eq!(
        (ends(old_id).await, ends(new_id).await),
        (expires_at.clone(), expires_at),
        "min(grace, its own expiry)"
    );
    clock.step(599);
    inside.public(Sandbox, &old).get("/customers").await.expect_status(200);
    clock.step(1);
    for secret in [old, new] {
        inside.public(Sandbox, &secret).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    }
}

/// Time goes by while the authority watches, as it does every two seconds.
async fn watched(inside: &Inside, clock: &Clock, seconds: i64) {
    for _ in 0..seconds / 30 {
        clock.step(30);
        inside.service().api_keys.end_quiet().await.unwrap();
    }
}

/// A rotation that ends by itself after ten quiet minutes, handed over; its id, and the API with either key.
async fn quiet_rotation(inside: &Inside, admin: &Api) -> (String, String, Api, Api) {
    let (old_id, old) = admin.create_active("sandbox", "billing", "read_only").await;
    let (rotation, new_id, new) = start(admin, &old_id, json!({ "cause": "routine", "quietMinutes": 10 })).await;
    post(admin, format!("/keys/{new_id}/confirm"), json!({})).await;
    (rotation, old_id, inside.public(Sandbox, &old), inside.public(Sandbox, &new))
}

async fn patch(api: &Api, rotation: &str, asked: Value) -> journeys::Answer {
    journeys::Answer::to(api.request(Method::PATCH, &format!("/rotations/{rotation}")).json(&asked)).await
}

async fn read(admin: &Api, rotation: &str) -> Value {
    admin.get(&format!("/rotations/{rotation}")).await.expect_status(200).json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_key_ends_by_itself_when_its_successor_works_and_nobody_called_for_the_minutes() {
    let clock = Clock::at(Timestamp::from_millis(1_700_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let (admin, support) = (inside.manage(Role::Admin), inside.manage(Role::Support));
    let (rotation, old_id, old, new) = quiet_rotation(&inside, &admin).await;
    watched(&inside, &clock, 630).await;
    let waiting = read(&admin, &rotation).await;
    assert_eq!((&waiting["step"], &waiting["quietMinutes"]), (&json!("handed_over"), &json!(10)));
    assert_eq!(waiting["quietEndsAt"], Value::Null, "quiet alone ends nothing: nobody was seen with the new key");

    new.get("/customers").await.expect_status(200);
    old.get("/customers").await.expect_status(200);
    let called_at = clock.now();
    watched(&inside, &clock, 570).await;
    let running = read(&admin, &rotation).await;
    assert_eq!(
        (&running["quietSince"], &running["quietEndsAt"]),
        (&json!(called_at), &json!(called_at.plus_seconds(601)))
    );
    old.get("/customers").await.expect_status(200);
    let called_again_at = clock.now();
    watched(&inside, &clock, 600).await;
    assert_eq!(read(&admin, &rotation).await["quietSince"], json!(called_again_at), "a call begins the minutes anew");
    assert_eq!(step(&admin, &rotation).await, "old_quiet");
    watched(&inside, &clock, 30).await;

    let ended = read(&support, &rotation).await;
    assert_eq!((&ended["step"], &ended["endedQuiet"]), (&json!("finished"), &json!(true)));
    assert_eq!(
        (&ended["quietSince"], &ended["quietEndsAt"]),
        (&json!(called_again_at), &Value::Null),
        "its evidence stays"
    );
    old.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    new.get("/customers").await.expect_status(200);
    let reason = format!(
        "Rotated; it ended by itself: 10 minutes without a call since {called_again_at}. Its successor was first seen at work at {}.",
        text(&ended, "/newFirstUsedAt")
    );
    let revocation = &ended["oldKey"]["revocation"];
    assert_eq!((&revocation["reason"], &revocation["by"]["kind"]), (&json!(reason), &json!("authority")));
    let rows = admin.get(&format!("/audit?subject={rotation}&action=rotation.finished")).await.json();
    let detail = format!("routine; the old key ended by itself: 10 minutes without a call since {called_again_at}");
    assert_eq!(rows["data"][0]["detail"], json!(detail));
    assert_eq!(admin.state_of(&old_id).await, "revoked");
    let undo = format!("/rotations/{rotation}/undo");
    admin.post(&undo, json!({})).await.expect_problem(409, "ROTATION_ENDED");
    inside.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn time_in_which_nobody_watched_is_not_quiet() {
    let clock = Clock::at(Timestamp::from_millis(1_700_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let (rotation, _, _, new) = quiet_rotation(&inside, &admin).await;
    new.get("/customers").await.expect_status(200);
    watched(&inside, &clock, 570).await;
    clock.step(8 * 3600);
    watched(&inside, &clock, 30).await;
    let slept = read(&admin, &rotation).await;
    assert_eq!((&slept["step"], &slept["quietSince"]), (&json!("old_quiet"), &json!(clock.now())), "the machine slept");
    watched(&inside, &clock, 600).await;
    assert_eq!(step(&admin, &rotation).await, "old_quiet");
    watched(&inside, &clock, 30).await;
    assert_eq!(step(&admin, &rotation).await, "finished");
    inside.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quiet_minutes_are_changed_and_switched_off_while_the_rotation_runs_and_the_log_says_so() {
    let clock = Clock::at(Timestamp::from_millis(1_700_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let (rotation, old_id, _, new) = quiet_rotation(&inside, &admin).await;
    new.get("/customers").await.expect_status(200);
    watched(&inside, &clock, 570).await;
    let minutes = async |minutes: Value| patch(&admin, &rotation, json!({ "quietMinutes": minutes })).await;
    assert_eq!(minutes(Value::Null).await.expect_status(200).json()["quietMinutes"], Value::Null);
    watched(&inside, &clock, 3600).await;
    assert_eq!(step(&admin, &rotation).await, "old_quiet", "switched off, it ends by hand");
    let chosen = minutes(json!(5)).await.expect_status(200).json();
    assert_eq!(chosen["quietSince"], json!(clock.now()), "choosing ends nothing in the same breath");
    minutes(json!(5)).await.expect_status(200);
    assert_eq!(admin.count_in_audit("rotation.changed", &rotation).await, 2, "what changes nothing is no deed");
    for wrong in [json!(4), json!(10_081), json!("5")] {
        minutes(wrong).await.expect_problem(400, "VALIDATION_ERROR");
    }
    patch(&admin, &rotation, json!({})).await.expect_problem(400, "VALIDATION_ERROR");
    let (support, onboarding) = (inside.manage(Role::Support), inside.manage(Role::Onboarding));
    patch(&support, &rotation, json!({ "quietMinutes": 5 })).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    patch(&onboarding, &rotation, json!({ "quietMinutes": 6 })).await.expect_status(200);
    watched(&inside, &clock, 390).await;
    assert_eq!(admin.state_of(&old_id).await, "revoked");
    minutes(json!(5)).await.expect_problem(409, "ROTATION_ENDED");

    let (other_id, _) = admin.create_active("sandbox", "leaked", "read_only").await;
    let (leaked, ..) = start(&admin, &other_id, json!({ "cause": "leaked", "quietMinutes": 60 })).await;
    assert_eq!(read(&admin, &leaked).await["quietMinutes"], Value::Null, "a leaked key does not wait to be quiet");
    patch(&admin, &leaked, json!({ "quietMinutes": 5 })).await.expect_problem(400, "VALIDATION_ERROR");
    inside.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_begins_knows_nothing_of_the_time_before() {
    let (clock, folder) = (Clock::at(Timestamp::from_millis(1_700_000_000_000)), tempfile::tempdir().unwrap());
    let data = folder.path().join("data");
    let serve = async || {
        let database = journeys::postgres::database_for(&data);
        // Nothing is sealed here: the next process would have another key.
        let change = |config: &mut authority::Config| {
            (config.data_dir, config.database, config.sealing_key) = (data.clone(), database, None);
        };
        Inside::start_with(clock.ambient(), change).await
    };
    let inside = serve().await;
    let admin = inside.manage(Role::Admin);
    let (rotation, _, _, new) = quiet_rotation(&inside, &admin).await;
    new.get("/customers").await.expect_status(200);
    watched(&inside, &clock, 570).await;
    inside.stop().await;
    clock.step(40);
    let inside = serve().await;
    let admin = inside.manage(Role::Admin);
    watched(&inside, &clock, 30).await;
    let waits = read(&admin, &rotation).await;
    assert_eq!(waits["step"], "old_quiet", "ten minutes have passed, but not before its eyes: {waits}");
    watched(&inside, &clock, 540).await;
    assert_eq!(step(&admin, &rotation).await, "old_quiet");
    watched(&inside, &clock, 90).await;
    assert_eq!(step(&admin, &rotation).await, "finished");
    inside.stop().await;
}
