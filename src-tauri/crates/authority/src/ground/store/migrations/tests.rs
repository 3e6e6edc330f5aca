use std::collections::BTreeSet;

use rusqlite::Connection;

use super::*;
use crate::ground::store::open::{OpenError, open_connection, open_or_create, version_of};

/// Every statement that the release with ten steps asks a server, as `with-postgres` wrote them down.
const ASKED_BY_0010: &str = include_str!("../../../../migrations/asked_by_0010.sql");

fn statements(step: &str) -> Vec<String> {
    let bare: String = step.lines().map(|line| line.split("--").next().unwrap_or_default().to_owned() + " ").collect();
    let words = |statement: &str| statement.split_whitespace().collect::<Vec<_>>().join(" ");
    bare.split(';').map(words).filter(|statement| !statement.is_empty()).collect()
}

/// What is wrong with a statement, for a release that does not know it. `made` are the tables of the same step.
fn wrong<'a>(statement: &'a str, made: &mut BTreeSet<&'a str>) -> Option<&'static str> {
    let words: Vec<&str> = statement.split(' ').collect();
    match words[..] {
        ["CREATE", "TABLE", name, ..] => {
            made.insert(name);
            None
        }
        // An index that forbids nothing only makes reading fast.
        ["CREATE", "INDEX", ..] | ["DROP", "INDEX", _] => None,
        ["CREATE", "UNIQUE", "INDEX", _, "ON", table, ..] | ["INSERT", "INTO", table, ..] if made.contains(table) => {
            None
        }
        ["CREATE", "UNIQUE", ..] => Some("the release before may write what is not unique"),
        ["ALTER", "TABLE", _, "ADD", "COLUMN", _, _, ref rest @ ..] => match rest {
            [] => None,
            ["NOT", "NULL", "DEFAULT", _] | ["DEFAULT", _] => None,
            _ => Some("the release before writes nothing there"),
        },
        _ => Some("it does not only add"),
    }
}

#[test]
fn every_step_after_the_first_only_adds() {
    for (number, step) in MIGRATIONS.iter().enumerate().skip(1) {
        let is_trigger = |line: &&str| line.starts_with("DROP TRIGGER ") || line.starts_with("CREATE TRIGGER ");
        let triggers = step.lines().filter(is_trigger).count();
        assert!(triggers == 0 || !step.contains(GOES_ON), "step {}: another rule is to be known", number + 1);
        let rest = step.lines().filter(|line| !is_trigger(line)).collect::<Vec<_>>().join("\n");
        let (statements, mut made) = (statements(&rest), BTreeSet::new());
        for statement in &statements {
            assert_eq!(wrong(statement, &mut made), None, "step {}: {statement}", number + 1);
        }
    }
}

#[test]
fn what_takes_away_or_forbids_is_told_apart() {
    let bad = [
        "DROP TABLE keys",
        "ALTER TABLE keys DROP COLUMN note",
        "ALTER TABLE keys RENAME COLUMN note TO remark",
        "ALTER TABLE keys ADD COLUMN tomorrow INTEGER NOT NULL",
        "ALTER TABLE keys ADD COLUMN tomorrow TEXT REFERENCES organizations (id)",
        "CREATE UNIQUE INDEX once ON keys (name)",
        "UPDATE keys SET note = NULL",
        "INSERT INTO keys (id) VALUES ('key')",
    ];
    for statement in bad {
        assert!(wrong(statement, &mut BTreeSet::new()).is_some(), "{statement}");
    }
}

#[test]
fn every_step_says_whether_the_release_before_goes_on() {
    for (number, step) in MIGRATIONS.iter().enumerate().skip(1) {
        let says = step.lines().filter(|line| line.starts_with("-- The release before: ")).count();
        assert_eq!(says, 1, "step {} begins with `{GOES_ON}`, or with why it must not", number + 1);
    }
    assert_eq!(floor(&["", GOES_ON, "-- The release before: must not go on; it is a test.", GOES_ON]), 3);
    assert_eq!(floor(&["", GOES_ON, ""]), 3, "who says nothing is not overlooked");
}

#[test]
fn the_statements_of_the_release_before_run_on_this_schema() {
    let folder = tempfile::tempdir().unwrap();
    let connection = open_or_create(&folder.path().join("store")).unwrap();
    let asked: Vec<_> = ASKED_BY_0010.lines().filter(|line| !line.starts_with("--")).collect();
    assert!(asked.len() > 200, "there are {} of them", asked.len());
    for statement in asked {
        connection.prepare(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    assert!(connection.prepare("SELECT gone FROM keys").is_err(), "what is not there would be told");
}

/// A store of a release after this one, with one more step.
fn tomorrow(floor: usize) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    open_or_create(&path).unwrap();
    let newer: Connection = open_connection(&path).unwrap();
    newer.execute_batch("ALTER TABLE tokens ADD COLUMN tomorrow TEXT; CREATE TABLE later (id TEXT) STRICT").unwrap();
    newer.pragma_update(None, "user_version", MIGRATIONS.len() as u32 + 1).unwrap();
    newer.execute("UPDATE schema_floor SET number = ?1", [floor as i64]).unwrap();
    (folder, path)
}

#[test]
fn a_newer_store_that_leaves_room_is_opened_and_left_as_it_is() {
    let (_folder, path) = tomorrow(MIGRATIONS.len());
    let connection = open_or_create(&path).unwrap();
    assert_eq!(
        version_of(&connection).unwrap(),
        MIGRATIONS.len() + 1,
        "the newer release finds its store as it left it"
    );
}

#[test]
fn a_newer_store_with_something_that_must_not_be_overlooked_is_refused_plainly() {
    let (_folder, path) = tomorrow(MIGRATIONS.len() + 1);
    let before = std::fs::read(&path).unwrap();
    let refused = open_or_create(&path).unwrap_err();
    assert!(matches!(refused, OpenError::Newer { found, .. } if found == MIGRATIONS.len() + 1), "{refused}");
    assert!(refused.to_string().contains("newer release"), "{refused}");
    assert_eq!(std::fs::read(&path).unwrap(), before, "and nothing was written");
}
