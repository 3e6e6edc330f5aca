//! Support staff explain a call that failed, from whatever the customer sent them: in the real window, with a role that
//! changes nothing.

use std::io::{BufRead as _, Write as _};
use std::process::Stdio;

use journeys::api::text;
use journeys::driver::{CONTROL, ENTER, ESCAPE};
use journeys::window::named;
use journeys::{Answer, Api, Desk, Serve, Theme, WITHIN, Window, eventually};
use keys::wire::{CLIENT_CORRELATION_ID, CORRELATION_ID};
use reqwest::Method;
use serde_json::json;

use journeys::terminal::{Saved, Terminal, texts};

/// A write with a read-only key, as the customer's program made it; answers the server's correlation ID.
async fn refused_write(sandbox: &str, secret: &str, client_id: &str) -> String {
    let call = Api::with_key(sandbox, secret).request(Method::POST, "/customers").json(&json!({}));
    let answer = Answer::to(call.header(CLIENT_CORRELATION_ID, client_id)).await;
    let answer = answer.expect_problem(403, "API_KEY_READ_ONLY");
    answer.header(CORRELATION_ID).expect("each answer has one").to_owned()
}

/// Opens the page and puts the cursor into its box, as `/` does.
async fn open_page(window: &Window) {
    window.click("nav-requests").await;
    window.sees("request-search").await;
    window.driver.press("/").await;
    let in_the_box = "return document.activeElement?.dataset.testid === 'request-search'";
    let look = || async { (window.driver.execute(in_the_box).await.ok()? == true).then_some(()) };
    eventually("the cursor is in the box", WITHIN, look).await;
}

#[tokio::test]
async fn support_explains_a_refused_call_from_a_transcript_and_no_secret_of_it_is_in_the_page() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let (_, secret) = team.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let sandbox = team.address("sandbox");
    let id = refused_write(&sandbox, &secret, "order-4711").await;
    Saved::connect_as(&desk, &team, "support");
    let window = Window::open(&desk).await;
    open_page(&window).await;

    // What the customer sent, the secret with it.
    desk.copy(&format!(
        "$ curl -v -X POST -H 'x-api-key: {secret}' {sandbox}/customers\n> POST /v2/customers HTTP/1.1\n\
         < HTTP/1.1 403 Forbidden\n< x-correlation-id: {id}\n< content-type: application/json\n"
    ));
    window.driver.press_with(CONTROL, "v").await;
    window.reads("request-happened", "The key was good, and the method was refused").await;
    window.reads("request-why", "billing is read-only").await;
    window.reads("request-todo", "read-write key").await;
    window.reads("pasted-secrets", "rotate it as leaked or revoke it").await;
    window.reads("request-key-then", "Active").await;
    let page = window.driver.execute("return document.documentElement.outerHTML").await.unwrap();
    let page = page.as_str().unwrap_or_default().to_owned();
    let values = window.driver.execute("return [...document.querySelectorAll('input')].map((one) => one.value).join()");
    let values = values.await.unwrap();
    let body = &secret["ck_sandbox_".len()..][..16];
    assert!(!page.contains(body) && !values.to_string().contains(body), "the secret never entered the page");
    window.picture("light-request-explained").await;

    window.click("request-copy-tell").await;
    let copied = || async { desk.clipboard().contains("read-write key").then_some(()) };
    eventually("what to tell the customer is on the clipboard", WITHIN, copied).await;
    window.click("request-copy-text").await;
    let copied = || async { Some(desk.clipboard()).filter(|text| text.contains(&id)) };
    let bundle = eventually("the bundle is on the clipboard", WITHIN, copied).await;
    assert!(bundle.contains("- Client correlation ID: order-4711") && !bundle.contains(body), "{bundle}");

    // Support changes nothing: there is no control that could.
    window.driver.press(ESCAPE).await;
    window.sees_no("request-drawer").await;
    window.click("nav-keys").await;
    window.lists("billing", "active").await;
    window.sees_no("create-key").await;
}

/// The same client correlation ID leads to every try; the key that was revoked meanwhile is told as it was and as it is.
#[tokio::test]
async fn one_id_leads_to_all_tries_and_an_explanation_says_what_was_and_what_is() {
    let desk = Desk::new(Theme::Dark).await;
    let team = Serve::start(&desk.at("team"));
    let admin = team.manage("admin");
    let (key, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let sandbox = team.address("sandbox");
    let first = refused_write(&sandbox, &secret, "order-4711").await;
    admin.post(&format!("/keys/{key}/revoke"), json!({ "reason": "Left the team" })).await.expect_status(200);
    let call = Api::with_key(&sandbox, &secret).request(Method::GET, "/customers");
    let gone =
        Answer::to(call.header(CLIENT_CORRELATION_ID, "order-4711")).await.expect_problem(401, "API_KEY_INVALID");
    let gone = text(&gone.json(), "/correlationId");
    Saved::connect_as(&desk, &team, "support");
    let window = Window::open(&desk).await;
    open_page(&window).await;

    window.type_into("request-search", "order-4711").await;
    window.driver.press(ENTER).await;
    window.reads("requests-shown", "2 requests with order-4711").await;
    window.driver.click(&format!("{}[data-correlation-id=\"{gone}\"] button", named("request-row"))).await;
    window.reads("request-why", "billing was revoked by").await;
    window.reads("request-why", "Left the team").await;
    window.reads("related", "Same client correlation ID").await;
    // The list gives way to the explanation, and no column of it is behind its edge.
    let fits =
        "const list = document.querySelector('table').parentElement; return list.scrollWidth === list.clientWidth";
    let look = || async { (window.driver.execute(fits).await.ok()? == true).then_some(()) };
    eventually("the list is as wide as its place", WITHIN, look).await;
    window.picture("dark-request-revoked").await;
    window.driver.click(&format!("{}[data-correlation-id=\"{first}\"] button", named("request-row"))).await;
    window.reads("request-key-then", "Active").await;
    window.reads("request-key-now", "Revoked").await;

    // Nothing has this one, and the page says what that can mean.
    window.type_into("request-search", "order-0815").await;
    window.driver.press(ENTER).await;
    window.reads("request-none", "Nothing that is kept here has order-0815").await;
    window.picture("dark-request-none").await;
}

/// The list is live: a call shows up without anybody looking for it.
#[tokio::test]
async fn a_call_appears_in_the_list_as_it_is_made() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let (_, secret) = team.manage("admin").create_active("sandbox", "billing", "read_only").await;
    Saved::connect_as(&desk, &team, "support");
    let window = Window::open(&desk).await;
    open_page(&window).await;
    window.sees("request-row").await;
    let id = refused_write(&team.address("sandbox"), &secret, "order-4711").await;
    let row = format!("{}[data-correlation-id=\"{id}\"]", named("request-row"));
    window.driver.find(&row).await;
    window.picture("light-requests").await;

    // Narrowed, it stays live: what does not fit stays out, and what fits comes in.
    window.click("chip-answered").await;
    window.driver.press("4xx").await;
    window.driver.press(ENTER).await;
    window.driver.find(&row).await;
    let sandbox = team.address("sandbox");
    let api = Api::with_key(&sandbox, &secret);
    Answer::to(api.request(Method::GET, "/customers")).await.expect_status(200);
    let later = refused_write(&sandbox, &secret, "order-4712").await;
    window.driver.find(&row.replace(&id, &later)).await;
    let good = window.driver.execute("return document.querySelectorAll('[data-status=\"200\"]').length").await.unwrap();
    assert_eq!(good, 0, "the good call was noted before the refused one");
}

/// The terminal follows too: what fits comes as it is noted, and it ends quietly when nobody reads any more.
#[tokio::test]
async fn a_terminal_prints_requests_as_they_are_noted() {
    let folder = tempfile::tempdir().unwrap();
    let team = Serve::start(&folder.path().join("team"));
    let (_, secret) = team.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let sandbox = team.address("sandbox");
    let first = refused_write(&sandbox, &secret, "order-1").await;
    let support = Terminal::open(&team, "support", folder.path());
    let mut tail = support.command(&["requests", "tail", "--json", "--answered", "refused"]);
    let mut tail = tail.stdout(Stdio::piped()).spawn().unwrap();
    let (lines, mut read) = tokio::sync::mpsc::unbounded_channel();
    let stdout = tail.stdout.take().unwrap();
    std::thread::spawn(move || {
        for line in std::io::BufReader::new(stdout).lines().take(2) {
            let line: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            lines.send(text(&line, "/correlationId")).unwrap();
        }
    });
    assert_eq!(read.recv().await.unwrap(), first, "the last ones first");
    Answer::to(Api::with_key(&sandbox, &secret).request(Method::GET, "/customers")).await.expect_status(200);
    let second = refused_write(&sandbox, &secret, "order-2").await;
    assert_eq!(read.recv().await.unwrap(), second, "and then each that fits");
    assert!(read.recv().await.is_none(), "nobody reads any more");
    refused_write(&sandbox, &secret, "order-3").await;
    let ended = || {
        let status = tail.try_wait().unwrap();
        async move { status }
    };
    let status = eventually("the terminal ends", WITHIN, ended).await;
    assert!(status.success(), "{status}");
}

/// The same from a terminal: what a customer sent comes by standard input, and a secret in it comes out nowhere.
#[tokio::test]
async fn a_transcript_on_standard_input_leads_to_the_request_and_its_explanation() {
    let folder = tempfile::tempdir().unwrap();
    let team = Serve::start(&folder.path().join("team"));
    let (_, secret) = team.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let id = refused_write(&team.address("sandbox"), &secret, "order-4711").await;
    let support = Terminal::open(&team, "support", folder.path());
    let sent = format!("> x-api-key: {secret}\n< HTTP/1.1 403\n< x-correlation-id: {id}\n");
    // A request is noted behind its answer.
    let find = async || {
        let mut finding = support.command(&["requests", "find", "-"]);
        let finding = finding.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut finding = finding.spawn().unwrap();
        finding.stdin.take().unwrap().write_all(sent.as_bytes()).unwrap();
        let (found, aside) = texts(&finding.wait_with_output().unwrap());
        found.contains(&id).then_some((found, aside))
    };
    let (found, aside) = eventually("the request is found", WITHIN, find).await;
    assert!(found.contains("403 API_KEY_READ_ONLY"), "{found}");
    assert!(aside.contains("recognised: correlation-id") && aside.contains("it holds the secret of a key"), "{aside}");
    let body = &secret["ck_sandbox_".len()..][..16];
    assert!(!found.contains(body) && !aside.contains(body), "the secret comes out nowhere");

    let explained = support.command(&["requests", "explain", &id]).output().unwrap();
    let (told, errors) = texts(&explained);
    assert!(explained.status.success(), "{errors}");
    assert!(told.contains("billing is read-only") && told.contains("active then, active now"), "{told}");
    let nothing = support.command(&["requests", "find", "order-0815"]).output().unwrap();
    assert!(texts(&nothing).0.contains("No request that is kept here"), "{:?}", texts(&nothing));
}
