//! Revoke several keys in one go: each on its own, with its own row in the audit log and its own receipt.

use futures_util::{StreamExt as _, stream::FuturesUnordered};

use crate::{
    App, Failure, KeyRef,
    revoke::ends_unasked,
    view::{RevokeKeys, RevokedManyView, RevokedOneView},
};

/// So many are asked for at the same time: enough that the place commits them together, few enough to be stopped soon.
const AT_ONCE: usize = 16;
/// With so many it begins, so that the first is not kept waiting by the others; each that ends makes room for one more.
const AT_FIRST: usize = 2;

impl App {
    /// Ends keys for good, one reason for all. `tell` hears of each as soon as it is known, and says whether to go on: what
    /// has begun then still ends, and nothing more begins. A live key among them needs the organization's name.
    ///
    /// # Errors
    /// The place's trouble before the first key. What a single key meets is told of that key.
    pub async fn revoke_keys(
        &self,
        asked: &RevokeKeys,
        tell: impl Fn(RevokedOneView) -> bool + Send + Sync,
    ) -> Result<RevokedManyView, Failure> {
        let organization = self.get_capabilities(&asked.connection).await?.name;
        let mut done = RevokedManyView { revoked: 0, failed: 0, left: 0 };
        let (mut waiting, mut running) = (asked.keys.iter(), FuturesUnordered::new());
        let (mut goes_on, mut at_once) = (true, AT_FIRST);
        loop {
            let free = if goes_on { at_once - running.len() } else { 0 };
            running.extend(waiting.by_ref().take(free).map(|id| self.revoke_one_of(asked, &organization, id)));
            let Some(one) = running.next().await else { break };
            let count = if one.failure.is_none() { &mut done.revoked } else { &mut done.failed };
            *count += 1;
            at_once = AT_ONCE.min(at_once + 1);
            goes_on &= tell(one);
        }
        let all = u32::try_from(asked.keys.len()).unwrap_or(u32::MAX);
        Ok(RevokedManyView { left: all - done.revoked - done.failed, ..done })
    }

    async fn revoke_one_of(&self, asked: &RevokeKeys, organization: &str, id: &str) -> RevokedOneView {
        let key = KeyRef::new(&asked.connection, id);
        let once = format!("{}.{id}", asked.idempotency_key);
        let typed = asked.typed_name.as_deref();
        let outcome = self.revoke_checked(&once, &key, &asked.reason, |key| {
            if ends_unasked(key) { Ok(()) } else { self.check_is_typed(organization, typed) }
        });
        let (revoked, failure) = match outcome.await {
            Ok(revoked) => (Some(revoked), None),
            Err(failure) => (None, Some(failure)),
        };
        RevokedOneView { key: id.to_owned(), revoked, failure }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use keys::{
        Environment, KeyState,
        wire::{self, Key},
    };

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, key, revoked},
    };

    fn script(place: &Scripted, keys: &[Key]) {
        place.answer("GET /v1/organization", &wire::Organization { name: "Acme".to_owned(), ..place.organization() });
        for key in keys {
            place.answer(&format!("GET /v1/keys/{}", key.id), key);
            place.answer(&format!("POST /v1/keys/{}/revoke", key.id), &revoked(key));
        }
    }

    fn asked(place: &Scripted, keys: &[Key], typed: Option<&str>) -> RevokeKeys {
        RevokeKeys {
            idempotency_key: "dialog".to_owned(),
            connection: place.here.clone(),
            keys: keys.iter().map(|key| key.id.clone()).collect(),
            reason: "The project is over".to_owned(),
            typed_name: typed.map(str::to_owned),
        }
    }

    fn keys(environment: Environment, count: usize) -> Vec<Key> {
        (0..count).map(|number| key(&format!("worker-{number}"), environment, KeyState::Active)).collect()
    }

    #[tokio::test]
    async fn each_key_ends_once_and_is_told_of_and_what_one_meets_stops_no_other() {
        let (place, keys) = (Scripted::open().await, keys(Environment::Sandbox, 3));
        script(&place, &[keys[0].clone(), keys[2].clone()]);
        place.refuse(&format!("GET /v1/keys/{}", keys[1].id), wire::Code::NotFound);
        let told = Mutex::new(Vec::new());
        let tell = |one: RevokedOneView| {
            told.lock().unwrap().push((one.key, one.failure.map(|failure| failure.code)));
            true
        };
        let done = place.app.revoke_keys(&asked(&place, &keys, None), tell).await.unwrap();
        assert_eq!(done, RevokedManyView { revoked: 2, failed: 1, left: 0 });
        let mut told = told.into_inner().unwrap();
        told.sort_by_key(|(id, _): &(String, _)| id.clone());
        let mut expected = [(&keys[0], None), (&keys[1], Some(Code::NotFound)), (&keys[2], None)]
            .map(|(key, code)| (key.id.clone(), code));
        expected.sort_by_key(|(id, _)| id.clone());
        assert_eq!(told, expected);
        let mut once: Vec<_> = place.deeds().into_iter().map(|deed| deed.idempotency_key.unwrap()).collect();
        once.sort();
        let mut own = [&keys[0], &keys[2]].map(|key| format!("dialog.{}", key.id));
        own.sort();
        assert_eq!(once, own, "each by a key of its own, so that pressing again ends nothing twice");
    }

    #[tokio::test]
    async fn live_keys_end_only_with_the_organization_s_name() {
        for (typed, ends) in [(None, false), (Some("worker-0"), false), (Some(" Acme "), true)] {
            let (place, keys) = (Scripted::open().await, keys(Environment::Live, 2));
            script(&place, &keys);
            let codes = Mutex::new(Vec::new());
            let tell = |one: RevokedOneView| {
                codes.lock().unwrap().extend(one.failure.map(|failure| failure.code));
                true
            };
            place.app.revoke_keys(&asked(&place, &keys, typed), tell).await.unwrap();
            assert_eq!(place.deeds().len(), if ends { 2 } else { 0 }, "{typed:?}");
            let refused = if ends { Vec::new() } else { vec![Code::NameNotConfirmed; 2] };
            assert_eq!(codes.into_inner().unwrap(), refused, "{typed:?}");
        }
    }

    #[tokio::test]
    async fn once_it_is_stopped_nothing_more_begins() {
        let (place, keys) = (Scripted::open().await, keys(Environment::Sandbox, 3 * AT_ONCE));
        script(&place, &keys);
        let done = place.app.revoke_keys(&asked(&place, &keys, None), |_| false).await.unwrap();
        let begun = usize::try_from(done.revoked).unwrap();
        assert_eq!(place.deeds().len(), begun, "what began has ended");
        assert!(begun <= AT_ONCE, "{begun}");
        assert_eq!(usize::try_from(done.left).unwrap(), keys.len() - begun);
    }
}
