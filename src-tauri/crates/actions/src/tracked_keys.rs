//! The keys of a place that tells of none: what is known of them is what led a person through making, replacing and ending
//! them, so they are told from the runs alone ([`crate::guided`]).

use keys::{AccessLevel, Actor, ActorKind, Environment, KeyState, lifecycle::Revocation, wire::Key};
use providers::guide::{Answered, GuidedOperation, Step, Whose};

use crate::{
    App, Code, Failure, KeyRef,
    journal::{How, RunRecord},
    sift::{Sifted, sift},
    view::{CallView, Evidence, KeyListView, KeyView, ListKeys},
};

/// A key as the runs tell of it.
#[derive(Clone, Debug, PartialEq)]
struct Tracked {
    key: Key,
    /// Every call that was made to prove something of it, the oldest first.
    proofs: Vec<CallView>,
    unproved: bool,
}

impl Sifted for Tracked {
    fn key(&self) -> &Key {
        &self.key
    }

    /// Those of the calls that proved it.
    fn ids(&self) -> impl Iterator<Item = &str> {
        self.proofs.iter().map(|call| call.correlation_id.as_str())
    }

    /// Nobody knows of a call.
    fn knows_use(&self) -> bool {
        false
    }
}

impl App {
    /// A list of them, whole: nobody has so many that a page would help.
    pub(crate) async fn list_tracked(&self, asked: ListKeys) -> Result<KeyListView, Failure> {
        let now = self.now();
        let all = self.tracked(&asked.connection, asked.environment)?;
        let (found, counts) = sift(all, &asked, now);
        let keys = self.tracked_views(&asked.connection, found).await?;
        Ok(KeyListView { keys, next_cursor: None, counts: Some(counts), at_least: false, as_of: now })
    }

    /// One of them.
    pub(crate) async fn get_tracked(&self, key: &KeyRef) -> Result<KeyView, Failure> {
        let none = || self.fail(Code::NotFound, "There is no such key.");
        let made = self.shared.journal.run(&key.key).map_err(|error| self.journal_failure(error))?;
        let made = made.filter(|run| run.connection == key.connection).ok_or_else(none)?;
        let all = self.tracked(&key.connection, made.guide.environment())?;
        let found = all.into_iter().filter(|one| one.key.id == key.key).collect();
        self.tracked_views(&key.connection, found).await?.pop().ok_or_else(none)
    }

    /// The one with an id, or the living one of a name.
    pub(crate) async fn find_tracked(
        &self,
        connection: &str,
        environment: Environment,
        wanted: &str,
    ) -> Result<KeyView, Failure> {
        let mut found = self.tracked(connection, environment)?;
        found.retain(|one| one.key.id == wanted || one.key.name == wanted);
        if found.len() > 1 {
            found.retain(|one| one.key.state != KeyState::Revoked);
        }
        if found.len() > 1 {
            return Err(self.fail(Code::InvalidInput, format!("Several keys are called {wanted}; give the id.")));
        }
        let none = || self.fail(Code::NotFound, format!("There is no {environment} key {wanted}."));
        self.tracked_views(connection, found).await?.pop().ok_or_else(none)
    }

    /// All of them, in no order.
    pub(crate) async fn all_tracked(
        &self,
        connection: &str,
        environment: Environment,
    ) -> Result<Vec<KeyView>, Failure> {
        self.tracked_views(connection, self.tracked(connection, environment)?).await
    }

    fn tracked(&self, connection: &str, environment: Environment) -> Result<Vec<Tracked>, Failure> {
        let journal = &self.shared.journal;
        let runs = journal.runs_at(connection, environment).map_err(|error| self.journal_failure(error))?;
        let mut found: Vec<_> = runs.iter().filter_map(|run| of_run(run, &runs)).collect();
        let asked = journal.proofs_at(connection).map_err(|error| self.journal_failure(error))?;
        for (id, call) in asked {
            if let Some(one) = found.iter_mut().find(|one| one.key.id == id) {
                one.proofs.push(call);
            }
        }
        for one in &mut found {
            one.proofs.sort_by_key(|call| call.at);
        }
        Ok(found)
    }

    async fn tracked_views(&self, connection: &str, found: Vec<Tracked>) -> Result<Vec<KeyView>, Failure> {
        let (keys, rest): (Vec<_>, Vec<_>) = found
            .into_iter()
            .map(|one| {
                let level_proof = one.proofs.iter().rev().find(|call| call.level.is_some()).cloned();
                (one.key, (one.proofs.last().cloned(), level_proof, one.unproved))
            })
            .unzip();
        let views = self.key_views(connection, keys).await?;
        let with = |(view, (last_proof, level_proof, unproved))| KeyView { last_proof, level_proof, unproved, ..view };
        Ok(views.into_iter().zip(rest).map(with).collect())
    }
}

/// The key that a run made; none where it made none, or none is kept.
fn of_run(run: &RunRecord, runs: &[RunRecord]) -> Option<Tracked> {
    let hint = run.taken()?.clone();
    // What was given up before it was proved is kept nowhere.
    if run.outcome.is_some() && !run.is_kept() {
        return None;
    }
    let (at, _) = run.guide.taking()?;
    let created_at = run.over.get(at)?.at;
    let later = || runs.iter().filter(|other| other.key.as_deref() == Some(&run.id));
    let ended = later().find_map(ending);
    let is_replaced = later()
        .any(|other| other.guide.operation() == GuidedOperation::Rotate && other.outcome.is_none() && other.is_kept());
    let state = match &ended {
        Some(_) => KeyState::Revoked,
        None if is_replaced => KeyState::Retiring,
        None if run.is_kept() => KeyState::Active,
        None => KeyState::Pending,
    };
    let about = || std::iter::once(run).chain(later());
    let proofs = about().flat_map(|other| proofs(other, &run.id)).collect();
    let unproved = about().any(|other| left_unproved(other, &run.id));
    Some(Tracked {
        key: Key {
            id: run.id.clone(),
            environment: run.guide.environment(),
            name: run.name.clone(),
            // Where there are no levels every key may do everything.
            access_level: run.declared.access_level.unwrap_or(AccessLevel::ReadWrite),
            hint,
            state,
            note: run.declared.note.clone(),
            created_at,
            created_by: here(),
            confirmed_at: run.is_kept().then_some(created_at),
            not_before: None,
            ends_at: None,
            allowed_ips: Vec::new(),
            spending_limits: run.declared.spending_limits,
            last_used_at: None,
            calls_by_hour: Vec::new(),
            quarantine: None,
            revocation: ended,
            rotation_id: None,
        },
        proofs,
        unproved,
    })
}

/// The end of the key that a run replaced or ended: the place's own refusal, or somebody's word where that could not be proved.
fn ending(run: &RunRecord) -> Option<Revocation> {
    let (_, over) = run.guide.steps().iter().zip(&run.over).find(|(step, _)| is_of_the_end(step))?;
    let reason = match &over.how {
        // The service refused it: nobody gave a reason, and its proofs tell the rest.
        How::Done(_) => String::new(),
        How::Skipped(reason) => reason.clone(),
    };
    Some(Revocation { at: over.at, by: here(), reason })
}

fn is_of_the_end(step: &Step) -> bool {
    *step == Step::Prove { whose: Whose::Old, expected: Answered::Refused }
}

/// Whether a step proves something of a key: of the one that the run made, or of the one that it is about.
fn is_about(run: &RunRecord, step: &Step, key: &str) -> bool {
    let Step::Prove { whose, .. } = step else { return false };
    (*whose == Whose::New) == (run.id == key)
}

fn proofs<'a>(run: &'a RunRecord, key: &'a str) -> impl Iterator<Item = CallView> + 'a {
    let over = run.guide.steps().iter().zip(&run.over).filter(move |(step, _)| is_about(run, step, key));
    over.filter_map(|(_, over)| match &over.how {
        How::Done(Evidence::Proved { call }) => Some(call.clone()),
        _ => None,
    })
}

fn left_unproved(run: &RunRecord, key: &str) -> bool {
    let mut over = run.guide.steps().iter().zip(&run.over).filter(|(step, _)| is_about(run, step, key));
    over.any(|(_, over)| matches!(over.how, How::Skipped(_)))
}

/// Whoever sits here: a place that tells of no keys tells of no people either.
fn here() -> Actor {
    Actor::new(ActorKind::Computer, "", "this computer")
}

#[cfg(test)]
mod tests;
