//! Schemathesis against a real authority: it makes requests that the OpenAPI documents allow and such that they forbid, and
//! finds answers that they do not tell of. `cargo xtask test --only schemathesis` brings it and runs this.
#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests; a helper that fails is a failed test"
)]

use std::process::Command;

use journeys::serve::operate;
use journeys::{Serve, WITHIN, eventually};
use keys::Environment::Sandbox;

/// Where the program lies; `cargo xtask test --only schemathesis` says it.
const PROGRAM: &str = "CONDUIT_KEYS_SCHEMATHESIS";
/// Another choice of requests than the usual one.
const SEED: &str = "CONDUIT_KEYS_SEED";
/// Requests of each kind to each operation, at most: enough for each rule of a schema, and done in two minutes.
const EXAMPLES_MAX: &str = "40";

#[tokio::test]
async fn the_public_document_and_the_authority_agree() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start_sealed(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "schemathesis", "read_write").await;
    // A request that is turned away for its rate is judged by nothing else.
    for class in ["general", "expensive"] {
        let words = ["limits", "set", "--environment", "sandbox", "--class", class, "--rate", "100000/100000"];
        assert!(operate(serve.folder(), &words).status.success(), "an operator may set {class} limits");
    }
    let api = serve.public(Sandbox, &secret);
    let raised = || async { (api.get("/customers").await.header("x-ratelimit-limit") == Some("100000")).then_some(()) };
    eventually("the limits are raised", WITHIN, raised).await;
    run(&format!("{}/api-docs/openapi.json", serve.address("sandbox")), &secret, "");
}

#[tokio::test]
async fn the_management_document_and_the_authority_agree() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start_sealed(&folder.path().join("data"));
    let document = format!("{}/v1/openapi.json", serve.address("manage"));
    // What only an operator may do first: the admin's turn then finds an activated organization.
    run(&document, "", &serve.create_token("operator"));
    run(&document, "", &serve.create_token("admin"));
}

/// # Panics
/// When it finds anything.
fn run(document: &str, key: &str, token: &str) {
    let program = std::env::var_os(PROGRAM);
    let program = program.unwrap_or_else(|| panic!("run `cargo xtask test --only schemathesis`, or set {PROGRAM}"));
    let folder = tempfile::tempdir().unwrap();
    let seed = std::env::var(SEED).unwrap_or_else(|_| "1".to_owned());
    let mut command = Command::new(program);
    // It leaves what it made where it runs.
    command.current_dir(folder.path()).env("CONDUIT_KEYS_KEY", key).env("CONDUIT_KEYS_TOKEN", token);
    command.args(["--config-file", concat!(env!("CARGO_MANIFEST_DIR"), "/schemathesis/schemathesis.toml")]);
    command.args(["run", document, "--max-examples", EXAMPLES_MAX, "--seed", &seed]);
    let output = command.args(["--warnings", "off", "--no-color"]).output().expect("Schemathesis starts");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let asked = told.lines().find(|line| line.contains("generated")).unwrap_or_default();
    assert!(asked.contains("generated"), "it asked something: {told}");
}
