//! Rotate a key: start, finish, undo.

use keys::{Secret, wire};

use crate::{
    App, Failure, KeyRef, RotationRef,
    view::{FinishRotation, RevokedView, RotatedView, RotationView, StartRotation, UndoRotation},
};

impl App {
    /// Begins a rotation and holds the successor's secret. A successor whose secret was lost on the way is undone and
    /// replaced, as in creating.
    ///
    /// # Errors
    /// A key that is not active, a role that may not, or the place's trouble.
    pub async fn start_rotation(&self, asked: StartRotation) -> Result<RotatedView, Failure> {
        let KeyRef { connection, key } = &asked.key;
        self.check_id(key, "key")?;
        let _one_at_a_time = self.shared.creating.lock().await;
        let authority = self.authority(connection).await?;
        let wish = wire::StartRotation { cause: asked.cause, grace_seconds: asked.grace_seconds.map(i64::from) };
        let mut once = asked.idempotency_key;
        loop {
            let started = authority.start_rotation(&once, key, &wish).await;
            let started = started.map_err(|error| self.explain(error))?;
            let new_key = started.rotation.new_key.clone();
            if let Some(secret) = started.secret {
                self.shared.held.hold(connection, &new_key, Secret::new(secret));
            } else if !self.shared.held.has(&KeyRef::new(connection, &new_key.id)) && new_key.confirmed_at.is_none() {
                tracing::warn!(
                    rotation = started.rotation.id,
                    "a successor's secret was lost; the rotation starts anew"
                );
                let undone = authority.undo_rotation(&format!("{once}.undo"), &started.rotation.id).await;
                undone.map_err(|error| self.explain(error))?;
                once.push_str(".again");
                continue;
            }
            let rotation = RotationView { connection: connection.clone(), rotation: started.rotation };
            return Ok(RotatedView { key: self.key_view(connection, new_key)?, rotation });
        }
    }

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
