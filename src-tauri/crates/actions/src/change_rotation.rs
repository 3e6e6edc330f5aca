//! Choose whether, and after how many quiet minutes, the old key of a rotation ends by itself.

use crate::{
    App, Failure, RotationRef,
    view::{ChangeRotation, RotationView},
};

impl App {
    /// Chooses it, for as long as the rotation runs. A live key's name is typed where it shall end by itself: nobody is
    /// asked when it does.
    ///
    /// # Errors
    /// [`crate::Code::NameNotConfirmed`], a rotation that is over, or the place's trouble.
    pub async fn change_rotation(&self, asked: ChangeRotation) -> Result<RotationView, Failure> {
        let RotationRef { connection, rotation: id } = &asked.rotation;
        self.check_id(id, "rot")?;
        let authority = self.authority(connection).await?;
        if asked.quiet_minutes.is_some() {
            let rotation = authority.get_rotation(id).await.map_err(|error| self.explain(error))?;
            self.check_typed_name(&rotation.old_key, asked.typed_name.as_deref())?;
        }
        let changed = authority.change_rotation(id, asked.quiet_minutes).await;
        let rotation = changed.map_err(|error| self.explain(error))?;
        Ok(RotationView { connection: connection.clone(), rotation })
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        rotation::{Cause, Step},
        wire,
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, rotation},
    };

    #[tokio::test]
    async fn a_live_key_shall_end_by_itself_only_with_its_name_and_by_hand_again_without() {
        let (place, running) = (Scripted::open().await, rotation(Cause::Routine, Step::HandedOver));
        let (get, patch) = (format!("GET /v1/rotations/{}", running.id), format!("PATCH /v1/rotations/{}", running.id));
        for _ in 0..4 {
            place.answer(&get, &running);
        }
        let chosen = wire::Rotation { quiet_minutes: Some(60), ..running.clone() };
        place.answer(&patch, &chosen);
        place.answer(&patch, &running);
        place.refuse(&patch, wire::Code::RotationEnded);
        let ask = |quiet_minutes, typed: Option<&str>| {
            let (rotation, typed_name) = (place.rotation_ref(&running), typed.map(str::to_owned));
            place.app.change_rotation(ChangeRotation { rotation, quiet_minutes, typed_name })
        };
        for typed in [None, Some("successor")] {
            assert_eq!(ask(Some(60), typed).await.unwrap_err().code, Code::NameNotConfirmed);
            assert!(place.deeds().is_empty(), "{typed:?}: refused before anything is sent");
        }
        let view = ask(Some(60), Some("payouts")).await.unwrap();
        assert_eq!((&view.rotation, &view.connection), (&chosen, &place.here));
        ask(None, None).await.expect("what takes the end back needs no name");
        assert_eq!(ask(None, None).await.unwrap_err().code, Code::RotationEnded);
        let bodies: Vec<_> = place.deeds().into_iter().map(|asked| asked.body["quietMinutes"].clone()).collect();
        assert_eq!(bodies, [serde_json::json!(60), serde_json::Value::Null, serde_json::Value::Null]);
    }
}
