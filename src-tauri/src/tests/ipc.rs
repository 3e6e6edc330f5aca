//! Calls as they reach Rust, with the real permissions and the real commands.

use actions::view::LanguageChoice;
use actions::{Reveal, RevealKind};
use keys::{Ambient, Secret};
use serde_json::{Value, json};
use tauri::ipc::CallbackFn;
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewWindow, WebviewWindowBuilder};

use crate::folders::Folders;
use crate::reveal::{Revealed, Reveals};
use crate::session::Session;

const HERE: &str = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };

fn app(home: &std::path::Path) -> App<MockRuntime> {
    let at = |name: &str| home.join(name);
    let folders = Folders { data: at("data"), config: at("config"), state: at("state"), cache: at("cache") };
    folders.create().unwrap();
    let vault = actions::Vault::open_keychain("com.conduitkeys.test");
    let session = Session::new(folders.clone(), vault, Ambient::system());
    crate::mount(mock_builder(), folders, session).build(crate::context()).unwrap()
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, Default::default()).build().unwrap()
}

fn call_from(window: &WebviewWindow<MockRuntime>, url: &str, command: &str, body: Value) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body: body.into(),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|answer| answer.deserialize().unwrap())
}

fn call(window: &WebviewWindow<MockRuntime>, command: &str, body: Value) -> Result<Value, Value> {
    call_from(window, HERE, command, body)
}

fn is_refused(answer: &Result<Value, Value>) -> bool {
    // A refusal is Tauri's own text; our commands fail with an object.
    matches!(answer, Err(Value::String(text)) if text.contains("not allowed") || text.contains("not found"))
}

#[test]
fn each_window_reaches_its_own_commands_only() {
    let home = tempfile::tempdir().unwrap();
    let app = app(home.path());
    let (main, reveal) = (window(&app, "main"), window(&app, "reveal"));
    let (name, secret) = ("billing".to_owned(), Secret::new("shown".to_owned()));
    let what = Reveal { kind: RevealKind::Secret, name, secret, picture: None };
    app.state::<Reveals>().put(Revealed { what, language: LanguageChoice::System });

    let stolen = call(&main, "take_revealed", json!({}));
    assert!(is_refused(&stolen), "the main window cannot take what is to be revealed: {stolen:?}");
    let listed = call(&reveal, "list_audit", json!({ "request": { "connection": "local" } }));
    assert!(is_refused(&listed), "the window with the secret can do nothing else: {listed:?}");
    let taken = call(&reveal, "take_revealed", json!({}));
    let shown =
        json!({ "kind": "secret", "name": "billing", "secret": "shown", "picture": null, "language": "system" });
    assert_eq!(taken, Ok(shown));
    let again = call(&reveal, "take_revealed", json!({})).unwrap_err();
    assert_eq!(again["code"], "secret_gone", "a secret is taken exactly once");
}

#[test]
fn a_window_that_nobody_named_reaches_nothing() {
    let home = tempfile::tempdir().unwrap();
    let app = app(home.path());
    let stranger = window(&app, "stranger");
    for (_, command) in crate::commands::ALL {
        let answer = call(&stranger, command, json!({}));
        assert!(is_refused(&answer), "{command} is granted to one window by name: {answer:?}");
    }
}

#[test]
fn a_page_from_elsewhere_reaches_nothing() {
    let home = tempfile::tempdir().unwrap();
    let app = app(home.path());
    let main = window(&app, "main");
    for elsewhere in ["https://evil.example", "https://tauri.localhost.evil.example", "file:///tmp/x.html"] {
        let answer = call_from(&main, elsewhere, "get_status", json!({}));
        assert!(is_refused(&answer), "a page of {elsewhere} has no grant: {answer:?}");
    }
}

#[test]
fn no_plugin_is_within_reach() {
    let home = tempfile::tempdir().unwrap();
    let app = app(home.path());
    let main = window(&app, "main");
    for command in [
        "plugin:clipboard-manager|read_text",
        "plugin:clipboard-manager|write_text",
        "plugin:clipboard-manager|write_secret",
        "plugin:dialog|open",
        "plugin:dialog|save",
        "plugin:window-state|save_window_state",
        "plugin:webview|create_webview_window",
        "plugin:window|close",
        "plugin:event|emit",
        "plugin:event|listen",
        "plugin:path|resolve_directory",
        "plugin:fs|read_text_file",
        "plugin:shell|execute",
        "refused_by_the_gate",
    ] {
        let answer = call(&main, command, json!({}));
        assert!(is_refused(&answer), "{command} is granted to nobody: {answer:?}");
    }
}

#[test]
fn arguments_of_the_wrong_shape_are_refused_without_quoting_them() {
    let home = tempfile::tempdir().unwrap();
    let app = app(home.path());
    let main = window(&app, "main");
    let pasted = "ck_live_pasted_into_the_wrong_field";
    for (command, body) in [
        ("create_key", json!({ "request": pasted })),
        ("list_keys", json!({ "request": { "connection": "local", "search": [pasted] } })),
        ("revoke_key", json!({ "request": { pasted: 1 } })),
        ("undo_rotation", json!({ "request": { "rotation": [pasted], "idempotencyKey": "x", "typedName": null } })),
        ("list_audit", json!({ "request": { "connection": "local", "filter": { "subject": [pasted] } } })),
        ("copy_secret", json!({ "key": pasted })),
        ("confirm_key", json!({})),
    ] {
        let failure = call(&main, command, body).unwrap_err();
        assert_eq!(failure["code"], "invalid_input", "{command} says what is wrong by its code: {failure}");
        assert!(!failure.to_string().contains("pasted"), "{command} quotes what may be a secret: {failure}");
    }
}
