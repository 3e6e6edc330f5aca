//! A live key takes two people: one at the window, one at a terminal of their own, in both directions (issue 11, line 14).

use journeys::people::{PASSWORD, join};
use journeys::window::{named, variable};
use journeys::{Api, Desk, Serve, Theme, Window};
use keys::Environment::Live;
use serde_json::Value;

use crate::authority::activation::activate;
use crate::reveal::page_holds_none;
use crate::sign_in::Terminal;

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";

/// Somebody at a terminal, signed in to the team's key server.
struct Ben<'a>(Terminal<'a>);

impl Ben<'_> {
    fn json(&self, words: &[&str]) -> Value {
        self.0.json(&[&["--connection", "team"], words].concat(), "")
    }

    fn refused(&self, words: &[&str]) -> (Option<i32>, String) {
        self.0.refused(&[&["--connection", "team"], words].concat(), "")
    }
}

/// What was asked for under this name, as a terminal lists it.
fn asked(ben: &Ben<'_>, name: &str) -> Value {
    let list = ben.json(&["keys", "asked"]);
    let found = list["approvals"].as_array().unwrap().iter().find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("{name} was not asked for: {list}")).clone()
}

fn row(state: &str) -> String {
    format!("{}[data-state={state}]", named("approval"))
}

#[tokio::test]
async fn one_person_asks_another_decides_and_the_first_alone_has_the_secret() {
    let (desk, other) = (Desk::new(Theme::Light).await, Desk::new(Theme::Dark).await);
    let team = Serve::start(&desk.at("team"));
    activate(&team).await;
    let (url, admin) = (team.address("manage"), team.manage("admin"));
    let anybody = Api::anonymous(&format!("{url}/v1"));
    for email in [ANA, BEN] {
        join(&admin, &anybody, email, "admin").await;
    }
    let terminal = Terminal(&other);
    terminal.json(&["sign-in", &url, "--email", BEN, "--name", "team", "--password-stdin"], &format!("{PASSWORD}\n"));
    let ben = Ben(terminal);

    let mut window = Window::open(&desk).await;
    window.click("welcome-team").await;
    window.type_into("team-url", &url).await;
    window.type_into("team-email", ANA).await;
    window.type_into("team-password", PASSWORD).await;
    window.click("team-sign-in").await;
    window.go_to("settings", "approval-policy").await;
    window.click_for("approval-policy-change", "approval-policy-reason").await;
    window.type_into("approval-policy-reason", "Four eyes").await;
    window.click("approval-policy-save").await;
    window.says("approval-policy", "Another admin approves").await;
    window.picture("approvals-1-rule").await;

    // Nobody creates one alone any more, from anywhere.
    let alone = ["keys", "create", "--environment", "live", "--name", "alone", "--out", "alone.txt"];
    assert_eq!(ben.refused(&alone), (Some(3), "live_key_needs_approval".to_owned()));
    admin
        .post("/keys", serde_json::json!({ "environment": "live", "name": "alone" }))
        .await
        .expect_problem(409, "LIVE_KEY_NEEDS_APPROVAL");

    window.click("nav-keys").await;
    window.click("environment-live").await;
    window.click_for("ask-for-key", "ask-name").await;
    window.type_into("ask-name", "billing").await;
    window.type_into("ask-reason", "The yearly accounts").await;
    window.picture("approvals-2-ask").await;
    window.click("ask-submit").await;
    window.driver.find(&row("waiting")).await;
    window.sees_no("approval-approve").await;
    window.picture("approvals-3-waiting").await;

    // The other one decides, elsewhere; the window hears of it by itself.
    let billing = asked(&ben, "billing");
    assert_eq!((&billing["askedBy"]["name"], &billing["reason"]), (&ANA.into(), &"The yearly accounts".into()));
    let id = billing["id"].as_str().unwrap();
    ben.json(&["keys", "approve", id, "--reason", "Agreed with finance"]);
    assert_eq!(ben.refused(&["keys", "claim", id, "--out", "theirs.txt"]), (Some(3), "not_allowed".to_owned()));
    assert!(!other.at("theirs.txt").exists(), "whoever approves gets nothing");
    window.reads("approvals", "Agreed with finance").await;
    window.driver.find(&row("approved")).await;
    window.picture("approvals-4-approved").await;
    window.click("approval-claim").await;
    window.sees("one-time-sheet").await;
    window.write_secret("billing.env", "BILLING_KEY").await;
    window.picture("approvals-5-claimed").await;
    window.confirm().await;
    let secret = variable(&desk, "billing.env", "BILLING_KEY");
    team.public(Live, &secret).get("/customers").await.expect_status(200);
    window.says("key-drawer", "Agreed with finance").await;
    window.picture("approvals-6-history").await;
    window.driver.press(journeys::driver::ESCAPE).await;

    // And the other way round: asked for at a terminal, approved in the window, claimed where it was asked for.
    let ask =
        ["keys", "ask", "--name", "exports", "--for", "30d", "--reason", "The nightly export", "--allow", "127.0.0.1"];
    assert_eq!(ben.json(&ask)["state"], "waiting");
    window.reads("approvals", "The nightly export").await;
    window.click_for("approval-approve", "decide-reason").await;
    window.type_into("decide-reason", "Until the end of the month").await;
    window.picture("approvals-7-decide").await;
    window.click("decide-submit").await;
    window.driver.find(&row("approved")).await;
    window.sees_no("approval-claim").await;
    let exports = asked(&ben, "exports");
    let id = exports["id"].as_str().unwrap();
    let claimed = ben.json(&["keys", "claim", id, "--out", "exports.txt"]);
    assert_eq!((&claimed["state"], &claimed["allowedIps"]), (&"active".into(), &serde_json::json!(["127.0.0.1/32"])));
    let theirs = std::fs::read_to_string(other.at("exports.txt")).unwrap().trim().to_owned();
    team.public(Live, &theirs).get("/customers").await.expect_status(200);
    window.lists("exports", "active").await;
    window.click("approvals-earlier").await;
    window.driver.find(&row("claimed")).await;
    window.picture("approvals-8-earlier").await;
    page_holds_none(&window, &[secret.clone(), theirs, PASSWORD.to_owned()]).await;
    window.close(&desk).await;
    crate::canary::hunt(&desk, &window, &[secret], &["billing.env"]);
}
