//! Runs of guides, and the steps of each that are over.

use keys::{Environment, Hint, Timestamp};
use providers::{
    Guide,
    guide::{Answered, GuidedOperation, Step, Whose},
};
use rusqlite::{Connection, Row, TransactionBehavior, named_params, types::Type};
use serde::{Serialize, de::DeserializeOwned};

use super::{Journal, JournalError, SavedSecret, write_saved};
use crate::{
    KeyRef,
    lock::lock,
    view::{CallView, Declared, Evidence, RunOutcome},
};

/// A run as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RunRecord {
    pub(crate) id: String,
    pub(crate) idempotency_key: String,
    pub(crate) connection: String,
    /// The key that is rotated or revoked.
    pub(crate) key: Option<String>,
    pub(crate) name: String,
    /// What the person said of the new key.
    pub(crate) declared: Declared,
    pub(crate) guide: Guide,
    pub(crate) begun_at: Timestamp,
    /// How often it was written, which [`Journal::change_run`] compares.
    pub(crate) version: i64,
    /// Whether the keychain may hold a secret of which no step tells yet.
    pub(crate) taking: bool,
    /// The last call that did not prove what it had to, at the step it stands at.
    pub(crate) last_try: Option<CallView>,
    pub(crate) outcome: Option<RunOutcome>,
    pub(crate) ended_at: Option<Timestamp>,
    /// The steps that are over, from the first one on without a gap.
    pub(crate) over: Vec<StepRecord>,
}

/// A step that is over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StepRecord {
    pub(crate) at: Timestamp,
    pub(crate) how: How,
}

/// Done or left out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum How {
    Done(Evidence),
    Skipped(String),
}

impl RunRecord {
    /// What a key that this run makes is known by.
    pub(crate) fn new_key(&self) -> KeyRef {
        KeyRef::new(&self.connection, &self.id)
    }

    pub(crate) fn old_key(&self) -> Option<KeyRef> {
        self.key.as_ref().map(|key| KeyRef::new(&self.connection, key))
    }

    /// What the secret that was taken looks like.
    pub(crate) fn taken(&self) -> Option<&Hint> {
        let (at, _) = self.guide.taking()?;
        match &self.over.get(at)?.how {
            How::Done(Evidence::Taken { hint }) => Some(hint),
            How::Done(_) | How::Skipped(_) => None,
        }
    }

    /// Whether the new key was proved, or knowingly not: it is among the saved ones from then on.
    pub(crate) fn is_kept(&self) -> bool {
        self.guide.proving(Whose::New, Answered::Accepted).is_some_and(|at| at < self.over.len())
    }

    /// Whether the place itself refused the old key.
    pub(crate) fn is_old_refused(&self) -> bool {
        let proof = Step::Prove { whose: Whose::Old, expected: Answered::Refused };
        let mut over = self.guide.steps().iter().zip(&self.over);
        over.any(|(step, record)| *step == proof && matches!(record.how, How::Done(_)))
    }
}

impl Journal {
    /// Writes a new run down, unless its idempotency key or its key has one: then `false`.
    pub(crate) fn begin_run(&self, run: &RunRecord) -> Result<bool, JournalError> {
        let written = lock(&self.db).execute(
            "INSERT INTO guided_runs
                (id, idempotency_key, connection_id, environment, operation, key_id, name, declared, guide, begun_at, version,
                 taking)
             VALUES (:id, :idempotency_key, :connection_id, :environment, :operation, :key_id, :name, :declared, :guide,
                 :begun_at, 0, 0)
             ON CONFLICT DO NOTHING",
            named_params! {
                ":id": run.id, ":idempotency_key": run.idempotency_key, ":connection_id": run.connection,
                ":environment": run.guide.environment().as_str(), ":operation": operation_word(run.guide.operation()),
                ":key_id": run.key, ":name": run.name, ":declared": to_json(&run.declared)?,
                ":guide": to_json(&run.guide)?, ":begun_at": run.begun_at.as_millis(),
            },
        )?;
        Ok(written == 1)
    }

    pub(crate) fn run(&self, id: &str) -> Result<Option<RunRecord>, JournalError> {
        Ok(self.runs("id = ?1", [id])?.pop())
    }

    pub(crate) fn run_begun_by(&self, idempotency_key: &str) -> Result<Option<RunRecord>, JournalError> {
        Ok(self.runs("idempotency_key = ?1", [idempotency_key])?.pop())
    }

    /// The run that leads this key now.
    pub(crate) fn open_run_of(&self, key: &KeyRef) -> Result<Option<RunRecord>, JournalError> {
        let open = "connection_id = ?1 AND key_id = ?2 AND ended_at IS NULL";
        Ok(self.runs(open, [&key.connection, &key.key])?.pop())
    }

    /// Those that have not ended, but for what was begun at a connection that is removed now.
    pub(crate) fn open_runs(&self) -> Result<Vec<RunRecord>, JournalError> {
        let removed = "SELECT id FROM connections WHERE removed_at IS NOT NULL";
        self.runs(&format!("ended_at IS NULL AND connection_id NOT IN ({removed})"), [])
    }

    /// Every run of an environment of a connection: what is known of the keys there.
    pub(crate) fn runs_at(&self, connection: &str, environment: Environment) -> Result<Vec<RunRecord>, JournalError> {
        self.runs("connection_id = ?1 AND environment = ?2", [connection, environment.as_str()])
    }

    /// Every run that made, rotated or revoked this key.
    pub(crate) fn runs_of(&self, key: &KeyRef) -> Result<Vec<RunRecord>, JournalError> {
        self.runs("connection_id = ?1 AND (id = ?2 OR key_id = ?2)", [&key.connection, &key.key])
    }

    /// Writes what has changed of a run: all of it or nothing, and nothing when somebody else wrote since it was read (then
    /// `false`). A step that became over comes with it, and a secret that is to be found from now on.
    pub(crate) fn change_run(
        &self,
        run: &RunRecord,
        step: Option<usize>,
        saved: Option<&SavedSecret>,
    ) -> Result<bool, JournalError> {
        let mut db = lock(&self.db);
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let last_try = run.last_try.as_ref().map(to_json).transpose()?;
        let changed = transaction.execute(
            "UPDATE guided_runs SET version = version + 1, taking = :taking, last_try = :last_try, outcome = :outcome,
                ended_at = :ended_at WHERE id = :id AND version = :version",
            named_params! {
                ":id": run.id, ":version": run.version, ":taking": run.taking, ":last_try": last_try,
                ":outcome": run.outcome.map(outcome_word), ":ended_at": run.ended_at.map(Timestamp::as_millis),
            },
        )?;
        if changed != 1 {
            return Ok(false);
        }
        if let Some((number, step)) = step.and_then(|number| Some((number, run.over.get(number)?))) {
            write_step(&transaction, &run.id, number, step)?;
        }
        if let Some(saved) = saved {
            write_saved(&transaction, saved)?;
        }
        transaction.commit()?;
        Ok(true)
    }

    fn runs<P: rusqlite::Params>(&self, which: &str, params: P) -> Result<Vec<RunRecord>, JournalError> {
        let mut db = lock(&self.db);
        // One view of both tables: another program may be writing.
        let transaction = db.transaction()?;
        let sql = format!("SELECT * FROM guided_runs WHERE {which} ORDER BY rowid");
        let found = transaction.prepare_cached(&sql)?.query_map(params, read_run)?.collect::<Result<Vec<_>, _>>()?;
        let with_steps = |run: RunRecord| Ok(RunRecord { over: read_steps(&transaction, &run.id)?, ..run });
        found.into_iter().map(with_steps).collect()
    }
}

/// What was left out stays left out: only evidence is ever replaced, by newer evidence of the same step.
fn write_step(db: &Connection, run: &str, number: usize, step: &StepRecord) -> Result<(), JournalError> {
    let (evidence, reason) = match &step.how {
        How::Done(evidence) => (Some(to_json(evidence)?), None),
        How::Skipped(reason) => (None, Some(reason)),
    };
    let sql = "INSERT INTO guided_steps (run_id, step, at, evidence, skipped_because) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET at = excluded.at, evidence = excluded.evidence
        WHERE guided_steps.evidence IS NOT NULL AND excluded.evidence IS NOT NULL";
    db.execute(sql, (run, number as i64, step.at.as_millis(), evidence, reason))?;
    Ok(())
}

fn read_steps(db: &Connection, run: &str) -> Result<Vec<StepRecord>, JournalError> {
    let sql = "SELECT at, evidence, skipped_because FROM guided_steps WHERE run_id = ?1 ORDER BY step";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([run], |row| {
        let how = match row.get::<_, Option<String>>(2)? {
            Some(reason) => How::Skipped(reason),
            None => How::Done(from_json(row, "evidence")?),
        };
        Ok(StepRecord { at: Timestamp::from_millis(row.get(0)?), how })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<RunRecord> {
    let outcome: Option<String> = row.get("outcome")?;
    let unknown = || rusqlite::Error::InvalidColumnName("outcome".to_owned());
    let outcome = outcome.map(|word| read_outcome(&word).ok_or_else(unknown)).transpose()?;
    let last_try: Option<String> = row.get("last_try")?;
    Ok(RunRecord {
        id: row.get("id")?,
        idempotency_key: row.get("idempotency_key")?,
        connection: row.get("connection_id")?,
        key: row.get("key_id")?,
        name: row.get("name")?,
        declared: from_json(row, "declared")?,
        guide: from_json(row, "guide")?,
        begun_at: Timestamp::from_millis(row.get("begun_at")?),
        version: row.get("version")?,
        taking: row.get("taking")?,
        last_try: last_try.map(|_| from_json(row, "last_try")).transpose()?,
        outcome,
        ended_at: row.get::<_, Option<i64>>("ended_at")?.map(Timestamp::from_millis),
        over: Vec::new(),
    })
}

pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        let at = row.as_ref().column_index(column).unwrap_or_default();
        rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error))
    })
}

pub(super) fn to_json(value: &impl Serialize) -> Result<String, JournalError> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)).into())
}

fn operation_word(operation: GuidedOperation) -> &'static str {
    match operation {
        GuidedOperation::Create => "create",
        GuidedOperation::Adopt => "adopt",
        GuidedOperation::Rotate => "rotate",
        GuidedOperation::Revoke => "revoke",
    }
}

fn outcome_word(outcome: RunOutcome) -> &'static str {
    match outcome {
        RunOutcome::Finished => "finished",
        RunOutcome::Abandoned => "abandoned",
    }
}

/// None for a word that no release of ours writes: it is not taken for another one.
fn read_outcome(word: &str) -> Option<RunOutcome> {
    [RunOutcome::Finished, RunOutcome::Abandoned].into_iter().find(|outcome| outcome_word(*outcome) == word)
}
