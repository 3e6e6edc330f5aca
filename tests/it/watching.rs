//! What others do is on the screen as it happens: the window listens, and does not ask again and again.

use std::process::Command;

use journeys::api::text;
use journeys::window::named;
use journeys::{Desk, Serve, Theme, WITHIN, Window, eventually, programs};
use keys::Environment;
use serde_json::{Value, json};

use crate::operations::{count, counters};
use journeys::terminal::Saved;

/// The key that goes to the end of a list.
const END: &str = "\u{e010}";

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
    window.driver.reads("main", "No keys in Sandbox yet").await;

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
    window.lists("noted", "active").await;
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
    let colleague = team.manage("admin");
    colleague.create_active("sandbox", "after", "read_only").await;
    window.lists("after", "active").await;
    // A window that only asks again shows each of them after seconds, in which its frame asks as well.
    let before = asked_for_the_frame(&team).await;
    for name in ["second", "third", "fourth", "fifth"] {
        colleague.create_active("sandbox", name, "read_only").await;
        window.lists(name, "active").await;
    }
    assert_eq!(asked_for_the_frame(&team).await, before, "it is told, and does not ask");
}

/// A secret is of no use once its key was revoked, whoever did that and whatever is on the screen.
#[tokio::test]
async fn a_saved_secret_goes_from_the_keychain_when_a_colleague_revokes_its_key() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let _saved = Saved::connect(&desk, &team);
    let window = Window::open(&desk).await;
    window.create("billing", "read-only").await;
    window.save_in_keychain().await;
    window.confirm().await;
    assert_eq!(desk.keychain().len(), 2, "the connection's token and the key's secret");
    let id = window.key_id("billing", "active").await;
    window.click("nav-audit").await;
    window.driver.find("[data-testid=audit-row]").await;
    let revoked = team.manage("admin").post(&format!("/keys/{id}/revoke"), json!({ "reason": "gone" })).await;
    revoked.expect_status(200);
    let left = || async { (desk.keychain().len() == 1).then_some(()) };
    eventually("the keychain holds the token alone", WITHIN, left).await;
}

/// What is on the screen is asked for, and what is looked for is found by its place.
#[tokio::test]
async fn a_long_list_comes_page_by_page_to_the_window_and_the_terminal() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let colleague = team.manage("admin");
    for number in 0..130 {
        colleague.create_pending("sandbox", &format!("key {number}"), "read_only").await;
    }
    let saved = Saved::connect(&desk, &team);
    let list = |more: &[&str]| -> Value {
        let words = [&["keys", "list", "--environment", "sandbox", "--json"], more].concat();
        serde_json::from_str(&saved.done(&words)).unwrap()
    };
    let first = list(&[]);
    assert_eq!((first["keys"].as_array().unwrap().len(), &first["counts"]["pending"]), (100, &json!(130)));
    let rest = list(&["--after", &text(&first, "/nextCursor")]);
    assert_eq!((text(&rest, "/keys/29/name"), &rest["nextCursor"]), ("key 0".to_owned(), &Value::Null));
    let by_name = list(&["--sort", "name", "--ascending", "--limit", "3", "--search", "key", "--filter", "pending"]);
    assert_eq!(text(&by_name, "/keys/2/name"), "key 2", "as people sort names");
    let told = saved.done(&["keys", "revoke", "--environment", "sandbox", "key 0", "--reason", "the oldest"]);
    assert!(told.contains("Revoked key 0"), "it is found behind the first page: {told}");

    let window = Window::open(&desk).await;
    window.lists("key 129", "pending").await;
    let table = format!("document.querySelector({:?})", named("key-table"));
    let counted = window.driver.execute(&format!("return {table}.getAttribute('aria-rowcount')")).await;
    assert_eq!(counted.unwrap(), "131", "all are counted, those that are not loaded too");
    window.driver.execute(&format!("{table}.focus()")).await.unwrap();
    window.driver.press(END).await;
    window.lists("key 30", "pending").await;
    let is_here = format!("return {table}.scrollHeight > 130 * 36");
    let here = || async { (window.driver.execute(&is_here).await.ok()? == true).then_some(()) };
    eventually("the next page is here before anybody asks for it", WITHIN, here).await;
    window.driver.press(END).await;
    window.lists("key 0", "revoked").await;
    window.picture("light-long-list").await;
    window.type_into("key-search", "key 7").await;
    window.lists("key 7", "pending").await;
    window.picture("light-long-list-searched").await;
}
