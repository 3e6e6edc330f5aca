//! The keys of a service that tells of an account's own. It tells of those that there are now; who made them here, how they ended
//! and which replaces which is kept in the journal beside, so that a key has one life here whatever a list leaves out.

mod create;
mod merge;
mod rotations;

use std::collections::HashMap;

use keys::{
    Actor, ActorKind, Environment, KeyState, Timestamp,
    lifecycle::Revocation,
    wire::{Key, RefusedBy, Revoked},
};
use providers::{Account, AccountKey, Provider, ProviderError, guide::Answered};

use self::merge::{Seen, merge};
use crate::{App, Code, Failure, KeyRef, lock::lock, reason::check_reason, view::NoProof};

/// Why a key counts as ended that nobody here ended.
const NOT_LISTED: &str = "The service no longer lists it.";

/// An account, with what is kept of its keys.
pub(crate) struct AccountKeys<'a> {
    app: &'a App,
    connection: &'a str,
    provider: &'a Provider,
    account: Account,
}

impl App {
    pub(crate) fn account_keys<'a>(
        &'a self,
        connection: &'a str,
        provider: &'a Provider,
        account: Account,
    ) -> AccountKeys<'a> {
        AccountKeys { app: self, connection, provider, account }
    }
}

impl AccountKeys<'_> {
    pub(crate) fn environment(&self) -> Environment {
        self.account.environment()
    }

    /// All keys that there are or were, in no order.
    pub(crate) async fn all(&self) -> Result<Vec<Key>, Failure> {
        let mut keys = self.look().await?;
        for rotation in self.own_rotations()?.into_iter().filter(|rotation| rotation.is_open()) {
            for key in &mut keys {
                if key.id == rotation.old_key && key.state == KeyState::Active {
                    key.state = KeyState::Retiring;
                }
                if key.id == rotation.old_key || key.id == rotation.new_key {
                    key.rotation_id = Some(rotation.id.clone());
                }
            }
        }
        Ok(keys)
    }

    /// One of them.
    pub(crate) async fn get(&self, id: &str) -> Result<Key, Failure> {
        let found = self.all().await?.into_iter().find(|key| key.id == id);
        found.ok_or_else(|| self.app.fail(Code::NotFound, "There is no such key."))
    }

    /// Somebody says that its secret is saved. Where it replaces one that leaked, that one ends with it.
    pub(crate) async fn confirm(&self, id: &str) -> Result<Key, Failure> {
        let mut key = self.get(id).await?;
        self.check_lives(&key)?;
        key.confirmed_at.get_or_insert(self.app.now());
        self.keep(std::slice::from_ref(&key))?;
        self.hand_over(id).await?;
        self.get(id).await
    }

    /// Ends one. What it took part in is over with it.
    pub(crate) async fn revoke(&self, id: &str, reason: &str) -> Result<Revoked, Failure> {
        let reason = check_reason(reason, |_| false)?;
        let key = self.get(id).await?;
        if key.state == KeyState::Revoked {
            return Ok(self.receipt(key));
        }
        let key = self.end(key, reason).await?;
        self.over_with(&key.id)?;
        Ok(self.receipt(key))
    }

    /// Whether a call with a secret can prove that its key has ended: one that is refused from here anyway proves nothing.
    pub(crate) async fn check_proves(&self, key: &Key, secret: &keys::Secret) -> Result<(), NoProof> {
        if key.allowed_ips.is_empty() {
            return Ok(());
        }
        let of = KeyRef::new(self.connection, &key.id);
        let asked = async |calls: &providers::Calls| self.provider.prove(key.environment, secret, calls).await;
        match self.app.keep_calls(&of, secret, asked).await {
            Ok(proof) if proof.answered == Some(Answered::Accepted) => Ok(()),
            Ok(_) => Err(NoProof::NotFromHere),
            Err(_) => Err(NoProof::NotAnswered),
        }
    }

    /// What a service's error means; whether it takes the credential is asked anew after one.
    fn explain(&self, error: ProviderError) -> Failure {
        lock(&self.app.shared.doubted).insert(self.connection.to_owned());
        self.app.explain_account(error)
    }

    /// Ends a key at the service and writes it down.
    async fn end(&self, key: Key, reason: String) -> Result<Key, Failure> {
        self.account.revoke(&key.id).await.map_err(|error| self.explain(error))?;
        let revocation = Some(Revocation { at: self.app.now(), by: here(), reason });
        let ended = Key { state: KeyState::Revoked, revocation, rotation_id: None, ..key };
        self.keep(std::slice::from_ref(&ended))?;
        Ok(ended)
    }

    /// The service's own answer: it says that it ends a key at once.
    fn receipt(&self, key: Key) -> Revoked {
        let node = self.account.service().to_owned();
        let refused_by = key.revocation.iter().map(|ended| RefusedBy { node: node.clone(), since: ended.at }).collect();
        Revoked { key, refused_by }
    }

    /// The service's list with what is kept beside it, which is brought up to date.
    async fn look(&self) -> Result<Vec<Key>, Failure> {
        let told = self.account.list().await.map_err(|error| self.explain(error))?;
        let journal = &self.app.shared.journal;
        let known = journal.account_keys(self.connection).map_err(|error| self.app.journal_failure(error))?;
        let open = journal.open_creations(self.connection).map_err(|error| self.app.journal_failure(error))?;
        let before: HashMap<String, Key> = known.into_iter().map(|key| (key.id.clone(), key)).collect();
        let seen = Seen { environment: self.environment(), now: self.app.now(), open: &open };
        let mut keys = Vec::with_capacity(told.len());
        let mut listed = HashMap::new();
        for one in told {
            let known = before.get(&one.id);
            let used = self.used_by_others(&one, known)?;
            listed.insert(one.id.clone(), ());
            keys.push(merge(&seen, known, one, used));
        }
        for missing in before.values().filter(|key| !listed.contains_key(&key.id)) {
            keys.push(self.look_for(missing.clone()).await);
        }
        let changed: Vec<Key> = keys.iter().filter(|key| before.get(&key.id) != Some(key)).cloned().collect();
        if !changed.is_empty() {
            self.keep(&changed)?;
        }
        Ok(keys)
    }

    /// A key that is not listed any more. Where its secret is here, it has ended when the service refuses that; where it is not,
    /// the list is all there is to go by.
    async fn look_for(&self, mut key: Key) -> Key {
        key.state = merge::state(&key, self.app.now());
        if matches!(key.state, KeyState::Revoked | KeyState::Expired) {
            return key;
        }
        let of = KeyRef::new(self.connection, &key.id);
        let has_ended = match self.app.secret_for_proof(&of).await {
            Err(NoProof::NoSecret) => true,
            Err(_) => false,
            Ok(secret) => {
                let asked = async |calls: &providers::Calls| self.provider.prove(key.environment, &secret, calls).await;
                let proof = self.app.keep_calls(&of, &secret, asked).await;
                proof.is_ok_and(|proof| proof.answered == Some(Answered::Refused)) && key.allowed_ips.is_empty()
            }
        };
        if has_ended {
            let by = Actor::unknown("");
            key.revocation = Some(Revocation { at: self.app.now(), by, reason: NOT_LISTED.to_owned() });
            key.state = KeyState::Revoked;
        }
        key
    }

    /// The last request with a key that this program did not make: the service counts those as well.
    fn used_by_others(&self, told: &AccountKey, known: Option<&Key>) -> Result<Option<Timestamp>, Failure> {
        let before = known.and_then(|key| key.last_used_at);
        let Some(at) = told.last_used_at.filter(|at| Some(*at) != before) else { return Ok(told.last_used_at) };
        let calls = self.app.shared.journal.calls_at(self.connection, Some(&told.id), (None, merge::CALLS_LOOKED_AT));
        let calls = calls.map_err(|error| self.app.journal_failure(error))?;
        Ok(if calls.iter().any(|call| merge::may_be(call, at)) { before } else { Some(at) })
    }

    fn check_lives(&self, key: &Key) -> Result<(), Failure> {
        if matches!(key.state, KeyState::Revoked | KeyState::Expired) {
            return Err(self.app.fail(Code::KeyEnded, "The key has ended."));
        }
        Ok(())
    }

    fn keep(&self, keys: &[Key]) -> Result<(), Failure> {
        let own: Vec<_> = keys.iter().cloned().map(merge::without_rotation).collect();
        let kept = self.app.shared.journal.keep_account_keys(self.connection, &own);
        kept.map_err(|error| self.app.journal_failure(error))
    }
}

/// Whoever sits here: the service tells of no people.
fn here() -> Actor {
    Actor::new(ActorKind::Computer, "", "this computer")
}

#[cfg(test)]
mod tests;
