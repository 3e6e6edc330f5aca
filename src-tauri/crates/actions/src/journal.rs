//! The program's own records in one SQLite file: connections, which of them is in use, what was saved in the keychain,
//! what a person does by hand step by step, and what a key was answered when it was proved. It holds no secret, and its form is numbered: a journal of an earlier release is carried over when it is opened.

mod accounts;
mod audit;
mod guided;
mod last_known;
mod services;

use std::{collections::HashSet, fs, io, path::Path, sync::Mutex, time::Duration};

use keys::{Ambient, Environment, Hint, Timestamp};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, TransactionBehavior, named_params};

pub(crate) use self::{
    accounts::{Creation, OwnRotation},
    audit::AuditHead,
    guided::{How, RunRecord, StepRecord},
    services::KeptCall,
};
use crate::{Code, Failure, KeyRef, lock::lock};

/// What makes a journal out of nothing, step by step; its `user_version` counts them. A step that people have is never
/// changed.
const STEPS: [&str; 11] = [
    include_str!("../migrations/0001_journal.sql"),
    include_str!("../migrations/0002_by_connection.sql"),
    include_str!("../migrations/0003_guided_runs.sql"),
    include_str!("../migrations/0004_sessions.sql"),
    include_str!("../migrations/0005_audit_heads.sql"),
    include_str!("../migrations/0006_services.sql"),
    include_str!("../migrations/0007_removed.sql"),
    include_str!("../migrations/0008_service_calls.sql"),
    include_str!("../migrations/0009_projects.sql"),
    include_str!("../migrations/0010_account_keys.sql"),
    include_str!("../migrations/0011_last_known.sql"),
];

/// How long another program is waited for.
const BUSY_WITHIN: Duration = Duration::from_secs(5);

/// The connection of what the first release saved with a credential given for one run: it did not say where that was.
const GIVEN: &str = "given";

/// The open journal.
pub(crate) struct Journal {
    db: Mutex<Connection>,
}

/// A connection as it is kept. Its token, or its session's refresh token, is in the keychain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConnectionRecord {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) url: String,
    /// What somebody signed in with, where its credential is a session; none where it is a token.
    pub(crate) account: Option<String>,
    /// The service that it leads to, by its id; none for an authority.
    pub(crate) service: Option<String>,
}

/// What is known of a secret in the keychain.
#[derive(Clone, Debug)]
pub(crate) struct SavedSecret {
    pub(crate) key: KeyRef,
    pub(crate) name: String,
    pub(crate) environment: Environment,
    pub(crate) hint: Hint,
    pub(crate) saved_at: Timestamp,
    /// When it was found to be gone.
    pub(crate) lost_at: Option<Timestamp>,
    /// Whether the keychain's item is named by connection and key; by the key alone, as in the first release, otherwise.
    pub(crate) carried: bool,
}

/// Why the journal failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error("the data folder cannot be made")]
    Folder(#[source] io::Error),
    #[error("the journal cannot be used")]
    Database(#[from] rusqlite::Error),
    #[error("the journal was written by a newer release: it has {0} steps, and this one knows {known}", known = STEPS.len())]
    Newer(u32),
}

impl JournalError {
    pub(crate) fn into_failure(self, ambient: &Ambient) -> Failure {
        let (code, message) = match self.kind() {
            _ if matches!(self, Self::Newer(_)) => {
                (Code::DataNewer, "A newer release wrote this program's journal. Nothing was overwritten.")
            }
            Some(ErrorCode::DiskFull) => (Code::DiskFull, "The disk is full, so nothing can be recorded."),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                (Code::DataNotWritable, "The data folder cannot be written.")
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                (Code::DataDamaged, "The journal of this program is damaged. Nothing was overwritten.")
            }
            _ => (Code::Internal, "The journal of this program cannot be used."),
        };
        Failure { code, message: message.to_owned(), ..Failure::internal(ambient, message, &self) }
    }

    fn kind(&self) -> Option<ErrorCode> {
        match self {
            Self::Folder(error) if error.kind() == io::ErrorKind::StorageFull => Some(ErrorCode::DiskFull),
            Self::Folder(_) => Some(ErrorCode::CannotOpen),
            Self::Database(error) => error.sqlite_error_code(),
            Self::Newer(_) => None,
        }
    }
}

impl Journal {
    /// Opens the journal in a folder, or one that is forgotten with the process.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, JournalError> {
        let mut db = match folder {
            None => Connection::open_in_memory()?,
            Some(folder) => open_file(folder)?,
        };
        migrate(&mut db)?;
        Ok(Self { db: Mutex::new(db) })
    }

    pub(crate) fn connections(&self) -> Result<Vec<ConnectionRecord>, JournalError> {
        let db = lock(&self.db);
        let sql =
            "SELECT id, name, url, account, service FROM connections WHERE removed_at IS NULL ORDER BY created_at, id";
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(ConnectionRecord {
                id: row.get(0)?,
                name: row.get(1)?,
                url: row.get(2)?,
                account: row.get(3)?,
                service: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn connection(&self, id: &str) -> Result<Option<ConnectionRecord>, JournalError> {
        Ok(self.connections()?.into_iter().find(|record| record.id == id))
    }

    pub(crate) fn add_connection(&self, connection: &ConnectionRecord, now: Timestamp) -> Result<(), JournalError> {
        self.add_connection_at(connection, &[], now)
    }

    /// The same with the addresses that stand in for a service's own.
    pub(crate) fn add_connection_at(
        &self,
        connection: &ConnectionRecord,
        hosts: &[(Environment, String)],
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let mut db = lock(&self.db);
        let transaction = db.transaction()?;
        let sql =
            "INSERT INTO connections (id, name, url, account, service, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let ConnectionRecord { id, name, url, account, service } = connection;
        transaction.execute(sql, (id, name, url, account, service, now.as_millis()))?;
        for (environment, url) in hosts {
            let sql = "INSERT INTO connection_hosts (connection_id, environment, url) VALUES (?1, ?2, ?3)";
            transaction.execute(sql, (id, environment.as_str(), url))?;
        }
        Ok(transaction.commit()?)
    }

    pub(crate) fn rename_connection(&self, id: &str, name: &str) -> Result<(), JournalError> {
        lock(&self.db).execute("UPDATE connections SET name = ?2 WHERE id = ?1", [id, name])?;
        Ok(())
    }

    /// Forgets a connection, or puts it away with what is known of its keys, which nobody else tells
    /// ([`Journal::add_again`]).
    pub(crate) fn remove_connection(&self, id: &str, put_away: Option<Timestamp>) -> Result<bool, JournalError> {
        let mut db = lock(&self.db);
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM audit_heads WHERE connection_id = ?1", [id])?;
        transaction.execute("DELETE FROM last_known WHERE connection_id = ?1", [id])?;
        accounts::forget_account(&transaction, id)?;
        let removed = match put_away {
            Some(now) => {
                let sql = "UPDATE connections SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL";
                transaction.execute(sql, (id, now.as_millis()))?
            }
            None => {
                transaction.execute("DELETE FROM connection_hosts WHERE connection_id = ?1", [id])?;
                transaction.execute("DELETE FROM connections WHERE id = ?1", [id])?
            }
        };
        transaction.commit()?;
        Ok(removed == 1)
    }

    pub(crate) fn setting(&self, name: &str) -> Result<Option<String>, JournalError> {
        let db = lock(&self.db);
        let found = db.query_row("SELECT value FROM settings WHERE name = ?1", [name], |row| row.get(0)).optional()?;
        Ok(found)
    }

    pub(crate) fn set_setting(&self, name: &str, value: &str) -> Result<(), JournalError> {
        let sql = "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
        lock(&self.db).execute(sql, [name, value])?;
        Ok(())
    }

    pub(crate) fn saved_secrets(&self) -> Result<Vec<SavedSecret>, JournalError> {
        let db = lock(&self.db);
        let mut statement = db.prepare_cached("SELECT * FROM saved_secrets ORDER BY saved_at DESC, key_id")?;
        let rows = statement.query_map([], read_saved)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All that were saved of keys with this id, wherever they are.
    pub(crate) fn saved_with_id(&self, key_id: &str) -> Result<Vec<SavedSecret>, JournalError> {
        let db = lock(&self.db);
        let mut statement =
            db.prepare_cached("SELECT * FROM saved_secrets WHERE key_id = ?1 ORDER BY connection_id")?;
        let rows = statement.query_map([key_id], read_saved)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn saved_secret(&self, key: &KeyRef) -> Result<Option<SavedSecret>, JournalError> {
        let db = lock(&self.db);
        let sql = "SELECT * FROM saved_secrets WHERE connection_id = ?1 AND key_id = ?2";
        Ok(db.prepare_cached(sql)?.query_row([&key.connection, &key.key], read_saved).optional()?)
    }

    pub(crate) fn note_saved(&self, saved: &SavedSecret) -> Result<(), JournalError> {
        write_saved(&lock(&self.db), saved)
    }

    pub(crate) fn note_lost(&self, key: &KeyRef, now: Timestamp) -> Result<(), JournalError> {
        let sql = "UPDATE saved_secrets SET lost_at = coalesce(lost_at, ?3) WHERE connection_id = ?1 AND key_id = ?2";
        lock(&self.db).execute(sql, (&key.connection, &key.key, now.as_millis()))?;
        Ok(())
    }

    /// Its item in the keychain is named by connection and key from now on.
    pub(crate) fn note_carried(&self, key: &KeyRef) -> Result<(), JournalError> {
        let sql = "UPDATE saved_secrets SET carried = 1 WHERE connection_id = ?1 AND key_id = ?2";
        lock(&self.db).execute(sql, [&key.connection, &key.key])?;
        Ok(())
    }

    /// What the first release saved without saying where is this connection's, which has such a key.
    pub(crate) fn adopt<'a>(
        &self,
        connection: &str,
        key_ids: impl Iterator<Item = &'a str>,
    ) -> Result<(), JournalError> {
        let db = lock(&self.db);
        let mut statement = db.prepare_cached("SELECT key_id FROM saved_secrets WHERE connection_id = ?1")?;
        let found: HashSet<String> = statement.query_map([GIVEN], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for key_id in key_ids.filter(|id| found.contains(*id)) {
            let sql = "UPDATE OR IGNORE saved_secrets SET connection_id = ?1 WHERE connection_id = ?2 AND key_id = ?3";
            db.execute(sql, [connection, GIVEN, key_id])?;
        }
        Ok(())
    }

    pub(crate) fn forget_saved(&self, key: &KeyRef) -> Result<(), JournalError> {
        let sql = "DELETE FROM saved_secrets WHERE connection_id = ?1 AND key_id = ?2";
        lock(&self.db).execute(sql, [&key.connection, &key.key])?;
        Ok(())
    }
}

/// Takes the steps that a journal lacks, all or none. Two programs may open it in one moment: the second waits for the
/// first and finds nothing left to do.
fn migrate(db: &mut Connection) -> Result<(), JournalError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let taken: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let missing = STEPS.get(taken as usize..).ok_or(JournalError::Newer(taken))?;
    for step in missing {
        transaction.execute_batch(step)?;
    }
    if !missing.is_empty() {
        transaction.pragma_update(None, "user_version", STEPS.len() as u32)?;
    }
    Ok(transaction.commit()?)
}

fn open_file(folder: &Path) -> Result<Connection, JournalError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(JournalError::Folder)?;
    let path = folder.join("journal.sqlite3");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).map_err(JournalError::Folder)?;
    let db = Connection::open(&path)?;
    db.busy_timeout(BUSY_WITHIN)?;
    write_ahead(&db)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "trusted_schema", false)?;
    Ok(db)
}

/// Writes ahead from now on. SQLite does not wait for another program here, whatever its timeout says: of two that change this
/// in one moment each would wait for the other. So it is asked again, for as long as it waits elsewhere.
fn write_ahead(db: &Connection) -> rusqlite::Result<()> {
    const PAUSE: Duration = Duration::from_millis(10);
    let mut tries_left = BUSY_WITHIN.as_millis() / PAUSE.as_millis();
    loop {
        match db.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && tries_left > 0 => {
                tries_left -= 1;
                std::thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

fn write_saved(db: &Connection, saved: &SavedSecret) -> Result<(), JournalError> {
    db.execute(
        "INSERT INTO saved_secrets (connection_id, key_id, name, environment, hint_prefix, hint_last_four, saved_at, carried)
         VALUES (:connection_id, :key_id, :name, :environment, :hint_prefix, :hint_last_four, :saved_at, :carried)
         ON CONFLICT DO UPDATE SET saved_at = excluded.saved_at, name = excluded.name, lost_at = NULL",
        named_params! {
            ":connection_id": saved.key.connection, ":key_id": saved.key.key, ":name": saved.name,
            ":environment": saved.environment.as_str(), ":hint_prefix": saved.hint.prefix,
            ":hint_last_four": saved.hint.last_four, ":saved_at": saved.saved_at.as_millis(),
            ":carried": saved.carried,
        },
    )?;
    Ok(())
}

fn read_saved(row: &Row<'_>) -> rusqlite::Result<SavedSecret> {
    let environment: String = row.get("environment")?;
    Ok(SavedSecret {
        key: KeyRef { connection: row.get("connection_id")?, key: row.get("key_id")? },
        name: row.get("name")?,
        environment: environment.parse().unwrap_or(Environment::Live),
        hint: Hint { prefix: row.get("hint_prefix")?, last_four: row.get("hint_last_four")? },
        saved_at: Timestamp::from_millis(row.get("saved_at")?),
        lost_at: row.get::<_, Option<i64>>("lost_at")?.map(Timestamp::from_millis),
        carried: row.get("carried")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(connection: &str, name: &str) -> SavedSecret {
        SavedSecret {
            key: KeyRef::new(connection, "1"),
            name: name.to_owned(),
            environment: Environment::Sandbox,
            hint: Hint { prefix: "ck_sandbox_".to_owned(), last_four: "0000".to_owned() },
            saved_at: Timestamp::from_millis(1),
            lost_at: None,
            carried: true,
        }
    }

    /// A journal of the first release, which counted no steps, with a row.
    fn first_release(folder: &Path) {
        let db = Connection::open(folder.join("journal.sqlite3")).unwrap();
        db.execute_batch(STEPS[0]).unwrap();
        let row = "INSERT INTO saved_secrets VALUES ('1', ?1, 'billing', 'live', 'ck_live_', '0000', 5, 7)";
        db.execute(row, [GIVEN]).unwrap();
        db.execute("INSERT INTO settings VALUES ('current_connection', 'a')", []).unwrap();
    }

    #[test]
    fn a_journal_of_the_first_release_is_carried_over_once() {
        let folder = tempfile::tempdir().unwrap();
        first_release(folder.path());
        for _ in 0..2 {
            let journal = Journal::open(Some(folder.path())).unwrap();
            let kept = journal.saved_secret(&KeyRef::new(GIVEN, "1")).unwrap().unwrap();
            assert_eq!((kept.name.as_str(), kept.environment, kept.carried), ("billing", Environment::Live, false));
            assert_eq!(kept.lost_at, Some(Timestamp::from_millis(7)));
            assert_eq!(journal.setting("current_connection").unwrap().as_deref(), Some("a"));
        }
    }

    /// With a credential given for one run the first release did not say where it was.
    #[test]
    fn what_was_saved_nowhere_in_particular_belongs_to_whoever_has_the_key() {
        let folder = tempfile::tempdir().unwrap();
        first_release(folder.path());
        let journal = Journal::open(Some(folder.path())).unwrap();
        journal.adopt("a", ["0", "2"].into_iter()).unwrap();
        assert!(journal.saved_secret(&KeyRef::new(GIVEN, "1")).unwrap().is_some(), "not a key of theirs");
        journal.adopt("a", ["1"].into_iter()).unwrap();
        assert!(journal.saved_secret(&KeyRef::new("a", "1")).unwrap().is_some_and(|saved| !saved.carried));
        journal.adopt("b", ["1"].into_iter()).unwrap();
        assert!(journal.saved_secret(&KeyRef::new("b", "1")).unwrap().is_none(), "it has its place now");
    }

    /// Whose keys were named by connection already, and who led nobody through anything.
    #[test]
    fn a_journal_of_the_second_release_keeps_what_it_has_and_can_keep_runs() {
        let folder = tempfile::tempdir().unwrap();
        let db = Connection::open(folder.path().join("journal.sqlite3")).unwrap();
        db.execute_batch(&STEPS[..2].concat()).unwrap();
        db.pragma_update(None, "user_version", 2).unwrap();
        write_saved(&db, &saved("a", "billing")).unwrap();
        drop(db);
        for _ in 0..2 {
            let journal = Journal::open(Some(folder.path())).unwrap();
            assert_eq!(journal.saved_secret(&KeyRef::new("a", "1")).unwrap().unwrap().name, "billing");
            assert_eq!(journal.open_runs().unwrap(), []);
        }
    }

    #[test]
    fn two_places_may_both_have_a_key_of_one_id() {
        let journal = Journal::open(None).unwrap();
        journal.note_saved(&saved("a", "of a")).unwrap();
        journal.note_saved(&saved("b", "of b")).unwrap();
        journal.forget_saved(&KeyRef::new("a", "1")).unwrap();
        assert!(journal.saved_secret(&KeyRef::new("a", "1")).unwrap().is_none());
        let other = journal.saved_secret(&KeyRef::new("b", "1")).unwrap().unwrap();
        assert_eq!(other.name, "of b", "what is done to one leaves the other alone");
    }

    #[test]
    fn a_journal_of_a_newer_release_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        drop(Journal::open(Some(folder.path())).unwrap());
        let file = folder.path().join("journal.sqlite3");
        let db = Connection::open(&file).unwrap();
        db.pragma_update(None, "user_version", STEPS.len() as u32 + 1).unwrap();
        db.execute_batch("CREATE TABLE of_tomorrow (id INTEGER)").unwrap();
        drop(db);
        let refused = Journal::open(Some(folder.path())).err().unwrap().into_failure(&Ambient::system());
        assert_eq!(refused.code, Code::DataNewer);
        let db = Connection::open(&file).unwrap();
        assert!(db.prepare("SELECT id FROM of_tomorrow").is_ok(), "nothing was overwritten");
    }

    #[test]
    fn a_connection_of_the_release_before_has_a_token_and_one_of_this_release_may_have_a_session() {
        let folder = tempfile::tempdir().unwrap();
        let db = Connection::open(folder.path().join("journal.sqlite3")).unwrap();
        db.execute_batch(&STEPS[..2].concat()).unwrap();
        db.pragma_update(None, "user_version", 2).unwrap();
        db.execute("INSERT INTO connections VALUES ('a', 'team', 'https://keys.example.com', 5)", []).unwrap();
        drop(db);
        let record = |id: &str, name: &str, account: Option<&str>| ConnectionRecord {
            service: None,
            id: id.to_owned(),
            name: name.to_owned(),
            url: "https://keys.example.com".to_owned(),
            account: account.map(str::to_owned),
        };
        let (former, signed_in) = (record("a", "team", None), record("b", "ana", Some("ana@acme.example")));
        let journal = Journal::open(Some(folder.path())).unwrap();
        assert_eq!(journal.connections().unwrap(), std::slice::from_ref(&former), "it is carried over as it was");
        journal.add_connection(&signed_in, Timestamp::from_millis(6)).unwrap();
        drop(journal);
        let journal = Journal::open(Some(folder.path())).unwrap();
        assert_eq!(journal.connections().unwrap(), [former, signed_in]);
    }

    #[test]
    fn two_programs_that_open_a_journal_of_the_first_release_in_one_moment_both_get_it() {
        let folder = tempfile::tempdir().unwrap();
        first_release(folder.path());
        std::thread::scope(|scope| {
            let open =
                || scope.spawn(|| Journal::open(Some(folder.path())).map(|journal| journal.saved_secrets().unwrap()));
            for opened in [open(), open(), open()] {
                assert_eq!(opened.join().unwrap().unwrap().len(), 1);
            }
        });
    }
}
