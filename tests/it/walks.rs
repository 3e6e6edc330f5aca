//! Three people from their first start to the end of their job, by keyboard alone and without anybody's
//! papers. What the customer's own programs do in the meantime is done here; what a person does is pressed.

use journeys::api::text;
use journeys::driver::{DOWN, ENTER};
use journeys::people::{PASSWORD, accept};
use journeys::serve::{error_text, operate};
use journeys::window::named;
use journeys::{Answer, Api, Desk, Serve, Theme, WITHIN, Walk, Window, eventually};
use keys::wire::CORRELATION_ID;
use reqwest::Method;
use serde_json::json;

/// The base URL that the window shows.
async fn base_url(window: &Window) -> String {
    window.driver.text(&named("base-url")).await
}

/// A program that uses a key calls.
async fn read_with(base: &str, secret: &str, status: u16) {
    Answer::to(Api::with_key(base, secret).request(Method::GET, "/customers")).await.expect_status(status);
}

/// From the form's first field to a key that is saved in the keychain.
async fn create(walk: &mut Walk<'_>, window: &Window, name: &str, writes: bool) {
    walk.press("c").await;
    walk.lands_on("create-name").await;
    walk.press(name).await;
    if writes {
        walk.tab_to("access-read-only").await;
        walk.press(DOWN).await;
    }
    walk.enter("create-submit").await;
    window.sees("one-time-sheet").await;
}

async fn save(walk: &mut Walk<'_>, window: &Window) {
    walk.enter("sheet-save").await;
    window.reads("one-time-sheet", "Saved in").await;
    walk.enter("sheet-done").await;
    window.sees_no("one-time-sheet").await;
}

#[tokio::test]
async fn an_admin_goes_from_the_first_start_to_a_rotated_and_a_revoked_key() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    let mut walk = Walk::of(&window, "admin");
    walk.lands_on("welcome-name").await;
    walk.press("Acme Ltd").await;
    walk.press(ENTER).await;
    window.sees("create-key").await;
    walk.step("names the organization").await;

    create(&mut walk, &window, "billing", true).await;
    walk.step("asks for a read-write key, and is shown its secret once").await;
    save(&mut walk, &window).await;
    window.lists("billing", "active").await;
    let (base, old) = (base_url(&window).await, desk.keychain().remove(0));
    read_with(&base, &old, 200).await;
    walk.step("saves it in the keychain: it was read back, so the key is good").await;

    walk.tab_to("key-table").await;
    walk.press("r").await;
    walk.tick("rotate-cause-routine").await;
    walk.enter("rotate-submit").await;
    window.sees("one-time-sheet").await;
    save(&mut walk, &window).await;
    walk.step("rotates it, and saves the successor").await;
    let new = desk.keychain().into_iter().find(|secret| *secret != old).expect("the successor's secret is there");
    read_with(&base, &new, 200).await;
    walk.go_to("Rotations").await;
    window.driver.find(&format!("{}[data-step=new_seen]", named("rotation-card"))).await;
    walk.step("sees who has moved to the new key").await;
    walk.enter("rotation-finish").await;
    walk.enter("rotation-finish-confirm").await;
    window.reads("receipt", "is revoked").await;
    read_with(&base, &old, 401).await;
    walk.step("revokes the old key, and has the receipt").await;

    walk.go_to("Keys").await;
    window.lists("billing", "revoked").await;
    walk.tab_to("key-table").await;
    walk.press(ENTER).await;
    walk.enter("drawer-revoke").await;
    walk.fill("revoke-reason", "The contract is over").await;
    walk.enter("revoke-submit").await;
    window.reads("receipt", "is revoked").await;
    read_with(&base, &new, 401).await;
    walk.step("revokes the other one, having seen what that breaks").await;
    walk.enter("receipt-close").await;
    walk.go_to("Audit").await;
    walk.enter("audit-verify").await;
    window.reads("check-result", "The log is whole").await;
    walk.step("finds all of it in the audit log, and verifies the log").await;
    walk.ends();
    assert!(desk.keychain().is_empty(), "a dead secret is not kept");
    window.close(&desk).await;
}

/// Uses an invitation, which somebody sent and which is in the clipboard.
async fn join(walk: &mut Walk<'_>, desk: &Desk, team: &Serve, invitation: &str) {
    walk.enter("welcome-team").await;
    walk.tab_to("connect-way-invitation").await;
    walk.press(" ").await;
    walk.fill("team-url", &team.address("manage")).await;
    desk.copy(invitation);
    walk.fill("team-password", PASSWORD).await;
    walk.fill("team-again", PASSWORD).await;
    walk.press(ENTER).await;
}

async fn invite(team: &Serve, name: &str, role: &str) -> String {
    let asked = json!({ "email": format!("{name}@acme.example"), "name": name, "role": role });
    text(&team.manage("admin").post("/members", asked).await.expect_status(201).json(), "/invitation")
}

#[tokio::test]
async fn support_goes_from_an_invitation_to_a_reply_for_the_customer() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let (_, secret) = team.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let base = team.address("sandbox");
    let refused = Api::with_key(&base, &secret).request(Method::POST, "/customers").json(&json!({}));
    let refused = Answer::to(refused).await.expect_problem(403, "API_KEY_READ_ONLY");
    let id = refused.header(CORRELATION_ID).expect("each answer has one").to_owned();
    read_with(&base, &secret, 200).await;

    let mut window = Window::open(&desk).await;
    let mut walk = Walk::of(&window, "support");
    join(&mut walk, &desk, &team, &invite(&team, "Sam", "support").await).await;
    window.sees("request-row").await;
    walk.step("comes in with an invitation, and is where the work is").await;

    desk.copy(&format!(
        "$ curl -v -X POST -H 'x-api-key: {secret}' {base}/customers\n> POST /v2/customers HTTP/1.1\n\
         < HTTP/1.1 403 Forbidden\n< x-correlation-id: {id}\n< content-type: application/json\n"
    ));
    walk.press("/").await;
    walk.press_control("v").await;
    window.reads("request-why", "billing is read-only").await;
    window.reads("pasted-secrets", "rotate it as leaked or revoke it").await;
    walk.step("pastes what the customer sent, and reads what happened and why").await;
    walk.enter("request-copy-tell").await;
    let copied = || async { desk.clipboard().contains("read-write key").then_some(()) };
    eventually("the reply is on the clipboard", WITHIN, copied).await;
    walk.step("copies the reply for the customer").await;
    walk.enter("request-same-caller").await;
    window.says("chip-address", "127.0.0.1").await;
    walk.step("looks at what else the same program sent").await;
    walk.ends();
    crate::reveal::page_holds_none(&window, &[secret]).await;
    window.close(&desk).await;
}

#[tokio::test]
async fn onboarding_goes_from_an_invitation_to_live() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let anonymous = Api::anonymous(&format!("{}/v1", team.address("manage")));
    for admin in ["Ana", "Ben"] {
        accept(&anonymous, &invite(&team, admin, "admin").await).await;
    }
    let mut window = Window::open(&desk).await;
    let mut walk = Walk::of(&window, "onboarding");
    join(&mut walk, &desk, &team, &invite(&team, "Kim", "onboarding").await).await;
    window.reads("activation-next", "call the sandbox").await;
    walk.step("comes in with an invitation, and reads what is to be done").await;

    walk.go_to("Keys").await;
    for (key, writes) in [("writer", true), ("reader", false)] {
        create(&mut walk, &window, key, writes).await;
        walk.enter("sheet-send").await;
        walk.lands_on("send-to-env").await;
        walk.press(ENTER).await;
        walk.fill("sheet-write-path", &format!("~/{key}.env")).await;
        walk.fill("sheet-write-variable", "CONDUIT_API_KEY").await;
        walk.press(ENTER).await;
        window.says("sheet-sent", "Written").await;
        walk.enter("sheet-done").await;
        window.lists(key, "active").await;
    }
    walk.step("creates two keys for the sandbox, each into the `.env` of the program that will use it").await;

    walk.go_to("Activation").await;
    for (line, key) in
        [("call", "reader"), ("write", "writer"), ("replay", "writer"), ("limit", "reader"), ("read_only", "reader")]
    {
        let of = |part: &str| format!("li[data-line={line}]{part}");
        walk.enter("activation-show").await;
        if !window.driver.find_now(&of(" [data-testid=how-to-open][aria-expanded=false]")).await.is_empty() {
            walk.tab_to_css(&of(" [data-testid=how-to-open]")).await;
            walk.press(ENTER).await;
        }
        // The developers put the shown command into their program.
        let command = window.driver.text(&of(" [data-testid=how-to-command]")).await;
        desk.shell(&format!("{key}.env"), &command);
        window.driver.find(&of("[data-done=true] [data-testid=evidence]")).await;
    }
    let scrolled = window.driver.execute("return document.querySelector('main').scrollTop").await.unwrap();
    assert_eq!(scrolled, 0, "the page's title stays where it is while its lines are shown");
    walk.step("follows the checklist: each line proves itself as the programs call").await;

    walk.go_to("Keys").await;
    walk.tab_to("key-table").await;
    walk.press("r").await;
    walk.tick("rotate-cause-routine").await;
    walk.enter("rotate-submit").await;
    window.sees("one-time-sheet").await;
    save(&mut walk, &window).await;
    let new = desk.keychain().into_iter().find(|secret| secret.starts_with("ck_sandbox_")).expect("it is saved");
    read_with(&base_url(&window).await, &new, 200).await;
    walk.go_to("Rotations").await;
    window.driver.find(&format!("{}[data-step=new_seen]", named("rotation-card"))).await;
    walk.enter("rotation-finish").await;
    walk.enter("rotation-finish-confirm").await;
    window.reads("receipt", "is revoked").await;
    walk.step("rehearses a rotation").await;

    walk.go_to("Activation").await;
    walk.fill("activation-legal-name", "Acme Ltd").await;
    walk.fill("activation-email", "ana@acme.example").await;
    walk.fill("activation-purpose", "Payouts to suppliers").await;
    walk.enter("activation-submit").await;
    window.driver.find(&format!("{}[data-state=submitted]", named("activation-state"))).await;
    walk.step("submits the organization").await;
    let approved = operate(team.folder(), &["activation", "approve", "--reason", "Checked by hand"]);
    assert!(approved.status.success(), "{}", error_text(&approved));
    window.driver.find(&format!("{}[data-state=approved]", named("activation-state"))).await;
    window.driver.find(&named("environment-live")).await;
    walk.step("sees it approved: live is open").await;
    walk.ends();
    window.close(&desk).await;
}
