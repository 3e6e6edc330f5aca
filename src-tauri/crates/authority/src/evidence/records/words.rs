//! Words that repeat stand once in the store. The writer keeps those it met lately in memory.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, Hash, RandomState},
};

use keys::{Environment, redact::redact};
use sha2::{Digest as _, Sha256};

use super::sheet::Record;
use crate::ground::store::{Db, StoreError, values};

/// Between the parts of a word.
pub const SEPARATOR: char = '\u{1f}';
/// Words in memory; beyond it they are read again.
const KEPT_MAX: usize = 50_000;
/// Agents are whatever clients say: so many new ones an epoch are kept by name.
const AGENTS_MAX: usize = 5_000;

/// What the writer remembers between two batches. Forgotten when a batch fails, since it may not be in the store.
#[derive(Default)]
pub struct Dictionary {
    words: HashMap<String, (i64, i64)>,
    epoch: i64,
    agents: usize,
    hasher: RandomState,
    /// How often the store was asked something for the sake of one word or one caller.
    asked: usize,
    /// Callers that are known to stand in the store, by a hash that nobody outside can choose.
    callers: HashSet<u64>,
}

impl Dictionary {
    /// How often the store was asked for the sake of single words and callers so far: what makes a batch long where the
    /// store is a server.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// Notes that the store is asked for the sake of one caller.
    pub fn ask(&mut self) {
        self.asked += 1;
    }

    /// Whether this caller was met lately; from now on it was.
    pub fn has_met(&mut self, caller: impl Hash) -> bool {
        let hash = self.hasher.hash_one(caller);
        if self.callers.len() >= KEPT_MAX {
            self.callers.clear();
        }
        !self.callers.insert(hash)
    }

    /// The number of a word, which now belongs to the epoch too.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn number(&mut self, db: Db<'_>, word: &str, epoch: i64) -> Result<i64, StoreError> {
        if let Some((no, seen)) = self.words.get_mut(word) {
            if *seen < epoch {
                self.asked += 1;
                db.execute("UPDATE request_words SET epoch = ?2 WHERE no = ?1", values![*no, epoch])?;
                *seen = epoch;
            }
            return Ok(*no);
        }
        self.asked += 1;
        let sql = "INSERT INTO request_words (no, text, epoch)
             SELECT coalesce(max(no), 0) + 1, CAST(?1 AS TEXT), CAST(?2 AS BIGINT) FROM request_words WHERE 1 = 1
             ON CONFLICT (text) DO UPDATE SET epoch = excluded.epoch RETURNING no";
        let no: i64 = db
            .one(sql, values![word, epoch], |row| row.get(0))?
            .ok_or_else(|| StoreError::Damaged("a word that was written is not there".to_owned()))?;
        if self.words.len() >= KEPT_MAX {
            self.words.clear();
        }
        self.words.insert(word.to_owned(), (no, epoch));
        Ok(no)
    }

    /// The number of a record's agent.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn agent(&mut self, db: Db<'_>, agent: &str, epoch: i64) -> Result<i64, StoreError> {
        let named = word(&["g", &redact(agent)]);
        if self.epoch != epoch {
            (self.epoch, self.agents) = (epoch, 0);
        }
        if !self.words.contains_key(&named) {
            self.agents += 1;
            if self.agents > AGENTS_MAX {
                return self.number(db, &word(&["g", ""]), epoch);
            }
        }
        self.number(db, &named, epoch)
    }
}

/// A word of these parts. Put together by hand: to format four of them for each record took a tenth of the writer's time.
fn word(parts: &[&str]) -> String {
    let mut word = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            word.push(SEPARATOR);
        }
        word.push_str(part);
    }
    word
}

/// Who asked: a key, or somebody of the management API.
pub fn actor(record: &Record) -> Option<String> {
    match (record.key(), record.actor()) {
        (Some(key), _) => Some(key_actor(&key.organization_id, &key.key_id)),
        (None, Some((organization_id, actor))) => {
            let reference = actor.reference().unwrap_or_default();
            Some(word(&["a", organization_id, "actor", &reference, &actor.name]))
        }
        (None, None) => None,
    }
}

/// The word for a key.
pub fn key_actor(organization_id: &str, key_id: &str) -> String {
    word(&["a", organization_id, "key", key_id])
}

/// By what route.
pub fn route(record: &Record) -> String {
    word(&["r", record.environment.map_or("", Environment::as_str), record.method(), record.route()])
}

/// With what outcome.
pub fn outcome(record: &Record) -> String {
    let code = record.code.map(keys::wire::Code::as_str).unwrap_or_default();
    let (status, refusal) = (record.status.to_string(), record.refusal().unwrap_or_default());
    match record.limit() {
        None => word(&["o", &status, &code, refusal]),
        Some(limit) => {
            let [per_second, burst] = [limit.per_second, limit.burst].map(|number| number.to_string());
            word(&["o", &status, &code, refusal, limit.bucket.as_str(), &per_second, &burst])
        }
    }
}

/// The hash that an id is found by: four bytes, since what is found is compared afterwards. The organization is part of
/// it, so that nobody can make somebody else's look-ups slow.
pub fn hash(kind: char, organization_id: &str, id: &str) -> i64 {
    let digest = Sha256::digest(word(&[kind.encode_utf8(&mut [0; 4]), organization_id, id]));
    let mut four = [0; 4];
    four.copy_from_slice(&digest[..4]);
    i32::from_be_bytes(four).into()
}
