//! The baseline of the desktop-security sheet, section 2, read from the context that is built into the program.

use tauri::utils::config::{Csp, PatternKind};
use tauri::{Context, Wry};

fn context() -> Context<Wry> {
    crate::context()
}

fn policy(directive: &str) -> String {
    let context = context();
    match context.config().app.security.csp.as_ref() {
        Some(Csp::DirectiveMap(directives)) => Vec::<String>::from(directives[directive].clone()).join(" "),
        other => panic!("the policy is a table of directives, not {other:?}"),
    }
}

#[test]
fn the_policy_allows_our_own_files_and_the_way_to_rust() {
    for directive in ["default-src", "script-src", "style-src", "font-src"] {
        assert_eq!(policy(directive), "'self'", "{directive} names nobody else, and nothing inline");
    }
    assert_eq!(policy("img-src"), "'self' data:");
    assert_eq!(policy("connect-src"), "ipc: http://ipc.localhost", "a page talks to Rust only");
    for directive in ["object-src", "base-uri", "form-action", "frame-ancestors", "worker-src"] {
        assert_eq!(policy(directive), "'none'", "{directive} is of no use to us, but it is to an intruder");
    }
}

#[test]
fn the_policy_is_the_same_for_developers() {
    assert!(context().config().app.security.dev_csp.is_none(), "what breaks under the policy must break at once");
}

#[test]
fn pages_are_isolated_and_their_prototypes_frozen() {
    let context = context();
    let security = &context.config().app.security;
    assert!(matches!(security.pattern, PatternKind::Isolation { .. }), "calls pass a frame the page cannot reach into");
    assert!(security.freeze_prototype, "a script that changes a prototype changes everybody's objects");
    assert!(!context.config().app.with_global_tauri, "pages get at Rust through their own wrapper only");
    assert!(!security.asset_protocol.enable, "pages read no files");
}

#[test]
fn capabilities_are_listed_by_name() {
    let context = context();
    let names = serde_json::to_value(&context.config().app.security.capabilities).unwrap();
    assert_eq!(names, serde_json::json!(["main", "reveal"]), "an unlisted file in the folder stays switched off");
}

#[test]
fn windows_are_opened_in_rust_where_the_guard_is_put_on() {
    assert!(context().config().app.windows.is_empty(), "a window from the configuration would have no download guard");
}

#[test]
fn pages_are_served_with_the_headers_of_the_sheet() {
    let context = context();
    let headers = serde_json::to_value(&context.config().app.security.headers).unwrap();
    assert_eq!(headers["Cross-Origin-Opener-Policy"], "same-origin");
    assert_eq!(headers["Cross-Origin-Resource-Policy"], "same-origin");
    assert_eq!(headers["X-Content-Type-Options"], "nosniff");
    let denied = headers["Permissions-Policy"].as_str().unwrap();
    for feature in ["camera=()", "microphone=()", "geolocation=()"] {
        assert!(denied.contains(feature), "{feature} is of no use to this program");
    }
}

#[test]
fn the_program_has_one_id() {
    assert_eq!(context().config().identifier, crate::folders::IDENTIFIER, "folders, bus name and keychain agree");
}

#[test]
fn nothing_dangerous_is_compiled_in() {
    let manifest = include_str!("../../Cargo.toml");
    for feature in ["\"dynamic-acl\"", "\"devtools\"", "\"protocol-asset\"", "\"unstable\""] {
        assert!(!manifest.contains(feature), "{feature} opens a door (sheet, section 2)");
    }
    assert!(!manifest.contains("default = ["), "`automation` and `unguarded` are never on by themselves");
}
