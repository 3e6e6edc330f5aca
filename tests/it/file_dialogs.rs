//! The system's own dialogs for a file, answered at the keyboard: what the window asks them for is what comes of them.

use std::os::unix::fs::PermissionsExt as _;

use journeys::driver::{ENTER, ESCAPE, TAB};
use journeys::terminal::Saved;
use journeys::window::named;
use journeys::{Api, Desk, Serve, Theme, WITHIN, Window, eventually};
use keys::wire::CORRELATION_ID;
use serde_json::{Value, json};

#[tokio::test]
async fn the_audit_log_is_exported_to_the_file_that_was_chosen_and_to_none_that_was_not() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let (id, _) = team.manage("admin").create_active("sandbox", "billing", "read_only").await;
    Saved::connect_as(&desk, &team, "admin");
    let window = Window::open(&desk).await;
    window.click("nav-audit").await;
    let export = async |format: &str| {
        window.click("audit-export").await;
        window.click(&format!("audit-export-{format}")).await;
    };
    export("ndjson").await;
    desk.leave_file_dialog("Export the audit log to").await;
    export("csv").await;
    let file = desk.at("log.csv");
    desk.answer_file_dialog("Export the audit log to", &file).await;
    window.says("export-done", "log.csv").await;
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.lines().count() > 2 && written.contains(&id), "{written}");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let others = std::fs::read_dir(desk.home()).unwrap().flatten();
    let exports = others.filter(|entry| entry.file_name().to_string_lossy().contains(".ndjson")).count();
    assert_eq!(exports, 0, "a dialog that was left writes nothing");
}

#[tokio::test]
async fn a_file_of_requests_leads_to_the_one_that_failed_and_its_secret_is_not_shown() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let (_, secret) = team.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let sandbox = team.address("sandbox");
    let call = Api::with_key(&sandbox, &secret).post("/customers", json!({})).await;
    let id = call.expect_problem(403, "API_KEY_READ_ONLY").header(CORRELATION_ID).unwrap().to_owned();
    let file = desk.at("support.har");
    std::fs::write(&file, har(&sandbox, &secret, &id).to_string()).unwrap();
    Saved::connect_as(&desk, &team, "support");
    let window = Window::open(&desk).await;
    window.click("nav-requests").await;
    window.click("request-file").await;
    desk.answer_file_dialog("Look for ids in", &file).await;
    window.reads("request-why", "billing is read-only").await;
    window.reads("pasted-secrets", "rotate it as leaked or revoke it").await;
    window.driver.press(ESCAPE).await;
    window.sees_no("request-why").await;

    // The same by dropping it anywhere on the page.
    let over = desk.windows("Conduit Keys").pop().expect("the window is open");
    let dragged = desk.drag_files(over, &[&file]);
    window.sees("request-over").await;
    window.picture("light-request-over").await;
    dragged.drop();
    window.reads("request-why", "billing is read-only").await;
    window.sees_no("request-over").await;
    let page = window.driver.execute("return document.documentElement.outerHTML").await.unwrap();
    assert!(!page.as_str().unwrap_or_default().contains(&secret[20..40]), "the page holds no part of it");
}

/// What a browser saves of one call.
fn har(base: &str, secret: &str, id: &str) -> Value {
    let header = |name: &str, value: &str| json!({ "name": name, "value": value });
    let request = json!({
        "method": "POST", "url": format!("{base}/customers"), "headers": [header("x-api-key", secret)],
    });
    let response = json!({ "status": 403, "headers": [header("x-correlation-id", id)] });
    json!({ "log": { "version": "1.2", "entries": [{ "request": request, "response": response }] } })
}

#[tokio::test]
async fn a_secret_is_written_to_the_file_that_was_chosen() {
    let desk = Desk::new(Theme::Light).await;
    let window = Window::with_new_key(&desk, "billing", "read-only").await;
    window.click_for("sheet-send", "send-to-file").await;
    window.click_for("send-to-file", "send-file-path").await;
    window.driver.press(TAB).await;
    window.driver.press(ENTER).await;
    let file = desk.at("billing.key");
    desk.answer_file_dialog("Write the secret to", &file).await;
    let chosen =
        || async { (window.driver.value(&named("send-file-path")).await == file.display().to_string()).then_some(()) };
    eventually("the field has the file", WITHIN, chosen).await;
    window.click("send-file-submit").await;
    window.says("sheet-sent", "read back").await;
    let secret = std::fs::read_to_string(&file).unwrap();
    assert_eq!((secret.trim().len(), file.metadata().unwrap().permissions().mode() & 0o777), (75, 0o600));
    window.click("sheet-done").await;
    window.sees_no("one-time-sheet").await;
    let base = window.driver.text(&named("base-url")).await;
    Api::with_key(&base, secret.trim()).get("/customers").await.expect_status(200);
}
