//! Undo a rotation: its successor ends, and the old key is back in service.

use crate::{
    App, Failure, RotationRef,
    view::{RotationView, UndoRotation},
};

impl App {
    /// Revokes the successor and takes the old key back into service.
    ///
    /// # Errors
    /// [`crate::Code::NameNotConfirmed`] for a live successor that works already, a rotation or an old key that has
    /// ended, or the place's trouble.
    pub async fn undo_rotation(&self, asked: UndoRotation) -> Result<RotationView, Failure> {
        let RotationRef { connection, rotation: id } = &asked.rotation;
        self.check_id(id, "rot")?;
        let authority = self.authority(connection).await?;
        let rotation = authority.get_rotation(id).await.map_err(|error| self.explain(error))?;
        self.check_typed_name(&rotation.new_key, asked.typed_name.as_deref())?;
        let undone = authority.undo_rotation(&asked.idempotency_key, id).await;
        let rotation = undone.map_err(|error| self.explain(error))?;
        let new_key = asked.rotation.key(&rotation.new_key.id);
        self.shared.held.release(&new_key);
        if let Err(failure) = self.remove_saved_secret(&new_key).await {
            tracing::debug!(%failure, "the successor had not been saved");
        }
        Ok(RotationView { connection: connection.clone(), rotation })
    }
}
