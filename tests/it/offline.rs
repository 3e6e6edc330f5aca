//! The authority away while the window is open: the page says so, keeps what was typed, recovers by itself.

use std::process::Command;

use journeys::window::named;
use journeys::{Desk, Serve, Theme, Window, programs};

#[tokio::test]
async fn a_lost_authority_is_told_what_was_typed_is_kept_and_the_window_recovers_by_itself() {
    let desk = Desk::new(Theme::Light).await;
    let team = tempfile::tempdir().unwrap();
    let serve = Serve::start(team.path());
    let (manage, token) = (serve.address("manage"), serve.create_token("admin"));
    serve.manage("admin").create_active("sandbox", "theirs", "read_only").await;
    let window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;

    window.click("nav-settings").await;
    window.click_for("connection-add", "connect-way-token").await;
    window.click("connect-way-token").await;
    window.type_into("connection-name", "The team").await;
    window.type_into("connection-url", &manage).await;
    desk.copy(&token);
    window.picture("light-settings-connection").await;
    window.click("connection-submit").await;
    window.click("connection-use").await;
    assert_eq!(desk.keychain(), std::slice::from_ref(&token), "the token is in the keychain");
    crate::reveal::page_holds_none(&window, std::slice::from_ref(&token)).await;
    window.click("nav-keys").await;
    window.lists("theirs", "active").await;

    window.click_for("create-key", "create-name").await;
    window.type_into("create-name", "typed before the loss").await;
    serve.kill();
    window.sees("offline-banner").await;
    window.picture("light-offline").await;
    let typed = window.driver.value(&named("create-name")).await;
    assert_eq!(typed, "typed before the loss", "nothing that was typed is lost");

    let _serve = Serve::start_at(Command::new(programs::authority()), team.path(), &manage).unwrap();
    window.sees_no("offline-banner").await;
    assert_eq!(window.driver.value(&named("create-name")).await, typed, "still there");
    window.click("create-submit").await;
    window.sees("one-time-sheet").await;
    window.save_in_keychain().await;
    window.confirm().await;
    window.lists("typed before the loss", "active").await;
    crate::canary::hunt(&desk, &window, &[token], &[]);
}

#[tokio::test]
async fn two_windows_on_one_authority_revoke_one_key_and_tell_the_same() {
    let (desk, other_desk) = (Desk::new(Theme::Light).await, Desk::new(Theme::Light).await);
    let team = tempfile::tempdir().unwrap();
    let serve = Serve::start(team.path());
    let (id, _) = serve.manage("admin").create_active("sandbox", "shared", "read_only").await;
    let mut windows = Vec::new();
    for desk in [&desk, &other_desk] {
        let window = Window::open(desk).await;
        window.set_up("Acme Ltd").await;
        window.click("nav-settings").await;
        window.click_for("connection-add", "connect-way-token").await;
        window.click("connect-way-token").await;
        window.type_into("connection-name", "The team").await;
        window.type_into("connection-url", &serve.address("manage")).await;
        desk.copy(&serve.create_token("admin"));
        window.click("connection-submit").await;
        window.click("connection-use").await;
        window.click("nav-keys").await;
        window.open_key("shared", "active").await;
        window.click_for("drawer-revoke", "revoke-dialog").await;
        window.type_into("revoke-reason", "No longer used").await;
        windows.push(window);
    }
    tokio::join!(windows[0].click("revoke-submit"), windows[1].click("revoke-submit"));
    for window in &windows {
        window.reads("receipt", "is revoked").await;
        window.click("receipt-close").await;
        window.lists("shared", "revoked").await;
    }
    assert_eq!(serve.manage("support").count_in_audit("key.revoked", &id).await, 1, "one deed, one row");
}
