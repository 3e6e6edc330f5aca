//! The places that create keys, as one type: what all of them can do, and what only one kind can.

use keys::{
    Environment, Secret,
    wire::{CreateKey, CreatedKey, Key, Revoked},
};

use crate::{
    Account, Authority, BaseUrl, Calls, Client, Credential, KeyPage, KeyQuery, NewsStream, ProviderError, ServicePlace,
    Standing, error::Kind, proof::Proof,
};

type Answer<T> = Result<T, ProviderError>;

/// A place that creates keys, by its kind. The set is closed: a kind is added here with its adapter, and every operation says
/// what it is there.
#[derive(Clone, Debug)]
pub enum Provider {
    /// A Conduit authority (ours).
    Authority(Authority),
    /// A published service.
    Service(ServicePlace),
}

/// Who tells of a place's keys.
#[derive(Clone, Debug)]
pub enum Teller {
    /// The place, all that there is to know.
    Place,
    /// The place, of those that an account has now; what becomes of them is kept by whoever asks.
    Account(Account),
    /// Nobody: whoever asks keeps account of what a person did.
    Nobody,
}

impl Provider {
    /// The authority at an address, with the credential for it.
    pub fn authority_at(client: Client, base: BaseUrl, credential: impl Into<Credential>) -> Self {
        Self::Authority(Authority::new(client, base, credential))
    }

    /// What only an authority has: rotations, the way to live, the audit log, who calls.
    pub fn authority(&self) -> Option<&Authority> {
        match self {
            Self::Authority(authority) => Some(authority),
            Self::Service(_) => None,
        }
    }

    /// Who tells of the place's keys.
    ///
    /// # Errors
    /// [`ProviderError`] for an address that cannot be used.
    pub fn teller(&self) -> Answer<Teller> {
        match self {
            Self::Authority(_) => Ok(Teller::Place),
            Self::Service(place) => Ok(place.account()?.map_or(Teller::Nobody, Teller::Account)),
        }
    }

    /// Whose keys they are, where, and what may be asked for.
    ///
    /// # Errors
    /// [`ProviderError`], as in every method here.
    pub async fn standing(&self) -> Answer<Standing> {
        match self {
            Self::Authority(authority) => Ok(authority.organization().await?.into()),
            Self::Service(place) => place.standing().await,
        }
    }

    /// One page of an environment's keys.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn list_keys(&self, asked: &KeyQuery) -> Answer<KeyPage> {
        match self {
            Self::Authority(authority) => authority.list_keys(asked).await,
            Self::Service(_) => Err(no_call()),
        }
    }

    /// One key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn get_key(&self, id: &str) -> Answer<Key> {
        match self {
            Self::Authority(authority) => authority.get_key(id).await,
            Self::Service(_) => Err(no_call()),
        }
    }

    /// Creates a key, once for each idempotency key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn create_key(&self, idempotency_key: &str, asked: &CreateKey) -> Answer<CreatedKey> {
        match self {
            Self::Authority(authority) => authority.create_key(idempotency_key, asked).await,
            Self::Service(_) => Err(no_call()),
        }
    }

    /// Confirms that a key's secret is saved.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn confirm_key(&self, id: &str) -> Answer<Key> {
        match self {
            Self::Authority(authority) => authority.confirm_key(id).await,
            Self::Service(_) => Err(no_call()),
        }
    }

    /// Revokes a key, once for each idempotency key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn revoke_key(&self, idempotency_key: &str, id: &str, reason: &str) -> Answer<Revoked> {
        match self {
            Self::Authority(authority) => authority.revoke_key(idempotency_key, id, reason).await,
            Self::Service(_) => Err(no_call()),
        }
    }

    /// A real call with a key, documented to change nothing: the proof that it answers, or that it is refused. It may be
    /// made again.
    ///
    /// # Errors
    /// [`ProviderError`]; the call proves nothing then.
    pub async fn prove(&self, environment: Environment, secret: &Secret, calls: &Calls) -> Answer<Proof> {
        match self {
            // It keeps account of every request itself.
            Self::Authority(authority) => authority.prove(environment, secret).await.map(Proof::from),
            Self::Service(place) => place.prove(environment, secret, calls).await,
        }
    }

    /// A write with a key that cannot take effect: what refuses it tells what the key may do. Only where a person asks for it.
    ///
    /// # Errors
    /// [`ProviderError`]; where nothing proves that, too.
    pub async fn prove_level(&self, environment: Environment, secret: &Secret, calls: &Calls) -> Answer<Proof> {
        match self {
            Self::Authority(_) => Err(no_call()),
            Self::Service(place) => place.prove_level(environment, secret, calls).await,
        }
    }

    /// What the place tells of itself, from now on or from where a stream was lost.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn follow_news(&self, after: Option<&str>) -> Answer<NewsStream> {
        match self {
            Self::Authority(authority) => authority.follow_news(after).await,
            Self::Service(_) => Err(no_call()),
        }
    }
}

fn no_call() -> ProviderError {
    ProviderError::new(Kind::NotAllowed, "This service has no call for that. It is done on its own page.")
}
