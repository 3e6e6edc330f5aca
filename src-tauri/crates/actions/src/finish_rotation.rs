//! Finish a rotation: its old key ends, and that is proved.

use crate::{
    App, Failure,
    view::{FinishRotation, RevokedView},
};

impl App {
    /// Revokes the old key and ends the rotation, with the same proof as a revocation.
    ///
    /// # Errors
    /// [`crate::Code::RotationNotProven`] without evidence that was not waived, [`crate::Code::NameNotConfirmed`] for a
    /// live key, or the place's trouble.
    pub async fn finish_rotation(&self, asked: FinishRotation) -> Result<RevokedView, Failure> {
        let provider = self.provider(&asked.rotation.connection).await?;
        let rotation = self.ask_rotation(&provider, &asked.rotation).await?;
        self.check_typed_name(&rotation.old_key, asked.typed_name.as_deref())?;
        let old_key = asked.rotation.key(&rotation.old_key.id);
        let secret = self.secret_that_proves(&provider, &rotation.old_key, &old_key).await;
        let how = (asked.idempotency_key.as_str(), asked.without_evidence);
        let finished = self.ask_to_finish(&provider, &asked.rotation, how).await?;
        self.conclude(&old_key, finished, secret).await
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        KeyState,
        rotation::{Cause, Step},
        wire::{self, Rotation},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, revoked, rotation},
    };

    fn get(rotation: &Rotation) -> String {
        format!("GET /v1/rotations/{}", rotation.id)
    }

    fn finish(rotation: &Rotation) -> String {
        format!("POST /v1/rotations/{}/finish", rotation.id)
    }

    /// A rotation up to where only its end is missing, at a place that would end it.
    async fn scripted() -> (Scripted, Rotation) {
        let (place, rotation) = (Scripted::open().await, rotation(Cause::Routine, Step::OldQuiet));
        place.answer(&get(&rotation), &rotation);
        place.answer(&finish(&rotation), &revoked(&rotation.old_key));
        (place, rotation)
    }

    async fn ask(place: &Scripted, rotation: &Rotation, typed: Option<&str>) -> Result<RevokedView, Failure> {
        let asked = FinishRotation {
            idempotency_key: "dialog".to_owned(),
            rotation: place.rotation_ref(rotation),
            without_evidence: true,
            typed_name: typed.map(str::to_owned),
        };
        place.app.finish_rotation(asked).await
    }

    #[tokio::test]
    async fn a_live_old_key_ends_only_with_its_name_and_is_refused_before_anything_is_sent() {
        let (place, rotation) = scripted().await;
        place.save(&rotation.old_key).await;
        for typed in [None, Some(""), Some("Payouts"), Some(rotation.new_key.name.as_str())] {
            let failure = ask(&place, &rotation, typed).await.unwrap_err();
            assert_eq!(failure.code, Code::NameNotConfirmed, "{typed:?}");
            assert!(place.deeds().is_empty(), "{typed:?}: refused before anything is sent");
            assert_eq!(place.copies(&rotation.old_key), ["keychain", "journal"], "{typed:?}: nothing is touched");
        }
        ask(&place, &rotation, Some(" payouts ")).await.expect("the old key's name was typed");
        let [sent] = &place.deeds()[..] else { panic!("one request") };
        assert_eq!((&sent.what, sent.idempotency_key.as_deref()), (&finish(&rotation), Some("dialog")));
        assert_eq!(sent.body, serde_json::json!({ "withoutEvidence": true }));
    }

    #[tokio::test]
    async fn a_call_with_the_old_secret_proves_the_end_and_the_successor_s_copy_stays() {
        let (place, rotation) = scripted().await;
        place.answer_probe(401);
        let old = place.save(&rotation.old_key).await;
        place.save(&rotation.new_key).await;
        let view = ask(&place, &rotation, Some("payouts")).await.unwrap();
        assert_eq!((view.key.key.id, view.key.key.state), (rotation.old_key.id.clone(), KeyState::Revoked));
        assert!(view.proof.is_some_and(|proof| proof.refused));
        let order =
            [get(&rotation), finish(&rotation), "GET /v1/organization".to_owned(), "GET /v2/customers".to_owned()];
        assert_eq!(place.lines(), order, "the call comes after the end");
        assert_eq!(place.asked()[3].api_key.as_deref(), Some(old.expose()));
        assert!(place.copies(&rotation.old_key).is_empty(), "the dead secret is dropped everywhere");
        assert_eq!(place.copies(&rotation.new_key), ["keychain", "journal"]);
    }

    #[tokio::test]
    async fn what_is_not_proven_leaves_both_keys_copies_as_they_were() {
        let (place, rotation) = (Scripted::open().await, rotation(Cause::Routine, Step::HandedOver));
        place.answer(&get(&rotation), &rotation);
        place.refuse(&finish(&rotation), wire::Code::RotationNotProven);
        for key in [&rotation.old_key, &rotation.new_key] {
            place.save(key).await;
        }
        let failure = ask(&place, &rotation, Some("payouts")).await.unwrap_err();
        assert_eq!(failure.code, Code::RotationNotProven);
        for key in [&rotation.old_key, &rotation.new_key] {
            assert_eq!(place.copies(key), ["keychain", "journal"]);
        }
        assert_eq!(place.lines(), [get(&rotation), finish(&rotation)], "nothing is called with a key that lives");
    }
}
