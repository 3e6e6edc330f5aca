//! The language that a person chose is spoken by each window of the program, and again after a restart.

use journeys::window::named;
use journeys::{Desk, Theme, WITHIN, Window, eventually};

const SPOKEN: &str = "return document.documentElement.lang";

#[tokio::test]
async fn a_chosen_language_is_spoken_by_every_window_and_after_a_restart() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    assert_eq!(window.driver.execute(SPOKEN).await.expect("the page answers"), "en", "as this machine is set");
    window.click("nav-settings").await;
    // As by keyboard: the list of choices is the system's own, and takes the first letter of one.
    window.sees("language").await;
    let focus = format!("document.querySelector('{}').focus()", named("language"));
    window.driver.execute(&focus).await.expect("the page answers");
    window.driver.press("D").await;
    window.says("nav-keys", "Schlüssel").await;
    window.picture("light-german").await;

    window.close(&desk).await;
    window.reopen(&desk).await;
    window.says("nav-keys", "Schlüssel").await;
    window.create("billing", "read-only").await;
    window.says("one-time-sheet", "Ihr neuer Schlüssel").await;

    let main = window.driver.window().await;
    window.click("sheet-reveal").await;
    let opened = || async { window.driver.windows().await.into_iter().find(|handle| *handle != main) };
    let reveal = eventually("a second window", WITHIN, opened).await;
    window.driver.switch_to(&reveal).await;
    let speaks = || async { (window.driver.execute(SPOKEN).await.ok()? == "de").then_some(()) };
    eventually("it speaks as the first one does", WITHIN, speaks).await;
}
