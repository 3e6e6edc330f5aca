//! Live is different (design, section 5 rule 7).

use journeys::serve::{error_text, operate};
use journeys::window::{named, variable};
use journeys::{Desk, Theme, Window};

use crate::main_job::curl;

#[tokio::test]
async fn live_opens_by_activation_and_a_live_key_ends_only_by_its_typed_name() {
    let desk = Desk::new(Theme::Light).await;
    let window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    window.click("environment-live").await;
    window.sees("live-locked").await;
    window.picture("light-live-locked").await;

    window.click("nav-activation").await;
    fill_in(&window, "Payouts to suppliers").await;
    window.picture("light-activation").await;
    window.click("activation-submit").await;
    window.driver.find(&state("submitted")).await;
    window.type_into("activation-approve-reason", "Own machine, for development").await;
    window.picture("light-activation-submitted").await;
    window.click("activation-approve").await;
    window.driver.find(&state("approved")).await;
    window.picture("light-activation-approved").await;

    window.click("nav-keys").await;
    window.click("environment-live").await;
    window.create("payouts", "read-write").await;
    window.write_secret("live.env", "CONDUIT_API_KEY").await;
    window.picture("light-live-sheet").await;
    window.confirm().await;
    assert!(variable(&desk, "live.env", "CONDUIT_API_KEY").starts_with("ck_live_"), "the published prefix");
    window.open_key("payouts", "active").await;
    let line = window.driver.text(&named("drawer-curl")).await;
    assert_eq!(curl(&desk, "live.env", &line).0, 200, "{line}");

    leaked_ends_by_its_name(&desk, &window, &line).await;
    undo_of_a_successor_in_use_ends_it_by_its_name(&desk, &window, &line).await;

    window.open_key("payouts", "active").await;
    window.click_for("drawer-revoke", "revoke-dialog").await;
    window.type_into("revoke-reason", "No longer used").await;
    window.type_into("revoke-typed-name", "payout").await;
    assert!(window.is_off("revoke-submit").await, "another name is no confirmation");
    window.type_into("revoke-typed-name", "payouts").await;
    window.picture("light-live-revoke").await;
    window.click("revoke-submit").await;
    window.reads("receipt", "is revoked").await;
    assert_eq!(curl(&desk, "next.env", &line).0, 401, "refused from then on");
    window.click("receipt-close").await;
    window.lists("payouts", "revoked").await;
}

/// Rotates the key up to the one-time sheet.
async fn rotate(window: &Window, cause: &str, file: &str) {
    window.open_key("payouts", "active").await;
    window.click_for("drawer-rotate", "rotate-dialog").await;
    window.tick(&format!("rotate-cause-{cause}")).await;
    window.click("rotate-submit").await;
    window.sees("one-time-sheet").await;
    window.write_secret(file, "CONDUIT_API_KEY").await;
    window.say_saved().await;
}

/// Done on the sheet of a leaked live key's successor revokes that key.
async fn leaked_ends_by_its_name(desk: &Desk, window: &Window, line: &str) {
    rotate(window, "leaked", "next.env").await;
    assert!(window.is_off("sheet-done").await, "that the secret is saved is not enough");
    window.type_into("sheet-typed-name", "payout").await;
    assert!(window.is_off("sheet-done").await, "nor is another name");
    window.type_into("sheet-typed-name", "payouts").await;
    window.picture("light-live-leaked-sheet").await;
    window.click("sheet-done").await;
    window.sees_no("one-time-sheet").await;
    assert_eq!(curl(desk, "live.env", line).0, 401, "the leaked key is refused");
    assert_eq!(curl(desk, "next.env", line).0, 200, "its successor works");
    window.click("nav-keys").await;
}

/// Undo revokes the successor, which may be what programs call with by now.
async fn undo_of_a_successor_in_use_ends_it_by_its_name(desk: &Desk, window: &Window, line: &str) {
    rotate(window, "routine", "undone.env").await;
    window.confirm().await;
    assert_eq!(curl(desk, "undone.env", line).0, 200, "somebody calls with the successor");
    window.click("nav-rotations").await;
    window.driver.find(&format!("{}[data-step=new_seen]", named("rotation-card"))).await;
    window.click_for("rotation-undo", "undo-typed-name").await;
    window.reads("rotation-card", "1 caller of the new key").await;
    assert!(window.is_off("rotation-undo-confirm").await, "a live key in use ends by its name");
    window.type_into("undo-typed-name", "payouts").await;
    window.picture("light-live-undo").await;
    window.click("rotation-undo-confirm").await;
    window.sees_no("rotation-undo").await;
    assert_eq!(curl(desk, "undone.env", line).0, 401, "the successor is refused");
    assert_eq!(curl(desk, "next.env", line).0, 200, "the old key works on");
    window.click("nav-keys").await;
    // The leaked key and the successor are over: the list is that of now.
    let over = format!("{}[data-state=revoked]", named("key-row"));
    window.driver.find(&format!("{over} ~ {over}")).await;
}

/// What a reviewer may write: a long word, another direction, and what would be markup if anybody took it for that.
const ASKED: &str = "purpose=<img src=x onerror=document.title='taken'> \u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd} \
                     Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft \u{1f511}";

#[tokio::test]
async fn what_a_reviewer_asks_is_shown_answered_and_decided_for_good_in_the_light() {
    reviewed(Theme::Light).await;
}

#[tokio::test]
async fn what_a_reviewer_asks_is_shown_answered_and_decided_for_good_in_the_dark() {
    reviewed(Theme::Dark).await;
}

async fn reviewed(theme: Theme) {
    let desk = Desk::new(theme).await;
    let window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    let data = desk.at("data/com.conduitkeys.desktop");
    let decide = |words: &[&str]| {
        let done = operate(&data, &[&["activation"], words].concat());
        assert!(done.status.success(), "{words:?}: {}", error_text(&done));
    };
    window.click("nav-activation").await;
    fill_in(&window, "Payouts").await;
    window.click("activation-submit").await;
    window.driver.find(&state("submitted")).await;

    decide(&["review"]);
    window.driver.find(&state("in_review")).await;
    window.picture(&format!("{}-activation-in-review", theme.word())).await;
    decide(&["request-information", "--reason", ASKED, "--reason", "Which currencies?"]);
    window.driver.find(&state("more_information_needed")).await;
    window.reads("activation-next", "make the requested changes").await;
    let asked = window.reads("activation-reasons", "Which currencies?").await;
    assert!(asked.contains("<img src=x onerror="), "it is shown as it was written: {asked}");
    let title = window.driver.execute("return document.title").await.unwrap();
    assert_ne!(title, "taken", "and taken for text");
    window.picture(&format!("{}-activation-sent-back", theme.word())).await;

    window.click("activation-change").await;
    window.type_into("activation-purpose", "Payouts to suppliers, in euros, every week").await;
    window.picture(&format!("{}-activation-changing", theme.word())).await;
    window.click("activation-submit").await;
    window.driver.find(&state("submitted")).await;
    window.reads("activation-submitted", "every week").await;
    window.sees_no("activation-reasons").await;

    decide(&["reject", "--reason", "The register knows no such company."]);
    window.driver.find(&state("rejected")).await;
    window.reads("activation-reasons", "no such company").await;
    window.sees_no("activation-change").await;
    window.picture(&format!("{}-activation-rejected", theme.word())).await;
}

async fn fill_in(window: &Window, purpose: &str) {
    window.type_into("activation-legal-name", "Acme Ltd").await;
    window.type_into("activation-email", "ana@acme.example").await;
    window.type_into("activation-purpose", purpose).await;
}

fn state(word: &str) -> String {
    format!("{}[data-state={word}]", named("activation-state"))
}
