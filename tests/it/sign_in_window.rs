//! A member of a team comes in by the window: by an invitation, with a password, and again when the session has ended
//! (issue 11, lines 7 and 15).

use journeys::api::text;
use journeys::people::{PASSWORD, sign_in};
use journeys::window::named;
use journeys::{Api, Desk, Serve, Theme, Window};
use serde_json::json;

const SAM: &str = "sam@acme.example";

#[tokio::test]
async fn an_invitation_leads_from_the_first_start_to_the_keys_and_an_ended_session_is_begun_again_on_the_spot() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let admin = team.manage("admin");
    admin.create_active("sandbox", "theirs", "read_only").await;
    let asked = json!({ "email": SAM, "name": "Sam", "role": "admin" });
    let invited = admin.post("/members", asked).await.expect_status(201).json();
    let invitation = text(&invited, "/invitation");

    let mut window = Window::open(&desk).await;
    window.click("welcome-team").await;
    window.click("connect-way-invitation").await;
    window.type_into("team-url", &team.address("manage")).await;
    window.type_into("team-password", PASSWORD).await;
    window.type_into("team-again", "correct horse battery stapler").await;
    assert!(window.is_off("team-sign-in").await, "a slip of the finger is no password");
    window.type_into("team-again", PASSWORD).await;
    desk.copy(&invitation);
    window.picture("sign-in-1-invitation").await;
    window.click("team-sign-in").await;
    window.lists("theirs", "active").await;
    assert_ne!(desk.clipboard(), invitation, "a used invitation does not stay in the clipboard");
    window.says("connection-chooser", "Acme").await;

    // Somebody types into a form, and the session ends elsewhere meanwhile.
    window.click_for("create-key", "create-name").await;
    window.type_into("create-name", "half-typed").await;
    let session = sign_in(&Api::anonymous(&format!("{}/v1", team.address("manage"))), SAM).await;
    let sam = Api::with_token(&team.address("manage"), &text(&session, "/accessToken"));
    let changed = "another horse battery staple";
    let password = json!({ "currentPassword": PASSWORD, "newPassword": changed });
    sam.post("/me/password", password).await.expect_status(200);
    window.driver.press(journeys::driver::ESCAPE).await;
    window.click("sign-in-again").await;
    window.picture("sign-in-2-again").await;
    window.type_into("again-password", PASSWORD).await;
    window.click("again-sign-in").await;
    window.reads("sign-in-dialog", "is wrong").await;
    assert_eq!(window.driver.value(&named("again-password")).await, "", "it has left the page");
    window.type_into("again-password", changed).await;
    window.click("again-sign-in").await;
    window.sees_no("sign-in-dialog").await;
    window.click_for("create-key", "create-name").await;
    assert_eq!(window.driver.value(&named("create-name")).await, "half-typed", "what was typed is still there");
    window.driver.press(journeys::driver::ESCAPE).await;
    crate::reveal::page_holds_none(&window, &[PASSWORD.to_owned(), changed.to_owned(), invitation]).await;

    // Signed out in Settings, the connection stays and says what it needs.
    window.click("nav-settings").await;
    window.click("connection-sign-out").await;
    window.click("sign-in-again").await;
    window.type_into("again-password", changed).await;
    window.click("again-sign-in").await;
    window.sees_no("sign-in-dialog").await;
    window.click("nav-keys").await;
    window.lists("theirs", "active").await;
    window.close(&desk).await;
}
