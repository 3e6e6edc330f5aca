//! What every room stands on: the store and its index, the sealing key, limits, kept answers, the log, metrics.
//!
//! **Owns** one database and what a process keeps in memory of it; who asks ([`caller`]), how a list is paged, how a
//! refusal is made. **Refuses** every operation: nothing here knows what a deed, a member or an order is.
//!
//! **Start reading** at [`store`] (one writer, many readers), then [`index`] (the verdict's memory).

pub mod asked;
pub mod caller;
pub mod expose;
pub mod failure;
pub mod faulty;
pub mod headers;
pub mod health;
pub mod idempotency;
pub mod index;
pub mod key;
pub mod limits;
pub mod log;
pub mod metrics;
pub mod news;
pub mod paging;
pub mod seal;
pub mod store;
pub mod striped;
pub mod uploads;

use std::sync::Arc;

use keys::{Ambient, Digest, Environment, Timestamp, proxy::TrustedProxies, verdict::Refusal};

use faulty::Defect;
use health::Health;
use idempotency::InFlight;
use index::{Entry, Index};
use limits::{AddressError, Limits, RateLimits};
use seal::Seal;
use store::{OpenError, Place, Purpose, Store};
use uploads::Room;

/// What the rooms share. Each operation is a function of its room's own struct, over this.
pub struct Ground {
    pub(crate) store: Store,
    pub(crate) index: Arc<Index>,
    pub(crate) ambient: Ambient,
    pub(crate) limits: Limits,
    /// Whose X-Forwarded-For is believed.
    pub(crate) proxies: TrustedProxies,
    pub(crate) seal: Option<Seal>,
    pub(crate) in_flight: InFlight,
    pub(crate) health: Health,
    /// What uploads may hold of the memory.
    pub(crate) uploads: Room,
    /// This process's name on receipts.
    pub(crate) node: String,
}

impl Ground {
    /// Opens the store at a place: to serve it, with every key in memory, or to help out beside whoever serves it.
    ///
    /// # Errors
    /// [`OpenError`]; nothing was overwritten.
    pub async fn open(purpose: Purpose, place: Place, ambient: Ambient) -> Result<Self, OpenError> {
        let index = Arc::new(Index::default());
        Ok(Self {
            store: Store::open(place, purpose, index.clone(), ambient.clone()).await?,
            index,
            limits: Limits::in_memory(RateLimits::default(), ambient.clone()),
            proxies: TrustedProxies::default(),
            seal: None,
            in_flight: InFlight::default(),
            health: Health::default(),
            uploads: Room::default(),
            node: format!("node-{}", &ambient.mint_uuid()[..8]),
            ambient,
        })
    }

    /// The same with other rate limits, and with trust in these proxies.
    ///
    /// # Errors
    /// When the shared limiter's address is none.
    pub fn with_rate_limits(self, config: RateLimits, proxies: TrustedProxies) -> Result<Self, AddressError> {
        let limits = Limits::new(config, self.ambient.clone())?;
        Ok(Self { limits, proxies, ..self })
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
