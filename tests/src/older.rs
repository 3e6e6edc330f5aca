//! Stores as the release before left them: who had a name alone (`migrations/0015_actors.sql`).

use std::path::Path;

use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

/// What the steps added that it lacks, the last one first.
const ADDED: [&str; 11] = [
    include_str!("../../src-tauri/crates/authority/migrations/0025_lists_beside.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0024_key_approvals.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0023_activation_documents.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0022_allowed_addresses.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0021_writes.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0020_key_days.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0019_quiet_end.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0018_activation_evidence.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0017_quarantine.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0016_lists.sql"),
    include_str!("../../src-tauri/crates/authority/migrations/0015_actors.sql"),
];
const STEPS_BEFORE: u32 = 14;
const GUARD: &str = "audit_is_append_only_update";

/// What the last step took away.
const LISTED: &str = "CREATE INDEX keys_listed ON keys (organization_id, environment, created_at DESC, id DESC)";

/// The opposite of a line that adds.
fn taken_back(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    match words[..] {
        ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..] => format!("ALTER TABLE {table} DROP COLUMN {column}"),
        // An index that a later step made anew is gone already.
        ["CREATE", kind, name, ..] => format!("DROP {kind} IF EXISTS {name}"),
        _ => String::new(),
    }
}

/// The hash of an audit row as that release made it; `texts` from the organization's id to the detail.
pub fn row_hash(previous: &[u8], sequence: i64, at: i64, texts: &[&str]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(b"conduit-keys/audit/1");
    hasher.update(previous);
    hasher.update(sequence.to_be_bytes());
    hasher.update(at.to_be_bytes());
    for text in texts {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
    }
    hasher.finalize().to_vec()
}

/// Makes a store of this release, which nobody serves, one of the release before.
///
/// # Panics
/// When it is no such store.
pub fn make_older(file: &Path) {
    let store = Connection::open(file).expect("a store");
    let guard: String = store
        .query_row("SELECT sql FROM sqlite_master WHERE name = ?1", [GUARD], |row| row.get(0))
        .expect("the audit log is guarded");
    store.execute_batch(&format!("BEGIN; DROP TRIGGER {GUARD}")).expect("the guard goes");
    let texts = "SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail FROM audit
                 ORDER BY sequence";
    let mut rows = store.prepare(texts).expect("an audit log");
    let read = |row: &rusqlite::Row<'_>| {
        let texts: Vec<String> = (2..9).map(|at| row.get(at)).collect::<Result<_, _>>()?;
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, texts))
    };
    let mut previous = vec![0; 32];
    for row in rows.query_map([], read).expect("rows") {
        let (sequence, at, texts) = row.expect("a row");
        previous = row_hash(&previous, sequence, at, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        store
            .execute("UPDATE audit SET hash = ?2 WHERE sequence = ?1", params![sequence, previous])
            .expect("a row is hashed as before");
    }
    for step in ADDED {
        // Indexes before the columns that they are of.
        for kind in ["CREATE INDEX ", "CREATE TABLE ", "ALTER TABLE "] {
            for line in step.lines().filter(|line| line.starts_with(kind)) {
                store.execute_batch(&taken_back(line)).expect("what was added goes");
            }
        }
    }
    store.execute_batch(LISTED).expect("an index is back");
    store.execute_batch(&format!("{guard}; COMMIT")).expect("the guard is back");
    store.execute_batch("UPDATE schema_floor SET number = 13").expect("a floor");
    store.pragma_update(None, "user_version", STEPS_BEFORE).expect("a version");
}
