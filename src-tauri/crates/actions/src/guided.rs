//! Lead a person through what a place has no call for. Every answer is the run as it stands then, and every request names the
//! step it means, so that whoever asks again after a crash does nothing twice.
//!
//! Whatever ends the program, the next one finds the run where going on is right, because effects have one order: what is
//! about to be put in the keychain is noted before (`take.rs`), a call that proves has no side effects and is made again
//! (`prove.rs`), and what an outcome owes the keychain is done between the outcome and the end (`settle.rs`).

mod begin;
mod prove;
mod settle;
mod show;
mod take;
#[cfg(test)]
mod tests;

pub(crate) use self::prove::{plain, without_secret};
use providers::guide::{Step, Wait};

use crate::{
    App, Code, Failure, KeyRef,
    journal::{How, RunRecord, SavedSecret, StepRecord},
    reason::check_reason,
    view::{BeginRun, Evidence, GuidedRunView, RunOutcome, SkipStep, StepRef},
};

const NOT_THERE: &str = "There is no such run.";
const NOT_YET: &str = "Other steps of this run come first.";
const ANOTHER_WAY: &str = "This step is not done this way.";

impl App {
    /// Begins a run at a connection; see [`App::begin_run`] for what may be wrong with it.
    ///
    /// # Errors
    /// What a key cannot be given there, or those of [`App::begin_run`].
    pub async fn begin_guided(&self, connection: &str, asked: &BeginRun) -> Result<GuidedRunView, Failure> {
        let place = &self.provider(connection).await?;
        self.check_declared(connection, asked).await?;
        self.begin_run(PlaceAt { connection, place }, asked).await
    }

    /// Makes the call that the current step of a run asks for, at the run's own place; see [`App::prove_step`].
    ///
    /// # Errors
    /// Those of [`App::prove_step`].
    pub async fn prove_guided(&self, asked: &StepRef) -> Result<GuidedRunView, Failure> {
        let connection = self.read_run(&asked.run)?.connection;
        let place = &self.provider(&connection).await?;
        self.prove_step(PlaceAt { connection: &connection, place }, asked).await
    }

    /// The page that the current step of a run opens.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] for a step that opens none.
    pub async fn page_of_step(&self, asked: &StepRef) -> Result<String, Failure> {
        let run = self.read_run(&asked.run)?;
        match run.guide.steps().get(asked.step as usize) {
            Some(Step::OpenPage { url }) => Ok(url.as_str().to_owned()),
            _ => Err(Failure::invalid("/step", ANOTHER_WAY)),
        }
    }
}

/// A place, and the connection that reaches it: no key is ever sent to another place than its own.
#[derive(Debug)]
pub struct PlaceAt<'a, P> {
    /// The connection's id.
    pub connection: &'a str,
    /// The place.
    pub place: &'a P,
}

impl App {
    /// A run as it stands, with what there is to do now.
    ///
    /// # Errors
    /// Not found, or the journal's trouble. A keychain that cannot be asked changes nothing of it.
    pub async fn get_run(&self, id: &str) -> Result<GuidedRunView, Failure> {
        self.view(self.settled_run(id).await?)
    }

    /// The runs that have not ended, the oldest first.
    ///
    /// # Errors
    /// The journal's trouble.
    pub async fn list_open_runs(&self) -> Result<Vec<GuidedRunView>, Failure> {
        let open = self.shared.journal.open_runs().map_err(|error| self.journal_failure(error))?;
        let mut views = Vec::with_capacity(open.len());
        for run in open {
            let run = self.settle(run).await?;
            if run.ended_at.is_none() {
                views.push(self.view(run)?);
            }
        }
        Ok(views)
    }

    /// Every run that made, rotated or revoked a key, the oldest first: what was not proved then is not proved now.
    ///
    /// # Errors
    /// The journal's trouble.
    pub async fn list_runs_of(&self, key: &KeyRef) -> Result<Vec<GuidedRunView>, Failure> {
        let runs = self.shared.journal.runs_of(key).map_err(|error| self.journal_failure(error))?;
        runs.into_iter().map(|run| self.view(run)).collect()
    }

    /// The person says that a step is done: a page is opened, a sentence followed, what was waited for is so.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] for a step that comes later, is done another way, or has still to wait.
    pub async fn finish_step(&self, asked: &StepRef) -> Result<GuidedRunView, Failure> {
        let run = self.settled_run(&asked.run).await?;
        let Some(step) = self.current_step(&run, asked)? else { return self.view(run) };
        let evidence = match step {
            Step::OpenPage { .. } | Step::Say { .. } | Step::Wait { until: Wait::Event { .. } } => Evidence::Said,
            Step::Wait { until: Wait::Time { .. } } if show::due_at(&run).is_some_and(|due| self.now() < due) => {
                return Err(Failure::invalid("/step", "The time to wait has not passed yet."));
            }
            Step::Wait { until: Wait::Time { .. } } => Evidence::Passed,
            Step::TakeSecret { .. } | Step::Prove { .. } => return Err(Failure::invalid("/step", ANOTHER_WAY)),
        };
        self.end_step(run, How::Done(evidence)).await
    }

    /// Leaves a step out. A proof that was left out shows as unproved for ever.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] without a reason, or for a step that cannot be left out.
    pub async fn skip_step(&self, asked: &SkipStep) -> Result<GuidedRunView, Failure> {
        let run = self.settled_run(&asked.step.run).await?;
        let Some(step) = self.current_step(&run, &asked.step)? else { return self.view(run) };
        if !step.may_be_skipped() {
            return Err(Failure::invalid("/step", "This step cannot be left out."));
        }
        let is_secret = |text: &str| run.guide.taking().is_some_and(|(_, shape)| shape.is_in(text));
        let reason = check_reason(&asked.reason, is_secret)?;
        self.end_step(run, How::Skipped(reason)).await
    }

    /// Gives a run up. What was proved stays as it is; the answer says what is left to do at the place.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] for a run that is finished.
    pub async fn abandon_run(&self, id: &str) -> Result<GuidedRunView, Failure> {
        loop {
            let run = self.settled_run(id).await?;
            match run.outcome {
                Some(RunOutcome::Abandoned) => return self.view(run),
                Some(RunOutcome::Finished) => return Err(Failure::invalid("/run", "This run is finished already.")),
                None => {}
            }
            let abandoned = RunRecord { outcome: Some(RunOutcome::Abandoned), ..run };
            if self.write_run(&abandoned, None, None)? {
                return self.get_run(id).await;
            }
        }
    }

    /// The step that somebody means, when it is the one to do; none when it is over, so that there is nothing to do.
    fn current_step<'a>(&self, run: &'a RunRecord, asked: &StepRef) -> Result<Option<&'a Step>, Failure> {
        let (step, at) = (asked.step as usize, run.over.len());
        if step < at {
            return Ok(None);
        }
        if run.outcome == Some(RunOutcome::Abandoned) {
            return Err(Failure::invalid("/run", "This run was abandoned."));
        }
        let found = run.guide.steps().get(step).filter(|_| step == at);
        found.map(Some).ok_or_else(|| Failure::invalid("/step", NOT_YET))
    }

    /// Notes that the current step is over, with all that follows from it in one write. When somebody else was faster, theirs
    /// is what happened.
    async fn end_step(&self, mut run: RunRecord, how: How) -> Result<GuidedRunView, Failure> {
        let number = run.over.len();
        let was_kept = run.is_kept();
        run.over.push(StepRecord { at: self.now(), how });
        run.last_try = None;
        if run.over.len() == run.guide.steps().len() {
            run.outcome = Some(RunOutcome::Finished);
        }
        let saved = if run.is_kept() && !was_kept { self.saved_by(&run) } else { None };
        self.write_run(&run, Some(number), saved.as_ref())?;
        self.get_run(&run.id).await
    }

    /// What the list of saved secrets says of the new key.
    fn saved_by(&self, run: &RunRecord) -> Option<SavedSecret> {
        Some(SavedSecret {
            key: run.new_key(),
            name: run.name.clone(),
            environment: run.guide.environment(),
            hint: run.taken()?.clone(),
            saved_at: self.now(),
            lost_at: None,
            carried: true,
        })
    }

    fn write_run(&self, run: &RunRecord, step: Option<usize>, saved: Option<&SavedSecret>) -> Result<bool, Failure> {
        self.shared.journal.change_run(run, step, saved).map_err(|error| self.journal_failure(error))
    }

    fn read_run(&self, id: &str) -> Result<RunRecord, Failure> {
        let found = self.shared.journal.run(id).map_err(|error| self.journal_failure(error))?;
        found.ok_or_else(|| self.fail(Code::NotFound, NOT_THERE))
    }

    /// A run, after what a crash left owing was made up for.
    async fn settled_run(&self, id: &str) -> Result<RunRecord, Failure> {
        self.settle(self.read_run(id)?).await
    }
}
