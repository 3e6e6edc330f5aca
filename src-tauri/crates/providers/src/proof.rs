//! What whoever runs a guide asks of a place: its guides, and a call with a key that changes nothing there.

use keys::{AccessLevel, Environment, Secret};
use serde::{Deserialize, Serialize};

use crate::{
    Calls, Provider, ProviderError,
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
    /// What the key may do, where the call was made to tell.
    pub level: Option<AccessLevel>,
    /// How near its organization is to the rate limit, where the answer says so.
    pub headroom: Option<Headroom>,
    /// The path of a write that was to be refused and was carried out.
    pub made_at: Option<&'static str>,
}

/// What is left of a rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Headroom {
    /// The limit: of requests in a second or at once, as the place counts them.
    pub limit: u32,
    /// What remains of it.
    pub remaining: u32,
    /// Seconds until all of it is back.
    pub resets_in_seconds: u32,
}

impl Proof {
    /// One that says nothing but what became of the key.
    pub fn new(answered: Option<Answered>, status: u16, correlation_id: String) -> Self {
        Self { answered, status, correlation_id, level: None, headroom: None, made_at: None }
    }
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
        calls: &Calls,
    ) -> impl Future<Output = Result<Proof, ProviderError>> + Send;
}

impl From<Probed> for Proof {
    fn from(probed: Probed) -> Self {
        let answered = probed.is_refused().map(|refused| if refused { Answered::Refused } else { Answered::Accepted });
        Self::new(answered, probed.status, probed.correlation_id)
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

    async fn prove(&self, environment: Environment, secret: &Secret, calls: &Calls) -> Result<Proof, ProviderError> {
        self.prove(environment, secret, calls).await
    }
}
