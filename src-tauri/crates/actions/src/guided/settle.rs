//! What a crash left owing, and what an outcome owes the keychain.

use crate::{App, Code, Failure, guided::take::look_at, journal::RunRecord, secret::secret_item, view::RunOutcome};

impl App {
    /// Makes up for what a run is owed: a secret that is in the keychain and not noted is noted, and what has an outcome is
    /// brought to its end. A keychain that cannot be asked now is asked the next time.
    pub(super) async fn settle(&self, run: RunRecord) -> Result<RunRecord, Failure> {
        let run = if run.taking && run.outcome.is_none() { self.note_found(run).await? } else { run };
        if run.outcome.is_some() && run.ended_at.is_none() { self.end_run(run).await } else { Ok(run) }
    }

    /// The keychain may have been given a secret before the program ended. Nobody has to paste it again then, which they
    /// often could not: it was shown once.
    async fn note_found(&self, run: RunRecord) -> Result<RunRecord, Failure> {
        let found = match self.shared.vault.read(&secret_item(&run.new_key())?).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(run = run.id, %error, "it is not known yet whether a run's secret was kept");
                return Ok(run);
            }
        };
        match found.map(|secret| look_at(&run, &secret)) {
            Some(Ok(hint)) => self.note_taken(run, &hint),
            // Nothing came that far, or not from us.
            Some(Err(_)) | None => Ok(run),
        }
    }

    /// Between the outcome and the end: our copies of what is dead, or was never proved, are dropped. Each of it may be done
    /// again.
    async fn end_run(&self, run: RunRecord) -> Result<RunRecord, Failure> {
        let tidied = async {
            if run.outcome == Some(RunOutcome::Abandoned) {
                self.drop_taken(&run).await?;
            }
            if let Some(old) = run.old_key().filter(|_| run.is_old_refused()) {
                self.shared.held.release(&old);
                match self.remove_saved_secret(&old).await {
                    Err(failure) if failure.code != Code::NotFound => return Err(failure),
                    _ => {}
                }
            }
            Ok(())
        };
        match tidied.await {
            Ok(()) => {}
            Err(failure) if failure.code.is_of_the_keychain() => {
                tracing::warn!(run = run.id, %failure, "a run ends when the keychain can be tidied up");
                return Ok(run);
            }
            Err(failure) => return Err(failure),
        }
        let ended = RunRecord { ended_at: Some(self.now()), taking: false, ..run };
        self.write_run(&ended, None, None)?;
        self.read_run(&ended.id)
    }

    /// Takes a secret that was neither proved nor knowingly left unproved out of the keychain.
    pub(super) async fn drop_taken(&self, run: &RunRecord) -> Result<(), Failure> {
        if run.is_kept() || run.guide.taking().is_none() {
            return Ok(());
        }
        let removed = self.shared.vault.remove(&secret_item(&run.new_key())?).await;
        removed.map(drop).map_err(|error| Failure::from_vault(error, &self.shared.ambient))
    }
}
