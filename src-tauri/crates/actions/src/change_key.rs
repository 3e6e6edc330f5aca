//! Change what a key is limited to.

use keys::wire::ChangeKey;

use crate::{App, Failure, KeyRef, view::ChangedView};

impl App {
    /// Changes a key's limits. A nearer end needs the name of a live key, as every way does that ends one.
    ///
    /// # Errors
    /// [`crate::Code::NameNotConfirmed`], wrong fields, not found, a key that has ended, a role that may not, or the place's
    /// trouble.
    pub async fn change_key(
        &self,
        asked: &KeyRef,
        idempotency_key: &str,
        change: &ChangeKey,
        typed_name: Option<&str>,
    ) -> Result<ChangedView, Failure> {
        let KeyRef { connection, key: id } = asked;
        self.check_id(id, "key")?;
        let authority = self.authority(connection).await?;
        if change.expires_at.is_some() {
            let key = authority.get_key(id).await.map_err(|error| self.explain(error))?;
            self.check_typed_name(&key, typed_name)?;
        }
        let changed = authority.change_key(idempotency_key, id, change).await.map_err(|error| self.explain(error))?;
        let key = self.key_view(connection, changed.key)?;
        Ok(ChangedView { key, tightened: changed.tightened, refused_by: changed.refused_by })
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        Environment, KeyState,
        change::{ChangeLimits, Part},
        wire::{self, ChangedKey, Key, RefusedBy},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, key, now},
    };

    fn change() -> ChangeKey {
        ChangeKey { spending_limits: None, allowed_ips: None, expires_at: None, reason: "The office moved.".to_owned() }
    }

    fn script(place: &Scripted, key: &Key) {
        place.answer(&format!("GET /v1/keys/{}", key.id), key);
        let refused_by = vec![RefusedBy { node: "here".to_owned(), since: now() }];
        let changed = ChangedKey { key: key.clone(), tightened: vec![Part::AllowedIps], refused_by };
        place.answer(&format!("PATCH /v1/keys/{}", key.id), &changed);
    }

    #[tokio::test]
    async fn only_what_is_named_is_sent_once_and_the_receipt_comes_back() {
        let (place, key) = (Scripted::open().await, key("payouts", Environment::Live, KeyState::Active));
        script(&place, &key);
        let limits = ChangeLimits { daily_micros: Some(None), ..ChangeLimits::default() };
        let wish = ChangeKey { spending_limits: Some(limits), ..change() };
        let receipt = place.app.change_key(&place.key_ref(&key), "dialog", &wish, None).await.unwrap();
        assert_eq!((receipt.tightened, receipt.refused_by.len()), (vec![Part::AllowedIps], 1));
        let [sent] = &place.deeds()[..] else { panic!("one request") };
        assert_eq!(sent.idempotency_key.as_deref(), Some("dialog"));
        let body = serde_json::json!({ "spendingLimits": { "dailyMicros": null }, "reason": "The office moved." });
        assert_eq!(sent.body, body);
    }

    #[tokio::test]
    async fn a_live_key_gets_a_nearer_end_only_with_its_name() {
        for (environment, typed, refused) in [
            (Environment::Live, None, true),
            (Environment::Live, Some("payout"), true),
            (Environment::Live, Some("payouts"), false),
            (Environment::Sandbox, None, false),
        ] {
            let (place, key) = (Scripted::open().await, key("payouts", environment, KeyState::Active));
            script(&place, &key);
            let wish = ChangeKey { expires_at: Some(now()), ..change() };
            let outcome = place.app.change_key(&place.key_ref(&key), "dialog", &wish, typed).await;
            assert_eq!(outcome.err().map(|failure| failure.code), refused.then_some(Code::NameNotConfirmed));
            assert_eq!(place.deeds().is_empty(), refused, "refused before anything is sent");
        }
    }

    #[tokio::test]
    async fn what_the_place_refuses_is_told_with_its_field() {
        let (place, key) = (Scripted::open().await, key("payouts", Environment::Sandbox, KeyState::Active));
        place.refuse(&format!("PATCH /v1/keys/{}", key.id), wire::Code::KeyEnded);
        let failure = place.app.change_key(&place.key_ref(&key), "dialog", &change(), None).await.unwrap_err();
        assert_eq!(failure.code, Code::KeyEnded);
    }
}
