//! How a place can fail us.

use keys::wire::{Code, FieldError};

/// Why a place did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The place could not be reached; the request was never sent.
    #[error("{place} cannot be reached")]
    Offline {
        /// The place's address.
        place: String,
        /// What the network said. Holds no credential.
        #[source]
        source: reqwest::Error,
    },
    /// The request was sent and its answer was lost, also after trying again with the same idempotency key.
    #[error("the answer of {place} was lost")]
    Lost {
        /// The place's address.
        place: String,
        /// What the network said.
        #[source]
        source: reqwest::Error,
    },
    /// The place refused, with a code to branch on.
    #[error("refused with {code:?}: {detail}")]
    Refused {
        /// The code.
        code: Code,
        /// What happened, in the place's words.
        detail: String,
        /// The wrong fields.
        errors: Vec<FieldError>,
        /// The place's id of the request.
        correlation_id: String,
    },
    /// The place answered something that is not its contract; perhaps it is not what we think.
    #[error("{place} answered {status} in a form that is not understood")]
    NotUnderstood {
        /// The place's address.
        place: String,
        /// The HTTP status.
        status: u16,
        /// The place's id of the request, when it sent one.
        correlation_id: String,
    },
}
