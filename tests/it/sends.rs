//! What the one-time sheet sends a secret to, in the real window: a command's standard input and a manifest; and what is told of a
//! key before it is revoked.

use std::os::unix::fs::PermissionsExt as _;

use journeys::driver::ENTER;
use journeys::window::{named, variable};
use journeys::{Desk, Theme, Window};

use crate::canary::hunt;
use crate::main_job::{curl, write_line};
use crate::reveal::page_holds_none;

#[tokio::test]
async fn a_secret_is_handed_to_a_command_and_written_to_a_manifest_without_passing_through_the_page() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::with_new_key(&desk, "billing", "read-write").await;
    std::fs::create_dir(desk.at("shop")).unwrap();
    assert!(desk.run("git", &["init", "--quiet", desk.at("shop").to_str().unwrap()]).status.success());

    // A command that tells the secret is not quoted, and none counts as saved.
    window.click_for("sheet-send", "send-to-command").await;
    window.click_for("send-to-command", "send-command-typed").await;
    let script = "printf 'CONDUIT_API_KEY=%s\\n' \"$(cat)\" > \"$1\"; cat \"$1\"";
    let input = desk.at("input.env").display().to_string();
    for line in ["sh", "-c", script, "sh", &input] {
        window.driver.press(line).await;
        window.driver.press(ENTER).await;
    }
    window.says("send-command-shown", &input).await;
    window.picture("light-send-command").await;
    window.click("send-command-submit").await;
    window.says("sheet-sent", "it told the secret").await;
    assert!(window.is_off("sheet-done").await, "nothing was read back");
    let secrets = [variable(&desk, "input.env", "CONDUIT_API_KEY")];
    assert_eq!(secrets[0].len(), 75, "the command got the whole secret");
    page_holds_none(&window, &secrets).await;

    window.click_for("sheet-send", "send-to-manifest").await;
    window.click_for("send-to-manifest", "send-manifest-path").await;
    window.type_into("send-manifest-path", "~/shop/secret.yaml").await;
    window.reads("send-manifest-git", ".gitignore").await;
    window.type_into("send-manifest-name", "billing").await;
    window.click("send-manifest-submit").await;
    window.says("sheet-sent", "Manifest written").await;
    window.picture("light-send-manifest").await;
    let manifest = desk.at("shop/secret.yaml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    assert!(text.contains(&format!("\"CONDUIT_API_KEY\": \"{}\"", secrets[0])), "what was read back is the secret");
    assert_eq!(manifest.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    page_holds_none(&window, &secrets).await;
    window.sees_no("sheet-saved").await;
    window.click("sheet-done").await;
    window.sees_no("one-time-sheet").await;

    let base = window.driver.text(&named("base-url")).await;
    let (status, endpoint) = curl(&desk, "input.env", &write_line(&base));
    assert_eq!(status, 201, "the key works: {endpoint}");
    window.click_for("drawer-revoke", "revoke-dialog").await;
    window.says("last-write", "POST /v2/webhooks/endpoints").await;
    window.reads("webhooks", "1 active endpoint").await;
    window.picture("light-revoke-last-write").await;
    window.click("explain-write").await;
    window.reads("request-drawer", "POST /v2/webhooks/endpoints").await;
    let signing = journeys::api::text(&endpoint, "/secret");
    window.close(&desk).await;
    hunt(&desk, &window, &[secrets[0].clone(), signing], &["input.env", "shop/secret.yaml"]);
}
