//! The service: the store, the index, and what an operation needs besides.

use std::sync::Arc;

use keys::{Ambient, Digest, Environment, Timestamp, proxy::TrustedProxies, verdict::Refusal};

use crate::{
    api_keys::spending::Purses,
    api_keys::usage::Recorder,
    contract::documents::Room,
    contract::provisioning::Waiting,
    evidence::audit::Verified,
    evidence::belief::LastLook,
    evidence::deliveries::Reach,
    evidence::records::Records,
    ground::caller::SessionTokens,
    ground::faulty::{self, Defect},
    ground::health::Health,
    ground::idempotency::InFlight,
    ground::index::{Entry, Index},
    ground::limits::{AddressError, Limits, RateLimits},
    ground::seal::Seal,
    ground::store::{OpenError, Place, Purpose, Store},
    people::password::Passwords,
};

/// How long request records are kept when nothing is said.
pub const KEEP_REQUESTS_DAYS: u32 = 90;
/// How long audit rows are kept when nothing is said.
pub const KEEP_AUDIT_DAYS: u32 = 400;

/// Every operation of the authority. Shared by the listeners; cheap to clone behind its `Arc`.
pub struct Service {
    pub(crate) store: Store,
    pub(crate) index: Arc<Index>,
    pub(crate) recorder: Recorder,
    pub(crate) limits: Limits,
    pub(crate) purses: Purses,
    /// Whose X-Forwarded-For is believed.
    pub(crate) proxies: TrustedProxies,
    pub(crate) records: Records,
    /// How long request records are kept.
    pub(crate) keep_requests_days: u32,
    /// How long audit rows are kept; 0 for ever.
    pub(crate) keep_audit_days: u32,
    pub(crate) verified: Verified,
    pub(crate) ambient: Ambient,
    pub(crate) session_tokens: SessionTokens,
    pub(crate) health: Health,
    pub(crate) last_look: LastLook,
    pub(crate) seal: Option<Seal>,
    pub(crate) in_flight: InFlight,
    /// What uploads may hold of the memory.
    pub(crate) uploads: Room,
    /// Where webhooks may go.
    pub(crate) reach: Reach,
    pub(crate) passwords: Passwords,
    pub(crate) waiting: Waiting,
    /// This process's name on receipts.
    pub(crate) node: String,
}

impl Service {
    /// Opens the service on its store, to serve it.
    ///
    /// # Errors
    /// [`OpenError`]; nothing was overwritten.
    pub async fn open(place: Place, ambient: Ambient) -> Result<Self, OpenError> {
        Self::open_for(Purpose::Serve, place, ambient).await
    }

    /// Opens it beside whoever serves the store, for an operator's verb. It knows no key.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub async fn open_beside(place: Place, ambient: Ambient) -> Result<Self, OpenError> {
        Self::open_for(Purpose::Operate, place, ambient).await
    }

    async fn open_for(purpose: Purpose, place: Place, ambient: Ambient) -> Result<Self, OpenError> {
        let index = Arc::new(Index::default());
        let store = Store::open(place, purpose, index.clone(), ambient.clone()).await?;
        let node = format!("node-{}", &ambient.mint_uuid()[..8]);
        let limits = Limits::in_memory(RateLimits::default(), ambient.clone());
        Ok(Self {
            limits,
            purses: Purses::default(),
            proxies: TrustedProxies::default(),
            store,
            index,
            recorder: Recorder::default(),
            passwords: Passwords::new(ambient.clone()),
            records: Records::default(),
            keep_requests_days: KEEP_REQUESTS_DAYS,
            keep_audit_days: KEEP_AUDIT_DAYS,
            verified: Verified::default(),
            ambient,
            session_tokens: SessionTokens::default(),
            health: Health::default(),
            last_look: LastLook::default(),
            seal: None,
            in_flight: InFlight::default(),
            uploads: Room::default(),
            reach: Reach::default(),
            waiting: Waiting::default(),
            node,
        })
    }

    /// The service with another reach for its webhooks.
    #[must_use]
    pub fn with_reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// The same with other rate limits, and with trust in these proxies.
    ///
    /// # Errors
    /// When the shared limiter's address is none.
    pub fn with_rate_limits(self, config: RateLimits, proxies: TrustedProxies) -> Result<Self, AddressError> {
        let limits = Limits::new(config, self.ambient.clone())?;
        Ok(Self { limits, proxies, ..self })
    }

    /// The service with another retention, in days, of its request records and of its audit rows (0 for ever).
    #[must_use]
    pub fn with_retention(self, keep_requests_days: u32, keep_audit_days: u32) -> Self {
        Self { keep_requests_days, keep_audit_days, ..self }
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.ambient.now()
    }

    /// Whose usable key this is, told from memory alone.
    ///
    /// # Errors
    /// The [`Refusal`]; [`Refusal::NotCurrent`] when another process may know better, whatever the key.
    pub fn identify(&self, presented: Option<&str>, environment: Environment) -> Result<Arc<Entry>, Refusal> {
        let digest: Digest = keys::verdict::screen(presented, environment)?;
        if !self.store.is_current() && !faulty::has(Defect::NoLease) {
            return Err(Refusal::NotCurrent);
        }
        let now = if faulty::has(Defect::NoExpiry) { Timestamp::from_millis(0) } else { self.now() };
        self.index.identify(digest, environment, now)
    }

    /// Whose key this is, good or not, in whichever environment.
    pub(crate) fn whose(&self, presented: Option<&str>) -> Option<Arc<Entry>> {
        let presented = presented?;
        let environment = Environment::of_key(presented)?;
        self.index.find(&keys::verdict::screen(Some(presented), environment).ok()?)
    }
}
