//! Webhooks and limits, in the real window and from a terminal: a real receiver that checks signatures by itself, and real calls
//! beyond the rate.

use std::os::unix::fs::PermissionsExt as _;

use authority::Reach;
use journeys::api::text;
use journeys::clock::Clock;
use journeys::receiver::Manner::Answer;
use journeys::serve::operate;
use journeys::{Api, Desk, Inside, Receiver, Serve, Theme, WITHIN, Window, eventually};
use keys::Ambient;
use keys::Environment::Sandbox;
use keys::wire::Role;

use journeys::terminal::{Saved, Terminal};

const PREFIX: &str = "whsec_";
/// Longer than any wait between two attempts.
const LONGEST_WAIT: i64 = 4500;

/// Lets the time pass that lies between the attempts of a delivery, until its round is over.
async fn exhaust(admin: &Api, clock: &Clock, id: &str) {
    eventually("the round to be over", WITHIN, || async {
        let delivery = admin.get(&format!("/webhooks/deliveries/{id}")).await.expect_status(200).json();
        match text(&delivery, "/status").as_str() {
            "failed" => return Some(()),
            "pending" => clock.step(LONGEST_WAIT),
            // An attempt runs: its lease would end with the time that passes.
            _ => {}
        }
        None
    })
    .await;
}

/// The way of an endpoint in the window: created with a secret that never enters the page, tested while its receiver is broken,
/// seen to fail, sent again with success, given another secret, switched off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_sets_a_webhook_up_and_sees_what_becomes_of_each_delivery() {
    let desk = Desk::new(Theme::Light).await;
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start_with(clock.ambient(), |config| config.reach = Reach::Private).await;
    let token = inside.session_token(Role::Admin, "desk");
    Saved::connect_to(&desk, inside.manage_address(), token.expose());
    let (admin, receiver) = (inside.manage(Role::Admin), Receiver::start((0..5).map(|_| Answer(503))));
    let window = Window::open(&desk).await;
    window.click("nav-webhooks").await;
    window.sees("webhooks-empty").await;
    window.picture("light-webhooks-empty").await;
    window.click("webhook-create").await;
    window.type_into("webhook-url", "http://ana@127.0.0.1/in").await;
    window.click("webhook-submit").await;
    window.says("webhook-dialog", "must not contain a user name").await;
    window.type_into("webhook-url", &receiver.url()).await;
    window.type_into("webhook-description", "To the chat").await;
    window.click("webhook-submit").await;
    window.sees("signing-secret-sheet").await;
    window.click("sheet-copy").await;
    let copied = || async { Some(desk.clipboard()).filter(|text| text.starts_with(PREFIX)) };
    let secret = eventually("the secret is on the clipboard", WITHIN, copied).await.trim().to_owned();
    let page = window.driver.execute("return document.documentElement.outerHTML").await.unwrap();
    assert!(!page.as_str().unwrap_or_default().contains(&secret[PREFIX.len()..][..16]), "it never entered the page");
    window.picture("light-signing-secret").await;
    window.tick("signing-ticked").await;
    window.click("signing-done").await;
    window.sees_no("signing-secret-sheet").await;
    window.sees_no("webhook-save").await;

    // Its receiver is broken: the window says so as it happens, without a look of the person's.
    window.click("webhook-test").await;
    window.says("attempts", "answered 503").await;
    window.says("webhook-drawer", "Failing").await;
    assert_eq!(receiver.received()[0].signatures_by(&secret), 1, "signed with what was handed over");
    window.picture("light-delivery-failing").await;
    let all = admin.get("/webhooks/deliveries?environment=sandbox").await.expect_status(200).json();
    exhaust(&admin, &clock, &text(&all, "/data/0/id")).await;
    window.says("delivery-says", "Failed").await;
    window.picture("light-delivery-failed").await;
    window.click("delivery-retry").await;
    window.says("delivery-says", "Got through").await;
    window.says("webhook-drawer", "Working").await;
    let received = receiver.received();
    assert_eq!(received.len(), 6);
    assert_eq!(received[5].json()["id"], received[0].json()["id"], "the same event again");
    window.picture("light-delivery-retried").await;

    // Another secret, and both sign.
    window.click("webhook-rotate").await;
    window.click("rotate-secret-submit").await;
    window.sees("signing-secret-sheet").await;
    window.click("sheet-copy").await;
    let copied = || async { Some(desk.clipboard()).filter(|text| text.starts_with(PREFIX) && text.trim() != secret) };
    let second = eventually("the second secret is on the clipboard", WITHIN, copied).await.trim().to_owned();
    window.tick("signing-ticked").await;
    window.click("signing-done").await;
    window.sees_no("webhook-save").await;
    window.sees("webhook-overlap").await;
    window.click("webhook-test").await;
    let received = receiver.wait_for(7).await;
    assert_eq!((received[6].signatures_by(&secret), received[6].signatures_by(&second)), (1, 1));

    window.click("webhook-off").await;
    window.click("webhook-off-submit").await;
    window.says("webhook-drawer", "It is switched off").await;
    assert!(window.is_off("webhook-test").await);
    window.picture("light-webhook-off").await;
    inside.stop().await;
}

/// Support watches, tests and sends again, and sets nothing up; onboarding has no such page.
#[tokio::test]
async fn support_tests_a_webhook_that_an_admin_set_up() {
    let desk = Desk::new(Theme::Dark).await;
    let team = Serve::start_sealed_with(&desk.at("team"), &["--webhooks-allow-private"]);
    let receiver = Receiver::start([]);
    let admin = team.manage("admin");
    let asked = serde_json::json!({ "environment": "sandbox", "url": receiver.url() });
    admin.post("/webhooks/endpoints", asked).await.expect_status(201);
    Saved::connect_as(&desk, &team, "support");
    let window = Window::open(&desk).await;
    window.click("nav-webhooks").await;
    window.sees("role-note").await;
    window.driver.click(r#"[data-testid="webhook-row"] button"#).await;
    window.sees_no("webhook-create").await;
    window.sees_no("webhook-rotate").await;
    window.sees_no("webhook-off").await;
    window.click("webhook-test").await;
    window.says("delivery-says", "Got through").await;
    window.click("delivery-retry").await;
    receiver.wait_for(2).await;
    window.picture("dark-webhook-support").await;
}

#[tokio::test]
async fn a_webhook_is_set_up_tested_and_changed_from_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start_sealed_with(&folder.path().join("data"), &["--webhooks-allow-private"]);
    let admin = Terminal::open(&serve, "admin", folder.path());
    let receiver = Receiver::start([]);
    let file = folder.path().join("hook.secret");
    let create = ["webhooks", "create", "--environment", "sandbox", "--to", &receiver.url(), "--out"];
    let told = admin.done(&[&create[..], &[file.to_str().unwrap()]].concat());
    let secret = std::fs::read_to_string(&file).unwrap();
    assert!(!told.contains(&secret[8..24]), "it is printed only when it is asked for: {told}");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);

    let list = admin.json(&["webhooks", "list", "--environment", "sandbox"]);
    let id = text(&list, "/webhooks/0/id");
    assert_eq!(
        (text(&list, "/webhooks/0/health"), list["webhooks"][0].get("secret")),
        ("untried".to_owned(), Some(&"elsewhere".into()))
    );
    let delivery = text(&admin.json(&["webhooks", "test", &id]), "/id");
    let received = receiver.wait_for(1).await;
    assert_eq!(received[0].signatures_by(secret.trim()), 1);
    let got = eventually("the delivery's end", WITHIN, || async {
        Some(admin.json(&["webhooks", "deliveries", "get", &delivery])).filter(|found| found["status"] == "succeeded")
    });
    assert_eq!(got.await["attempts"][0]["outcome"], "delivered");
    admin.done(&["webhooks", "deliveries", "retry", &delivery]);
    receiver.wait_for(2).await;
    let sent = admin.done(&["webhooks", "deliveries", "list", "--environment", "sandbox", "--webhook", &id]);
    assert!(sent.contains("webhook.test"), "{sent}");

    let second = admin.done(&["webhooks", "rotate-secret", &id, "--out", "-"]);
    assert!(second.starts_with(PREFIX) && second.lines().count() == 1, "the secret alone is on standard output");
    admin.done(&["webhooks", "update", &id, "--event", "key.revoked", "--event", "key.leaked"]);
    let off = admin.json(&["webhooks", "update", &id, "--active", "false"]);
    assert_eq!(
        (text(&off, "/health"), text(&off, "/subscription/eventTypes/1")),
        ("off".to_owned(), "key.leaked".to_owned())
    );
    assert_eq!(admin.refused(&["webhooks", "test", &id]).0, 2, "one that is off is not tested");
    let support = Terminal::open(&serve, "support", folder.path());
    let (code, failure) = support.refused(&["webhooks", "update", &id, "--active", "true"]);
    assert_eq!((code, text(&failure, "/code")), (3, "not_allowed".to_owned()));
}

/// Calls beyond the rate are told by the class that they belong to, as they happen.
#[tokio::test]
async fn whoever_is_limited_sees_by_how_much() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let set = operate(&desk.at("team"), &["limits", "set", "--environment", "sandbox", "--rate", "1/5"]);
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    Saved::connect_as(&desk, &team, "support");
    let window = Window::open(&desk).await;
    window.click("nav-limits").await;
    let general = r#"[data-testid="limit"][data-environment="sandbox"][data-class="general"]"#;
    window.driver.says(general, "none").await;
    window.says("limits-live", "before the organization is activated").await;
    let (_, secret) = team.manage("admin").create_active("sandbox", "reader", "read_only").await;
    let api = team.public(Sandbox, &secret);
    eventually("a call to be limited", WITHIN, || async {
        let answer = api.get("/customers").await;
        Some(()).filter(|()| answer.status == 429)
    })
    .await;
    window.driver.says(general, "Answered 429 in the last hour").await;
    window.driver.find(&format!(r#"{general} [data-testid="limit-requests"]"#)).await;
    window.driver.says(general, "set for this organization").await;
    window.picture("light-limits").await;
    let told = Terminal::open(&team, "support", &desk.at("home")).json(&["limits"]);
    let is_it = |one: &&serde_json::Value| one["environment"] == "sandbox" && one["class"] == "general";
    let general = told["data"].as_array().unwrap().iter().find(is_it).unwrap();
    assert!(general["limitedLastHour"].as_u64() >= Some(1), "{told}");
    assert_eq!((&general["perSecond"], &general["overridden"]), (&1.into(), &true.into()));
}
