//! Every key in memory, by digest: what "is this key good?" is answered from. It follows each commit before the commit
//! is acknowledged, so a revoked key is refused from the acknowledgement on (design, section 5 rule 5).

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use hashbrown::{HashTable, hash_table};
use keys::{
    AccessLevel, Actor, Digest, Environment, KeySettings, Life, Timestamp,
    lifecycle::{Retiring, Revocation},
    verdict::Refusal,
};

use crate::ground::{key::KeyRecord, striped::Striped};

/// What a verdict needs to know of a key.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub key_id: Arc<str>,
    /// Who owns it.
    pub organization_id: Arc<str>,
    /// Which world it belongs to.
    pub environment: Environment,
    /// What it may do.
    pub access_level: AccessLevel,
    /// Its own limits. Most keys have none, so that a million of them stay small.
    pub own: Option<Box<OwnLimits>>,
    digest: Digest,
    times: Times,
}

/// What only some keys are limited to.
#[derive(Clone, Debug)]
pub struct OwnLimits {
    /// Time, addresses, amounts.
    pub settings: KeySettings,
    /// The account that its costs are counted on.
    pub budget_id: Arc<str>,
}

impl Entry {
    /// Since when the key is being rotated out, and its end if that is known.
    pub fn retiring(&self) -> Option<(Timestamp, Option<Timestamp>)> {
        let life = self.times.life();
        life.retiring.map(|retiring| (retiring.since, life.ends_at()))
    }
}

/// The moments of a key's life, in a third of the room: who ended it and why is not asked on the way to a verdict.
#[derive(Clone, Copy, Debug)]
struct Times {
    created_at: Timestamp,
    expires_at: i64,
    confirmed_at: i64,
    retiring_since: i64,
    grace_ends_at: i64,
    revoked_at: i64,
}

/// A moment that has not come.
const NEVER: i64 = i64::MIN;
/// A moment before any other: when an end came that was noted, which a clock that is set back does not take back.
const ALWAYS: i64 = i64::MIN + 1;

impl Times {
    fn of(life: &Life) -> Self {
        let moment = |at: Option<Timestamp>| at.map_or(NEVER, Timestamp::as_millis);
        Self {
            created_at: life.created_at,
            expires_at: if life.end_noted_at.is_some() { ALWAYS } else { moment(life.expires_at) },
            confirmed_at: moment(life.confirmed_at),
            retiring_since: moment(life.retiring.map(|retiring| retiring.since)),
            grace_ends_at: moment(life.retiring.and_then(|retiring| retiring.ends_at)),
            revoked_at: moment(life.revoked.as_ref().map(|revocation| revocation.at)),
        }
    }

    /// The facts as the rules want them; nothing is allocated.
    fn life(&self) -> Life {
        let moment = |at: i64| (at != NEVER).then(|| Timestamp::from_millis(at));
        Life {
            created_at: self.created_at,
            expires_at: moment(self.expires_at),
            end_noted_at: None,
            confirmed_at: moment(self.confirmed_at),
            retiring: moment(self.retiring_since).map(|since| Retiring { since, ends_at: moment(self.grace_ends_at) }),
            revoked: moment(self.revoked_at).map(|at| Revocation { at, by: Actor::unknown(""), reason: String::new() }),
        }
    }
}

/// All keys by digest, in parts with a lock each: a lock that every verdict takes would be what they all wait for.
#[derive(Debug, Default)]
pub struct Index {
    parts: Striped<RwLock<Keys>>,
}

#[derive(Debug, Default)]
struct Keys {
    /// A digest is as even as any hash of it, and nobody can choose one, so that its first bytes are the hash.
    entries: HashTable<Arc<Entry>>,
    /// Each organization's id once, however many keys it has.
    organizations: HashMap<String, Arc<str>>,
}

impl Keys {
    fn insert(&mut self, key: KeyRecord) {
        let entry = Arc::new(self.entry(key));
        let (hash, digest) = (hash(&entry.digest), entry.digest);
        match self.entries.entry(hash, |other| other.digest == digest, |other| self::hash(&other.digest)) {
            hash_table::Entry::Occupied(mut place) => *place.get_mut() = entry,
            hash_table::Entry::Vacant(place) => {
                place.insert(entry);
            }
        }
    }

    fn entry(&mut self, key: KeyRecord) -> Entry {
        let organization = self.organizations.entry(key.organization_id);
        let organization_id = organization.or_insert_with_key(|id| id.as_str().into()).clone();
        Entry {
            key_id: key.id.into(),
            organization_id,
            environment: key.environment,
            access_level: key.access_level,
            own: (!key.settings.is_none())
                .then(|| Box::new(OwnLimits { settings: key.settings, budget_id: key.budget_id.into() })),
            digest: key.digest,
            times: Times::of(&key.life),
        }
    }
}

fn hash(digest: &Digest) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&digest.as_bytes()[..8]);
    u64::from_ne_bytes(first)
}

impl Index {
    /// The usable key with the digest in the environment.
    ///
    /// # Errors
    /// The [`Refusal`], told from memory alone.
    pub fn identify(&self, digest: Digest, environment: Environment, now: Timestamp) -> Result<Arc<Entry>, Refusal> {
        let entry = self.find(&digest).ok_or(Refusal::Unknown)?;
        if entry.environment != environment {
            return Err(Refusal::OtherEnvironment);
        }
        keys::verdict::check_life(&entry.times.life(), now)?;
        Ok(entry)
    }

    /// How many keys there are, ended ones included.
    pub fn len(&self) -> usize {
        self.parts.all().map(|part| part.read().unwrap_or_else(PoisonError::into_inner).entries.len()).sum()
    }

    /// The key with the digest, usable or not.
    pub fn find(&self, digest: &Digest) -> Option<Arc<Entry>> {
        let keys = self.part(digest).read().unwrap_or_else(PoisonError::into_inner);
        keys.entries.find(hash(digest), |entry| entry.digest == *digest).cloned()
    }

    /// Follows committed changes.
    pub fn apply(&self, changed: impl IntoIterator<Item = KeyRecord>) {
        for key in changed {
            self.part(&key.digest).write().unwrap_or_else(PoisonError::into_inner).insert(key);
        }
    }

    /// Where the key with a digest is, or would be. By other bytes than the hash, which each part uses to spread its own.
    fn part(&self, digest: &Digest) -> &RwLock<Keys> {
        self.parts.of(digest.as_bytes()[31].into())
    }

    /// What the store turned out to hold of a key whose change was in doubt; none when it was never made.
    pub fn settle(&self, key_id: &str, found: Option<KeyRecord>) {
        match found {
            Some(key) => self.apply([key]),
            // Only changes that were committed reach the index, so that nothing is to be taken out.
            None => tracing::info!(key_id, "a key whose creation failed is not in the store"),
        }
    }

    /// Forgets everything and starts from what `hand_on` hands on, key by key.
    ///
    /// # Errors
    /// Whatever `hand_on` fails with; the index then stays as it was.
    pub fn refill<E>(&self, hand_on: impl FnOnce(&mut dyn FnMut(KeyRecord)) -> Result<(), E>) -> Result<(), E> {
        let fresh = Self::default();
        hand_on(&mut |key| fresh.apply([key]))?;
        for (part, fresh) in self.parts.all().zip(fresh.parts.all()) {
            let fresh = std::mem::take(&mut *fresh.write().unwrap_or_else(PoisonError::into_inner));
            *part.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment() -> impl Strategy<Value = Option<Timestamp>> {
        proptest::option::of((0_i64..1_000_000).prop_map(Timestamp::from_millis))
    }

    proptest! {
        #[test]
        fn a_packed_life_is_judged_as_the_whole_one(
            (expires_at, end_noted_at, confirmed_at, since, ends_at, revoked) in
                (moment(), moment(), moment(), moment(), moment(), moment()),
            now in 0_i64..1_000_000,
        ) {
            let life = Life {
                created_at: Timestamp::from_millis(0),
                expires_at,
                end_noted_at,
                confirmed_at,
                retiring: since.map(|since| Retiring { since, ends_at }),
                revoked: revoked.map(|at| Revocation { at, by: Actor::unknown("ana"), reason: "leaked".to_owned() }),
            };
            let (now, packed) = (Timestamp::from_millis(now), Times::of(&life).life());
            prop_assert_eq!(packed.state(now), life.state(now));
            if life.end_noted_at.is_none() {
                prop_assert_eq!((packed.ends_at(), packed.retiring), (life.ends_at(), life.retiring));
            }
        }
    }
}
