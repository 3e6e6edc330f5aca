//! Several keys end in one go: from the window and from a terminal (issue 11, line 1).

use journeys::window::named;
use journeys::{Desk, Serve, Theme, Window};

use journeys::terminal::{Saved, Terminal};

#[tokio::test]
async fn marked_keys_end_for_one_reason_each_with_its_row_in_the_audit_log() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    for name in ["first", "second", "third"] {
        window.create(name, "read-only").await;
        window.save_in_keychain().await;
        window.confirm().await;
        window.lists(name, "active").await;
    }
    // By keyboard alone: the grid has the focus, x marks, and the bar over the filters leads on.
    window.driver.execute(&format!("document.querySelector({:?}).focus()", named("key-table"))).await.unwrap();
    window.driver.press("x\u{E015}x").await;
    window.reads("marked-bar", "2 keys selected").await;
    window.picture("revoke-many-1-marked").await;
    window.click("marked-revoke").await;
    window.reads("revoke-many-impact", "None was called").await;
    window.type_into("revoke-many-reason", "The project is over").await;
    window.click("revoke-many-submit").await;
    window.reads("revoke-many-outcome", "2 keys are revoked").await;
    window.picture("revoke-many-2-outcome").await;
    assert_eq!(desk.keychain().len(), 1, "a dead secret leaves the keychain");
    window.click("revoke-many-close").await;
    window.sees_no("marked-bar").await;
    window.lists("third", "revoked").await;
    window.lists("second", "revoked").await;
    window.lists("first", "active").await;
    window.go_to("audit", "audit-row").await;
    window.reads("audit-row", "The project is over").await;
    window.close(&desk).await;
}

/// Whoever cleans up ends one key after the other, and the window is the same at the end.
#[tokio::test]
async fn twenty_keys_are_revoked_in_a_row_without_a_reload() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let names: Vec<_> = (1..=20).map(|number| format!("old-{number}")).collect();
    for name in &names {
        team.manage("admin").create_active("sandbox", name, "read_only").await;
    }
    Saved::connect_as(&desk, &team, "admin");
    let mut window = Window::open(&desk).await;
    window.click("keys-filter-active").await;
    window.driver.execute("window.isTheSame = true").await.unwrap();
    for name in &names {
        window.open_key(name, "active").await;
        window.click("drawer-revoke").await;
        window.type_into("revoke-reason", "Nobody uses it").await;
        window.click("revoke-submit").await;
        window.reads("receipt", "is revoked").await;
        window.click("receipt-close").await;
        window.driver.gone(&format!("{}[data-name={name:?}]", named("key-row"))).await;
    }
    assert_eq!(window.driver.execute("return window.isTheSame").await.unwrap(), true, "nothing was loaded anew");
    window.close(&desk).await;
}

#[test]
fn a_terminal_ends_several_keys_and_says_which_it_could_not() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = Terminal::open(&serve, "admin", folder.path());
    let create = |name: &str| {
        let file = folder.path().join(name);
        let words = ["keys", "create", "--environment", "sandbox", "--name", name, "--out", file.to_str().unwrap()];
        admin.json(&words);
    };
    for name in ["first", "second", "third"] {
        create(name);
    }
    let revoke = ["keys", "revoke", "--environment", "sandbox", "--reason", "Over"];
    let told = admin.json(&[&revoke[..], &["first", "second"]].concat());
    let ended: Vec<_> = told.as_array().unwrap().iter().map(|one| &one["revoked"]["key"]["state"]).collect();
    assert_eq!(ended, ["revoked", "revoked"]);
    let (code, failure) = admin.refused(&[&revoke[..], &["third", "nobody"]].concat());
    assert_eq!((code, failure["code"].as_str()), (4, Some("not_found")), "nothing ends where one of them is unknown");
    let list = ["keys", "list", "--environment", "sandbox", "--filter", "all"];
    let page = admin.json(&[&list[..], &["--limit", "2"]].concat());
    assert_eq!((page["keys"].as_array().unwrap().len(), page["nextCursor"].is_string()), (2, true));
    let all = admin.json(&[&list[..], &["--all"]].concat());
    assert_eq!((all["keys"].as_array().unwrap().len(), &all["nextCursor"]), (3, &serde_json::Value::Null));
    let list = ["keys", "list", "--environment", "sandbox", "--filter", "active"];
    assert_eq!(admin.json(&list)["keys"].as_array().unwrap().len(), 1);
}
