//! The audit log from a terminal, against a real authority: narrowed, taken away, and verified against what this computer knows.

use std::os::unix::fs::PermissionsExt as _;

use journeys::Serve;
use journeys::api::text;
use rusqlite::Connection;
use serde_json::{Value, json};

use journeys::terminal::{Terminal, texts};

fn run(terminal: &Terminal<'_>, words: &[&str]) -> (Option<i32>, String, String) {
    let output = terminal.command(&[&["audit"], words].concat()).output().expect("the command line starts");
    let (out, errors) = texts(&output);
    (output.status.code(), out, errors)
}

fn json_of(terminal: &Terminal<'_>, words: &[&str]) -> (Option<i32>, Value) {
    let (code, out, errors) = run(terminal, &[words, &["--json"]].concat());
    (code, serde_json::from_str(&out).unwrap_or_else(|_| panic!("{words:?}: {out}{errors}")))
}

#[tokio::test]
async fn the_log_is_narrowed_and_read_page_by_page_or_whole() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let admin = serve.manage("admin");
    let (id, _) = admin.create_active("sandbox", "billing", "read_only").await;
    let (other, _) = admin.create_active("sandbox", "other", "read_only").await;
    let actions = |words: &[&str]| {
        let (code, list) = json_of(&terminal, &[&["list"], words].concat());
        assert_eq!(code, Some(0));
        let entries = list["entries"].as_array().unwrap().iter();
        entries.map(|entry| text(entry, "/action")).collect::<Vec<_>>()
    };
    assert_eq!(actions(&["--subject", &id]), ["key.confirmed", "key.created"], "the newest first");
    assert_eq!(actions(&["--action", "key.", "--subject", &other]).len(), 2);
    assert_eq!(actions(&["--from", "2200-01-01T00:00:00Z"]).len(), 0);
    assert_eq!(run(&terminal, &["list", "--from", "2200-01-01T00:00:00Z"]).1, "No row matches.\n");

    let (_, first) = json_of(&terminal, &["list", "--limit", "2"]);
    let (_, next) = json_of(&terminal, &["list", "--limit", "2", "--after", &text(&first, "/nextCursor")]);
    let (_, all) = json_of(&terminal, &["list", "--all"]);
    let entries = |list: &Value| list["entries"].as_array().unwrap().clone();
    assert_eq!([entries(&first), entries(&next)].concat(), entries(&all)[..4]);
    assert_eq!((entries(&all).len() as u64, &all["nextCursor"]), (all["total"].as_u64().unwrap(), &Value::Null));
    let (code, _, _) = run(&terminal, &["list", "--from", "2200-01-01T00:00:00Z", "--until", "2100-01-01T00:00:00Z"]);
    assert_eq!(code, Some(2), "an end before the beginning is wrong input");

    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = terminal.command(&["audit", "list", "--all"]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), texts(&output).1.as_str()), (Some(0), ""), "a closed pipe ends it quietly");
}

#[tokio::test]
async fn the_log_is_taken_away_as_it_is_and_as_a_table_without_formulas() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "support", folder.path());
    let admin = serve.manage("admin");
    let (id, _) = admin.create_active("sandbox", "billing", "read_only").await;
    let reason = "=HYPERLINK(\"https://example.com\")";
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": reason })).await.expect_status(200);

    let file = folder.path().join("audit.ndjson");
    let (code, told) = json_of(&terminal, &["export", file.to_str().unwrap()]);
    let written = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, &told["rows"]), (Some(0), &json!(lines.len() - 2)), "between a head and an end");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(lines[1..lines.len() - 1].iter().all(|row| row["hash"].is_string() && row["previous"].is_string()));

    let file = folder.path().join("audit.csv");
    let (code, out, _) = run(&terminal, &["export", "--csv", "--subject", &id, file.to_str().unwrap()]);
    assert_eq!((code, out), (Some(0), format!("3 rows are in {}.\n", file.display())));
    let table = std::fs::read_to_string(&file).unwrap();
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(table.contains("\"'=HYPERLINK(\"\"https://example.com\"\")\""), "{table}");
    let (code, _, errors) = run(&terminal, &["export", folder.path().join("no/audit.csv").to_str().unwrap()]);
    assert_eq!(code, Some(7), "{errors}");
}

/// Whoever has the database can make a chain whose rows fit one another; the authority alone finds nothing wrong with it.
#[tokio::test]
async fn a_log_that_was_cut_or_written_anew_is_told_by_whoever_verified_it_before() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let admin = serve.manage("admin");
    admin.create_active("sandbox", "billing", "read_only").await;
    let (code, first) = json_of(&terminal, &["verify"]);
    let known = first["remembered"].as_i64().unwrap();
    assert_eq!((code, &first["verdict"]["intact"], &first["known"]), (Some(0), &json!(true), &Value::Null));
    let (code, out, _) = run(&terminal, &["verify"]);
    assert!(code == Some(0) && out.contains(&format!("It goes on from row {known}")), "{out}");

    let file = Connection::open(serve.folder().join("authority.sqlite3")).unwrap();
    file.execute_batch("DROP TRIGGER audit_is_append_only_delete").unwrap();
    file.execute("DELETE FROM audit WHERE sequence >= ?1", [known]).unwrap();
    let became = |words: &[&str]| {
        let (code, check) = json_of(&terminal, &[&["verify"], words].concat());
        (code, check["verdict"]["intact"].clone(), check["known"]["now"].clone())
    };
    assert_eq!(became(&[]), (Some(8), json!(true), json!("gone")), "its rows fit one another");
    assert_eq!(became(&[]).0, Some(8), "and each time");
    admin.create_active("sandbox", "another", "read_only").await;
    assert_eq!(became(&[]), (Some(8), json!(true), json!("changed")), "other rows stand in their place");
    assert_eq!(became(&["--anew"]), (Some(0), json!(true), Value::Null), "somebody knows why");
    assert_eq!(became(&[]), (Some(0), json!(true), json!("extended")));
}
