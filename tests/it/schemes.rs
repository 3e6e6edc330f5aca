//! Every page and sheet in either scheme, to be looked at; and axe-core finds nothing on any of them in the real web view.

use journeys::window::named;
use journeys::{Desk, Theme, Window, axe};

/// What the window shows now: its picture, and what axe-core says of it.
async fn look(window: &Window, theme: Theme, name: &str) {
    let name = format!("{}-{name}", theme.word());
    window.picture(&name).await;
    axe::finds_nothing(window, &name).await;
}

#[tokio::test]
async fn a_dark_desktop_gets_dark_pages_that_everybody_can_read() {
    every_page(Theme::Dark).await;
}

#[tokio::test]
async fn a_light_desktop_gets_light_pages_that_everybody_can_read() {
    every_page(Theme::Light).await;
}

async fn every_page(theme: Theme) {
    let desk = Desk::new(theme).await;
    let window = Window::open(&desk).await;
    window.sees("welcome-name").await;
    let is_dark = theme.word() == "dark";
    let dark = window.driver.execute("return matchMedia('(prefers-color-scheme: dark)').matches").await;
    assert_eq!(dark.unwrap(), is_dark, "the page follows the desktop");
    let light = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).some((n) => n > 96)";
    assert_eq!(window.driver.execute(light).await.unwrap(), !is_dark, "and is painted so");
    look(&window, theme, "1-welcome").await;
    window.set_up("Acme Ltd").await;
    look(&window, theme, "2-keys-empty").await;
    window.click_for("create-key", "create-name").await;
    look(&window, theme, "2-create").await;
    window.driver.press(journeys::driver::ESCAPE).await;
    window.create("billing", "read-write").await;
    look(&window, theme, "3-one-time-sheet").await;
    window.save_in_keychain().await;
    window.confirm().await;
    window.open_key("billing", "active").await;
    look(&window, theme, "4-key").await;
    window.click_for("drawer-revoke", "revoke-dialog").await;
    look(&window, theme, "4-revoke").await;
    window.driver.press(journeys::driver::ESCAPE).await;
    window.click_for("drawer-rotate", "rotate-dialog").await;
    window.tick("rotate-cause-leaked").await;
    look(&window, theme, "5-rotate").await;
    window.click("rotate-submit").await;
    window.sees("one-time-sheet").await;
    window.save_in_keychain().await;
    window.confirm().await;
    window.driver.find(&format!("{}[aria-current=page]", named("nav-rotations"))).await;
    let pages = [
        ("rotations", "rotations-over"),
        ("requests", "request-row"),
        ("alerts", "alerts-empty"),
        ("activation", "activation-line"),
        ("members", "people-empty"),
        ("audit", "audit-row"),
        ("settings", "saved-secret-row"),
        ("keys", "key-row"),
    ];
    for (page, part) in pages {
        window.go_to(page, part).await;
        look(&window, theme, &format!("6-{page}")).await;
    }
    window.lists("billing", "revoked").await;
    window.click("environment-live").await;
    window.sees("live-locked").await;
    look(&window, theme, "7-live-locked").await;
}
