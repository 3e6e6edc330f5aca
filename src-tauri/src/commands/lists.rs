//! What lets a call through must name the same commands as the table: the grants and the isolation gate are written from it,
//! and held to it here as they are committed, with what no table says: which windows, and nothing else.

use std::collections::BTreeSet;
use std::path::Path;

use super::ALL;

fn of(window: &str) -> BTreeSet<String> {
    ALL.iter().filter(|(of, _)| *of == window).map(|(_, name)| (*name).to_owned()).collect()
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

#[test]
fn every_command_is_granted_to_one_window() {
    let main = granted(include_str!("../../capabilities/main.json"));
    assert_eq!(main, (of("main"), vec!["main".to_owned()]));
    let reveal = granted(include_str!("../../capabilities/reveal.json"));
    assert_eq!(reveal, (of("reveal"), vec!["reveal".to_owned()]));
    assert!(main.0.is_disjoint(&reveal.0), "the window with the secret can do nothing else, and no other can take it");
}

#[test]
fn there_are_no_other_capabilities() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities");
    let files: BTreeSet<_> =
        folder.read_dir().unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(
        files,
        BTreeSet::from(["main.json", "reveal.json"].map(str::to_owned)),
        "a file that lies there may be switched on by accident"
    );
}

#[test]
fn the_isolation_gate_lets_the_same_commands_through() {
    let gate = include_str!("../../isolation/made/commands.js");
    let allowed = gate.split('"').skip(1).step_by(2).map(str::to_owned);
    assert_eq!(allowed.collect::<BTreeSet<_>>(), of("main").union(&of("reveal")).cloned().collect());
}
