//! Every page in the dark, to be looked at.

use journeys::window::named;
use journeys::{Desk, Theme, Window};

#[tokio::test]
async fn a_dark_desktop_gets_dark_pages() {
    let desk = Desk::new(Theme::Dark).await;
    let window = Window::open(&desk).await;
    window.sees("welcome-name").await;
    let dark = window.driver.execute("return matchMedia('(prefers-color-scheme: dark)').matches").await;
    assert_eq!(dark.unwrap(), true, "the page follows the desktop");
    let light = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).some((n) => n > 96)";
    let painted = "return getComputedStyle(document.body).backgroundColor";
    let colour = window.driver.execute(painted).await.unwrap();
    assert_ne!(window.driver.execute(light).await.unwrap(), true, "and is painted dark: {colour}");
    window.picture("dark-1-welcome").await;
    window.set_up("Acme Ltd").await;
    window.picture("dark-2-keys-empty").await;
    window.create("billing", "read-write").await;
    window.picture("dark-3-one-time-sheet").await;
    window.save_in_keychain().await;
    window.confirm().await;
    window.open_key("billing", "active").await;
    window.picture("dark-4-key").await;
    window.click_for("drawer-rotate", "rotate-dialog").await;
    window.tick("rotate-cause-leaked").await;
    window.picture("dark-5-rotate").await;
    window.click("rotate-submit").await;
    window.sees("one-time-sheet").await;
    window.save_in_keychain().await;
    window.confirm().await;
    window.driver.find(&format!("{}[aria-current=page]", named("nav-rotations"))).await;
    let pages = [
        ("rotations", "rotations-over"),
        ("activation", "activation-line"),
        ("audit", "audit-row"),
        ("settings", "saved-secret-row"),
        ("keys", "key-row"),
    ];
    for (page, part) in pages {
        window.go_to(page, part).await;
        window.picture(&format!("dark-6-{page}")).await;
    }
    window.lists("billing", "revoked").await;
    window.click("environment-live").await;
    window.sees("live-locked").await;
    window.picture("dark-7-live-locked").await;
}
