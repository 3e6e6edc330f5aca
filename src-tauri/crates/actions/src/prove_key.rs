//! Prove a key by a call with it, whenever somebody asks.

use providers::{Calls, capability::Operation, guide::Answered};

use crate::{
    App, Failure, KeyRef,
    view::{CallView, KeyProofView},
};

impl App {
    /// Makes a call with a key whose secret is kept on this computer: documented to change nothing, so that it may be made
    /// again. What was answered is kept, whatever it is.
    ///
    /// # Errors
    /// [`crate::Code::SecretGone`] when this computer does not have the secret, the keychain's trouble, or the place's:
    /// nothing is proved then.
    pub async fn prove_key(&self, key: &KeyRef) -> Result<KeyProofView, Failure> {
        let environment = self.get_key(key).await?.key.environment;
        let secret = self.secret_for_copy(key).await?;
        let provider = self.provider(&key.connection).await?;
        let call = self.call(&provider, environment, (key, &secret)).await?;
        self.keep_proof(key, call).await
    }

    /// Sends a write with a key whose secret is kept on this computer, which cannot take effect: what refuses it tells what
    /// the key may do. What was answered is kept, whatever it is.
    ///
    /// # Errors
    /// Those of [`App::prove_key`]; [`crate::Code::NotAllowed`] where nothing proves that.
    pub async fn prove_level(&self, key: &KeyRef) -> Result<KeyProofView, Failure> {
        let environment = self.get_key(key).await?.key.environment;
        self.check_possible(&key.connection, Some(environment), Operation::ProveLevel).await?;
        let secret = self.secret_for_copy(key).await?;
        let provider = self.provider(&key.connection).await?;
        let asked = async |calls: &Calls| provider.prove_level(environment, &secret, calls).await;
        let call = self.called(self.keep_calls(key, &secret, asked).await, &secret)?;
        self.keep_proof(key, call).await
    }

    async fn keep_proof(&self, key: &KeyRef, call: CallView) -> Result<KeyProofView, Failure> {
        self.shared.journal.note_proof(key, &call).map_err(|error| self.journal_failure(error))?;
        Ok(KeyProofView { key: self.get_key(key).await?, call })
    }
}

impl CallView {
    /// Whether the key was refused.
    pub fn is_refused(&self) -> bool {
        self.answered == Some(Answered::Refused)
    }
}
