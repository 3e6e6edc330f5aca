//! Begin a rotation. The successor's secret stays in this process until somebody says where it goes.

use keys::{Secret, wire};

use crate::{
    App, Failure, KeyRef,
    view::{RotatedView, RotationView, StartRotation},
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
}
