//! Take the secret of a new key. It goes into the keychain and never comes back in a view.

use keys::{Hint, Secret};
use providers::guide::Step;

use super::ANOTHER_WAY;
use crate::{
    App, Failure,
    journal::{How, RunRecord, StepRecord},
    secret::secret_item,
    view::{Evidence, GuidedRunView, RunOutcome, StepRef},
};

impl App {
    /// Takes the secret that the person copied at the place. Until it is proved another one may be taken instead: somebody
    /// copied the wrong one.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for what does not look like the secret that is asked for, or is one that is known here,
    /// and then nothing was kept or sent; or the keychain's trouble.
    pub async fn take_secret(&self, asked: &StepRef, pasted: &Secret) -> Result<GuidedRunView, Failure> {
        // Two at once would leave the secret of one beside the hint of the other.
        let _one_at_a_time = self.shared.creating.lock().await;
        let (run, hint) = loop {
            let run = self.settled_run(&asked.run).await?;
            if !matches!(run.guide.steps().get(asked.step as usize), Some(Step::TakeSecret { .. })) {
                return Err(Failure::invalid("/step", ANOTHER_WAY));
            }
            let is_taken = run.taken().is_some();
            if !is_taken {
                self.current_step(&run, asked)?;
            }
            let hint = look_at(&run, pasted)?;
            if is_taken && self.has_taken(&run, pasted).await? {
                return self.view(run);
            }
            if run.is_kept() || run.outcome.is_some() {
                return Err(Failure::invalid("/step", "The secret of this run is taken already."));
            }
            self.check_unknown(&run, pasted, &hint).await?;
            // First the note that the keychain may have it: an item that nobody knows of would stay there for ever.
            let taking = RunRecord { taking: true, ..run };
            if self.write_run(&taking, None, None)? {
                break (self.read_run(&taking.id)?, hint);
            }
        };
        let saved = self.shared.vault.save(&secret_item(&run.new_key())?, pasted).await;
        saved.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        let run = self.note_taken(run, &hint)?;
        if run.outcome == Some(RunOutcome::Abandoned) {
            // By another program meanwhile, which may have looked into the keychain too early.
            self.drop_taken(&run).await?;
        }
        self.view(self.settle(run).await?)
    }

    /// Notes what the keychain has. Whoever wrote meanwhile may have noted it too, or given the run up.
    pub(super) fn note_taken(&self, mut run: RunRecord, hint: &Hint) -> Result<RunRecord, Failure> {
        while let Some((at, _)) = run.guide.taking()
            && run.outcome.is_none()
            && !run.is_kept()
            && at <= run.over.len()
        {
            let step = StepRecord { at: self.now(), how: How::Done(Evidence::Taken { hint: hint.clone() }) };
            let mut over = run.over.clone();
            match over.get_mut(at) {
                Some(before) => *before = step,
                None => over.push(step),
            }
            let taken = RunRecord { taking: false, last_try: None, over, ..run };
            let written = self.write_run(&taken, Some(at), None)?;
            run = self.read_run(&taken.id)?;
            if written {
                break;
            }
        }
        Ok(run)
    }

    /// Whether this very secret was taken: a request that is made again.
    async fn has_taken(&self, run: &RunRecord, pasted: &Secret) -> Result<bool, Failure> {
        let found = self.shared.vault.read(&secret_item(&run.new_key())?).await;
        let found = found.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        Ok(found.is_some_and(|found| found.digest() == pasted.digest()))
    }

    /// Nobody gets a new key by pasting the old one, or one that was made before.
    async fn check_unknown(&self, run: &RunRecord, pasted: &Secret, hint: &Hint) -> Result<(), Failure> {
        let saved = self.shared.journal.saved_secrets().map_err(|error| self.journal_failure(error))?;
        let alike = saved.iter().filter(|saved| {
            saved.key.connection == run.connection && saved.hint.last_four == hint.last_four && saved.lost_at.is_none()
        });
        for saved in alike {
            if self.read_saved(saved).await?.is_some_and(|known| known.digest() == pasted.digest()) {
                let message = format!("This is the secret of {}, which is saved here already.", saved.name);
                return Err(Failure::invalid("/secret", message));
            }
        }
        Ok(())
    }
}

/// What may be shown of a pasted text, if it looks like the secret that this run asks for.
pub(super) fn look_at(run: &RunRecord, pasted: &Secret) -> Result<Hint, Failure> {
    let (_, shape) = run.guide.taking().ok_or_else(|| Failure::invalid("/step", ANOTHER_WAY))?;
    let judged = shape.check(pasted.expose(), run.guide.environment());
    judged.map_err(|wrong| Failure::invalid("/secret", wrong.to_string()))
}
