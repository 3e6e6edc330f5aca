//! "I have saved it": the key may be used from now on.

use keys::{
    rotation::{Cause, Step},
    wire::Key,
};
use providers::Provider;

use crate::{
    App, Failure, KeyRef, RotationRef,
    view::{ConfirmKey, KeyView},
};

impl App {
    /// Confirms a key and forgets its held secret. Where that ends the old key, because it leaked, it needs what any end of
    /// a live key needs.
    ///
    /// # Errors
    /// [`crate::Code::NameNotConfirmed`] for a live key that would end, not found, ended, or the place's trouble; the
    /// secret is then still held.
    pub async fn confirm_key(&self, asked: ConfirmKey) -> Result<KeyView, Failure> {
        let connection = &asked.key.connection;
        let provider = self.provider(connection).await?;
        if let Some(ended) = self.ended_by_confirming(&provider, &asked.key).await? {
            self.check_typed_name(&ended, asked.typed_name.as_deref())?;
        }
        let confirmed = self.ask_to_confirm(&provider, &asked.key).await?;
        self.shared.held.release(&asked.key);
        self.key_view(connection, confirmed)
    }

    /// The leaked key that a successor's confirmation revokes.
    async fn ended_by_confirming(&self, provider: &Provider, key: &KeyRef) -> Result<Option<Key>, Failure> {
        let Some(rotation) = self.ask_key(provider, key).await?.rotation_id else { return Ok(None) };
        let rotation = self.ask_rotation(provider, &RotationRef::new(&key.connection, &rotation)).await?;
        let ends = rotation.cause == Cause::Leaked && rotation.step == Step::Created && rotation.new_key.id == key.key;
        Ok(ends.then_some(rotation.old_key))
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        Environment, KeyState,
        wire::{self, Rotation},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, key, rotation},
        view::SecretPlace,
    };

    fn asked(place: &Scripted, key: &Key, typed: Option<&str>) -> ConfirmKey {
        ConfirmKey { key: place.key_ref(key), typed_name: typed.map(str::to_owned) }
    }

    fn confirm(key: &Key) -> String {
        format!("POST /v1/keys/{}/confirm", key.id)
    }

    /// A key that waits for its confirmation.
    fn script_key(place: &Scripted, key: &Key) {
        place.answer(&format!("GET /v1/keys/{}", key.id), key);
        place
            .answer(&confirm(key), &Key { state: KeyState::Active, confirmed_at: Some(key.created_at), ..key.clone() });
    }

    fn script_rotation(place: &Scripted, rotation: &Rotation) {
        script_key(place, &rotation.new_key);
        place.answer(&format!("GET /v1/rotations/{}", rotation.id), rotation);
    }

    #[tokio::test]
    async fn a_confirmed_key_s_secret_is_held_no_longer_and_stays_where_it_was_saved() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Live, KeyState::Pending));
        script_key(&place, &key);
        place.hold(&key);
        place.app.save_secret(&place.key_ref(&key)).await.unwrap();
        let view =
            place.app.confirm_key(asked(&place, &key, None)).await.expect("a key that ends no other needs no name");
        assert_eq!((view.key.state, view.secret), (KeyState::Active, SecretPlace::Saved));
        assert_eq!(place.copies(&key), ["keychain", "journal"]);
    }

    #[tokio::test]
    async fn what_is_refused_leaves_the_secret_held() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Pending));
        place.answer(&format!("GET /v1/keys/{}", key.id), &key);
        for (refusal, code) in
            [(wire::Code::ServiceUnavailable, Code::Unavailable), (wire::Code::RoleNotAllowed, Code::NotAllowed)]
        {
            place.refuse(&confirm(&key), refusal);
            place.hold(&key);
            let failure = place.app.confirm_key(asked(&place, &key, None)).await.unwrap_err();
            assert_eq!((failure.code, place.copies(&key)), (code, vec!["held"]), "nobody else has it");
        }
    }

    #[tokio::test]
    async fn the_confirmation_that_ends_a_leaked_live_key_needs_that_key_s_name_before_anything_is_sent() {
        let (place, rotation) = (Scripted::open().await, rotation(Cause::Leaked, Step::Created));
        let new = &rotation.new_key;
        script_rotation(&place, &rotation);
        place.hold(new);
        for typed in [None, Some(""), Some("Payouts"), Some(new.name.as_str())] {
            let failure = place.app.confirm_key(asked(&place, new, typed)).await.unwrap_err();
            assert_eq!(failure.code, Code::NameNotConfirmed, "{typed:?}");
            assert!(place.deeds().is_empty(), "{typed:?}: refused before anything is sent");
            assert_eq!(place.copies(new), ["held"], "{typed:?}: it can be tried again");
        }
        place.app.confirm_key(asked(&place, new, Some(" payouts "))).await.expect("the old key's name was typed");
        assert_eq!(place.deeds()[0].what, confirm(new));
    }

    #[tokio::test]
    async fn a_confirmation_that_ends_no_live_key_needs_no_name() {
        let sandbox = |rotation: Rotation| Rotation {
            old_key: Key { environment: Environment::Sandbox, ..rotation.old_key.clone() },
            ..rotation
        };
        for (rotation, why) in [
            (rotation(Cause::Routine, Step::Created), "the old key lives on"),
            (rotation(Cause::Leaked, Step::Finished), "the old key has ended"),
            (sandbox(rotation(Cause::Leaked, Step::Created)), "a sandbox key breaks nothing"),
        ] {
            let place = Scripted::open().await;
            script_rotation(&place, &rotation);
            place.app.confirm_key(asked(&place, &rotation.new_key, None)).await.expect(why);
        }
    }
}
