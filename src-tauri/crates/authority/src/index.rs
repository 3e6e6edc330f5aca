//! Every key in memory, by digest: what "is this key good?" is answered from. It follows each commit before the commit
//! is acknowledged, so a revoked key is refused from the acknowledgement on (design, section 5 rule 5).

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use keys::{AccessLevel, Digest, Environment, KeySettings, Life, Timestamp, verdict::Refusal};

use crate::key::KeyRecord;

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
    life: Life,
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
        self.life.retiring.map(|retiring| (retiring.since, self.life.ends_at()))
    }
}

/// All keys by digest.
#[derive(Debug, Default)]
pub struct Index {
    entries: RwLock<HashMap<Digest, Arc<Entry>>>,
}

impl Index {
    /// The usable key with the digest in the environment.
    ///
    /// # Errors
    /// The [`Refusal`], told from memory alone.
    pub fn identify(&self, digest: Digest, environment: Environment, now: Timestamp) -> Result<Arc<Entry>, Refusal> {
        let entry = self.entries.read().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned();
        let entry = entry.ok_or(Refusal::Unknown)?;
        if entry.environment != environment {
            return Err(Refusal::OtherEnvironment);
        }
        keys::verdict::check_life(&entry.life, now)?;
        Ok(entry)
    }

    /// How many keys there are, ended ones included.
    pub fn len(&self) -> usize {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Follows committed changes.
    pub fn apply(&self, changed: Vec<KeyRecord>) {
        if changed.is_empty() {
            return;
        }
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        for key in changed {
            entries.insert(key.digest, Arc::new(Entry::from(key)));
        }
    }

    /// What the store turned out to hold of a key whose change was in doubt; none when it was never made.
    pub fn settle(&self, key_id: &str, found: Option<KeyRecord>) {
        match found {
            Some(key) => self.apply(vec![key]),
            // Only changes that were committed reach the index, so that nothing is to be taken out.
            None => tracing::info!(key_id, "a key whose creation failed is not in the store"),
        }
    }

    /// Forgets everything and starts from what `hand_on` hands on, key by key.
    ///
    /// # Errors
    /// Whatever `hand_on` fails with; the index then stays as it was.
    pub fn refill<E>(&self, hand_on: impl FnOnce(&mut dyn FnMut(KeyRecord)) -> Result<(), E>) -> Result<(), E> {
        let mut fresh = HashMap::new();
        hand_on(&mut |key| {
            fresh.insert(key.digest, Arc::new(Entry::from(key)));
        })?;
        *self.entries.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }
}

impl From<KeyRecord> for Entry {
    fn from(key: KeyRecord) -> Self {
        Self {
            key_id: key.id.into(),
            organization_id: key.organization_id.into(),
            environment: key.environment,
            access_level: key.access_level,
            own: (!key.settings.is_none())
                .then(|| Box::new(OwnLimits { settings: key.settings, budget_id: key.budget_id.into() })),
            life: key.life,
        }
    }
}
