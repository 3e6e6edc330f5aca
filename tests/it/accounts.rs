//! A service that has calls for its keys, for whoever has an account there: they are made, replaced and ended by this program, in
//! the window and from a terminal. A stand-in answers as its sheet says; what that leaves open is tried both ways.

mod stand_in;

use journeys::api::text;
use journeys::driver::{ENTER, ESCAPE};
use journeys::terminal::texts;
use journeys::{Desk, Theme, WITHIN, Window, axe, eventually};
use serde_json::Value;
use stand_in::{CODE, EMAIL, Open, PASSWORD, StandIn};

use crate::services::{done, page, say};

const SECRETIVE: Open = Open { rotates: true, is_told: false };
const TALKATIVE: Open = Open { rotates: false, is_told: true };

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signs_in_and_a_key_goes_from_its_making_to_its_proved_end() {
    let desk = Desk::new(Theme::Light).await;
    let service = StandIn::start(SECRETIVE, true).await;
    service.make("made elsewhere");
    let mut window = Window::open(&desk).await;
    window.click_for("welcome-service", "service-conduit-email").await;
    window.tick("service-conduit-email").await;
    window.sees("team-account-email").await;
    window.picture("light-account-sign-in").await;
    axe::finds_nothing(&window, "signing in to a service").await;
    window.click_for("team-account-more", "team-account-url").await;
    window.type_into("team-account-url", service.address()).await;
    window.type_into("team-account-email", EMAIL).await;
    window.type_into("team-account-password", "wrong horse battery").await;
    window.driver.press(ENTER).await;
    window.driver.says("main", "is wrong").await;
    window.type_into("team-account-password", PASSWORD).await;
    window.driver.press(ENTER).await;
    window.sees("team-account-code").await;
    window.type_into("team-account-code", CODE).await;
    window.picture("light-account-code").await;
    window.driver.press(ENTER).await;
    window.says("connection-chooser", "conduit.email").await;
    window.lists("made elsewhere", "active").await;
    window.sees_no("environment-sandbox").await;
    window.picture("light-account-keys").await;
    window.open_key("made elsewhere", "active").await;
    window.reads("key-created", "somebody elsewhere").await;
    window.driver.press(ESCAPE).await;
    window.sees_no("key-drawer").await;
    axe::finds_nothing(&window, "the keys of an account").await;

    // By keyboard: the form, the name, the one-time sheet.
    window.driver.press("c").await;
    window.sees("create-name").await;
    window.type_into("create-name", "ci").await;
    window.picture("light-account-create").await;
    axe::finds_nothing(&window, "a new key of an account").await;
    window.driver.press(ENTER).await;
    window.sees("one-time-sheet").await;
    window.driver.press(ESCAPE).await;
    window.says("one-time-sheet", "already works").await;
    window.picture("light-account-leave").await;
    window.click("sheet-stay").await;
    window.save_in_keychain().await;
    window.confirm().await;
    window.lists("ci", "active").await;
    let first = desk.keychain().into_iter().find(|item| item.starts_with("conduit_")).expect("it is saved");
    assert!(!page(&window).await.contains(&first[8..24]), "the secret never entered the page");

    // A quarter of an hour is over, and the refresh token is good once.
    service.end_access();
    window.open_key("ci", "active").await;
    window.click("key-prove").await;
    window.reads("key-last-proof", "accepted (200)").await;
    window.picture("light-account-key").await;
    axe::finds_nothing(&window, "a key of an account").await;

    // In trouble it is still the place that it was, and what was read stays.
    service.fail(true);
    window.click("nav-rotations").await;
    window.click("nav-keys").await;
    window.driver.says("main", "Not available right now").await;
    window.says("connection-chooser", "conduit.email").await;
    window.sees_no("environment-sandbox").await;
    window.lists("ci", "active").await;
    window.picture("light-account-trouble").await;
    service.fail(false);
    window.click("nav-rotations").await;
    window.click("nav-keys").await;
    window.driver.says("[data-testid=status-line]", "connected").await;
    window.open_key("ci", "active").await;

    // The successor is made and saved; the service says when a program calls with it.
    window.click("drawer-rotate").await;
    window.click("rotate-cause-routine").await;
    window.says("rotate-dialog", "until you finish the rotation").await;
    window.picture("light-account-rotate").await;
    axe::finds_nothing(&window, "the rotation of a key of an account").await;
    window.click("rotate-submit").await;
    window.sees("one-time-sheet").await;
    window.save_in_keychain().await;
    window.confirm().await;
    let second = |item: &String| item.starts_with("conduit_") && *item != first;
    let second = desk.keychain().into_iter().find(second).expect("it is saved, too");
    // It leads to where the rotation can be watched.
    window.says("rotation-callers", "old key").await;
    window.picture("light-account-rotation-waits").await;
    axe::finds_nothing(&window, "a rotation that waits").await;
    window.click("nav-keys").await;
    window.lists("ci", "retiring").await;
    service.call_with(&second, 2);
    window.click("nav-rotations").await;
    window.says("rotation-card", "First successful call").await;
    window.picture("light-account-rotation-seen").await;
    window.click_for("rotation-finish", "rotation-typed-name").await;
    window.type_into("rotation-typed-name", "ci").await;
    window.click("rotation-finish-confirm").await;
    window.says("receipt", "conduit.email").await;
    window.says("receipt", "401").await;
    window.picture("light-account-receipt").await;
    axe::finds_nothing(&window, "the receipt of a service").await;
    let names = || async { (service.names() == ["made elsewhere", "ci"]).then_some(()) };
    eventually("the old one is gone there", WITHIN, names).await;
    assert!(desk.keychain().iter().all(|item| *item != first), "no copy of the dead secret is left");

    // A new window finds all of it again; signing out ends the session there.
    window.kill(&desk).await;
    window.reopen(&desk).await;
    window.click("nav-keys").await;
    window.lists("ci", "active").await;
    window.click("nav-settings").await;
    window.click("connection-sign-out").await;
    let over = || async { (service.signed_in() == 0).then_some(()) };
    eventually("nobody is signed in there", WITHIN, over).await;
    window.click("sign-in-again").await;
    window.type_into("again-password", PASSWORD).await;
    window.click("again-sign-in").await;
    window.type_into("again-code", CODE).await;
    window.click("again-sign-in").await;
    window.sees_no("sign-in-dialog").await;
    window.close(&desk).await;
}

/// The same from a terminal, with a token of the account and with a password; the service leaves out nothing that it may.
#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_does_the_same_with_a_token_and_a_lost_answer_leaves_no_key_behind() {
    let desk = Desk::new(Theme::Light).await;
    let service = StandIn::start(TALKATIVE, false).await;
    let token = service.make("terminal");
    let add = ["connections", "add-service", "conduit-email", "--live-at", service.address()];
    let none = say(&desk, &add, "ck_live_0815\n");
    assert_eq!(none.status.code(), Some(2), "{}", texts(&none).1);
    let added = text(&done(&desk, &add, &format!("{token}\n")), "/id");
    done(&desk, &["connections", "use", &added], "");
    assert!(desk.keychain().contains(&token), "and nowhere else");
    let listed = done(&desk, &["connections", "services"], "");
    assert_eq!(listed.as_array().map(Vec::len), Some(4));

    let create = |name: &str, access: &str| {
        let words = ["keys", "create", "--environment", "live", "--name", name, "--access", access, "--keychain"];
        say(&desk, &[&words[..], &["--expires-at", "2030-01-01T00:00:00Z", "--json"]].concat(), "")
    };
    assert_eq!(create("ci", "read-only").status.code(), Some(2), "every key there may write: it has to be said");
    service.lose_next();
    let lost = create("ci", "read-write");
    assert_eq!(lost.status.code(), Some(6), "{}", texts(&lost).1);
    assert_eq!(service.names(), ["terminal", "ci"]);
    let list = done(&desk, &["keys", "list", "--environment", "live", "--filter", "pending"], "");
    assert_eq!(text(&list, "/keys/0/name"), "ci", "nobody has its secret, and the list says so");
    let orphan = text(&list, "/keys/0/id");
    done(&desk, &["keys", "revoke", "--environment", "live", &orphan, "--reason", "Its answer was lost"], "");
    let made = create("ci", "read-write");
    assert!(made.status.success(), "{}", texts(&made).1);
    let made: Value = serde_json::from_slice(&made.stdout).expect("an answer in JSON");
    let ends_at: keys::Timestamp = text(&made, "/endsAt").parse().expect("a time");
    let wished: keys::Timestamp = "2030-01-01T00:00:00Z".parse().expect("a time");
    assert!(ends_at.seconds_since(wished).abs() < 60, "it counts in seconds from when it hears of it: {ends_at}");

    let prove = say(&desk, &["keys", "prove", "--environment", "live", "ci"], "");
    assert_eq!(prove.status.code(), Some(0), "{}", texts(&prove).1);
    let rotate = ["keys", "rotate", "--environment", "live", "ci", "--keychain"];
    let words = [&rotate[..], &["--quiet-minutes", "30", "--confirm-name", "ci"]].concat();
    assert_eq!(say(&desk, &words, "").status.code(), Some(2), "nothing ends by itself there");
    done(&desk, &rotate, "");
    let rotations = done(&desk, &["rotations", "list", "--environment", "live"], "");
    let rotation = text(&rotations, "/rotations/0/id");
    assert_eq!(text(&rotations, "/rotations/0/step"), "handed_over");
    let finish = ["rotations", "finish", &rotation, "--confirm-name", "ci"];
    let early = say(&desk, &finish, "");
    assert_ne!(early.status.code(), Some(0), "the new key has not been used");
    let id = text(&rotations, "/rotations/0/newKey/id");
    let hint = text(&done(&desk, &["keys", "get", "--environment", "live", &id], ""), "/hint/lastFour");
    let new = desk.keychain().into_iter().find(|item| item.ends_with(&hint)).expect("it is saved");
    service.call_with(&new, 1);
    let ended = done(&desk, &finish, "");
    assert_eq!(
        (ended["proof"]["refused"].as_bool(), text(&ended, "/refusedBy/0/node")),
        (Some(true), "conduit.email".into())
    );
    assert_eq!(service.names(), ["terminal", "ci"]);

    let revoke = ["keys", "revoke", "--environment", "live", "ci", "--reason", "Done", "--confirm-name", "ci"];
    let ended = done(&desk, &revoke, "");
    assert_eq!(ended["proof"]["refused"].as_bool(), Some(true));
    assert!(desk.keychain().iter().all(|item| *item != new), "no copy is left");

    let sign_in = ["sign-in", service.address(), "--service", "conduit-email", "--email", EMAIL, "--password-stdin"];
    let wrong = say(&desk, &sign_in, "wrong horse battery\n");
    assert_eq!(wrong.status.code(), Some(3), "{}", texts(&wrong).1);
    let signed_in = done(&desk, &sign_in, &format!("{PASSWORD}\n"));
    assert_eq!(text(&signed_in, "/name"), format!("conduit.email ({EMAIL})"), "two of one service are told apart");
    let there = text(&signed_in, "/id");
    service.end_access();
    let list = done(&desk, &["--connection", &there, "keys", "list", "--environment", "live"], "");
    assert_eq!(text(&list, "/keys/0/name"), "terminal");
    done(&desk, &["sign-out", &there], "");
    assert_eq!(service.signed_in(), 0);
    let out = say(&desk, &["--connection", &there, "keys", "list", "--environment", "live"], "");
    assert_eq!(out.status.code(), Some(3), "{}", texts(&out).1);
    assert!(service.asked().iter().any(|one| one == "DELETE /sessions"));
}
