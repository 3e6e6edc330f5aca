//! What a key is limited to, from the window and from a terminal, as the authority holds it (issue 11, lines 2 and 3).

use journeys::driver::ESCAPE;
use journeys::window::named;
use journeys::{Desk, Serve, Theme, Window};
use serde_json::json;

use crate::main_job::curl;
use journeys::terminal::Terminal;

/// Types a moment by keyboard alone: the web view has no date field of its own.
async fn type_moment(window: &Window, field: &str, parts: &str) {
    window.driver.click(&format!("{} [role=spinbutton]", named(field))).await;
    window.driver.press(parts).await;
}

#[tokio::test]
async fn a_key_is_limited_as_it_was_typed_and_a_change_is_refused_from_the_answer_on() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    window.click_for("create-key", "create-name").await;
    window.type_into("create-name", "billing").await;
    window.click("create-more").await;
    window.type_into("limit-addresses", "there").await;
    window.reads("create-dialog", "Line 1: Write an address").await;
    window.type_into("limit-addresses", "127.0.0.1").await;
    window.type_into("limit-monthly", "250.5").await;
    window.driver.choose(&named("create-expiry"), "date").await;
    type_moment(&window, "create-expires-at", "311220991530").await;
    window.picture("limits-1-create").await;
    window.click("create-submit").await;
    window.sees("one-time-sheet").await;
    window.write_secret("billing.env", "CONDUIT_API_KEY").await;
    window.confirm().await;

    window.sees("key-drawer").await;
    assert_eq!(window.driver.text(&named("key-spending")).await, "At most 250.5 in 30 days");
    let line = window.driver.text(&named("drawer-curl")).await;
    assert_eq!(curl(&desk, "billing.env", &line).0, 200, "it is called from this computer");
    window.says("key-requests", "/v2/customers").await;
    window.picture("limits-2-drawer").await;

    window.click_for("drawer-change", "change-dialog").await;
    window.type_into("limit-addresses", "192.0.2.7").await;
    window.reads("limit-shut-out", "127.0.0.1").await;
    window.type_into("change-reason", "The office moved").await;
    window.picture("limits-3-change").await;
    window.click("change-submit").await;
    window.reads("change-receipt", "refuses what is no longer allowed").await;
    let (status, problem) = curl(&desk, "billing.env", &line);
    assert_eq!((status, problem["type"].as_str()), (403, Some("IP_NOT_ALLOWED")), "{problem}");
    window.click("change-close").await;
    window.reads("key-addresses", "192.0.2.7/32").await;

    // The refused call leads to its explanation.
    window.says("key-requests", "403").await;
    window.driver.click(&format!("{} li:first-child button", named("key-requests"))).await;
    window.sees("request-drawer").await;
    window.go_to("audit", "audit-row").await;
    window.reads("audit-row", "The office moved").await;

    window.click("nav-keys").await;
    window.click_for("drawer-like", "create-name").await;
    assert_eq!(window.driver.value(&named("create-name")).await, "billing-2");
    assert_eq!(window.driver.value(&named("limit-addresses")).await, "192.0.2.7/32");
    assert_eq!(window.driver.value(&named("limit-monthly")).await, "250.5");
    window.driver.press(ESCAPE).await;
    window.close(&desk).await;
}

#[test]
fn a_terminal_limits_shows_and_changes_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = Terminal::open(&serve, "admin", folder.path());
    let here = ["--environment", "sandbox"];
    let with = |verb: &[&str], rest: &[&str]| admin.json(&[verb, &here, rest].concat());
    let secret = folder.path().join("secret");
    let create = ["--name", "billing", "--out", secret.to_str().unwrap(), "--allow", "10.0.0.0/8"];
    let limits = ["--allow", "127.0.0.1", "--daily-limit", "12.50", "--not-before", "2026-01-01T00:00:00Z"];
    let created = with(&["keys", "create"], &[&create[..], &limits].concat());
    assert_eq!(created["allowedIps"], json!(["10.0.0.0/8", "127.0.0.1/32"]));
    assert_eq!(created["spendingLimits"]["dailyMicros"], 12_500_000);

    let listed = |narrowed: &[&str]| with(&["keys", "list"], narrowed)["keys"].as_array().map(Vec::len);
    assert_eq!(listed(&["--access", "read-only", "--created-by", "token:nobody"]), Some(0));
    assert_eq!(listed(&["--access", "read-write"]), Some(0));
    assert_eq!(listed(&["--expires-before", "2099-01-01T00:00:00Z"]), Some(0), "it has no end");
    assert_eq!(listed(&["--access", "read-only"]), Some(1));

    let reason = ["--reason", "The batch got larger"];
    let change = ["billing", "--allow-any", "--daily-limit", "none", "--weekly-limit", "100"];
    let changed = with(&["keys", "update"], &[&change[..], &reason].concat());
    assert_eq!(changed["tightened"], json!(["spendingLimits"]), "a week was not limited before");
    let told = admin.done(&[&["keys", "get"][..], &here, &["billing"]].concat());
    for line in ["Addresses     any", "Daily limit   none", "Weekly limit  100"] {
        assert!(told.contains(line), "{line} in {told}");
    }

    let refused = |rest: &[&str]| {
        let (code, failure) = admin.refused(&[&["keys", "update"][..], &here, &["billing"], rest, &reason].concat());
        (code, failure["fields"][0]["pointer"].as_str().map(str::to_owned))
    };
    assert_eq!(refused(&["--allow", "there"]), (2, Some("/allowedIps/0".to_owned())));
    assert_eq!(refused(&["--daily-limit", "1,000"]), (2, Some("/spendingLimits/dailyMicros".to_owned())));
    assert_eq!(refused(&[]), (2, Some("/change".to_owned())), "nothing is to be changed");
    let support = Terminal::open(&serve, "support", folder.path());
    let words = [&["keys", "update"][..], &here, &["billing", "--allow-any"], &reason].concat();
    assert_eq!(support.refused(&words).0, 3, "support changes nothing");
}
