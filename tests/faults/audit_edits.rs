//! Somebody with the database file in hand edits the audit log: each edit is found, and the first bad row named.
//!
//! The controls: SQLite's own check finds none of them; without the checkpoints a cut tail, an older file and a history
//! written anew pass as whole.

use std::fs;
use std::path::{Path, PathBuf};

use authority::{AuditKey, AuditVerdict, Checkpointing, Config, Place, StartError, verify_audit};
use journeys::clock::Clock;
use journeys::faults::{figure, times};
use journeys::inside::in_a_file;
use journeys::{Api, WITHIN, eventually};
use keys::Ambient;
use keys::wire::Role;
use rusqlite::Connection;
use serde_json::json;

const DATABASE: &str = "authority.sqlite3";
const OTHERS: &str = "at, organization_id, environment, actor, action, subject, origin, detail, hash, actor_id";

/// A log in two sittings, with a checkpoint at the end of each; a copy from between them; and a copy that was served on.
struct Logs {
    folder: tempfile::TempDir,
    key: AuditKey,
    half: i64,
    whole: i64,
}

fn config(folder: &Path, name: &str, checkpoints: Option<Checkpointing>) -> Config {
    Config { checkpoints, ..in_a_file(&folder.join(name), Ambient::system()) }
}

async fn sit(config: Config, begin: usize, keys: usize) {
    let running = authority::start(config).await.unwrap();
    let token = running.session_token(Role::Admin, "ana");
    let admin = journeys::Api::with_token(&running.addresses.manage, token.expose());
    for number in begin..begin + keys {
        let (id, _) = admin.create_active("sandbox", &format!("key {number}"), "read_only").await;
        let asked = json!({ "reason": format!("reason {number}") });
        admin.post(&format!("/keys/{id}/revoke"), asked).await.expect_status(200);
    }
    running.stop().await;
}

impl Logs {
    async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = AuditKey::create(&folder.path().join("key"), &Ambient::system()).unwrap();
        let to = || Some(Checkpointing { file: folder.path().join("checkpoints"), key: key.clone() });
        sit(config(folder.path(), "data", to()), 0, 6).await;
        for copy in ["old", "fork"] {
            fs::create_dir(folder.path().join(copy)).unwrap();
            fs::copy(folder.path().join("data").join(DATABASE), folder.path().join(copy).join(DATABASE)).unwrap();
        }
        sit(config(folder.path(), "data", to()), 6, 6).await;
        sit(config(folder.path(), "fork", None), 20, 8).await;
        let rows = |name| rows(&Connection::open(folder.path().join(name).join(DATABASE)).unwrap());
        let (half, whole) = (rows("old"), rows("data"));
        assert!(half >= 18 && whole >= half + 18 && rows("fork") > whole, "{half} and {whole} rows are a log");
        Self { folder, key, half, whole }
    }

    /// A copy of one of the files, to be edited.
    fn copy(&self, name: &str) -> PathBuf {
        let to = self.folder.path().join("edited");
        let _ = fs::remove_dir_all(&to);
        fs::create_dir(&to).unwrap();
        fs::copy(self.folder.path().join(name).join(DATABASE), to.join(DATABASE)).unwrap();
        to
    }

    fn judge(&self, data: &Path) -> AuditVerdict {
        let checkpoints = self.folder.path().join("checkpoints");
        let place = Place::choose(data, None).unwrap();
        verify_audit(&place, Some((&checkpoints, &self.key.public()))).unwrap()
    }
}

fn rows(database: &Connection) -> i64 {
    database.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap()
}

fn judge_alone(data: &Path) -> AuditVerdict {
    verify_audit(&Place::choose(data, None).unwrap(), None).unwrap()
}

fn sqlite_finds_nothing(data: &Path) -> bool {
    let database = Connection::open(data.join(DATABASE)).unwrap();
    database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap() == "ok"
}

/// A number from 1 to `most`.
fn pick(most: i64) -> i64 {
    let mut bytes = [0; 8];
    Ambient::system().fill(&mut bytes);
    i64::try_from(u64::from_le_bytes(bytes) % u64::try_from(most).unwrap()).unwrap() + 1
}

fn one_of<'a>(these: &[&'a str]) -> &'a str {
    these[usize::try_from(pick(i64::try_from(these.len()).unwrap()) - 1).unwrap()]
}

/// A statement that edits, the first bad row after it, and whether it takes a checkpoint to see that.
fn statement(kind: i64, row: i64, last: i64) -> (String, i64, bool) {
    match kind {
        0 => {
            let column = one_of(&[
                "organization_id",
                "environment",
                "actor",
                "action",
                "subject",
                "origin",
                "detail",
                "actor_id",
            ]);
            (format!("UPDATE audit SET {column} = {column} || 'x' WHERE sequence = {row}"), row, false)
        }
        1 => {
            let what = one_of(&["at = at + 1", "hash = randomblob(32)", "actor_id = NULL"]);
            (format!("UPDATE audit SET {what} WHERE sequence = {row}"), row, false)
        }
        2 => (format!("DELETE FROM audit WHERE sequence = {row}"), row, false),
        3 => (format!("DELETE FROM audit WHERE sequence > {row}"), row + 1, true),
        4 => {
            let other = row + pick(last - row);
            let swap = format!(
                "UPDATE audit SET sequence = -1 WHERE sequence = {row}; UPDATE audit SET sequence = {row}
                 WHERE sequence = {other}; UPDATE audit SET sequence = {other} WHERE sequence = -1"
            );
            (swap, row, false)
        }
        _ => {
            // Its hash is the one of another row, so that nothing but the chain tells that it does not belong there.
            let like = if row == 1 { 2 } else { row - 1 };
            let insert = format!(
                "CREATE TABLE copy AS SELECT * FROM audit WHERE sequence = {like};
                 UPDATE audit SET sequence = -sequence - 1 WHERE sequence >= {row};
                 UPDATE audit SET sequence = -sequence WHERE sequence < 0;
                 INSERT INTO audit (sequence, {OTHERS}) SELECT {row}, {OTHERS} FROM copy; DROP TABLE copy"
            );
            (insert, row, false)
        }
    }
}

/// One edit of a kind; answers what was done, the edited folder, the first bad row, and whether it takes a checkpoint to
/// see it.
fn edit(logs: &Logs, kind: i64) -> (String, PathBuf, i64, bool) {
    if kind >= 6 {
        let name = if kind == 6 { "old" } else { "fork" };
        return (format!("the file {name} put in place"), logs.copy(name), logs.half + 1, true);
    }
    let data = logs.copy("data");
    let database = Connection::open(data.join(DATABASE)).unwrap();
    database
        .execute_batch("DROP TRIGGER audit_is_append_only_update; DROP TRIGGER audit_is_append_only_delete;")
        .unwrap();
    let (sql, bad, by_checkpoint) = statement(kind, pick(logs.whole - 1), logs.whole);
    database.execute_batch(&sql).unwrap();
    (sql, data, bad, by_checkpoint)
}

#[tokio::test]
async fn every_edit_of_the_audit_log_is_found_and_its_first_bad_row_named() {
    let logs = Logs::make().await;
    assert_eq!(
        logs.judge(&logs.copy("data")),
        AuditVerdict::Whole { rows: logs.whole, pruned: 0 },
        "untouched, it is whole"
    );
    let (count, mut by_checkpoints) = (times(64, 1000), 0);
    for number in 0..count {
        let (what, data, bad, by_checkpoint) = edit(&logs, i64::try_from(number % 8).unwrap());
        by_checkpoints += usize::from(by_checkpoint);
        assert!(sqlite_finds_nothing(&data), "the control: without the chain nobody would know: {what}");
        let (verdict, alone) = (logs.judge(&data), judge_alone(&data));
        assert_eq!(verdict.first_bad_row(), Some(bad), "{what}: {verdict}");
        let expected = if by_checkpoint { None } else { Some(bad) };
        assert_eq!(alone.first_bad_row(), expected, "the control: only a checkpoint sees a missing tail: {what}");
    }
    figure(format!(
        "{count} edits, each found and its first bad row named; {by_checkpoints} of them by a checkpoint only"
    ));
}

#[tokio::test]
async fn a_store_that_was_rolled_back_is_not_served_and_not_vouched_for() {
    let logs = Logs::make().await;
    let checkpoints = logs.folder.path().join("checkpoints");
    let before = fs::read(&checkpoints).unwrap();
    for name in ["old", "fork"] {
        let to = Checkpointing { file: checkpoints.clone(), key: logs.key.clone() };
        let refused = authority::start(config(logs.folder.path(), name, Some(to))).await;
        assert!(matches!(refused, Err(StartError::RolledBack(row)) if row == logs.whole), "{name} is not that log");
    }
    assert_eq!(fs::read(&checkpoints).unwrap(), before, "and no checkpoint was added");
}

#[tokio::test]
async fn what_serve_prunes_is_signed_before_and_nothing_else_is_excused() {
    let folder = tempfile::tempdir().unwrap();
    let key = AuditKey::create(&folder.path().join("key"), &Ambient::system()).unwrap();
    let clock = Clock::at("2025-01-20T09:00:00.000Z".parse().unwrap());
    let checkpoints = folder.path().join("checkpoints");
    let config = |signed: bool| {
        let to = Checkpointing { file: checkpoints.clone(), key: key.clone() };
        let ambient = clock.ambient();
        Config { ambient, ..config(folder.path(), "data", signed.then_some(to)) }
    };
    let judge = || {
        let place = Place::choose(&folder.path().join("data"), None).unwrap();
        verify_audit(&place, Some((&checkpoints, &key.public()))).unwrap()
    };
    sit(config(true), 0, 3).await;
    let AuditVerdict::Whole { rows: old, pruned: 0 } = judge() else { panic!("nothing is old yet") };
    // A jump of the clock would be doubted; here the days have passed, and somebody was there to see them.
    let days_pass = || {
        clock.step(401 * 24 * 3600);
        let file = rusqlite::Connection::open(folder.path().join("data/authority.sqlite3")).unwrap();
        let believed = "INSERT INTO clock_belief (one, at, doubted_millis) VALUES (1, ?1, 0)
                        ON CONFLICT (one) DO UPDATE SET at = excluded.at, doubted_millis = 0";
        file.execute(believed, [clock.now().as_millis()]).unwrap();
    };
    for (sitting, keys) in [(1, 3), (2, 0)] {
        days_pass();
        let running = authority::start(config(true)).await.unwrap();
        let admin = Api::with_token(&running.addresses.manage, running.session_token(Role::Admin, "ana").expose());
        eventually("the old rows are gone", WITHIN, || async {
            let oldest = admin.get("/audit?action=audit.pruned").await.expect_status(200).json();
            (oldest["data"][0]["at"] == clock.now().to_string()).then_some(())
        })
        .await;
        running.stop().await;
        let verdict = judge();
        assert!(matches!(verdict, AuditVerdict::Whole { pruned, .. } if pruned >= old), "{sitting}: {verdict}");
        sit(config(true), 10 * sitting, keys).await;
        assert!(matches!(judge(), AuditVerdict::Whole { .. }), "a later process takes it up");
    }
    sit(config(true), 40, 2).await;
    days_pass();
    let before = judge();
    // Somebody prunes who has no key: here the authority itself, started without one.
    let running = authority::start(config(false)).await.unwrap();
    running.service.evidence.prune_audit().await.unwrap();
    running.stop().await;
    let verdict = judge();
    assert!(matches!(verdict, AuditVerdict::Missing { .. }), "{before}, then {verdict}");
    assert!(judge_alone(&folder.path().join("data")).first_bad_row().is_none(), "the control: the log alone is whole");
    let refused = authority::start(config(true)).await;
    assert!(matches!(refused, Err(StartError::RolledBack(_))), "and it is not vouched for from now on");
}
