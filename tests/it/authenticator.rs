//! An authenticator is set up by whoever signs in with it: its secret is seen in a window of its own, or on a terminal, and
//! nowhere else (issue 11, line 7).

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;

use journeys::api::text;
use journeys::canary::Hunt;
use journeys::clock::Clock;
use journeys::people::{PASSWORD, join, try_sign_in};
use journeys::window::named;
use journeys::{Api, Desk, Serve, Theme, WITHIN, Window, eventually};
use keys::Ambient;
use serde_json::json;

use crate::authority::totp::code;
use crate::reveal::page_holds_none;
use crate::sign_in::{Terminal, shows};

const SAM: &str = "sam@acme.example";

/// What an authenticator with these letters shows, so many steps from now: a code is good once, and so is each step.
fn shown(letters: &str, steps: i64) -> String {
    code(letters, &Clock::at(Ambient::system().now()), steps)
}

/// What a part of the window that reveals shows, and that window is covered, closed and left afterwards.
async fn revealed(window: &Window, part: &str, picture: &str) -> String {
    let main = window.driver.window().await;
    let opened = || async { window.driver.windows().await.into_iter().find(|handle| *handle != main) };
    let reveal = eventually("a second window", WITHIN, opened).await;
    window.driver.switch_to(&reveal).await;
    let look = || async {
        // Each item of a list on its own line.
        let script = format!(
            "const part = document.querySelector('[data-testid={part}]');
             return part && [...(part.tagName === 'UL' ? part.children : [part])].map((one) => one.textContent).join('\\n')"
        );
        let told = window.driver.execute(&script).await.ok()?;
        told.as_str().map(str::to_owned)
    };
    let told = eventually("it is shown", WITHIN, look).await;
    // Pictures are kept, secrets are not.
    let covered = format!(
        "for (const part of document.querySelectorAll('[data-testid={part}] *')) part.textContent = '•'.repeat(4);
         document.querySelector('[data-testid=revealed-picture] path')?.setAttribute('d', 'M4 4h7v7h-7z')"
    );
    window.driver.execute(&covered).await.expect("the page answers");
    window.picture(picture).await;
    // The window may be gone before it has answered the click.
    let _ = window.driver.execute("document.querySelector('[data-testid=reveal-close]').click()").await;
    let closed = || async { (!window.driver.windows().await.contains(&reveal)).then_some(()) };
    eventually("the second window is gone", WITHIN, closed).await;
    window.driver.switch_to(&main).await;
    told
}

#[tokio::test]
async fn an_authenticator_is_set_up_beside_the_page_and_signing_in_takes_its_code_or_a_backup_code() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start_sealed(&desk.at("team"));
    let anybody = Api::anonymous(&format!("{}/v1", team.address("manage")));
    join(&team.manage("admin"), &anybody, SAM, "admin").await;
    let mut window = Window::open(&desk).await;
    window.click("welcome-team").await;
    window.type_into("team-url", &team.address("manage")).await;
    window.type_into("team-email", SAM).await;
    window.type_into("team-password", PASSWORD).await;
    window.click("team-sign-in").await;
    window.go_to("settings", "account").await;

    window.click_for("totp-set-up", "totp-password").await;
    window.type_into("totp-password", "a guess that is wrong").await;
    window.click("totp-next").await;
    window.reads("totp-dialog", "The password is wrong").await;
    window.type_into("totp-password", PASSWORD).await;
    window.click_for("totp-next", "totp-show").await;
    window.click("totp-show").await;
    let letters = revealed(&window, "revealed-secret", "authenticator-1-picture").await;
    assert_eq!(letters.len(), 32, "as many letters as an authenticator takes");
    window.type_into("totp-code", &shown(&letters, 9)).await;
    window.click("totp-next").await;
    window.reads("totp-dialog", "The code is wrong").await;
    window.picture("authenticator-2-code").await;
    page_holds_none(&window, &[letters.clone(), PASSWORD.to_owned()]).await;
    window.type_into("totp-code", &shown(&letters, 0)).await;
    window.click_for("totp-next", "backup-codes").await;

    window.click("sheet-reveal").await;
    let codes = revealed(&window, "revealed-codes", "authenticator-3-codes").await;
    let file = desk.at("codes.txt");
    window.click_for("sheet-send", "send-to-file").await;
    window.click_for("send-to-file", "send-file-path").await;
    window.type_into("send-file-path", file.to_str().unwrap()).await;
    window.click("send-file-submit").await;
    window.says("backup-codes", "Written, and read back").await;
    window.picture("authenticator-4-saved").await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("{codes}\n"), "as they were revealed");
    assert_eq!((codes.lines().count(), file.metadata().unwrap().permissions().mode() & 0o777), (10, 0o600));
    window.click("send-file-submit").await;
    window.reads("backup-codes", "There is a file").await;
    let secrets: Vec<_> = codes.lines().map(str::to_owned).chain([letters.clone()]).collect();
    page_holds_none(&window, &secrets).await;
    window.click("totp-done").await;
    window.driver.find(&format!("{}[data-totp=true]", named("account"))).await;
    window.picture("authenticator-5-on").await;

    let refused = try_sign_in(&anybody, SAM, PASSWORD).await;
    refused.expect_problem(401, "TOTP_REQUIRED");
    for code in [shown(&letters, 1), secrets[0].clone()] {
        window.click("connection-sign-out").await;
        window.click("sign-in-again").await;
        window.type_into("again-password", PASSWORD).await;
        window.click_for("again-sign-in", "again-code").await;
        window.type_into("again-code", &code).await;
        window.click("again-sign-in").await;
        window.sees_no("sign-in-dialog").await;
    }

    window.click_for("totp-revoke", "totp-revoke-dialog").await;
    window.type_into("totp-password", PASSWORD).await;
    window.picture("authenticator-6-revoke").await;
    window.click("totp-revoke-confirm").await;
    window.driver.find(&format!("{}[data-totp=false]", named("account"))).await;
    try_sign_in(&anybody, SAM, PASSWORD).await.expect_status(201);
    page_holds_none(&window, &secrets).await;
    window.close(&desk).await;
}

#[tokio::test]
async fn on_a_terminal_the_picture_is_drawn_there_alone_and_the_codes_go_where_they_are_told_to() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start_sealed(&desk.at("team"));
    let anybody = Api::anonymous(&format!("{}/v1", team.address("manage")));
    join(&team.manage("admin"), &anybody, SAM, "support").await;
    let (terminal, url, file) = (Terminal(&desk), team.address("manage"), desk.at("codes.txt"));
    let password = format!("{PASSWORD}\n");
    let enter = ["sign-in", &url, "--email", SAM, "--name", "team", "--password-stdin"];
    terminal.json(&enter, &password);
    let here = ["--connection", "team", "authenticator"];
    let state = || terminal.json(&here, "")["totp"].clone();
    assert_eq!(state(), json!(false));

    let set_up = [&here[..], &["set-up", "--out", file.to_str().unwrap()]].concat();
    let nobody =
        desk.run("setsid", &[&["--wait", journeys::programs::command_line().to_str().unwrap()], &set_up[..]].concat());
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("There is no terminal to ask on"), "{nobody:?}");
    let mut child = terminal.on_a_terminal(&set_up).spawn().expect("script starts");
    shows(&mut child, "Your password: ");
    let mut keys = child.stdin.take().unwrap();
    keys.write_all(password.as_bytes()).unwrap();
    let drawn = shows(&mut child, "The code that it shows: ");
    let letters = drawn.split("or type: ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
    assert!(letters.len() == 32 && drawn.matches(['▀', '▄', '█']).count() > 300, "{drawn}");
    keys.write_all(format!("{}\n", shown(letters, 0)).as_bytes()).unwrap();
    let told = shows(&mut child, "ended with 0");
    assert!(told.contains("the authenticator is on"), "{told}");
    drop(keys);
    child.wait().unwrap();
    let codes = std::fs::read_to_string(&file).unwrap();
    assert_eq!((codes.lines().count(), file.metadata().unwrap().permissions().mode() & 0o777), (10, 0o600));
    let found = Hunt::after(&codes.lines().map(str::to_owned).collect::<Vec<_>>()).in_bytes(told.as_bytes());
    assert!(found.is_empty(), "the codes went into the file, and were not shown: {found:?}");
    assert_eq!(state(), json!(true));

    let session =
        anybody.post("/sessions", json!({ "email": SAM, "password": PASSWORD, "code": shown(letters, 1) })).await;
    assert!(!text(&session.expect_status(201).json(), "/accessToken").is_empty(), "its code signs in");
    let revoke = [&here[..], &["revoke", "--password-stdin"]].concat();
    assert_eq!(terminal.refused(&revoke, "a guess that is wrong\n"), (Some(2), "invalid_input".to_owned()));
    assert_eq!(terminal.json(&revoke, &password)["totp"], json!(false));
    try_sign_in(&anybody, SAM, PASSWORD).await.expect_status(201);
}
