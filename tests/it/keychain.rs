//! A keychain in trouble is said plainly, and blocks saving only.

use journeys::window::variable;
use journeys::{Desk, Theme, Window};

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
    let off = "return document.querySelector('[data-testid=sheet-save]').getAttribute('aria-disabled')";
    assert_eq!(window.driver.execute(off).await.unwrap(), "true", "saving is off");
    window.write_secret("key.env", "CONDUIT_API_KEY").await;
    assert!(variable(&desk, "key.env", "CONDUIT_API_KEY").starts_with("ck_sandbox_"));
    window.confirm().await;
    window.lists("billing", "active").await;
    assert!(desk.keychain().is_empty(), "nothing went where it could not");
}

#[tokio::test]
async fn without_a_keychain_the_window_works_and_says_so() {
    let desk = Desk::bare(Theme::Light);
    let window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    window.create("billing", "read-only").await;
    window.write_secret("key.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    window.lists("billing", "active").await;
    let said = window.driver.text("[data-testid=status-line]").await;
    assert!(!said.contains("unlocked"), "{said}");
}
