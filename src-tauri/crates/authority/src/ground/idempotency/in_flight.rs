//! Which requests with an idempotency key are running in this process right now. In memory only: a process that ends
//! takes its marks along, so that no restart ever finds one that nobody will take away.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, PoisonError},
};

use keys::{Environment, wire::Code};

use super::Fingerprint;
use crate::Failure;

/// Whose idempotency key it is: it belongs to an organization's environment, not to the API key that it came with, so
/// that a retry survives a rotation. (The vendor says "same API principal" and leaves open what that is.)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The organization.
    pub organization_id: Arc<str>,
    /// The environment.
    pub environment: Environment,
    /// The idempotency key as it was sent.
    pub key: Arc<str>,
}

type Marks = Mutex<HashMap<Scope, Fingerprint>>;

/// The running ones.
#[derive(Default)]
pub struct InFlight {
    marks: Arc<Marks>,
}

/// One that runs; taken away when dropped.
#[derive(Debug)]
pub struct Mark {
    scope: Scope,
    marks: Arc<Marks>,
}

impl InFlight {
    /// Marks one as running.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyRequestInProgress`] when the same request runs already, [`Code::IdempotencyKeyConflict`]
    /// when another one runs with the key.
    pub fn mark(&self, scope: Scope, fingerprint: Fingerprint) -> Result<Mark, Failure> {
        match self.marks.lock().unwrap_or_else(PoisonError::into_inner).entry(scope.clone()) {
            Entry::Vacant(free) => {
                free.insert(fingerprint);
                Ok(Mark { scope, marks: self.marks.clone() })
            }
            Entry::Occupied(running) if *running.get() == fingerprint => Err(in_progress()),
            Entry::Occupied(_) => Err(conflict()),
        }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.scope);
    }
}

/// The first one is still running.
pub fn in_progress() -> Failure {
    Failure::refused(
        Code::IdempotencyKeyRequestInProgress,
        "The first request with this idempotency key is still running; it may or may not take effect.",
    )
}

/// The key was used for something else.
pub fn conflict() -> Failure {
    Failure::refused(Code::IdempotencyKeyConflict, "This idempotency key was already used for a different request.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(marked: Result<Mark, Failure>) -> Option<Code> {
        match marked {
            Err(Failure::Refused { code, .. }) => Some(code),
            _ => None,
        }
    }

    #[test]
    fn a_mark_ends_with_its_request_and_belongs_to_its_scope() {
        let running = InFlight::default();
        let scope = |environment| Scope { organization_id: "org".into(), environment, key: "k".into() };
        let print = |path| Fingerprint::of_json("POST", path, b"{}").unwrap();
        let first = running.mark(scope(Environment::Sandbox), print("/orders")).unwrap();
        let again = || running.mark(scope(Environment::Sandbox), print("/orders"));
        assert_eq!(code(again()), Some(Code::IdempotencyKeyRequestInProgress));
        let other = running.mark(scope(Environment::Sandbox), print("/payouts"));
        assert_eq!(code(other), Some(Code::IdempotencyKeyConflict));
        assert!(running.mark(scope(Environment::Live), print("/orders")).is_ok(), "the other environment's is another");
        assert_eq!(code(again()), Some(Code::IdempotencyKeyRequestInProgress), "a refusal takes no mark away");
        drop(first);
        assert!(again().is_ok(), "the first one is over");
    }
}
