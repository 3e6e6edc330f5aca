//! Every key in memory, by digest: what "is this key good?" is answered from. It follows each commit before the commit
//! is acknowledged, so a revoked key is refused from the acknowledgement on (design, section 5 rule 5).

mod key_id;

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, RwLock},
};

use hashbrown::{HashTable, hash_table};
use keys::{
    AccessLevel, Actor, Digest, Environment, KeySettings, Life, Timestamp,
    lifecycle::{Retiring, Revocation},
    verdict::Refusal,
};

pub use key_id::KeyId;

use crate::ground::{key::KeyRecord, striped::Striped};

/// What a verdict needs to know of a key, and no more: a million of them are held.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub key_id: KeyId,
    /// Who owns it.
    pub organization_id: Arc<str>,
    /// Which world it belongs to.
    pub environment: Environment,
    /// What it may do.
    pub access_level: AccessLevel,
    digest: Digest,
    confirmed: bool,
    /// Its expiry, [`NEVER`] or [`ALWAYS`].
    expires_at: i64,
    rest: Option<Box<Rest>>,
}

/// What only some keys have.
#[derive(Clone, Debug)]
struct Rest {
    own: Option<Box<OwnLimits>>,
    retiring_since: i64,
    grace_ends_at: i64,
    revoked_at: i64,
    quarantined_until: i64,
}

/// What only some keys are limited to.
#[derive(Clone, Debug)]
pub struct OwnLimits {
    /// Time, addresses, amounts.
    pub settings: KeySettings,
    /// The account that its costs are counted on.
    pub budget_id: Arc<str>,
}

/// A moment that has not come.
const NEVER: i64 = i64::MIN;
/// A moment before any other: when an end came that was noted, which a clock that is set back does not take back.
const ALWAYS: i64 = i64::MIN + 1;

/// What an [`Entry`] is made of, its texts left where they stand: in a row, or in a whole record.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Its id.
    pub id: &'a str,
    /// Who owns it.
    pub organization_id: &'a str,
    /// Which world it belongs to.
    pub environment: Environment,
    /// What it may do.
    pub access_level: AccessLevel,
    /// SHA-256 of its secret.
    pub digest: Digest,
    /// What it is limited to.
    pub settings: KeySettings,
    /// The account that its costs are counted on.
    pub budget_id: &'a str,
    /// Whether it was confirmed.
    pub confirmed: bool,
    /// When it expires, if it does.
    pub expires_at: Option<Timestamp>,
    /// Whether an end that time brought was noted.
    pub end_noted: bool,
    /// Since when it is being rotated out.
    pub retiring: Option<Retiring>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Until when it may only read.
    pub quarantined_until: Option<Timestamp>,
}

impl<'a> From<&'a KeyRecord> for Facts<'a> {
    fn from(key: &'a KeyRecord) -> Self {
        Self {
            id: &key.id,
            organization_id: &key.organization_id,
            environment: key.environment,
            access_level: key.access_level,
            digest: key.digest,
            settings: key.settings.clone(),
            budget_id: &key.budget_id,
            confirmed: key.life.confirmed_at.is_some(),
            expires_at: key.life.expires_at,
            end_noted: key.life.end_noted_at.is_some(),
            retiring: key.life.retiring,
            revoked_at: key.life.revoked.as_ref().map(|revocation| revocation.at),
            quarantined_until: key.quarantine.as_ref().map(|quarantine| quarantine.until),
        }
    }
}

impl Entry {
    fn of(key: Facts<'_>, organization_id: Arc<str>) -> Self {
        let moment = |at: Option<Timestamp>| at.map_or(NEVER, Timestamp::as_millis);
        let rest = Rest {
            own: (!key.settings.is_none())
                .then(|| Box::new(OwnLimits { settings: key.settings, budget_id: key.budget_id.into() })),
            retiring_since: moment(key.retiring.map(|retiring| retiring.since)),
            grace_ends_at: moment(key.retiring.and_then(|retiring| retiring.ends_at)),
            revoked_at: moment(key.revoked_at),
            quarantined_until: moment(key.quarantined_until),
        };
        let moments = [rest.retiring_since, rest.revoked_at, rest.quarantined_until];
        let has_rest = rest.own.is_some() || moments.iter().any(|at| *at != NEVER);
        Self {
            key_id: key.id.into(),
            organization_id,
            environment: key.environment,
            access_level: key.access_level,
            digest: key.digest,
            confirmed: key.confirmed,
            expires_at: if key.end_noted { ALWAYS } else { moment(key.expires_at) },
            rest: has_rest.then(|| Box::new(rest)),
        }
    }

    /// Its own limits, if it has any.
    pub fn own(&self) -> Option<&OwnLimits> {
        self.rest.as_ref()?.own.as_deref()
    }

    /// Until when it may only read, if it was ever put into quarantine.
    pub fn quarantined_until(&self) -> Option<Timestamp> {
        let until = self.rest.as_ref()?.quarantined_until;
        (until != NEVER).then(|| Timestamp::from_millis(until))
    }

    /// Since when the key is being rotated out, and its end if that is known.
    pub fn retiring(&self) -> Option<(Timestamp, Option<Timestamp>)> {
        let life = self.life();
        life.retiring.map(|retiring| (retiring.since, life.ends_at()))
    }

    /// The facts that the rules look at on the way to a verdict; nothing is allocated. When the key was created and
    /// confirmed, and who ended it and why, is not asked there.
    fn life(&self) -> Life {
        let moment = |at: i64| (at != NEVER).then(|| Timestamp::from_millis(at));
        let rest = self.rest.as_ref();
        let some_time = Timestamp::from_millis(0);
        Life {
            created_at: some_time,
            expires_at: moment(self.expires_at),
            end_noted_at: None,
            confirmed_at: self.confirmed.then_some(some_time),
            retiring: rest.and_then(|rest| {
                moment(rest.retiring_since).map(|since| Retiring { since, ends_at: moment(rest.grace_ends_at) })
            }),
            revoked: rest.and_then(|rest| moment(rest.revoked_at)).map(|at| Revocation {
                at,
                by: Actor::unknown(""),
                reason: String::new(),
            }),
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
    organizations: HashSet<Arc<str>>,
}

impl Keys {
    fn insert(&mut self, key: Facts<'_>) {
        let organization_id = match self.organizations.get(key.organization_id) {
            Some(known) => known.clone(),
            None => {
                let fresh: Arc<str> = key.organization_id.into();
                self.organizations.insert(fresh.clone());
                fresh
            }
        };
        let entry = Arc::new(Entry::of(key, organization_id));
        let (hash, digest) = (hash(&entry.digest), entry.digest);
        match self.entries.entry(hash, |other| other.digest == digest, |other| self::hash(&other.digest)) {
            hash_table::Entry::Occupied(mut place) => *place.get_mut() = entry,
            hash_table::Entry::Vacant(place) => {
                place.insert(entry);
            }
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
        keys::verdict::check_life(&entry.life(), now)?;
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
            self.insert((&key).into());
        }
    }

    fn insert(&self, key: Facts<'_>) {
        self.part(&key.digest).write().unwrap_or_else(PoisonError::into_inner).insert(key);
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

    /// Forgets everything and starts from what `hand_on` hands on, key by key, so many at most.
    ///
    /// # Errors
    /// Whatever `hand_on` fails with; the index then stays as it was.
    pub fn refill<E>(
        &self,
        at_most: usize,
        hand_on: impl FnOnce(&dyn Fn(Facts<'_>)) -> Result<(), E>,
    ) -> Result<(), E> {
        let fresh = Self::default();
        // Room is made at once: to make it as it is needed would look at each entry anew each time.
        let parts = fresh.parts.all().count();
        for part in fresh.parts.all() {
            let keys = &mut *part.write().unwrap_or_else(PoisonError::into_inner);
            keys.entries.reserve(at_most / parts, |entry| hash(&entry.digest));
        }
        hand_on(&|key| fresh.insert(key))?;
        for (part, fresh) in self.parts.all().zip(fresh.parts.all()) {
            let fresh = std::mem::take(&mut *fresh.write().unwrap_or_else(PoisonError::into_inner));
            *part.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use keys::Hint;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_entry_fits_into_an_allocation_of_128_bytes_with_its_counts() {
        assert!(size_of::<Entry>() + 2 * size_of::<usize>() <= 120, "{}", size_of::<Entry>());
    }

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
            let key = KeyRecord {
                id: "key".to_owned(),
                organization_id: "org".to_owned(),
                environment: Environment::Sandbox,
                name: String::new(),
                access_level: AccessLevel::ReadOnly,
                digest: Digest::of("a key"),
                hint: Hint { prefix: String::new(), last_four: String::new() },
                note: None,
                created_by: Actor::unknown(""),
                settings: KeySettings::default(),
                budget_id: "key".to_owned(),
                quarantine: None,
                life: life.clone(),
                rotation_id: None,
                first_used_at: None,
                last_used_at: None,
            };
            let (now, packed) = (Timestamp::from_millis(now), Entry::of((&key).into(), "org".into()).life());
            prop_assert_eq!(packed.state(now), life.state(now));
            if life.end_noted_at.is_none() {
                prop_assert_eq!((packed.ends_at(), packed.retiring), (life.ends_at(), life.retiring));
            }
        }
    }
}
