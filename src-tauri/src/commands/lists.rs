//! The lists that must name the same commands: `names.rs` (which the build script reads too), the mounted handlers, the
//! grants, the isolation gate, and the window's own wrapper.

use std::collections::BTreeSet;
use std::path::Path;

use super::names;

fn all_names() -> BTreeSet<String> {
    names::MAIN.iter().chain(names::REVEAL).map(|name| (*name).to_owned()).collect()
}

/// The words between two marks of a text that look like command names.
fn words_between(text: &str, start: &str, end: &str) -> BTreeSet<String> {
    let (_, rest) = text.split_once(start).unwrap();
    let (body, _) = rest.split_once(end).unwrap();
    body.split(|c: char| !(c.is_ascii_lowercase() || c == '_'))
        .filter(|word| word.contains('_'))
        .map(str::to_owned)
        .collect()
}

/// What a capability grants, and to which windows.
fn granted(capability: &str) -> (BTreeSet<String>, Vec<String>) {
    let capability: serde_json::Value = serde_json::from_str(capability).unwrap();
    assert!(capability.get("remote").is_none(), "no page from elsewhere ever gets a grant");
    let texts = |field: &str| -> Vec<String> {
        capability[field].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let commands = texts("permissions").into_iter().map(|grant| {
        let command = grant.strip_prefix("allow-").expect("a grant names one command of ours, never a plugin's set");
        assert!(!command.contains(':'), "{command} belongs to a plugin");
        command.replace('-', "_")
    });
    (commands.collect(), texts("windows"))
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_command_is_granted_to_one_window() {
    let main = granted(include_str!("../../capabilities/main.json"));
    assert_eq!(main, (set(names::MAIN), vec!["main".to_owned()]));
    let reveal = granted(include_str!("../../capabilities/reveal.json"));
    assert_eq!(reveal, (set(names::REVEAL), vec!["reveal".to_owned()]));
    assert!(main.0.is_disjoint(&reveal.0), "the window with the secret can do nothing else, and no other can take it");
}

#[test]
fn there_are_no_other_capabilities() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities");
    let files: BTreeSet<_> =
        folder.read_dir().unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, set(&["main.json", "reveal.json"]), "a file that lies there may be switched on by accident");
}

#[test]
fn every_mounted_handler_is_named() {
    let mounted = words_between(include_str!("../commands.rs"), "generate_handler![", "]");
    assert_eq!(mounted, all_names(), "a command that is not named would be open to every window");
}

#[test]
fn the_isolation_gate_lets_the_same_commands_through() {
    let allowed = words_between(include_str!("../../isolation/gate.js"), "new Set([", "]");
    assert_eq!(allowed, all_names());
}

#[test]
fn the_window_calls_the_same_commands() {
    let wrapper = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/host/tauri.ts");
    let text = std::fs::read_to_string(&wrapper).expect("the window's wrapper is where style.md puts it");
    let called = text.split("ask(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    assert_eq!(called.collect::<BTreeSet<_>>(), all_names(), "a grant that nobody uses is a door left open");
}
