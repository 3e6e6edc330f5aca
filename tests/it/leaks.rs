//! A leaked secret leads to its key and to its end, from the window and from a terminal (issue 11, line 6).

use std::io::Write as _;
use std::process::Stdio;

use journeys::window::variable;
use journeys::{Desk, Serve, Theme, Window};

use journeys::terminal::{Terminal, texts};

#[tokio::test]
async fn a_copied_secret_is_matched_reported_and_ended_and_never_enters_the_page() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    window.create("billing", "read-only").await;
    window.write_secret("billing.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    let secret = variable(&desk, "billing.env", "CONDUIT_API_KEY");

    window.click("nav-alerts").await;
    window.sees("alerts-empty").await;
    window.click("leak-open").await;
    window.type_into("leak-place", "a public repository").await;
    desk.copy("nothing of the kind");
    window.click("leak-submit").await;
    window.sees("leak-none").await;
    desk.copy(&format!("export CONDUIT_API_KEY='{secret}' # prod"));
    window.click("leak-submit").await;
    window.reads("leak-found", "It still works").await;
    window.reads("leak-found", "billing").await;
    window.picture("leaks-1-found").await;
    assert!(!desk.clipboard().contains(&secret), "it does not stay in the clipboard");
    window.click("leak-revoke").await;
    window.sees("revoke-dialog").await;
    window.type_into("revoke-reason", "Leaked").await;
    window.click("revoke-submit").await;
    window.reads("receipt", "is revoked").await;
    window.click("receipt-close").await;
    window.go_to("alerts", "alerts-empty").await;
    window.go_to("audit", "audit-row").await;
    window.driver.find("[data-testid=audit-row][data-action='key.leaked']").await;
    crate::reveal::page_holds_none(&window, &[secret]).await;
    window.close(&desk).await;
}

#[test]
fn a_terminal_reads_a_leaked_line_and_names_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = Terminal::open(&serve, "admin", folder.path());
    let file = folder.path().join("secret");
    let create = ["keys", "create", "--environment", "sandbox", "--name", "billing", "--out", file.to_str().unwrap()];
    admin.json(&create);
    let secret = std::fs::read_to_string(&file).unwrap();
    let report = |line: &str| {
        let mut command = admin.command(&["alerts", "report-leak", "--place", "a log"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let code = output.status.code();
        let (out, errors) = texts(&output);
        assert!(!out.contains(secret.trim()) && !errors.contains(secret.trim()));
        (code, out + &errors)
    };
    let (code, told) = report(&format!("KEY={secret}\n"));
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("It is the secret of billing") && told.contains("It still works"), "{told}");
    assert_eq!(report("KEY=none").0, Some(2), "there is no secret in it");
    assert!(admin.done(&["alerts", "list"]).contains("leaked"));
    let alerts = admin.json(&["alerts", "list"]);
    let id = alerts["alerts"][0]["id"].as_str().unwrap().to_owned();
    admin.json(&["alerts", "acknowledge", &id, "--reason", "The owner is told"]);
    assert_eq!(admin.json(&["alerts", "list"])["open"], 0);
    let support = Terminal::open(&serve, "onboarding", folder.path());
    assert_eq!(support.refused(&["alerts", "acknowledge", &id, "--reason", "Known"]).0, 3);
}
