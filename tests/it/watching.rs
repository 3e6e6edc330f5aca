//! What others do is on the screen as it happens: the window listens, and does not ask again and again.

use std::process::Command;

use journeys::api::text;
use journeys::window::named;
use journeys::{Desk, Serve, Theme, Window, programs};
use keys::Environment;
use serde_json::json;

use crate::operations::{count, counters};
use crate::terminal::Saved;

/// How often the window asked what the organization says of itself, as its frame would do every two seconds.
async fn asked_for_the_frame(team: &Serve) -> u64 {
    let line = r#"conduit_requests_total{listener="manage",route="/v1/organization",status="2xx"}"#;
    count(&counters(team).await, line)
}

#[tokio::test]
async fn what_a_colleague_does_is_on_every_page_that_shows_it() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let colleague = team.manage("admin");
    let _saved = Saved::connect(&desk, &team);
    let window = Window::open(&desk).await;
    window.driver.reads("main", "No keys in sandbox yet").await;

    let (id, secret) = colleague.create_active("sandbox", "theirs", "read_only").await;
    window.lists("theirs", "active").await;
    let before = asked_for_the_frame(&team).await;
    assert!(before > 0, "it was asked when the window opened");

    window.click("nav-rotations").await;
    window.sees("rotations-empty").await;
    let asked = json!({ "cause": "routine" });
    let started = colleague.post(&format!("/keys/{id}/rotate"), asked).await.expect_status(201).json();
    let at = |step: &str| format!("{}[data-step={step}]", named("rotation-card"));
    window.driver.find(&at("created")).await;
    let confirm = format!("/keys/{}/confirm", text(&started, "/rotation/newKey/id"));
    colleague.post(&confirm, json!({})).await.expect_status(200);
    window.driver.find(&at("handed_over")).await;
    window.picture("light-told").await;
    let undo = format!("/rotations/{}/undo", text(&started, "/rotation/id"));
    colleague.post(&undo, json!({})).await.expect_status(200);
    window.driver.find(&at("undone")).await;

    window.click("nav-audit").await;
    window.driver.find("[data-action=\"rotation.undone\"]").await;
    colleague.create_active("sandbox", "noted", "read_only").await;
    window.driver.find("[data-testid=audit-row]:first-child[data-action=\"key.confirmed\"]").await;
    assert_eq!(asked_for_the_frame(&team).await, before, "what would be told is not asked for");

    window.click("nav-keys").await;
    window.open_key("theirs", "active").await;
    team.public(Environment::Sandbox, &secret).get("/customers").await.expect_status(200);
    window.says("key-drawer", "1 call").await;
    colleague.post(&format!("/keys/{id}/revoke"), json!({ "reason": "gone" })).await.expect_status(200);
    window.lists("theirs", "revoked").await;
}

/// The stream is taken up again where it was lost.
#[tokio::test]
async fn a_window_hears_again_once_a_lost_authority_is_back() {
    let desk = Desk::new(Theme::Dark).await;
    let folder = desk.at("team");
    let team = Serve::start(&folder);
    let manage = team.address("manage");
    let _saved = Saved::connect(&desk, &team);
    let window = Window::open(&desk).await;
    window.sees("create-key").await;
    team.kill();
    window.sees("offline-banner").await;
    let team = Serve::start_at(Command::new(programs::authority()), &folder, &manage).unwrap();
    window.sees_no("offline-banner").await;
    team.manage("admin").create_active("sandbox", "after", "read_only").await;
    window.lists("after", "active").await;
}
