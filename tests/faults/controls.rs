//! The controls: each fault test again, against an authority with one protection left out (`src/faulty.rs` in the
//! authority's room). There it must fail, and for that reason.

use std::process::Command;

use journeys::faults::figure;
use journeys::programs;

/// A test, the protection that is left out, and what the failing test then says.
const CONTROLS: &[(&str, &str, &str)] = &[
    ("killed::killed_at_any_moment", "answer-first", ""),
    ("killed::killed_at_any_moment", "memory-only", "Revoked"),
    ("killed::killed_at_any_moment", "no-repeat", "a repeated wish is answered, not done again"),
    ("killed::on_postgresql", "memory-only", "Revoked"),
    ("killed::on_postgresql", "no-repeat", "a repeated wish is answered, not done again"),
    ("synced::each_answer_to_a_write", "no-sync", "answered before its own sync"),
    ("synced::each_answer_to_a_write", "answer-first", "answered before its own sync"),
    ("broken_disk::each_write_and_each_sync", "deaf", "NOT_FOUND"),
    ("broken_disk::a_disk_that_goes_on_failing", "deaf", "NOT_FOUND"),
    ("full_disk::a_full_disk", "deaf", "NOT_FOUND"),
    ("postgres::a_server_that_stops_at_once", "memory-only", "a revoked key does not come back"),
    ("postgres::a_line_that_is_cut", "deaf", "what was acknowledged is there"),
    ("one_key::one_idempotency_key_has_one_effect_however_many", "no-repeat", "race 0"),
    ("one_key::one_idempotency_key_has_one_effect_also_across_a_kill", "no-repeat", "race "),
    ("histories::every_history", "no-expiry", "the authority and the model part"),
    ("histories::every_history", "no-repeat", "the authority and the model part"),
    ("lease::a_process_cut_off", "no-lease", "the first one cannot know"),
    ("news::every_change", "no-replay", "missed, or heard twice"),
    ("news::on_postgresql", "no-replay", "missed, or heard twice"),
    ("raced::no_verdict_is_good", "index-last", "accepted after the acknowledgement"),
];

#[test]
fn each_test_fails_where_its_protection_is_left_out() {
    let mut passed = Vec::new();
    for (test, defect, says) in CONTROLS {
        let mut command = Command::new(programs::faulty_tests());
        command.args(["--test-threads=1", test]).env_remove("CONDUIT_KEYS_FAULTS").env("CONDUIT_KEYS_DEFECT", defect);
        command.env("CONDUIT_KEYS_AUTHORITY", programs::faulty_authority()).env("RUST_BACKTRACE", "0");
        let ran = command.output().expect("the tests start");
        let text = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
        assert!(text.contains("running 1 test"), "{test} is one test: {text}");
        let why = text.lines().skip_while(|line| !line.contains("panicked at")).nth(1).unwrap_or_default();
        if ran.status.success() || !text.contains(says) {
            passed.push(format!("{test} without {defect}: {text}"));
        }
        figure(format!("{test} with {defect}: {}", why.chars().take(160).collect::<String>()));
    }
    assert!(passed.is_empty(), "a test that passes without its protection proves nothing: {passed:#?}");
}
