//! What whoever runs a guide asks of a place: its guides, and a call with a key that changes nothing there.

use keys::{Environment, Secret};

use crate::{
    Provider, ProviderError,
    guide::{Answered, Guide, GuidedOperation},
    probe::Probed,
};

/// What a call with a key was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What the answer says of the key; none when it says nothing of it: the place was too busy or in trouble, or somebody
    /// between answered.
    pub answered: Option<Answered>,
    /// The HTTP status.
    pub status: u16,
    /// The place's id of the request; empty when it gave none.
    pub correlation_id: String,
}

/// A place where a person does by hand what it has no call for. Each adapter is one; tests bring their own.
pub trait GuidedPlace: Sync {
    /// How an operation is done there; none when it is not done so.
    fn guide(&self, operation: GuidedOperation, environment: Environment) -> Option<Guide>;

    /// A real call with a key, documented to have no side effects, so that it may be made again.
    ///
    /// # Errors
    /// [`ProviderError`]; the call proves nothing then.
    fn prove(
        &self,
        environment: Environment,
        secret: &Secret,
    ) -> impl Future<Output = Result<Proof, ProviderError>> + Send;
}

impl From<Probed> for Proof {
    fn from(probed: Probed) -> Self {
        let answered = probed.is_refused().map(|refused| if refused { Answered::Refused } else { Answered::Accepted });
        Self { answered, status: probed.status, correlation_id: probed.correlation_id }
    }
}

impl GuidedPlace for Provider {
    fn guide(&self, operation: GuidedOperation, environment: Environment) -> Option<Guide> {
        match self {
            // It has a call for everything.
            Self::Authority(_) => None,
            Self::Service(place) => place.guide(operation, environment),
        }
    }

    async fn prove(&self, environment: Environment, secret: &Secret) -> Result<Proof, ProviderError> {
        self.prove(environment, secret).await
    }
}
