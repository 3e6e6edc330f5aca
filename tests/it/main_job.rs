//! The main job, end to end, in the real window: from nothing to a rotated key whose predecessor is refused.

use std::os::unix::fs::PermissionsExt as _;

use journeys::window::{named, variable};
use journeys::{Desk, Theme, Window};
use serde_json::Value;

/// Runs a line of curl with a file's variables; answers the status and the body.
pub fn curl(desk: &Desk, env_file: &str, line: &str) -> (u16, Value) {
    let said = desk.shell(env_file, &format!("{line} --silent --write-out '\\n%{{http_code}}'"));
    let (body, status) = said.rsplit_once('\n').expect("a status on a line of its own");
    (status.parse().expect("a status"), serde_json::from_str(body).unwrap_or(Value::Null))
}

/// A write: an endpoint for webhooks, by the variable that the file sets.
pub fn write_line(base: &str) -> String {
    format!(
        r#"curl -H "x-api-key: $CONDUIT_API_KEY" -H 'content-type: application/json' --data '{{"url":"https://example.com/in"}}' {base}/webhooks/endpoints"#
    )
}

#[tokio::test]
async fn a_person_creates_uses_rotates_and_revokes_keys_and_no_secret_stays_where_nobody_asked() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.sees("welcome-name").await;
    window.picture("light-1-welcome").await;
    window.set_up("Acme Ltd").await;
    window.picture("light-2-keys-empty").await;

    let mut secrets = vec![read_only_key(&desk, &window).await];
    secrets.extend(read_write_key(&desk, &window).await);
    secrets.extend(rotation(&desk, &window, &secrets[1].clone()).await);

    window.lists("billing", "revoked").await;
    window.go_to("audit", "audit-row").await;
    window.picture("light-9-audit").await;
    window.go_to("settings", "version").await;
    window.picture("light-9-settings").await;
    window.go_to("activation", "activation-line").await;
    window.picture("light-9-activation").await;
    window.driver.click("li[data-line=write] [data-testid=evidence-request]").await;
    window.reads("request-drawer", "POST /v2/webhooks/endpoints").await;
    window.go_to("activation", "activation-line").await;
    window.driver.click("li[data-line=rotation] [data-testid=evidence-key]").await;
    window.sees("key-drawer").await;
    window.driver.press(journeys::driver::ESCAPE).await;
    window.sees_no("key-drawer").await;
    window.go_to("rotations", "rotation-card").await;
    window.go_to("keys", "key-row").await;
    window.picture("light-9-keys").await;
    crate::reveal::page_holds_none(&window, &secrets).await;
    let sealing = desk.sealing_keys();
    assert_eq!(sealing.len(), 1, "its authority's sealing key is there, and nowhere else");
    crate::reveal::page_holds_none(&window, &sealing).await;
    secrets.extend(sealing);
    window.close(&desk).await;
    crate::canary::hunt(&desk, &window, &secrets, &["reader.env", "old.env", "new.env"]);
}

/// Creates a read-only key, takes its secret to a file, and calls with the line that the window shows.
async fn read_only_key(desk: &Desk, window: &Window) -> String {
    window.create("reporting", "read-only").await;
    window.picture("light-3-one-time-sheet").await;
    window.write_secret("reader.env", "CONDUIT_API_KEY").await;
    let mode = desk.at("reader.env").metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "readable by its owner alone");
    let secret = variable(desk, "reader.env", "CONDUIT_API_KEY");
    window.click("sheet-copy").await;
    window.reads("one-time-sheet", "to be cleared").await;
    assert_eq!(desk.clipboard(), secret, "Copy puts the same secret on the clipboard");
    window.lists("reporting", "pending").await;
    window.confirm().await;
    window.lists("reporting", "active").await;

    window.open_key("reporting", "active").await;
    window.picture("light-4-key").await;
    let line = window.driver.text(&named("drawer-curl")).await;
    let (status, customers) = curl(desk, "reader.env", &line);
    assert_eq!((status, customers["meta"]["total"].as_u64()), (200, Some(1)), "{line} works as shown: {customers}");
    let base = window.driver.text(&named("base-url")).await;
    let (status, problem) = curl(desk, "reader.env", &write_line(&base));
    assert_eq!((status, problem["type"].as_str()), (403, Some("API_KEY_READ_ONLY")), "{problem}");
    window.driver.press(journeys::driver::ESCAPE).await;
    window.sees_no("key-drawer").await;
    secret
}

/// Creates a read-write key, saves its secret in the keychain, and writes with it; answers the key's secret and the one
/// that the write made.
async fn read_write_key(desk: &Desk, window: &Window) -> [String; 2] {
    window.create("billing", "read-write").await;
    window.save_in_keychain().await;
    let kept = desk.keychain();
    assert_eq!(kept.len(), 1, "another process reads the one saved secret");
    window.write_secret("old.env", "CONDUIT_API_KEY").await;
    let secret = variable(desk, "old.env", "CONDUIT_API_KEY");
    assert_eq!(kept, std::slice::from_ref(&secret), "and it is this one");
    window.confirm().await;
    window.lists("billing", "active").await;
    let base = window.driver.text(&named("base-url")).await;
    let (status, endpoint) = curl(desk, "old.env", &write_line(&base));
    assert_eq!(status, 201, "{endpoint}");
    [secret, journeys::api::text(&endpoint, "/secret")]
}

/// Rotates the key through all stations; answers the successor's secret.
async fn rotation(desk: &Desk, window: &Window, old: &str) -> Option<String> {
    window.open_key("billing", "active").await;
    window.click_for("drawer-rotate", "rotate-dialog").await;
    window.tick("rotate-cause-routine").await;
    window.picture("light-5-rotate").await;
    window.click("rotate-submit").await;
    window.sees("one-time-sheet").await;
    window.write_secret("new.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    let new = variable(desk, "new.env", "CONDUIT_API_KEY");
    assert_ne!(old, new, "a successor has a secret of its own");

    window.click("nav-rotations").await;
    window.driver.find(&card("handed_over")).await;
    window.picture("light-6-rotation-handed-over").await;
    let base = window.driver.text(&named("base-url")).await;
    let line = |file: &str| curl(desk, file, &write_line(&base));
    assert_eq!(line("old.env").0, 201, "the old key works on");
    assert_eq!(line("new.env").0, 201, "and the new one works already");
    window.driver.find(&card("new_seen")).await;
    window.picture("light-7-rotation-new-seen").await;

    window.click_for("rotation-finish", "rotation-finish-confirm").await;
    window.click("rotation-finish-confirm").await;
    window.reads("receipt", "is revoked").await;
    window.picture("light-8-receipt").await;
    let (status, problem) = line("old.env");
    assert_eq!((status, problem["type"].as_str()), (401, Some("API_KEY_INVALID")), "the old key is refused: {problem}");
    assert_eq!(line("new.env").0, 201, "the new one works on");
    assert!(desk.keychain().is_empty(), "a refused secret is not kept");
    window.click("nav-keys").await;
    window.lists("billing", "active").await;
    Some(new)
}

fn card(step: &str) -> String {
    format!("{}[data-step={step}]", named("rotation-card"))
}
