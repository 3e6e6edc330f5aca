//! Finish a rotation: its old key ends, and that is proved.

use crate::{
    App, Failure, RotationRef,
    view::{FinishRotation, RevokedView},
};

impl App {
    /// Revokes the old key and ends the rotation, with the same proof as a revocation.
    ///
    /// # Errors
    /// [`crate::Code::RotationNotProven`] without evidence that was not waived, [`crate::Code::NameNotConfirmed`] for a
    /// live key, or the place's trouble.
    pub async fn finish_rotation(&self, asked: FinishRotation) -> Result<RevokedView, Failure> {
        let RotationRef { connection, rotation: id } = &asked.rotation;
        self.check_id(id, "rot")?;
        let authority = self.authority(connection).await?;
        let rotation = authority.get_rotation(id).await.map_err(|error| self.explain(error))?;
        self.check_typed_name(&rotation.old_key, asked.typed_name.as_deref())?;
        let old_key = asked.rotation.key(&rotation.old_key.id);
        let secret = self.secret_for_proof(&old_key).await;
        let finished = authority.finish_rotation(&asked.idempotency_key, id, asked.without_evidence).await;
        self.conclude(&old_key, finished.map_err(|error| self.explain(error))?, secret).await
    }
}
