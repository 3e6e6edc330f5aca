//! An old key ends by itself in front of somebody who watches: chosen when the rotation starts, begun anew by a call, and
//! shown with its evidence behind the end.

use journeys::clock::Clock;
use journeys::window::{named, variable};
use journeys::{Desk, Inside, Theme, Window};
use keys::Environment::Sandbox;
use keys::wire::Role;
use keys::{Ambient, Timestamp};
use serde_json::json;

use journeys::terminal::Saved;

/// Time goes by while the authority watches, as it does every two seconds.
async fn watched(inside: &Inside, clock: &Clock, seconds: i64) {
    for _ in 0..seconds / 30 {
        clock.step(30);
        inside.service().api_keys.end_quiet().await.unwrap();
    }
}

/// The one rotation's card at a step.
fn card(step: &str) -> String {
    format!("{}[data-step={step}]", named("rotation-card"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_key_ends_by_itself_after_its_quiet_minutes_and_the_page_shows_upon_what_evidence() {
    let desk = Desk::new(Theme::Light).await;
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let (id, old) = admin.create_active("sandbox", "billing", "read_only").await;
    let old = inside.public(Sandbox, &old);
    let token = inside.session_token(Role::Admin, "desk");
    let saved = Saved::connect_to(&desk, inside.manage_address(), token.expose());
    let mut window = Window::open(&desk).await;
    window.open_key("billing", "active").await;
    window.click_for("drawer-rotate", "rotate-dialog").await;
    window.tick("rotate-cause-routine").await;
    window.driver.choose(&named("rotate-quiet"), "5").await;
    window.picture("light-quiet-1-chosen").await;
    window.click("rotate-submit").await;
    window.write_secret("new.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    let new = inside.public(Sandbox, &variable(&desk, "new.env", "CONDUIT_API_KEY"));

    window.click("nav-rotations").await;
    window.driver.find(&card("handed_over")).await;
    window.reads("rotation-quiet-end", "5 minutes without a call, once the new key is in use").await;
    new.get("/customers").await.expect_status(200);
    old.get("/customers").await.expect_status(200);
    window.driver.find(&card("new_seen")).await;
    // Nobody looks again: the call is told of.
    window.reads("rotation-callers", "1 caller of the old key").await;
    window.reads("rotation-quiet-end", "The old key ends by itself").await;
    window.picture("light-quiet-2-runs").await;
    watched(&inside, &clock, 240).await;
    old.get("/customers").await.expect_status(200);
    let called_at: Timestamp = clock.now();
    watched(&inside, &clock, 270).await;
    assert_eq!(admin.state_of(&id).await, "retiring", "the call began the minutes anew");
    watched(&inside, &clock, 60).await;

    window.driver.find(&card("finished")).await;
    window.driver.click(&format!("{} h3 button", card("finished"))).await;
    window.reads("rotation-ended-quiet", "It ended by itself after 5 minutes without a call").await;
    window.picture("light-quiet-3-ended").await;
    old.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    new.get("/customers").await.expect_status(200);
    let key = admin.get(&format!("/keys/{id}")).await.expect_status(200).json();
    let reason = key["revocation"]["reason"].as_str().unwrap_or_default();
    assert!(reason.contains(&format!("5 minutes without a call since {called_at}")), "{reason}");
    let over = saved.done(&["rotations", "list", "--environment", "sandbox", "--over", "--json"]);
    let over: serde_json::Value = serde_json::from_str(&over).unwrap();
    assert_eq!(over["rotations"][0]["endedQuiet"], json!(true), "the terminal says so too");
    window.close(&desk).await;
    inside.stop().await;
}
