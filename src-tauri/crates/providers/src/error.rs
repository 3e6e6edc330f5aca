//! How a place can fail us, whatever its dialect.

use std::{error::Error, sync::Arc, time::Duration};

use keys::wire::FieldError;

use crate::session::KeeperError;

/// Why a place did not do what was asked, as far as a person would act differently on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The place could not be reached; the request was never sent.
    Offline,
    /// The request was sent and its answer was lost, also after trying again where that is harmless.
    Lost,
    /// The place answered something that is not its contract; perhaps it is not what we think.
    NotUnderstood,
    /// Something that was asked for is wrong; the fields say what, where the place says so.
    InvalidInput,
    /// Another living key of the environment has the name.
    NameInUse,
    /// Somebody else signs in with the e-mail address.
    EmailInUse,
    /// Nobody could manage the organization any more.
    LastAdmin,
    /// There is no such thing.
    NotFound,
    /// The key is revoked or expired.
    KeyEnded,
    /// The key is pending, or already being rotated.
    KeyNotActive,
    /// The new key has not been seen at work.
    RotationNotProven,
    /// The rotation is finished or undone.
    RotationEnded,
    /// The organization has no live side yet.
    LiveNotActivated,
    /// Live keys are asked for there, not created.
    LiveKeyNeedsApproval,
    /// There are not two admins, of whom one asks and another decides.
    SecondAdminNeeded,
    /// An approval is no longer in the state in which this is done.
    ApprovalStateChanged,
    /// Whoever asks may not do this.
    NotAllowed,
    /// The credential is refused.
    SignedOut,
    /// The key that a service was asked with is refused, or may not do that.
    KeyRefused,
    /// A session's next refresh token could not be kept where it has to be; [`ProviderError::keeper_error`] says why.
    NotKept,
    /// A service did not accept what was asked; what it says of it is in words of its own.
    NotAccepted,
    /// The place cannot do it now.
    Unavailable,
}

/// A place did not do what was asked.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{kind:?}: {detail}")]
pub struct ProviderError {
    /// What to branch on.
    pub kind: Kind,
    /// What happened, in one sentence; the place's own words where it has some.
    pub detail: String,
    /// The wrong fields.
    pub fields: Vec<FieldError>,
    /// The place's id of the request; empty when it gave none.
    pub reference: String,
    /// When the place wants to be asked again.
    pub retry_after: Option<Duration>,
    /// What the network or a keeper said. Holds no credential.
    #[source]
    pub(crate) source: Option<Arc<dyn Error + Send + Sync>>,
}

impl ProviderError {
    /// One without more to say.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { kind, detail, fields: Vec::new(), reference: String::new(), retry_after: None, source: None }
    }

    /// A place that says nothing.
    pub(crate) fn late(place: &str) -> Self {
        Self::new(Kind::Lost, format!("{place} did not answer in time."))
    }

    /// The network's, about a place.
    pub(crate) fn of_network(kind: Kind, place: &str, source: reqwest::Error) -> Self {
        let happened = if kind == Kind::Offline { "cannot be reached" } else { "did not answer in time" };
        Self { source: Some(Arc::new(source)), ..Self::new(kind, format!("{place} {happened}.")) }
    }

    /// A keeper's.
    pub(crate) fn of_keeper(source: KeeperError) -> Self {
        Self { source: Some(source), ..Self::new(Kind::NotKept, "The session could not be kept.") }
    }

    /// What the keeper of a session said, if it is the keeper's and of this kind.
    pub fn keeper_error<E: Error + 'static>(&self) -> Option<&E> {
        self.source.as_deref().filter(|_| self.kind == Kind::NotKept)?.downcast_ref()
    }
}
