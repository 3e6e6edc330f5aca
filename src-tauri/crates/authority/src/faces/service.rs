//! The service: the rooms, put together.

use std::sync::Arc;

use keys::Ambient;

use crate::{
    Failure,
    api_keys::ApiKeys,
    contract::Contract,
    evidence::{Evidence, Keeping},
    ground::{
        Ground,
        store::{OpenError, Place, Purpose},
    },
    people::People,
};

/// Every operation of the authority, by the room that it belongs to. Shared by the listeners.
pub struct Service {
    /// The store, and what all rooms need.
    pub ground: Arc<Ground>,
    /// The audit log, request records, webhooks.
    pub evidence: Arc<Evidence>,
    /// Keys and rotations.
    pub api_keys: Arc<ApiKeys>,
    /// Members, sessions, tokens, the organization.
    pub people: Arc<People>,
    /// The published contract.
    pub contract: Arc<Contract>,
}

impl Service {
    /// Opens the service on its store, to serve it as it is without settings.
    ///
    /// # Errors
    /// [`OpenError`]; nothing was overwritten.
    pub async fn open(place: Place, ambient: Ambient) -> Result<Self, OpenError> {
        Ok(Self::on(Ground::open(Purpose::Serve, place, ambient).await?, Keeping::default()))
    }

    /// Opens it beside whoever serves the store, for an operator's verb. It knows no key.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub async fn open_beside(place: Place, ambient: Ambient) -> Result<Self, OpenError> {
        Ok(Self::on(Ground::open(Purpose::Operate, place, ambient).await?, Keeping::default()))
    }

    /// The rooms on a ground.
    pub fn on(ground: Ground, keeping: Keeping) -> Self {
        let ground = Arc::new(ground);
        let evidence = Arc::new(Evidence::on(ground.clone(), keeping));
        Self {
            api_keys: Arc::new(ApiKeys::on(ground.clone(), evidence.clone())),
            people: Arc::new(People::on(ground.clone())),
            contract: Arc::new(Contract::on(ground.clone())),
            ground,
            evidence,
        }
    }

    /// Sets up an organization, and asks for its sandbox, which is tried before this answers. Answers its id.
    ///
    /// # Errors
    /// A bad name, or the store's trouble.
    pub async fn create_organization(&self, name: &str, origin: &str) -> Result<String, Failure> {
        let id = self.people.create_organization(name, origin).await?;
        // The organization stands, whatever becomes of its sandbox: that is tried again by itself.
        if let Err(error) = self.contract.provision().await {
            tracing::warn!(%error, "sandboxes that wait cannot be looked for now");
        }
        Ok(id)
    }
}
