//! Shown once, and nothing is lost by looking away (design, section 5 rule 2).

use journeys::driver::ESCAPE;
use journeys::window::{named, variable};
use journeys::{Desk, Theme, WITHIN, Window, eventually};

use crate::main_job::curl;

#[tokio::test]
async fn escape_and_a_click_outside_leave_the_key_pending_and_its_secret_at_hand() {
    let desk = Desk::new(Theme::Light).await;
    let window = Window::with_new_key(&desk, "billing", "read-only").await;
    window.write_secret("key.env", "CONDUIT_API_KEY").await;

    window.driver.press(ESCAPE).await;
    window.sees("sheet-leave").await;
    window.picture("light-leave-pending").await;
    window.click("sheet-stay").await;
    window.sees_no("sheet-leave").await;
    window.sees("sheet-done").await;
    window.driver.click_at(5, 700).await;
    window.sees("sheet-leave").await;
    window.click("sheet-leave").await;
    window.sees_no("one-time-sheet").await;
    window.lists("billing", "pending").await;
    let base = window.driver.text(&named("base-url")).await;
    let line = format!("curl -H \"x-api-key: $CONDUIT_API_KEY\" {base}/customers");
    let (status, problem) = curl(&desk, "key.env", &line);
    assert_eq!((status, problem["type"].as_str()), (401, Some("API_KEY_INVALID")), "pending means refused: {problem}");

    // A pending row whose secret is at hand leads back to the sheet.
    window.click_key("billing", "pending").await;
    window.sees("one-time-sheet").await;
    window.write_secret("again.env", "CONDUIT_API_KEY").await;
    let name = "CONDUIT_API_KEY";
    assert_eq!(variable(&desk, "again.env", name), variable(&desk, "key.env", name), "the same secret, still held");
    window.confirm().await;
    window.lists("billing", "active").await;
    assert_eq!(curl(&desk, "key.env", &line).0, 200);
}

#[tokio::test]
async fn a_key_whose_secret_went_with_the_program_can_only_be_revoked() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::with_new_key(&desk, "billing", "read-write").await;
    window.kill(&desk).await;

    window.reopen(&desk).await;
    window.sees("create-key").await;
    window.open_key("billing", "pending").await;
    window.sees_no("drawer-sheet").await;
    window.picture("light-pending-lost").await;
    window.click_for("drawer-revoke", "revoke-dialog").await;
    window.type_into("revoke-reason", "its secret was never saved").await;
    window.click("revoke-submit").await;
    window.reads("receipt", "is revoked").await;
    window.click("receipt-close").await;
    window.lists("billing", "revoked").await;
}

#[tokio::test]
async fn closing_the_window_asks_before_a_secret_that_it_alone_has_is_lost() {
    let desk = Desk::new(Theme::Light).await;
    let window = Window::with_new_key(&desk, "billing", "read-only").await;
    let close = || desk.close_window(desk.windows("Conduit Keys").pop().expect("the window is open"));
    let asked = || async { desk.windows("Close Conduit Keys\\?").pop() };
    let gone = || async { desk.windows("Close Conduit Keys\\?").is_empty().then_some(()) };
    // Neither looking away nor Enter loses anything.
    close();
    desk.close_window(eventually("it is asked", WITHIN, asked).await);
    eventually("the question is answered", WITHIN, gone).await;
    close();
    let dialog = eventually("it is asked again", WITHIN, asked).await.to_string();
    desk.run("xdotool", &["windowfocus", "--sync", &dialog, "key", "--window", "0", "Return"]);
    eventually("the question is answered", WITHIN, gone).await;
    window.sees("one-time-sheet").await;

    // What the keychain has is not lost, and nothing is asked.
    window.save_in_keychain().await;
    close();
    let ended = || async { desk.processes(window.name()).is_empty().then_some(()) };
    eventually("the window closes", WITHIN, ended).await;
}

#[tokio::test]
async fn whoever_says_that_a_secret_may_go_closes_the_window_and_its_key_stays_pending() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::with_new_key(&desk, "billing", "read-only").await;
    desk.close_window(desk.windows("Conduit Keys").pop().expect("the window is open"));
    let asked = || async { desk.windows("Close Conduit Keys\\?").pop() };
    let dialog = eventually("it is asked", WITHIN, asked).await.to_string();
    desk.run("xdotool", &["windowfocus", "--sync", &dialog, "key", "--window", "0", "Tab", "Return"]);
    let ended = || async { desk.processes(window.name()).is_empty().then_some(()) };
    eventually("the window closes", WITHIN, ended).await;
    window.close(&desk).await;
    window.reopen(&desk).await;
    window.lists("billing", "pending").await;
}

#[tokio::test]
async fn a_successor_that_the_keychain_has_is_confirmed_after_a_restart() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::with_new_key(&desk, "billing", "read-only").await;
    window.say_saved().await;
    window.confirm().await;
    window.open_key("billing", "active").await;
    window.click_for("drawer-rotate", "rotate-cause-routine").await;
    window.tick("rotate-cause-routine").await;
    window.click("rotate-submit").await;
    window.sees("one-time-sheet").await;
    window.save_in_keychain().await;
    window.driver.press(ESCAPE).await;
    window.click("sheet-leave").await;
    window.close(&desk).await;
    window.reopen(&desk).await;
    window.go_to("rotations", "rotation-card").await;
    window.reads("rotation-card", "in this computer's keychain").await;
    window.picture("light-successor-saved").await;
    window.click("rotation-sheet").await;
    window.confirm().await;
    window.driver.find("[data-testid=rotation-card][data-step=handed_over]").await;
}
