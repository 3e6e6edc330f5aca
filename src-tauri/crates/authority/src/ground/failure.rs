//! How an operation says no: one of the published codes, or the store's own trouble.

use keys::{
    approval::ApprovalError,
    lifecycle::LifeError,
    wire::{ApprovalState, Code, Complaint, FieldError},
};

use crate::ground::store::StoreError;

/// Why an operation was not done.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The asker can do something about it.
    #[error("{code:?}: {detail}")]
    Refused {
        /// What to branch on.
        code: Code,
        /// What happened, in one sentence.
        detail: String,
        /// The wrong fields, for [`Code::ValidationError`].
        errors: Vec<FieldError>,
    },
    /// The asker has to wait.
    #[error("{code:?}: {detail}")]
    Later {
        /// What to branch on.
        code: Code,
        /// What happened, in one sentence.
        detail: String,
        /// How long: whoever waits exactly so long is not told to wait for the same reason again.
        retry_after_seconds: u64,
    },
    /// The store could not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure {
    /// A refusal with its sentence.
    pub fn refused(code: Code, detail: impl Into<String>) -> Self {
        Self::Refused { code, detail: detail.into(), errors: Vec::new() }
    }

    /// What the asker can branch on.
    pub fn code(&self) -> Code {
        match self {
            Self::Refused { code, .. } | Self::Later { code, .. } => *code,
            Self::Store(error) => error.code(),
        }
    }

    /// A refusal that names the wrong fields.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => one.detail.clone(),
            many => format!("{} fields are wrong.", many.len()),
        };
        Self::Refused { code: Code::ValidationError, detail, errors }
    }

    /// One wrong field.
    pub fn invalid_field(pointer: &str, complaint: impl Into<Complaint>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, complaint)])
    }

    /// The wrong fields that it names.
    pub(crate) fn fields(&self) -> &[FieldError] {
        match self {
            Self::Refused { errors, .. } => errors,
            Self::Later { .. } | Self::Store(_) => &[],
        }
    }

    /// There is no such thing, or it is somebody else's: the two are not told apart.
    pub fn not_found(thing: &str) -> Self {
        Self::refused(Code::NotFound, format!("There is no such {thing}."))
    }
}

/// A rule's refusal in the words of the wire.
impl From<LifeError> for Failure {
    fn from(error: LifeError) -> Self {
        match error {
            LifeError::Ended => Self::refused(Code::KeyEnded, "The key is revoked or expired."),
            LifeError::NotActive => {
                Self::refused(Code::KeyNotActive, "The key waits for its confirmation, or is already being rotated.")
            }
            LifeError::NotRetiring => Self::refused(Code::KeyNotActive, "The key is not being rotated out."),
        }
    }
}

/// The same of a key that is asked for.
impl From<ApprovalError> for Failure {
    fn from(error: ApprovalError) -> Self {
        let state = match error {
            ApprovalError::NotAPerson => {
                let words = "Only a person who signed in asks for live keys, decides on them and claims them.";
                return Self::refused(Code::SessionRequired, words);
            }
            ApprovalError::OwnWish => {
                return Self::refused(Code::AnotherPersonDecides, "You asked for this key, so another admin decides.");
            }
            ApprovalError::NotTheAsker => {
                return Self::refused(Code::NotTheRequester, "Somebody else asked for this key.");
            }
            ApprovalError::State(state) => state,
        };
        let words = match state {
            ApprovalState::Waiting => "Another admin has not decided yet.",
            ApprovalState::Approved => "Another admin has approved it.",
            ApprovalState::Declined => "It was declined. Ask anew, with what was missing.",
            ApprovalState::Withdrawn => "It was withdrawn. Whoever needs the key asks anew.",
            ApprovalState::Claimed => "The key was claimed already.",
            ApprovalState::Lapsed => "It has lapsed. Whoever needs the key asks anew.",
        };
        Self::refused(Code::ApprovalStateChanged, words)
    }
}
