//! A keychain in trouble is said plainly, and blocks saving only.

use journeys::window::{named, variable};
use journeys::{Desk, Theme, Window};
use serde_json::Value;

use crate::main_job::{curl, write_line};

#[tokio::test]
async fn a_locked_keychain_blocks_saving_and_nothing_else() {
    let desk = Desk::new(Theme::Light).await;
    let window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    window.reads("status-line", ", unlocked").await;
    desk.lock_keychain();
    window.reads("status-line", "keychain: locked").await;
    window.create("billing", "read-only").await;
    window.picture("light-keychain-locked").await;
    assert!(window.is_off("sheet-save").await, "saving is off");
    window.write_secret("key.env", "CONDUIT_API_KEY").await;
    assert!(variable(&desk, "key.env", "CONDUIT_API_KEY").starts_with("ck_sandbox_"));
    window.confirm().await;
    window.lists("billing", "active").await;
    assert!(desk.keychain().is_empty(), "nothing went where it could not");
}

#[tokio::test]
async fn without_a_keychain_the_window_works_and_says_so() {
    let desk = Desk::bare(Theme::Light);
    let window = Window::with_new_key(&desk, "billing", "read-only").await;
    window.write_secret("key.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    window.lists("billing", "active").await;
    let said = window.driver.text("[data-testid=status-line]").await;
    assert!(!said.contains("unlocked"), "{said}");
}

/// Creates a key and, with it, an endpoint for webhooks; answers the endpoint as the authority shows it.
async fn endpoint(desk: &Desk, window: &Window) -> Value {
    window.create("hooks", "read-write").await;
    window.write_secret("key.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    window.lists("hooks", "active").await;
    let base = window.driver.text(&named("base-url")).await;
    let (status, endpoint) = curl(desk, "key.env", &write_line(&base));
    assert_eq!(status, 201, "{endpoint}");
    endpoint
}

#[tokio::test]
async fn the_window_s_own_authority_signs_with_a_sealing_key_that_only_the_keychain_has() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    let made = endpoint(&desk, &window).await;
    assert_eq!(made["signature"]["available"], true, "deliveries are signed: {made}");
    let sealing = desk.sealing_keys();
    assert_eq!(sealing.len(), 1, "another process reads it in the keychain");
    crate::reveal::page_holds_none(&window, &sealing).await;

    window.close(&desk).await;
    window.reopen(&desk).await;
    window.lists("hooks", "active").await;
    let base = window.driver.text(&named("base-url")).await;
    let line = format!(
        r#"curl -X POST -H "x-api-key: $CONDUIT_API_KEY" -H 'content-type: application/json' -H 'idempotency-key: once' --data '{{}}' {base}/webhooks/endpoints/{}/rotate"#,
        made["id"].as_str().unwrap()
    );
    let (status, rotated) = curl(&desk, "key.env", &line);
    assert_eq!(status, 200, "the next start opens what the first one sealed: {rotated}");
    assert_eq!(desk.sealing_keys(), sealing, "with the same key");
    window.close(&desk).await;
    crate::canary::hunt(&desk, &window, &sealing, &[]);
}

#[tokio::test]
async fn with_a_locked_keychain_the_window_s_own_authority_starts_unsealed() {
    let desk = Desk::new(Theme::Light).await;
    desk.lock_keychain();
    let window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    let made = endpoint(&desk, &window).await;
    assert_eq!(made["signature"]["available"], false, "it says what it cannot do: {made}");
    assert!(desk.sealing_keys().is_empty(), "no key was made elsewhere instead");
}
