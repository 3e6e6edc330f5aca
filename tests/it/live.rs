//! Live is different (design, section 5 rule 7).

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
    window.type_into("activation-legal-name", "Acme Ltd").await;
    window.type_into("activation-email", "ana@acme.example").await;
    window.type_into("activation-purpose", "Payouts to suppliers").await;
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

    window.click_for("drawer-revoke", "revoke-dialog").await;
    window.type_into("revoke-reason", "No longer used").await;
    window.type_into("revoke-typed-name", "payout").await;
    let submit = named("revoke-submit");
    let disabled = format!("return document.querySelector({submit:?}).getAttribute('aria-disabled')");
    assert_eq!(window.driver.execute(&disabled).await.unwrap(), "true", "another name is no confirmation");
    window.type_into("revoke-typed-name", "payouts").await;
    window.picture("light-live-revoke").await;
    window.click("revoke-submit").await;
    window.reads("receipt", "is revoked").await;
    assert_eq!(curl(&desk, "live.env", &line).0, 401, "refused from then on");
    window.click("receipt-close").await;
    window.lists("payouts", "revoked").await;
}

fn state(word: &str) -> String {
    format!("{}[data-state={word}]", named("activation-state"))
}
