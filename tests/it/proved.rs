//! What the Activation page says to do proves what it says: its own commands, run by a shell as they are shown.

use journeys::{Desk, Theme, Window};

/// A part of a line of the checklist.
fn of(line: &str, part: &str) -> String {
    format!("li[data-line={line}]{part}")
}

#[tokio::test]
async fn each_command_that_the_checklist_shows_is_the_proof_of_its_line() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    for (key, access) in [("writer", "read-write"), ("reader", "read-only")] {
        window.create(key, access).await;
        window.write_secret(&format!("{key}.env"), "CONDUIT_API_KEY").await;
        window.confirm().await;
    }
    window.click_for("create-key", "create-name").await;
    window.type_into("create-name", "bound").await;
    window.click("create-more").await;
    window.type_into("limit-addresses", "127.0.0.0/8").await;
    window.click_for("create-submit", "one-time-sheet").await;
    window.write_secret("bound.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    window.go_to("activation", "activation-line").await;
    window.reads("activation-next", "call the sandbox").await;
    window.picture("light-activation-how").await;
    let mut call = String::new();
    for (line, key) in
        [("call", "reader"), ("write", "writer"), ("replay", "writer"), ("limit", "reader"), ("read_only", "reader")]
    {
        let how = of(line, " [data-testid=how-to-open]");
        window.driver.find(&how).await;
        if !window.driver.find_now(&format!("{how}[aria-expanded=false]")).await.is_empty() {
            window.driver.click(&how).await;
        }
        let command = window.driver.text(&of(line, " [data-testid=how-to-command]")).await;
        if line == "call" {
            call.clone_from(&command);
        }
        let answer = desk.shell(&format!("{key}.env"), &command);
        let seen = window.driver.text(&of(line, "[data-done=true] [data-testid=evidence]")).await;
        assert!(seen.contains(key), "{line}: {seen}\n{command}\n{answer}");
    }
    window.picture("light-activation-proved").await;
    window.reads("activation-next", "rehearse a rotation").await;

    window.driver.click(&of("addresses", " [data-testid=how-to-open]")).await;
    window.type_into("waiver-reason", "Our addresses change daily.").await;
    window.click("waive").await;
    window.reads("waiver", "Our addresses change daily.").await;
    window.picture("light-activation-waived").await;
    let answer = desk.shell("bound.env", &call);
    let seen = window.driver.text(&of("addresses", "[data-done=true] [data-testid=evidence]")).await;
    assert!(
        seen.contains("bound") && seen.contains("from 127.0.0.1"),
        "what is proved is not waived: {seen}\n{answer}"
    );
    window.sees_no("waiver").await;

    window.driver.click(&of("read_only", " [data-testid=evidence-request]")).await;
    window.reads("request-drawer", "read-only").await;
    window.picture("light-activation-evidence-request").await;
    window.close(&desk).await;
}
