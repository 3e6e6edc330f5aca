//! Connections: what is done is done where it was begun, a team's key server works beside whatever this computer's own is
//! in, and what the release before kept is found again.

use std::fs;

use journeys::api::text;
use journeys::programs::command_line;
use journeys::window::named;
use journeys::{Desk, Serve, Theme, WITHIN, Window, eventually};
use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use journeys::terminal::{Saved, texts};

/// What the terminal of this desk answers, with nothing said of where.
fn asks(desk: &Desk, words: &[&str]) -> Value {
    let output = desk.run(command_line().to_str().unwrap(), &[words, &["--json"]].concat());
    let (out, errors) = texts(&output);
    assert!(output.status.success(), "{words:?}: {errors}");
    serde_json::from_str(&out).expect("an answer in JSON")
}

fn states(listed: &Value, name: &str) -> Vec<String> {
    let keys = listed["keys"].as_array().unwrap().iter().filter(|key| key["name"] == name);
    keys.map(|key| text(key, "/state")).collect()
}

#[tokio::test]
async fn a_dialog_acts_where_it_was_opened_whatever_another_program_chooses_meanwhile() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    team.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let window = Window::with_new_key(&desk, "billing", "read-only").await;
    window.save_in_keychain().await;
    window.confirm().await;
    window.open_key("billing", "active").await;
    window.click_for("drawer-revoke", "revoke-dialog").await;
    let place = window.says("dialog-place", "Acme Ltd").await;
    assert!(place.contains("This computer") && place.contains("Sandbox"), "it says what it acts on: {place}");
    window.type_into("revoke-reason", "begun on this computer").await;

    let saved = Saved::connect(&desk, &team);
    window.says("connection-chooser", "team").await;
    assert_eq!(window.says("dialog-place", "Acme Ltd").await, place, "it is still the same dialog");
    window.click("revoke-submit").await;
    window.reads("receipt", "is revoked").await;
    window.picture("light-revoked-elsewhere").await;
    let ours = asks(&desk, &["--connection", "local", "keys", "list", "--environment", "sandbox"]);
    assert_eq!(states(&ours, "billing"), ["revoked"], "the key of which the dialog spoke");
    let theirs: Value =
        serde_json::from_str(&saved.done(&["keys", "list", "--environment", "sandbox", "--json"])).unwrap();
    assert_eq!(states(&theirs, "billing"), ["active"], "the team's key of that name works on");
}

#[tokio::test]
async fn a_team_s_key_server_is_used_beside_a_damaged_store_of_this_computer() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    team.manage("admin").create_active("sandbox", "theirs", "read_only").await;
    let data = desk.at("data/com.conduitkeys.desktop");
    fs::create_dir_all(&data).unwrap();
    let damaged = b"this is no database\n".repeat(500);
    fs::write(data.join("authority.sqlite3"), &damaged).unwrap();
    let mut window = Window::open(&desk).await;
    window.driver.find(&format!("{}[data-code=data_damaged]", named("setup-failed"))).await;
    window.click("welcome-team").await;
    window.click("connect-way-token").await;
    window.type_into("team-url", &team.address("manage")).await;
    desk.copy(&team.create_token("admin"));
    window.picture("light-team-beside-damage").await;
    window.click("team-submit").await;
    window.lists("theirs", "active").await;

    window.close(&desk).await;
    window.reopen(&desk).await;
    window.lists("theirs", "active").await;
    window.click("connection-chooser").await;
    let menu = window.says("connection-menu", "Not responding").await;
    assert!(menu.contains("This computer"), "it is said where the trouble is: {menu}");
    window.picture("light-connections").await;
    assert_eq!(fs::read(data.join("authority.sqlite3")).unwrap(), damaged, "not a byte has changed");
}

#[tokio::test]
async fn the_first_start_offers_a_team_s_key_server_and_setting_up_stays_possible() {
    let desk = Desk::new(Theme::Dark).await;
    let team = Serve::start(&desk.at("team"));
    team.manage("admin").create_active("sandbox", "theirs", "read_only").await;
    let window = Window::open(&desk).await;
    window.click("welcome-team").await;
    window.click("connect-way-token").await;
    window.type_into("team-url", &team.address("manage")).await;
    desk.copy("not a token");
    window.click("team-submit").await;
    window.driver.find("[role=alert]").await;
    window.picture("dark-team-refused").await;
    desk.copy(&team.create_token("admin"));
    window.click("team-submit").await;
    window.lists("theirs", "active").await;

    window.click("connection-chooser").await;
    window.says("connection-menu", "Not set up").await;
    window.driver.click("[data-connection-id=local]").await;
    window.sees("other-place").await;
    window.set_up("Acme Ltd").await;
    window.says("connection-chooser", "This computer").await;
}

#[tokio::test]
async fn the_terminal_reaches_this_computer_s_authority_while_the_window_is_open_and_says_how_when_not() {
    let desk = Desk::new(Theme::Light).await;
    let list = ["keys", "list", "--environment", "sandbox"];
    let refused = |code: &str| {
        let output = desk.run(command_line().to_str().unwrap(), &[&list[..], &["--json"]].concat());
        let failure: Value = serde_json::from_str(&texts(&output).1).unwrap();
        assert_eq!(failure["code"], code, "{failure}");
        text(&failure, "/message")
    };
    refused("not_set_up");
    let mut window = Window::with_new_key(&desk, "billing", "read-only").await;
    window.write_secret("key.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    window.lists("billing", "active").await;
    let lent = || async { desk.lent() };
    let token = eventually("the window lends its authority", WITHIN, lent).await;
    assert_eq!(states(&asks(&desk, &list), "billing"), ["active"], "with nothing said of where");
    let listed = asks(&desk, &["connections", "list"]);
    assert_eq!((text(&listed, "/0/organization"), &listed[0]["trouble"]), ("Acme Ltd".to_owned(), &Value::Null));
    crate::reveal::page_holds_none(&window, std::slice::from_ref(&token)).await;

    window.terminate(&desk).await;
    assert_eq!(desk.lent(), None, "what was lent is taken back");
    assert!(refused("offline").contains("Open Conduit Keys"), "it says how");
}

/// The journal as the first release made it.
const FIRST_JOURNAL: &str = include_str!("../../src-tauri/crates/actions/migrations/0001_journal.sql");

#[tokio::test]
async fn what_the_release_before_saved_is_carried_over_and_named_by_its_connection() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::with_new_key(&desk, "billing", "read-only").await;
    window.save_in_keychain().await;
    window.confirm().await;
    let id = window.key_id("billing", "active").await;
    window.close(&desk).await;
    let secret = desk.keychain().pop().unwrap();

    // What the first release would have left: an item named by the key alone, and a journal that counts no steps.
    let (items, former) = (desk.items(), former_item(&id));
    let saved = items.iter().find(|item| item.starts_with("key-")).unwrap();
    desk.run("secret-tool", &["clear", "service", "com.conduitkeys.desktop", "username", saved]);
    assert_eq!(desk.keychain(), [""; 0], "{items:?}");
    desk.keep(&former, &secret);
    let file = desk.at("data/com.conduitkeys.desktop/journal.sqlite3");
    let journal = Connection::open(&file).unwrap();
    journal
        .execute_batch(&format!(
            "ALTER TABLE saved_secrets RENAME TO newer; {FIRST_JOURNAL}
             INSERT INTO saved_secrets SELECT key_id, connection_id, name, environment, hint_prefix, hint_last_four,
                saved_at, lost_at FROM newer;
             DROP TABLE newer; DROP TABLE guided_runs; DROP TABLE guided_steps; DROP TABLE audit_heads;
             DROP TABLE connection_hosts; DROP TABLE key_proofs; DROP TABLE service_calls; DROP TABLE publishable_keys;
             DROP TABLE last_known; DROP TABLE account_keys; DROP TABLE account_creations;
             DROP TABLE account_rotations;
             ALTER TABLE connections DROP COLUMN removed_at; ALTER TABLE connections DROP COLUMN service;
             ALTER TABLE connections DROP COLUMN account; PRAGMA user_version = 0"
        ))
        .unwrap();
    drop(journal);

    window.reopen(&desk).await;
    window.open_key("billing", "active").await;
    window.click("drawer-copy").await;
    let copied = || async { (desk.clipboard() == secret).then_some(()) };
    eventually("the secret is found again", WITHIN, copied).await;
    let renamed = || async { (!desk.items().contains(&former) && desk.keychain().len() == 1).then_some(()) };
    eventually("its item is named anew, and the former one is gone", WITHIN, renamed).await;
    window.click_for("drawer-revoke", "revoke-dialog").await;
    window.type_into("revoke-reason", "end of the test").await;
    window.click("revoke-submit").await;
    window.reads("receipt", "is revoked").await;
    let emptied = || async { desk.keychain().is_empty().then_some(()) };
    eventually("nothing dead stays in the keychain", WITHIN, emptied).await;
}

/// How the first release named the item of a key's secret.
fn former_item(key_id: &str) -> String {
    format!("key-{}", hex::encode(&Sha256::digest(key_id)[..16]))
}
