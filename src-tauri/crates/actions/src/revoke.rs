//! Revoke a key, and prove it.

use keys::{
    Environment, KeyState, Secret,
    wire::{Key, Revoked},
};

use providers::{Calls, guide::Answered};

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
        let typed = asked.typed_name.as_deref();
        self.revoke_checked(&asked.idempotency_key, &asked.key, &asked.reason, |key| self.check_typed_name(key, typed))
            .await
    }

    /// The same where something else than the key's name may be what has to be typed.
    pub(crate) async fn revoke_checked(
        &self,
        once: &str,
        asked: &KeyRef,
        reason: &str,
        check: impl FnOnce(&Key) -> Result<(), Failure>,
    ) -> Result<RevokedView, Failure> {
        let provider = self.provider(&asked.connection).await?;
        let key = self.ask_key(&provider, asked).await?;
        check(&key)?;
        let secret = self.secret_that_proves(&provider, &key, asked).await;
        let revoked = self.ask_to_revoke(&provider, asked, (once, reason)).await?;
        self.conclude(asked, revoked, secret).await
    }

    /// A live key ends only for somebody who typed its name (design, section 5 rule 7). A pending one breaks nothing.
    ///
    /// # Errors
    /// [`Code::NameNotConfirmed`].
    pub(crate) fn check_typed_name(&self, key: &Key, typed: Option<&str>) -> Result<(), Failure> {
        if ends_unasked(key) { Ok(()) } else { self.check_is_typed(&key.name, typed) }
    }

    /// The name of a live key that ends, as somebody typed it; blanks around it do not count.
    ///
    /// # Errors
    /// [`Code::NameNotConfirmed`].
    pub(crate) fn check_is_typed(&self, name: &str, typed: Option<&str>) -> Result<(), Failure> {
        if typed.map(str::trim) == Some(name) {
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
            Ok(secret) => match self.prove_refused(key, revoked.key.environment, &secret).await {
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

    async fn prove_refused(&self, key: &KeyRef, environment: Environment, secret: &Secret) -> Option<ProofView> {
        let provider = self.provider(&key.connection).await.ok()?;
        let asked = async |calls: &Calls| provider.prove(environment, secret, calls).await;
        let proof = self.keep_calls(key, secret, asked).await.ok()?;
        Some(ProofView {
            refused: proof.answered? == Answered::Refused,
            status: proof.status,
            correlation_id: proof.correlation_id,
            at: self.now(),
        })
    }
}

/// Whether nothing has to be typed for the end of a key: it is of the sandbox, or nobody can use it.
pub(crate) fn ends_unasked(key: &Key) -> bool {
    let harmless = matches!(key.state, KeyState::Pending | KeyState::Revoked | KeyState::Expired);
    key.environment == Environment::Sandbox || harmless
}

#[cfg(test)]
mod tests {
    use keys::wire;
    use vault::KeychainStatus;

    use super::*;
    use crate::{
        scripted::{CORRELATION, Scripted, key, now, revoked},
        view::SecretPlace,
    };

    fn live(state: KeyState) -> Key {
        key("payouts", Environment::Live, state)
    }

    fn revoke(key: &Key) -> String {
        format!("POST /v1/keys/{}/revoke", key.id)
    }

    fn get(key: &Key) -> String {
        format!("GET /v1/keys/{}", key.id)
    }

    fn script(place: &Scripted, key: &Key) {
        place.answer(&get(key), key);
        place.answer(&revoke(key), &revoked(key));
    }

    async fn ask(place: &Scripted, key: &Key, typed: Option<&str>) -> Result<RevokedView, Failure> {
        let asked = RevokeKey {
            idempotency_key: "dialog".to_owned(),
            key: place.key_ref(key),
            reason: "The service is gone.".to_owned(),
            typed_name: typed.map(str::to_owned),
        };
        place.app.revoke_key(asked).await
    }

    #[tokio::test]
    async fn a_live_key_ends_only_with_its_name_and_is_refused_before_anything_is_sent() {
        for state in [KeyState::Active, KeyState::Retiring] {
            let (place, key) = (Scripted::open().await, live(state));
            script(&place, &key);
            place.save(&key).await;
            for typed in [None, Some(""), Some("Payouts"), Some("payout")] {
                let failure = ask(&place, &key, typed).await.unwrap_err();
                assert_eq!(failure.code, Code::NameNotConfirmed, "{typed:?}");
                assert!(place.deeds().is_empty(), "{typed:?}: refused before anything is sent");
                assert_eq!(place.copies(&key), ["keychain", "journal"], "{typed:?}: nothing is touched");
            }
            ask(&place, &key, Some(" payouts ")).await.expect("the name was typed");
            assert_eq!(place.deeds().len(), 1);
        }
    }

    #[tokio::test]
    async fn what_breaks_nothing_ends_without_a_name() {
        for key in [key("billing", Environment::Sandbox, KeyState::Active), live(KeyState::Pending)] {
            let place = Scripted::open().await;
            script(&place, &key);
            ask(&place, &key, None).await.expect("a sandbox key, or one that nobody could use");
        }
    }

    #[tokio::test]
    async fn what_is_sent_is_the_reason_once() {
        let (place, key) = (Scripted::open().await, live(KeyState::Active));
        script(&place, &key);
        ask(&place, &key, Some("payouts")).await.unwrap();
        let [sent] = &place.deeds()[..] else { panic!("one request") };
        assert_eq!((&sent.what, sent.idempotency_key.as_deref()), (&revoke(&key), Some("dialog")));
        assert_eq!(sent.body, serde_json::json!({ "reason": "The service is gone." }), "and not what was typed");
    }

    #[tokio::test]
    async fn a_call_with_the_saved_secret_proves_the_end_and_then_no_copy_is_left() {
        let (place, key) = (Scripted::open().await, live(KeyState::Active));
        script(&place, &key);
        place.answer_probe(401);
        let secret = place.save(&key).await;
        let view = ask(&place, &key, Some("payouts")).await.unwrap();
        let proof = view.proof.unwrap();
        assert_eq!((proof.refused, proof.status, proof.at), (true, 401, now()));
        assert_eq!(proof.correlation_id, CORRELATION);
        let order = [get(&key), revoke(&key), "GET /v1/organization".to_owned(), "GET /v2/customers".to_owned()];
        assert_eq!(place.lines(), order, "the call comes after the end");
        assert_eq!(place.asked()[3].api_key.as_deref(), Some(secret.expose()));
        assert!(place.copies(&key).is_empty(), "the dead secret is dropped everywhere");
        assert_eq!(view.key.secret, SecretPlace::Elsewhere);
    }

    #[tokio::test]
    async fn a_held_secret_proves_it_as_well() {
        let (place, key) = (Scripted::open().await, live(KeyState::Pending));
        script(&place, &key);
        place.answer_probe(401);
        let secret = place.hold(&key);
        let view = ask(&place, &key, None).await.unwrap();
        assert!(view.proof.is_some_and(|proof| proof.refused));
        assert_eq!(place.asked()[3].api_key.as_deref(), Some(secret.expose()));
        assert!(place.copies(&key).is_empty());
    }

    /// The place has acknowledged the end, whatever a call says of it; what it says is told.
    #[tokio::test]
    async fn a_call_that_does_not_prove_the_end_is_told_as_that() {
        for (status, refused) in [(200, Some(false)), (503, None)] {
            let (place, key) = (Scripted::open().await, live(KeyState::Active));
            script(&place, &key);
            place.answer_probe(status);
            place.save(&key).await;
            let view = ask(&place, &key, Some("payouts")).await.unwrap();
            assert_eq!(view.proof.map(|proof| proof.refused), refused, "{status}");
            assert_eq!(view.no_proof, refused.is_none().then_some(NoProof::NotAnswered), "{status}");
            assert!(place.copies(&key).is_empty(), "{status}");
        }
    }

    #[tokio::test]
    async fn without_the_secret_the_key_ends_and_nothing_is_called_with_it() {
        let (place, key) = (Scripted::open().await, live(KeyState::Active));
        script(&place, &key);
        let view = ask(&place, &key, Some("payouts")).await.unwrap();
        assert_eq!((view.proof.is_none(), view.no_proof), (true, Some(NoProof::NoSecret)));
        assert_eq!(place.lines(), [get(&key), revoke(&key)]);
    }

    #[tokio::test]
    async fn a_locked_keychain_stops_no_revocation_and_is_emptied_when_the_key_is_seen_again() {
        let (place, key) = (Scripted::open().await, live(KeyState::Active));
        script(&place, &key);
        place.answer(&get(&key), &revoked(&key).key);
        place.save(&key).await;
        place.keychain.set_status(KeychainStatus::Locked);
        let view = ask(&place, &key, Some("payouts")).await.unwrap();
        assert_eq!((view.key.key.state, view.no_proof), (KeyState::Revoked, Some(NoProof::NotReadable)));
        assert_eq!(place.copies(&key), ["keychain", "journal"], "an item that nobody knows of would stay for ever");
        place.keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
        place.app.get_key(&place.key_ref(&key)).await.unwrap();
        assert!(place.copies(&key).is_empty());
    }

    #[tokio::test]
    async fn what_is_refused_leaves_the_copies_as_they_were() {
        for refusal in [wire::Code::RoleNotAllowed, wire::Code::ValidationError, wire::Code::ServiceUnavailable] {
            let (place, key) = (Scripted::open().await, live(KeyState::Active));
            place.answer(&get(&key), &key);
            place.refuse(&revoke(&key), refusal);
            place.save(&key).await;
            place.hold(&key);
            ask(&place, &key, Some("payouts")).await.unwrap_err();
            assert_eq!(place.copies(&key), ["held", "keychain", "journal"], "{refusal:?}: the key lives");
            assert_eq!(place.lines(), [get(&key), revoke(&key)], "{refusal:?}: and is not called with");
        }
    }
}
