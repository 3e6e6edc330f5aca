//! Prove a step by a call with a key.

use keys::{Environment, Secret, redact::redact};
use providers::{
    GuidedPlace, ProviderError,
    guide::{Step, Whose},
    proof::Proof,
};

use super::{ANOTHER_WAY, NOT_THERE, PlaceAt};
use crate::{
    App, Code, Failure, KeyRef,
    journal::{How, RunRecord},
    secret::secret_item,
    view::{CallView, Evidence, GuidedRunView, StepRef},
};

/// Characters of a place's id of a request.
const CORRELATION_ID_MAX: usize = 128;
const NO_OLD_KEY: &str = "This run has no old key.";
const LOST: &str = "The keychain had this secret once, and has it no more. Copy it again if the place still shows it; otherwise \
                    abandon this run and begin anew.";

impl App {
    /// Makes the call that a step asks for. When the answer is the one that it must be the run goes on, with the answer as
    /// evidence; otherwise it stays, and says what was answered. A step that was proved is not proved again.
    ///
    /// # Errors
    /// Not found for another connection's run, [`Code::SecretGone`] when this computer does not have the old key's secret,
    /// the keychain's trouble or the place's. Nothing is proved then.
    pub async fn prove_step<P: GuidedPlace>(
        &self,
        at: PlaceAt<'_, P>,
        asked: &StepRef,
    ) -> Result<GuidedRunView, Failure> {
        let run = self.settled_run(&asked.run).await?;
        if run.connection != at.connection {
            return Err(self.fail(Code::NotFound, NOT_THERE));
        }
        let Some(step) = self.current_step(&run, asked)? else { return self.view(run) };
        let Step::Prove { whose, expected } = *step else { return Err(Failure::invalid("/step", ANOTHER_WAY)) };
        let secret = self.secret_to_prove(&run, whose).await?;
        let key = if whose == Whose::New { Some(run.new_key()) } else { run.old_key() };
        let key = key.ok_or_else(|| self.fail(Code::SecretGone, NO_OLD_KEY))?;
        let call = self.call(at.place, run.guide.environment(), (&key, &secret)).await?;
        if call.answered == Some(expected) {
            return self.end_step(run, How::Done(Evidence::Proved { call })).await;
        }
        self.write_run(&RunRecord { last_try: Some(call), ..run }, None, None)?;
        self.get_run(&asked.run).await
    }

    /// A call with a key that changes nothing, and what it was answered.
    pub(crate) async fn call<P: GuidedPlace>(
        &self,
        place: &P,
        environment: Environment,
        (key, secret): (&KeyRef, &Secret),
    ) -> Result<CallView, Failure> {
        let proof = self.keep_calls(key, secret, async |calls| place.prove(environment, secret, calls).await).await;
        self.called(proof, secret)
    }

    /// What a call with a key was answered, without what whoever answers may have repeated of it.
    pub(crate) fn called(&self, proof: Result<Proof, ProviderError>, secret: &Secret) -> Result<CallView, Failure> {
        let ambient = &self.shared.ambient;
        let proof = proof.map_err(|error| Failure::from_proof(without_secret(error, secret), ambient))?;
        Ok(self.call_view(proof, secret))
    }

    async fn secret_to_prove(&self, run: &RunRecord, whose: Whose) -> Result<Secret, Failure> {
        match (whose, run.old_key()) {
            (Whose::Old, Some(old)) => self.secret_for_copy(&old).await,
            (Whose::Old, None) => Err(self.fail(Code::SecretGone, NO_OLD_KEY)),
            (Whose::New, _) => {
                let found = self.shared.vault.read(&secret_item(&run.new_key())?).await;
                let found = found.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
                found.ok_or_else(|| self.fail(Code::KeychainItemLost, LOST))
            }
        }
    }

    fn call_view(&self, proof: Proof, secret: &Secret) -> CallView {
        CallView {
            at: self.now(),
            answered: proof.answered,
            status: proof.status,
            correlation_id: plain(proof.correlation_id, secret),
            level: proof.level,
            headroom: proof.headroom,
            made_at: proof.made_at.map(str::to_owned),
        }
    }
}

/// An id of a request as it may be kept: whoever answers can write anything into it, also what it was sent.
pub(crate) fn plain(id: String, secret: &Secret) -> String {
    let is_id = id.len() <= CORRELATION_ID_MAX && id.bytes().all(|byte| byte.is_ascii_graphic());
    if is_id && redact(&id) == id && !id.contains(secret.expose()) { id } else { String::new() }
}

/// A place's words go to the log and to a person. Some places repeat the key that they refuse.
pub(crate) fn without_secret(mut error: ProviderError, secret: &Secret) -> ProviderError {
    if error.detail.contains(secret.expose()) {
        error.detail = error.detail.replace(secret.expose(), "(hidden)");
    }
    error.reference = plain(error.reference, secret);
    error
}

#[cfg(test)]
mod tests {
    use keys::Ambient;
    use providers::error::Kind;

    use super::*;

    #[test]
    fn a_place_that_repeats_the_key_it_was_sent_is_not_quoted() {
        let secret = Secret::new(format!("acme-{}", "x".repeat(20)));
        let mut error = ProviderError::new(Kind::Unavailable, format!("No key {}.", secret.expose()));
        error.reference = secret.expose().to_owned();
        let told = without_secret(error, &secret);
        assert_eq!((told.detail.as_str(), told.reference.as_str()), ("No key (hidden).", ""));
        let ours = keys::mint::mint_token(&Ambient::system());
        for id in
            [format!("req-{}", secret.expose()), ours.expose().to_owned(), "two words".to_owned(), "x".repeat(129)]
        {
            assert_eq!(plain(id.clone(), &secret), "", "{id}");
        }
        assert_eq!(plain("req_0af7651916cd43dd".to_owned(), &secret), "req_0af7651916cd43dd");
    }
}
