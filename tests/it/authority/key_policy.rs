//! How old keys may become: what the organization says of an environment decides what is due there.

use journeys::{Answer, Api, Inside, api::text, clock::Clock};
use keys::{Timestamp, wire::Role};
use reqwest::Method;
use serde_json::{Value, json};

const DAY: i64 = 24 * 3600;

async fn say(api: &Api, environment: &str, days: Value) -> Answer {
    let asked = json!({ "environment": environment, "keyDaysMax": days, "reason": "The auditors ask for it" });
    Answer::to(api.request(Method::PATCH, "/organization").json(&asked)).await
}

/// The names of what is due, and how many the list says there are.
async fn due(api: &Api, environment: &str) -> (Vec<String>, Value) {
    let page = api.get(&format!("/keys?environment={environment}&due=true")).await.expect_status(200).json();
    let names = page["data"].as_array().unwrap().iter().map(|key| text(key, "/name")).collect();
    (names, page["meta"]["total"].clone())
}

#[tokio::test]
async fn a_key_older_than_the_organization_says_is_due_there_and_only_there() {
    let clock = Clock::at(Timestamp::from_millis(1_768_469_400_000));
    let inside = Inside::start(clock.ambient()).await;
    inside.activate().await;
    let (admin, support) = (inside.manage(Role::Admin), inside.manage(Role::Support));
    for environment in ["sandbox", "live"] {
        admin.create_active(environment, "old", "read_only").await;
    }
    clock.step(30 * DAY);
    let (rotated, _) = admin.create_active("live", "rotated", "read_only").await;
    admin.post(&format!("/keys/{rotated}/rotate"), json!({ "cause": "routine" })).await.expect_status(201);
    admin.create_active("live", "young", "read_only").await;
    clock.step(50 * DAY);
    assert_eq!(due(&support, "live").await, (vec![], json!(0)), "nothing is said: a year is old");

    let said = say(&admin, "live", json!(80)).await.expect_status(200).json();
    assert_eq!(said["environments"][1]["keyDaysMax"], 80, "{said}");
    assert_eq!(support.get("/organization").await.json()["environments"], said["environments"], "everybody may know");
    assert_eq!(due(&support, "live").await, (vec!["old".to_owned()], json!(1)));
    assert_eq!(due(&support, "sandbox").await, (vec![], json!(0)), "of the sandbox nothing was said");
    let old = support.get("/alerts?kind=old").await.json();
    assert_eq!(
        (&old["meta"]["total"], &old["data"][0]["environment"]),
        (&json!(1), &json!("live")),
        "the alert follows it"
    );
    say(&admin, "live", json!(50)).await.expect_status(200);
    assert_eq!(due(&support, "live").await.1, json!(2), "a key in a rotation has its successor already");
    say(&admin, "live", json!(50)).await.expect_status(200);
    say(&admin, "live", Value::Null).await.expect_status(200);
    assert_eq!(due(&support, "live").await.1, json!(0));
    let organization = text(&said, "/id");
    assert_eq!(admin.count_in_audit("organization.changed", &organization).await, 3, "what is said already is no deed");
    let rows = admin.get("/audit?action=organization.changed&limit=1").await.json();
    let detail = "How old a key may become: 50 days to unsaid. The auditors ask for it";
    assert_eq!((&rows["data"][0]["detail"], &rows["data"][0]["environment"]), (&json!(detail), &json!("live")));

    for role in [Role::Support, Role::Onboarding, Role::Operator] {
        say(&inside.manage(role), "sandbox", json!(90)).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
    for wrong in [json!(0), json!(366), json!("90")] {
        say(&admin, "live", wrong).await.expect_problem(400, "VALIDATION_ERROR");
    }
    let unreasoned = json!({ "environment": "live", "keyDaysMax": 90, "reason": " " });
    let request = admin.request(Method::PATCH, "/organization").json(&unreasoned);
    Answer::to(request).await.expect_problem(400, "VALIDATION_ERROR");
    inside.stop().await;
}
