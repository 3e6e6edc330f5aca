//! The calls that are made to a service, each with the ids that its support knows it by. Whoever asks keeps them: a service
//! tells nobody of them later.

use std::sync::{Mutex, PoisonError};

use keys::{Ambient, Environment, Timestamp};

/// One call, and what it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceCall {
    /// An id of ours; a service that has a header for the client's own id of a request was sent it.
    pub id: String,
    /// Whether it was.
    pub is_id_sent: bool,
    /// In which world.
    pub environment: Environment,
    /// When it began.
    pub at: Timestamp,
    /// How long its answer took, in milliseconds.
    pub took_millis: i64,
    /// Its method.
    pub method: String,
    /// Its path below the service's address, without a query.
    pub path: String,
    /// The status of the answer; none when the answer was lost.
    pub status: Option<u16>,
    /// The code of a refusal; empty when it has none.
    pub code: String,
    /// The service's id of the request; empty when it gave none.
    pub correlation_id: String,
}

/// What is called on behalf of one operation, in its order.
pub struct Calls {
    ambient: Ambient,
    made: Mutex<Vec<ServiceCall>>,
}

impl Calls {
    /// None yet.
    pub fn new(ambient: Ambient) -> Self {
        Self { ambient, made: Mutex::default() }
    }

    /// Those that were made, whatever became of the operation.
    pub fn made(self) -> Vec<ServiceCall> {
        self.made.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    pub(crate) fn note(&self, call: ServiceCall) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(call);
    }
}
