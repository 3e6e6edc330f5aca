//! The places that create keys, as one type: what all of them can do, and what only one kind can.

use keys::{
    Environment, Secret,
    wire::{CreateKey, CreatedKey, Key, Organization, Revoked},
};

use crate::{Authority, BaseUrl, Client, Credential, KeyPage, KeyQuery, NewsStream, ProviderError, probe::Probed};

type Answer<T> = Result<T, ProviderError>;

/// A place that creates keys, by its kind. The set is closed: a kind is added here with its adapter, and every operation says
/// what it is there.
#[derive(Clone, Debug)]
pub enum Provider {
    /// A Conduit authority (ours).
    Authority(Authority),
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
        }
    }

    /// Whose keys they are, and where.
    ///
    /// # Errors
    /// [`ProviderError`], as in every method here.
    pub async fn organization(&self) -> Answer<Organization> {
        match self {
            Self::Authority(authority) => authority.organization().await,
        }
    }

    /// One page of an environment's keys.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn list_keys(&self, asked: &KeyQuery) -> Answer<KeyPage> {
        match self {
            Self::Authority(authority) => authority.list_keys(asked).await,
        }
    }

    /// One key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn get_key(&self, id: &str) -> Answer<Key> {
        match self {
            Self::Authority(authority) => authority.get_key(id).await,
        }
    }

    /// Creates a key, once for each idempotency key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn create_key(&self, idempotency_key: &str, asked: &CreateKey) -> Answer<CreatedKey> {
        match self {
            Self::Authority(authority) => authority.create_key(idempotency_key, asked).await,
        }
    }

    /// Confirms that a key's secret is saved.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn confirm_key(&self, id: &str) -> Answer<Key> {
        match self {
            Self::Authority(authority) => authority.confirm_key(id).await,
        }
    }

    /// Revokes a key, once for each idempotency key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn revoke_key(&self, idempotency_key: &str, id: &str, reason: &str) -> Answer<Revoked> {
        match self {
            Self::Authority(authority) => authority.revoke_key(idempotency_key, id, reason).await,
        }
    }

    /// A real call with a key: the proof that it answers, or that it is refused.
    ///
    /// # Errors
    /// [`ProviderError`]; the call proves nothing then.
    pub async fn prove(&self, environment: Environment, secret: &Secret) -> Answer<Probed> {
        match self {
            Self::Authority(authority) => authority.prove(environment, secret).await,
        }
    }

    /// What the place tells of itself, from now on or from where a stream was lost.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn follow_news(&self, after: Option<&str>) -> Answer<NewsStream> {
        match self {
            Self::Authority(authority) => authority.follow_news(after).await,
        }
    }
}
