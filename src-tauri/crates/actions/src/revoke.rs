//! Revoke a key, and prove it.

use keys::{
    Environment, KeyState, Secret,
    wire::{Key, Revoked},
};

use crate::{
    App, Code, Failure, KeyRef,
    view::{NoProof, ProofView, RevokeKey, RevokedView},
};

impl App {
    /// Ends a key for good. When this computer has the secret, a real call with it afterwards is the proof; then our
    /// copy of the dead secret is dropped.
    ///
    /// # Errors
    /// [`Code::NameNotConfirmed`] for a live key whose name was not typed, a missing reason, not found, or the place's
    /// trouble.
    pub async fn revoke_key(&self, asked: RevokeKey) -> Result<RevokedView, Failure> {
        let KeyRef { connection, key: id } = &asked.key;
        self.check_id(id, "key")?;
        let provider = self.provider(connection).await?;
        let key = provider.get_key(id).await.map_err(|error| self.explain(error))?;
        self.check_typed_name(&key, asked.typed_name.as_deref())?;
        let secret = self.secret_for_proof(&asked.key).await;
        let revoked = provider.revoke_key(&asked.idempotency_key, id, &asked.reason).await;
        self.conclude(&asked.key, revoked.map_err(|error| self.explain(error))?, secret).await
    }

    /// A live key ends only for somebody who typed its name (design, section 5 rule 7). A pending one breaks nothing.
    ///
    /// # Errors
    /// [`Code::NameNotConfirmed`].
    pub fn check_typed_name(&self, key: &Key, typed: Option<&str>) -> Result<(), Failure> {
        let harmless = matches!(key.state, KeyState::Pending | KeyState::Revoked | KeyState::Expired);
        if key.environment == Environment::Sandbox || harmless || typed.map(str::trim) == Some(key.name.as_str()) {
            return Ok(());
        }
        Err(self.fail(Code::NameNotConfirmed, "The typed name is not the name of this live key."))
    }

    /// What follows a revocation: the proof, and the end of our copies.
    pub(crate) async fn conclude(
        &self,
        key: &KeyRef,
        revoked: Revoked,
        secret: Result<Secret, NoProof>,
    ) -> Result<RevokedView, Failure> {
        let (proof, no_proof) = match secret {
            Err(why) => (None, Some(why)),
            Ok(secret) => match self.prove_refused(&key.connection, revoked.key.environment, &secret).await {
                None => (None, Some(NoProof::NotAnswered)),
                proof => (proof, None),
            },
        };
        self.shared.held.release(key);
        if let Err(failure) = self.remove_saved_secret(key).await
            && failure.code != Code::NotFound
        {
            tracing::warn!(key = key.key, %failure, "the revoked key's secret stays in the keychain for now");
        }
        let view = self.key_view(&key.connection, revoked.key)?;
        Ok(RevokedView { key: view, refused_by: revoked.refused_by, proof, no_proof })
    }

    async fn prove_refused(&self, connection: &str, environment: Environment, secret: &Secret) -> Option<ProofView> {
        let provider = self.provider(connection).await.ok()?;
        let probed = provider.prove(environment, secret).await.ok()?;
        Some(ProofView {
            refused: probed.is_refused()?,
            status: probed.status,
            correlation_id: probed.correlation_id,
            at: self.now(),
        })
    }
}
