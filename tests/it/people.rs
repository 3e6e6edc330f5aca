//! Members and tokens, in the real window and from a terminal: invited, handed over, accepted, given another role, revoked.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Output, Stdio};

use journeys::people::{self, PASSWORD};
use journeys::{Api, Desk, Serve, Theme, WITHIN, Window, eventually};
use keys::mint::INVITATION_PREFIX;
use serde_json::Value;

use journeys::terminal::{Saved, Terminal, texts};

fn json(terminal: &Terminal<'_>, words: &[&str]) -> Value {
    let output = terminal.command(&[words, &["--json"]].concat()).output().unwrap();
    let (out, errors) = texts(&output);
    assert!(output.status.success(), "{words:?}: {errors}");
    serde_json::from_str(&out).expect("an answer in JSON")
}

fn refused(terminal: &Terminal<'_>, words: &[&str]) -> (Option<i32>, Value) {
    let output = terminal.command(&[words, &["--json"]].concat()).output().unwrap();
    let (out, errors) = texts(&output);
    assert!(!output.status.success(), "{words:?} succeeded: {out}");
    (output.status.code(), serde_json::from_str(&errors).expect("a failure in JSON"))
}

/// Whoever holds a token.
fn bearer(serve: &Serve, token: &str) -> Api {
    Api::with_token(&serve.address("manage"), token.trim())
}

/// What an invited person types, on standard input.
fn accept(terminal: &Terminal<'_>, serve: &Serve, lines: &str) -> Output {
    let url = serve.address("manage");
    let mut accepting = terminal.command(&["accept-invitation", &url, "--password-stdin"]);
    let accepting = accepting.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut accepting = accepting.spawn().unwrap();
    accepting.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    accepting.wait_with_output().unwrap()
}

#[tokio::test]
async fn somebody_is_invited_accepts_and_is_revoked_from_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = Terminal::open(&serve, "admin", folder.path());
    let file = folder.path().join("sam.invitation");
    let invite = ["members", "invite", "--email", "sam@acme.example", "--name", "Sam", "--role", "support", "--out"];
    let output = admin.command(&[&invite[..], &[file.to_str().unwrap()]].concat()).output().unwrap();
    let (told, errors) = texts(&output);
    assert!(output.status.success(), "{errors}");
    let invitation = std::fs::read_to_string(&file).unwrap();
    assert!(told.contains("Invited sam@acme.example as support"), "{told}");
    assert!(!told.contains(&invitation[4..24]), "it is printed only when it is asked for: {told}");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);

    let (code, failure) = refused(&admin, &[&invite[..], &["-"]].concat());
    assert_eq!((code, &failure["code"]), (Some(3), &"email_in_use".into()));

    // A lost one is made again, and the first is good no more.
    let again = json(&admin, &["members", "invite-again", "Sam@acme.example", "--out", "-"]);
    assert_eq!((&again["email"], &again["totp"]), (&"sam@acme.example".into(), &false.into()));
    let second = again["secret"].as_str().unwrap();
    let late = accept(&admin, &serve, &format!("{invitation}{PASSWORD}\n"));
    assert!(!late.status.success() && texts(&late).1.contains("unknown, used or over"), "{:?}", texts(&late));
    let accepted = accept(&admin, &serve, &format!("{second}\n{PASSWORD}\n"));
    let (told, errors) = texts(&accepted);
    assert!(accepted.status.success(), "{errors}");
    assert!(told.contains("The password of sam@acme.example (support) is set."), "{told}");
    assert!(!told.contains(PASSWORD) && !errors.contains(PASSWORD));

    let list = json(&admin, &["members", "list", "--sort", "last-sign-in"]);
    assert_eq!((&list["members"][0]["state"], &list["members"][0]["own"]), (&"active".into(), &false.into()));
    assert_eq!(json(&admin, &["members", "role", "sam@acme.example", "admin"])["role"], "admin");
    let (code, failure) = refused(&admin, &["members", "revoke", "sam@acme.example", "--reason", "Left"]);
    assert_eq!((code, &failure["code"]), (Some(3), &"last_admin".into()), "nobody could let anybody in any more");
    let (code, _) = refused(&admin, &["members", "role", "kim@acme.example", "support"]);
    assert_eq!(code, Some(4));
    let support = Terminal::open(&serve, "support", folder.path());
    assert_eq!(refused(&support, &["members", "list"]).1["code"], "not_allowed");
}

#[tokio::test]
async fn a_token_is_created_used_and_revoked_from_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = Terminal::open(&serve, "admin", folder.path());
    let create = ["tokens", "create", "--name", "nightly", "--role", "support", "--out"];
    let output = admin.command(&[&create[..], &["-"]].concat()).output().unwrap();
    let (secret, told) = texts(&output);
    assert!(told.contains("Created nightly"), "standard output has the token alone: {told}");
    bearer(&serve, &secret).get("/organization").await.expect_status(200);

    // One that cannot be written anywhere lets nobody in.
    let nowhere = folder.path().join("none/token");
    let lost =
        refused(&admin, &["tokens", "create", "--name", "lost", "--role", "admin", "--out", nowhere.to_str().unwrap()]);
    assert_eq!(lost.0, Some(7));
    assert!(lost.1["message"].as_str().unwrap().ends_with("The token was revoked."), "{}", lost.1);
    let ended = json(&admin, &["tokens", "list", "--filter", "ended"]);
    assert_eq!((&ended["tokens"][0]["name"], &ended["tokens"][0]["state"]), (&"lost".into(), &"revoked".into()));

    let current = json(&admin, &["tokens", "list"]);
    let own: Vec<_> = current["tokens"].as_array().unwrap().iter().filter(|one| one["own"] == true).collect();
    assert_eq!(own.len(), 1, "the one in use is known by its id");
    assert_eq!(json(&admin, &["tokens", "revoke", "nightly", "--reason", "No longer used"])["state"], "revoked");
    bearer(&serve, &secret).get("/organization").await.expect_status(401);
}

/// An invitation goes from Rust to the clipboard and never through the page; who accepts it is shown as it happens.
#[tokio::test]
async fn an_admin_invites_somebody_in_the_window_and_the_last_admin_stays() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    Saved::connect_as(&desk, &team, "admin");
    let window = Window::open(&desk).await;
    window.click("nav-members").await;
    window.click("invite").await;
    window.type_into("invite-email", "sam@acme.example").await;
    window.type_into("invite-name", "Sam").await;
    window.click("invite-submit").await;
    window.sees("hand-over-sheet").await;
    window.click("sheet-copy").await;
    let copied = || async { Some(desk.clipboard()).filter(|text| text.starts_with(INVITATION_PREFIX)) };
    let invitation = eventually("the invitation is on the clipboard", WITHIN, copied).await;
    let page = window.driver.execute("return document.documentElement.outerHTML").await.unwrap();
    let body = &invitation[INVITATION_PREFIX.len()..][..16];
    assert!(!page.as_str().unwrap_or_default().contains(body), "it never entered the page");
    window.picture("light-invitation").await;
    window.tick("hand-over-ticked").await;
    window.click("hand-over-done").await;
    window.sees_no("hand-over-sheet").await;
    window.says("member-drawer", "Invited, ends in").await;
    window.sees_no("member-hand-over").await;

    people::accept(&Api::anonymous(&format!("{}/v1", team.address("manage"))), invitation.trim()).await;
    window.says("member-drawer", "Active").await;
    window.click("member-role").await;
    window.click("role-admin").await;
    window.reads("role-gains", "Create, rotate and revoke live keys").await;
    window.picture("light-change-role").await;
    window.click("role-submit").await;
    window.reads("member-drawer", "Manages keys").await;

    window.click("member-revoke").await;
    window.type_into("revoke-person-reason", "Left the team").await;
    window.click("revoke-person-submit").await;
    window.reads("revoke-member-dialog", "Make somebody else an admin first").await;
    window.picture("light-last-admin").await;
}

/// Whoever may not say who comes in has no page for it.
#[tokio::test]
async fn support_has_no_members_page() {
    let desk = Desk::new(Theme::Dark).await;
    let team = Serve::start(&desk.at("team"));
    Saved::connect_as(&desk, &team, "support");
    let window = Window::open(&desk).await;
    window.sees("nav-audit").await;
    window.sees("role-note").await;
    window.sees_no("nav-members").await;
}
