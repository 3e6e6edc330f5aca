//! What an auditor is handed: a database with an audit log, or a file of signed checkpoints to hold the true log against.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{fs, thread};

use authority::{AuditKey, AuditPublicKey, AuditVerdict, Checkpointing, Config, Place, check, verify_audit};
use keys::{Ambient, Timestamp, wire::Role};
use rusqlite::Connection;
use serde_json::json;

use super::world;
use crate::Api;
use crate::clock::Clock;
use crate::inside::in_a_file;

/// A true log: its database, cut down to the log alone so that it fits into an input, and its checkpoints.
struct Log {
    database: Vec<u8>,
    /// The same after its old rows were pruned.
    pruned: Vec<u8>,
    checkpoints: Vec<u8>,
    key: AuditPublicKey,
    rows: i64,
}

struct Desk {
    folder: tempfile::TempDir,
    log: &'static Log,
}

thread_local! {
    static DESK: Desk = Desk::new();
}

pub fn run(bytes: &[u8]) {
    let Some((choice, rest)) = super::choose(bytes, 3) else { return };
    DESK.with(|desk| match choice {
        0 => desk.judge_database(rest),
        1 => desk.judge_checkpoints(rest),
        _ => {
            desk.put(rest);
            let _ = check(&desk.place());
        }
    });
}

impl Desk {
    fn new() -> Self {
        let (folder, log) = (world::in_memory(), log());
        fs::write(folder.path().join("checkpoints"), &log.checkpoints).expect("there is room in memory");
        fs::write(folder.path().join("true"), &log.database).expect("there is room in memory");
        Self { folder, log }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("audit")
    }

    fn place(&self) -> Place {
        Place::File(self.path())
    }

    fn put(&self, bytes: &[u8]) {
        for beside in ["audit-wal", "audit-shm", "audit-journal"] {
            let _ = fs::remove_file(self.folder.path().join(beside));
        }
        fs::write(self.path(), bytes).expect("there is room in memory");
    }

    fn judge_database(&self, bytes: &[u8]) {
        self.put(bytes);
        let checkpoints = self.folder.path().join("checkpoints");
        if let Ok(AuditVerdict::Whole { rows, pruned }) =
            verify_audit(&self.place(), Some((&checkpoints, &self.log.key)))
        {
            let told = rows + pruned;
            assert!(told >= self.log.rows, "{rows} rows after {pruned} are not the whole log of {}", self.log.rows);
        }
    }

    fn judge_checkpoints(&self, bytes: &[u8]) {
        let file = self.folder.path().join("handed");
        fs::write(&file, bytes).expect("there is room in memory");
        let verdict = verify_audit(&Place::File(self.folder.path().join("true")), Some((&file, &self.log.key)));
        let is_fair = matches!(verdict, Err(_) | Ok(AuditVerdict::Whole { .. }));
        assert!(is_fair, "nobody can forge a checkpoint that speaks against the true log: {verdict:?}");
    }
}

fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    // On a thread of its own: the caller may be inside a runtime.
    LOG.get_or_init(|| thread::spawn(Log::make).join().expect("a log can be made"))
}

impl Log {
    fn make() -> Self {
        let folder = world::in_memory();
        let key = AuditKey::create(&folder.path().join("key"), &Ambient::system()).expect("a key");
        let file = folder.path().join("checkpoints");
        let checkpoints = Some(Checkpointing { file: file.clone(), key: key.clone() });
        let clock = Clock::at(Timestamp::from_millis(1_800_000_000_000));
        let config = |checkpoints| Config { checkpoints, ..in_a_file(&folder.path().join("data"), clock.ambient()) };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (small, short) = (folder.path().join("small"), folder.path().join("short"));
        let database = folder.path().join("data/authority.sqlite3");
        let rows = runtime.block_on(async {
            let running = authority::start(config(checkpoints)).await.expect("an authority");
            let token = running.session_token(Role::Admin, "ana");
            let admin = Api::with_token(&running.addresses.manage, token.expose());
            let (id, _) = admin.create_active("sandbox", "key", "read_only").await;
            admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
            running.stop().await;
            let rows = cut_down(&database, &small).expect("a copy");
            clock.step(401 * 24 * 3600);
            let running = authority::start(config(None)).await.expect("an authority");
            running.service.evidence.prune_audit().await.expect("old rows go");
            running.stop().await;
            cut_down(&database, &short).expect("a copy");
            rows
        });
        let read = |path: &Path| fs::read(path).expect("it is there");
        Self { database: read(&small), pruned: read(&short), checkpoints: read(&file), key: key.public(), rows }
    }
}

/// Copies the log alone into a small database.
fn cut_down(from: &Path, to: &Path) -> rusqlite::Result<i64> {
    let small = Connection::open(to)?;
    small.execute("ATTACH ?1 AS whole", [from.to_string_lossy()])?;
    let sql: String =
        small.query_row("SELECT sql FROM whole.sqlite_schema WHERE type = 'table' AND name = 'audit'", [], |row| {
            row.get(0)
        })?;
    small.execute_batch(&sql)?;
    small.execute_batch("INSERT INTO audit SELECT * FROM whole.audit; PRAGMA user_version = 1; DETACH whole")?;
    small.query_row("SELECT count(*) FROM audit", [], |row| row.get(0))
}

pub fn seeds() -> Vec<Vec<u8>> {
    let log = log();
    let mut all = Vec::new();
    for choice in [0, 2] {
        all.extend([&log.database, &log.pruned].map(|database| [&[choice], &database[..]].concat()));
        all.extend(hostile().into_iter().map(|database| [&[choice], &database[..]].concat()));
    }
    let lines: Vec<&[u8]> = log.checkpoints.split_inclusive(|byte| *byte == b'\n').collect();
    all.push([&[1], &log.checkpoints[..]].concat());
    all.extend(lines.into_iter().map(|line| [&[1], line].concat()));
    all.push(b"\x01{\"sequence\":1,\"hash\":\"\",\"at\":\"2027-01-15T08:00:00.000Z\",\"signature\":\"\"}\n".to_vec());
    all
}

/// Databases that somebody made on purpose: reading their log would never end, or fill the memory.
fn hostile() -> Vec<Vec<u8>> {
    const COLUMNS: &str = "at, organization_id, environment, actor, action, subject, origin, detail, hash";
    let others =
        "0 AS at, '' AS organization_id, '' AS environment, '' AS actor, '' AS action, '' AS subject, '' AS origin";
    let endless = format!(
        "CREATE VIEW audit AS WITH RECURSIVE n(sequence) AS (SELECT 1 UNION ALL SELECT sequence + 1 FROM n)
         SELECT sequence, {others}, '' AS detail, zeroblob(32) AS hash FROM n"
    );
    let huge =
        format!("CREATE VIEW audit AS SELECT 1 AS sequence, {others}, '' AS detail, zeroblob(900000000) AS hash");
    let made_up = format!(
        "CREATE TABLE audit (sequence INTEGER PRIMARY KEY, {}, hash BLOB AS (zeroblob(900000000)));
         INSERT INTO audit (sequence, at) VALUES (1, 0)",
        COLUMNS.replace(", hash", "")
    );
    [endless, huge, made_up].iter().map(|sql| built(sql)).collect()
}

fn built(sql: &str) -> Vec<u8> {
    let folder = world::in_memory();
    let path = folder.path().join("hostile");
    let database = Connection::open(&path).expect("a database");
    database.execute_batch(&format!("{sql}; PRAGMA user_version = 1")).expect("it is SQL");
    drop(database);
    fs::read(path).expect("it is there")
}
