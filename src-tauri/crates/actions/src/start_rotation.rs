//! Begin a rotation. The successor's secret stays in this process until somebody says where it goes.

use keys::{
    Secret,
    rotation::Cause,
    wire::{self, Key},
};

use crate::{
    App, Failure, KeyRef, RotationRef,
    view::{RotatedView, RotationView, StartRotation},
};

impl App {
    /// Begins a rotation and holds the successor's secret. A successor whose secret was lost on the way is undone and
    /// replaced, as in creating.
    ///
    /// # Errors
    /// A key that is not active, a role that may not, [`crate::Code::NameNotConfirmed`] for a live key that shall end by
    /// itself, or the place's trouble.
    pub async fn start_rotation(&self, asked: StartRotation) -> Result<RotatedView, Failure> {
        let connection = &asked.key.connection;
        let _one_at_a_time = self.shared.creating.lock().await;
        let provider = self.provider(connection).await?;
        if asked.quiet_minutes.is_some() {
            // Nobody is there when it ends, so its name is typed now (design, section 5 rule 7).
            let old = self.ask_key(&provider, &asked.key).await?;
            self.check_typed_name(&old, asked.typed_name.as_deref())?;
        }
        let wish = wire::StartRotation {
            cause: asked.cause,
            grace_seconds: asked.grace_seconds.map(i64::from),
            quiet_minutes: asked.quiet_minutes,
        };
        let mut once = asked.idempotency_key;
        loop {
            let started = self.ask_to_rotate(&provider, &asked.key, (&once, &wish)).await?;
            let new_key = started.rotation.new_key.clone();
            if let Some(secret) = started.secret {
                self.shared.held.hold(connection, &new_key, Secret::new(secret));
            } else if !self.shared.held.has(&KeyRef::new(connection, &new_key.id)) && new_key.confirmed_at.is_none() {
                tracing::warn!(
                    rotation = started.rotation.id,
                    "a successor's secret was lost; the rotation starts anew"
                );
                let lost = RotationRef::new(connection, &started.rotation.id);
                self.ask_to_undo(&provider, &lost, &format!("{once}.undo")).await?;
                once.push_str(".again");
                continue;
            }
            let rotation = RotationView { connection: connection.clone(), rotation: started.rotation };
            return Ok(RotatedView { key: self.key_view(connection, new_key)?, rotation });
        }
    }

    /// What a rotation needs of somebody who starts it and hands the successor over in one go: a leaked live key ends with
    /// that, and one that shall end by itself ends unasked, so its name is asked for before there is a successor, which would
    /// be left pending.
    ///
    /// # Errors
    /// [`crate::Code::NameNotConfirmed`].
    pub fn check_rotation_in_one_go(
        &self,
        old_key: &Key,
        (cause, quiet_minutes): (Cause, Option<u32>),
        typed: Option<&str>,
    ) -> Result<(), Failure> {
        match (cause, quiet_minutes) {
            (Cause::Leaked, _) | (_, Some(_)) => self.check_typed_name(old_key, typed),
            (Cause::Routine, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        Environment,
        mint::mint_secret,
        rotation::Step,
        wire::{Rotated, Rotation},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, ambient, rotation},
        view::SecretPlace,
    };

    fn asked(place: &Scripted, rotation: &Rotation) -> StartRotation {
        StartRotation {
            idempotency_key: "dialog".to_owned(),
            key: place.key_ref(&rotation.old_key),
            cause: rotation.cause,
            grace_seconds: Some(3600),
            quiet_minutes: None,
            typed_name: None,
        }
    }

    fn rotate(rotation: &Rotation) -> String {
        format!("POST /v1/keys/{}/rotate", rotation.old_key.id)
    }

    fn begun() -> Rotation {
        rotation(Cause::Routine, Step::Created)
    }

    fn first(rotation: &Rotation) -> (Rotated, Secret) {
        let secret = mint_secret(rotation.environment, &ambient());
        (Rotated { rotation: rotation.clone(), secret: Some(secret.expose().to_owned()) }, secret)
    }

    /// The same idempotency key once more: the place has no secret to give.
    fn repeated(rotation: &Rotation) -> Rotated {
        Rotated { rotation: rotation.clone(), secret: None }
    }

    fn sent(place: &Scripted) -> Vec<(String, String)> {
        place.deeds().into_iter().map(|asked| (asked.what, asked.idempotency_key.unwrap_or_default())).collect()
    }

    fn line(what: &str, once: &str) -> (String, String) {
        (what.to_owned(), once.to_owned())
    }

    #[tokio::test]
    async fn the_successor_s_secret_is_held_in_memory_and_is_in_nothing_that_is_shown_or_kept() {
        let (place, rotation) = (Scripted::open().await, begun());
        let (answer, secret) = first(&rotation);
        place.answer(&rotate(&rotation), &answer);
        let view = place.app.start_rotation(asked(&place, &rotation)).await.unwrap();
        assert_eq!((&view.key.key.id, view.key.secret), (&rotation.new_key.id, SecretPlace::Held));
        let shown = format!("{} {view:?}", serde_json::to_string(&view).unwrap());
        assert!(!shown.contains(secret.expose()), "a view goes into a page");
        assert_eq!(place.copies(&rotation.new_key), ["held"]);
        let copied = place.app.secret_for_copy(&place.key_ref(&rotation.new_key)).await.unwrap();
        assert_eq!(copied.expose(), secret.expose());
        assert_eq!(place.deeds()[0].body, serde_json::json!({ "cause": "routine", "graceSeconds": 3600 }));
    }

    #[tokio::test]
    async fn after_a_lost_answer_the_same_idempotency_key_is_sent() {
        let (place, rotation) = (Scripted::open().await, begun());
        let rotate = rotate(&rotation);
        place.lose(&rotate);
        place.lose(&rotate);
        place.answer(&rotate, &first(&rotation).0);
        let lost = place.app.start_rotation(asked(&place, &rotation)).await.unwrap_err();
        assert_eq!(lost.code, Code::Unknown);
        place.app.start_rotation(asked(&place, &rotation)).await.expect("pressed again");
        assert_eq!(sent(&place), vec![line(&rotate, "dialog"); 3], "the place knows it again: no second successor");
    }

    #[tokio::test]
    async fn a_rotation_whose_secret_nobody_has_is_undone_before_another_one_begins() {
        let (place, lost) = (Scripted::open().await, begun());
        let other = Rotation { old_key: lost.old_key.clone(), ..begun() };
        let (rotate, undo) = (rotate(&lost), format!("POST /v1/rotations/{}/undo", lost.id));
        place.answer(&rotate, &repeated(&lost));
        place.answer(&rotate, &first(&other).0);
        place.answer(&undo, &Rotation { step: Step::Undone, ..lost.clone() });
        let view = place.app.start_rotation(asked(&place, &lost)).await.unwrap();
        assert_eq!((view.rotation.rotation.id, view.key.secret), (other.id.clone(), SecretPlace::Held));
        assert_eq!(sent(&place), [line(&rotate, "dialog"), line(&undo, "dialog.undo"), line(&rotate, "dialog.again")]);
    }

    #[tokio::test]
    async fn a_successor_whose_secret_somebody_has_is_not_replaced() {
        let (place, rotation) = (Scripted::open().await, begun());
        let rotate = rotate(&rotation);
        place.answer(&rotate, &first(&rotation).0);
        place.answer(&rotate, &repeated(&rotation));
        for _ in 0..2 {
            let view = place.app.start_rotation(asked(&place, &rotation)).await.unwrap();
            assert_eq!((view.rotation.rotation.id, view.key.secret), (rotation.id.clone(), SecretPlace::Held));
        }
        let new_key = Key { confirmed_at: Some(rotation.started_at), ..begun().new_key };
        place.answer(&rotate, &repeated(&Rotation { new_key, ..rotation.clone() }));
        let view = place.app.start_rotation(asked(&place, &rotation)).await.unwrap();
        assert_eq!(view.key.secret, SecretPlace::Elsewhere, "it was confirmed: somebody saved it");
        assert_eq!(sent(&place), vec![line(&rotate, "dialog"); 3], "nothing was undone");
    }

    #[tokio::test]
    async fn what_is_refused_holds_nothing_and_leaves_the_old_key_s_copies_as_they_were() {
        let (place, rotation) = (Scripted::open().await, begun());
        place.refuse(&rotate(&rotation), wire::Code::KeyNotActive);
        place.save(&rotation.old_key).await;
        let failure = place.app.start_rotation(asked(&place, &rotation)).await.unwrap_err();
        assert_eq!(failure.code, Code::KeyNotActive);
        assert!(place.app.unsaved_secrets().keys.is_empty());
        assert_eq!(place.copies(&rotation.old_key), ["keychain", "journal"]);
    }

    #[tokio::test]
    async fn a_live_key_shall_end_by_itself_only_with_its_name_which_is_asked_for_before_anything_is_sent() {
        let (place, rotation) = (Scripted::open().await, begun());
        for _ in 0..3 {
            place.answer(&format!("GET /v1/keys/{}", rotation.old_key.id), &rotation.old_key);
        }
        place.answer(&rotate(&rotation), &first(&rotation).0);
        let ask = |typed: Option<&str>| {
            let asked = StartRotation {
                quiet_minutes: Some(60),
                typed_name: typed.map(str::to_owned),
                ..asked(&place, &rotation)
            };
            place.app.start_rotation(asked)
        };
        for typed in [None, Some("successor")] {
            assert_eq!(ask(typed).await.unwrap_err().code, Code::NameNotConfirmed);
            assert!(place.deeds().is_empty(), "{typed:?}: no successor is left behind");
        }
        ask(Some("payouts")).await.unwrap();
        let wish = serde_json::json!({ "cause": "routine", "graceSeconds": 3600, "quietMinutes": 60 });
        assert_eq!(place.deeds()[0].body, wish);
    }

    #[tokio::test]
    async fn in_one_go_only_a_leaked_live_key_s_rotation_needs_its_name() {
        let (place, live) = (Scripted::open().await, begun().old_key);
        let sandbox = Key { environment: Environment::Sandbox, ..live.clone() };
        let check = |key, cause, typed| {
            let checked = place.app.check_rotation_in_one_go(key, (cause, None), typed);
            checked.map_err(|failure| failure.code)
        };
        assert_eq!(check(&live, Cause::Leaked, None), Err(Code::NameNotConfirmed));
        assert_eq!(check(&live, Cause::Leaked, Some("payout")), Err(Code::NameNotConfirmed));
        assert_eq!(check(&live, Cause::Leaked, Some("payouts")), Ok(()));
        assert_eq!(check(&live, Cause::Routine, None), Ok(()), "the old key lives on");
        assert_eq!(check(&sandbox, Cause::Leaked, None), Ok(()), "a sandbox key breaks nothing");
        let by_itself = |typed| place.app.check_rotation_in_one_go(&live, (Cause::Routine, Some(60)), typed);
        assert_eq!(by_itself(None).unwrap_err().code, Code::NameNotConfirmed, "nobody is there when it ends");
        by_itself(Some("payouts")).unwrap();
    }
}
