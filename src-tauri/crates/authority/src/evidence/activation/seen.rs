//! What request records prove of an organization's sandbox. Looked at where they are written, never where a request waits.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use keys::{
    Environment, Timestamp,
    redact::redact,
    verdict::Refusal,
    wire::{ActivationEvidence, ActivationEvidenceKind as Kind, Code},
};

use super::{bare, keep};
use crate::{
    evidence::records::Record,
    ground::{
        index::Entry,
        store::{Db, StoreError, Tx, values},
    },
};

/// The kinds that are seen in requests.
const KINDS: [Kind; 6] = [
    Kind::FirstCall,
    Kind::FirstWrite,
    Kind::FirstReplay,
    Kind::RateLimitWaitedOut,
    Kind::ReadOnlyRefused,
    Kind::AddressesAllowed,
];
/// Organizations whose evidence is remembered; beyond it what is proved is read anew.
const ORGANIZATIONS_MAX: usize = 10_000;
/// Refused requests whose repetition is waited for; beyond it they are forgotten, and a later one proves the same.
const REFUSED_MAX: usize = 1_000;

/// The key, and what was asked for.
type Request = (String, String);

/// What is known of what was seen.
#[derive(Default)]
pub(in crate::evidence) struct Seen {
    /// What is proved already.
    proved: HashMap<Arc<str>, HashSet<Kind>>,
    /// Requests that a rate limit refused, and until when their client was told to wait.
    refused: HashMap<Request, Timestamp>,
}

impl Seen {
    /// Keeps what a record proves for the first time.
    ///
    /// # Errors
    /// The store's trouble. This has to be forgotten then: it may know of what is not in the store.
    pub(in crate::evidence) fn note(&mut self, tx: &Tx<'_>, record: &Record) -> Result<(), StoreError> {
        let Some(key) = record.key().filter(|key| key.environment == Environment::Sandbox) else { return Ok(()) };
        let organization_id = &key.organization_id;
        if self.proved.len() >= ORGANIZATIONS_MAX && !self.proved.contains_key(organization_id) {
            self.proved.clear();
        }
        if !self.proved.contains_key(organization_id) {
            self.proved.insert(organization_id.clone(), proved(tx.db, organization_id)?);
        }
        let Some(proved) = self.proved.get_mut(organization_id) else { return Ok(()) };
        if proved.len() == KINDS.len() {
            return Ok(());
        }
        let seen = Facts::of(record);
        // Most requests neither were refused nor come after one that was: no text is made for them.
        let may_wait = seen.wait_until.is_some() || !self.refused.is_empty();
        let waited = may_wait && seen.follow(&mut self.refused, (key.key_id.to_string(), asked_for(record)));
        for kind in KINDS.into_iter().filter(|kind| seen.prove(*kind, waited)) {
            // Whether addresses restrict anybody is not asked of each call.
            if !proved.contains(&kind) && (kind != Kind::AddressesAllowed || is_restricted(key)) {
                proved.insert(kind);
                let address = (kind == Kind::AddressesAllowed).then(|| record.address().to_string());
                let evidence = ActivationEvidence {
                    correlation_id: Some(record.id.to_string()),
                    key_id: Some(key.key_id.to_string()),
                    request: Some(asked_for(record)),
                    address,
                    ..bare(kind, record.id.at())
                };
                keep(tx, organization_id, &evidence)?;
            }
        }
        Ok(())
    }
}

/// The kinds of these that are in the store.
fn proved(db: Db<'_>, organization_id: &str) -> Result<HashSet<Kind>, StoreError> {
    let sql = "SELECT kind FROM activation_evidence WHERE organization_id = ?1";
    let all = db.all(sql, values![organization_id], |row| row.word::<Kind>(0))?;
    Ok(all.into_iter().filter(|kind| KINDS.contains(kind)).collect())
}

/// Whether a key lets only some callers in. The one that called was among them, for it was let through.
fn is_restricted(key: &Entry) -> bool {
    key.own().is_some_and(|own| own.settings.allowed_ips.restrict())
}

/// The method and the path, without what may be a secret.
fn asked_for(record: &Record) -> String {
    let path = if record.path().is_empty() { record.route() } else { record.path() };
    format!("{} {}", record.method(), redact(path))
}

/// What of a record proves something.
#[derive(Clone, Copy, Debug)]
struct Facts {
    at: Timestamp,
    /// It was let through and answered well.
    good: bool,
    writes: bool,
    replayed: bool,
    /// A write of a read-only key, refused for that.
    read_only_refused: bool,
    /// Refused by a rate limit; until then the client was told to wait.
    wait_until: Option<Timestamp>,
}

impl Facts {
    fn of(record: &Record) -> Self {
        let writes = record.writes();
        let limited = record.code == Some(Code::RateLimited);
        let wait = i64::from(record.retry_after_seconds.unwrap_or_default());
        let at = record.id.at();
        Self {
            at,
            good: record.is_good(),
            writes,
            replayed: record.replayed,
            read_only_refused: writes && record.refusal() == Some(Refusal::ReadOnly.reason()),
            wait_until: limited.then(|| at.plus_seconds(wait)),
        }
    }

    /// Whether the same request, refused before by a rate limit, comes now after the time it was told to wait, and not once
    /// before. Whoever hammers has not waited.
    fn follow(self, refused: &mut HashMap<Request, Timestamp>, request: Request) -> bool {
        if let Some(until) = self.wait_until {
            if refused.len() >= REFUSED_MAX {
                refused.clear();
            }
            refused.insert(request, until);
            return false;
        }
        refused.remove(&request).is_some_and(|until| self.good && self.at >= until)
    }

    fn prove(self, kind: Kind, waited: bool) -> bool {
        match kind {
            Kind::FirstCall | Kind::AddressesAllowed => self.good,
            Kind::FirstWrite => self.good && self.writes,
            Kind::FirstReplay => self.good && self.replayed,
            Kind::RateLimitWaitedOut => waited,
            Kind::ReadOnlyRefused => self.read_only_refused,
            Kind::RotationFinished | Kind::SecondAdmin => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request of one key at a moment: let through, or refused and told to wait so many seconds.
    fn comes(refused: &mut HashMap<Request, Timestamp>, path: &str, at: i64, wait: Option<i64>) -> bool {
        let at = Timestamp::from_millis(at);
        let wait_until = wait.map(|seconds| at.plus_seconds(seconds));
        let facts =
            Facts { at, good: wait.is_none(), writes: false, replayed: false, read_only_refused: false, wait_until };
        facts.follow(refused, ("key".to_owned(), path.to_owned()))
    }

    #[test]
    fn only_the_same_request_after_its_wait_and_not_once_before_has_waited() {
        let refused = &mut HashMap::new();
        assert!(!comes(refused, "/a", 0, None), "nothing was refused");
        comes(refused, "/a", 0, Some(2));
        assert!(!comes(refused, "/b", 5_000, None), "another request");
        assert!(comes(refused, "/a", 2_000, None), "at the moment that it was told");
        assert!(!comes(refused, "/a", 9_000, None), "once");

        comes(refused, "/a", 0, Some(2));
        assert!(!comes(refused, "/a", 1_999, None), "too early, though there was room");
        assert!(!comes(refused, "/a", 4_000, None), "and nothing is waited for any more");

        comes(refused, "/a", 0, Some(2));
        comes(refused, "/a", 1_000, Some(2));
        assert!(!comes(refused, "/a", 2_500, None), "whoever came too early waits anew");
    }

    #[test]
    fn what_is_waited_for_is_bounded() {
        let refused = &mut HashMap::new();
        for number in 0..=REFUSED_MAX {
            comes(refused, &format!("/{number}"), 0, Some(1));
        }
        assert!(refused.len() <= REFUSED_MAX);
    }
}
