//! Undo a rotation: its successor ends, and the old key is back in service.

use crate::{
    App, Failure,
    view::{RotationView, UndoRotation},
};

impl App {
    /// Revokes the successor and takes the old key back into service.
    ///
    /// # Errors
    /// [`crate::Code::NameNotConfirmed`] for a live successor that works already, a rotation or an old key that has
    /// ended, or the place's trouble.
    pub async fn undo_rotation(&self, asked: UndoRotation) -> Result<RotationView, Failure> {
        let connection = &asked.rotation.connection;
        let provider = self.provider(connection).await?;
        let rotation = self.ask_rotation(&provider, &asked.rotation).await?;
        self.check_typed_name(&rotation.new_key, asked.typed_name.as_deref())?;
        let rotation = self.ask_to_undo(&provider, &asked.rotation, &asked.idempotency_key).await?;
        let new_key = asked.rotation.key(&rotation.new_key.id);
        self.shared.held.release(&new_key);
        if let Err(failure) = self.remove_saved_secret(&new_key).await {
            tracing::debug!(%failure, "the successor had not been saved");
        }
        Ok(RotationView { connection: connection.clone(), rotation })
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        rotation::{Cause, Step},
        wire::{self, Rotation},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, rotation},
    };

    fn undo(rotation: &Rotation) -> String {
        format!("POST /v1/rotations/{}/undo", rotation.id)
    }

    /// A rotation that has come so far, at a place that would undo it.
    async fn scripted(step: Step) -> (Scripted, Rotation) {
        let (place, rotation) = (Scripted::open().await, rotation(Cause::Routine, step));
        place.answer(&format!("GET /v1/rotations/{}", rotation.id), &rotation);
        place.answer(&undo(&rotation), &Rotation { step: Step::Undone, ..rotation.clone() });
        (place, rotation)
    }

    async fn ask(place: &Scripted, rotation: &Rotation, typed: Option<&str>) -> Result<RotationView, Failure> {
        let asked = UndoRotation {
            idempotency_key: "question".to_owned(),
            rotation: place.rotation_ref(rotation),
            typed_name: typed.map(str::to_owned),
        };
        place.app.undo_rotation(asked).await
    }

    #[tokio::test]
    async fn a_live_successor_that_works_ends_only_with_its_name_and_is_refused_before_anything_is_sent() {
        let (place, rotation) = scripted(Step::HandedOver).await;
        place.save(&rotation.new_key).await;
        for typed in [None, Some(""), Some("Successor"), Some(rotation.old_key.name.as_str())] {
            let failure = ask(&place, &rotation, typed).await.unwrap_err();
            assert_eq!(failure.code, Code::NameNotConfirmed, "{typed:?}");
            assert!(place.deeds().is_empty(), "{typed:?}: refused before anything is sent");
            assert_eq!(place.copies(&rotation.new_key), ["keychain", "journal"], "{typed:?}: nothing is touched");
        }
        ask(&place, &rotation, Some(" successor ")).await.expect("its name was typed");
        let [sent] = &place.deeds()[..] else { panic!("one request") };
        assert_eq!((&sent.what, sent.idempotency_key.as_deref()), (&undo(&rotation), Some("question")));
    }

    #[tokio::test]
    async fn a_successor_that_nobody_could_use_yet_ends_without_a_name_and_its_held_secret_goes() {
        let (place, rotation) = scripted(Step::Created).await;
        place.hold(&rotation.new_key);
        let view = ask(&place, &rotation, None).await.unwrap();
        assert_eq!(view.rotation.step, Step::Undone);
        assert!(place.copies(&rotation.new_key).is_empty());
    }

    #[tokio::test]
    async fn no_copy_is_left_of_the_successor_s_secret_and_the_old_key_s_stays() {
        let (place, rotation) = scripted(Step::HandedOver).await;
        for key in [&rotation.old_key, &rotation.new_key] {
            place.save(key).await;
        }
        ask(&place, &rotation, Some("successor")).await.unwrap();
        assert!(place.copies(&rotation.new_key).is_empty());
        assert_eq!(place.copies(&rotation.old_key), ["keychain", "journal"], "it is back in service");
    }

    #[tokio::test]
    async fn what_is_refused_leaves_the_copies_as_they_were() {
        let (place, rotation) = (Scripted::open().await, rotation(Cause::Routine, Step::HandedOver));
        place.answer(&format!("GET /v1/rotations/{}", rotation.id), &rotation);
        place.refuse(&undo(&rotation), wire::Code::RotationEnded);
        place.save(&rotation.new_key).await;
        place.hold(&rotation.new_key);
        let failure = ask(&place, &rotation, Some("successor")).await.unwrap_err();
        assert_eq!(failure.code, Code::RotationEnded);
        assert_eq!(place.copies(&rotation.new_key), ["held", "keychain", "journal"]);
    }
}
