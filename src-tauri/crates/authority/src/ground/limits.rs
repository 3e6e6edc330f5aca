//! Rate limits: token buckets by organization (Conduit Financial sheet, section 6), and by address before a key is
//! known and for repeated bad keys. The organizations' buckets are in this process's memory, or in a Valkey or Redis
//! that several nodes share. When that one cannot be reached, each process goes on with its own: an outage of a limiter must
//! become neither one of everything behind it nor a time without limits.

mod addresses;
mod class;
mod memory;
mod usage;
mod valkey;

use std::sync::Arc;

use keys::{
    Ambient, Environment,
    bucket::{Draw, Rate},
};

use crate::{Entry, ground::Ground};
pub(crate) use addresses::Addresses;
pub use class::Class;
use memory::Memory;
pub use memory::Rates;
pub(crate) use usage::Usage;
pub use valkey::AddressError;
use valkey::Valkey;

/// Requests a second from one address before its key is looked at. The numbers are ours: the sheet documents none. Far
/// above what an organization may do, since many may share an address.
const BY_ADDRESS: Rate = Rate { per_second: 1000, burst: 2000 };
/// Bad keys a second from one address. Ours as well.
const BAD_KEYS_BY_ADDRESS: Rate = Rate { per_second: 10, burst: 100 };

/// What the limits are, and where they are counted.
#[derive(Clone, Debug)]
pub struct RateLimits {
    /// The address of a Valkey or Redis that several nodes share; none counts in memory. It may hold a password, so it is
    /// never printed.
    pub shared: Option<String>,
    /// What organizations may do that have no override.
    pub rates: Rates,
    /// What an address may do before its key is looked at.
    pub by_address: Rate,
    /// How many bad keys an address may send.
    pub bad_keys_by_address: Rate,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self { shared: None, rates: Rates::default(), by_address: BY_ADDRESS, bad_keys_by_address: BAD_KEYS_BY_ADDRESS }
    }
}

impl RateLimits {
    /// Whether the shared store's address is one. Nothing is connected.
    ///
    /// # Errors
    /// When the address of the shared store is none.
    pub fn check(&self) -> Result<(), AddressError> {
        self.shared.as_deref().map(Valkey::new).transpose().map(drop)
    }
}

/// What came out of an organization's bucket.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Drawn {
    /// Of the one that counts, so that the client is told what is left.
    Told(Draw),
    /// Of this process's own, while the shared one cannot be reached. It decides, and its numbers are nobody's: the
    /// published rule is that the headers are then left out.
    Alone(Draw),
}

/// All limits of this process.
pub(crate) struct Limits {
    organizations: Memory,
    shared: Option<Arc<Valkey>>,
    /// Requests by address.
    pub(crate) requests: Addresses,
    /// Bad keys by address.
    pub(crate) bad_keys: Addresses,
    /// What was drawn in the last hour.
    pub(crate) usage: Usage,
    ambient: Ambient,
}

impl Limits {
    /// Limits that are counted in this process.
    pub(crate) fn in_memory(config: RateLimits, ambient: Ambient) -> Self {
        Self {
            organizations: Memory::new(config.rates),
            shared: None,
            requests: Addresses::new(config.by_address),
            bad_keys: Addresses::new(config.bad_keys_by_address),
            usage: Usage::default(),
            ambient,
        }
    }

    /// Limits as configured. Nothing is connected yet.
    ///
    /// # Errors
    /// When the shared store's address is none.
    pub(crate) fn new(config: RateLimits, ambient: Ambient) -> Result<Self, AddressError> {
        let shared = config.shared.as_deref().map(Valkey::new).transpose()?.map(Arc::new);
        Ok(Self { shared, ..Self::in_memory(config, ambient) })
    }

    /// Takes a token from the organization's bucket.
    pub(crate) async fn draw(&self, entry: &Entry, class: Class) -> Drawn {
        let (organization, side) = (&entry.organization_id, entry.environment);
        // Spans within the process: a step of the machine's clock changes nothing. Also beside a shared store: the bucket
        // of this process must not be full when the store is lost.
        let own = self.organizations.draw(organization, side, class, self.ambient.steady_now());
        let Some(shared) = &self.shared else { return Drawn::Told(own) };
        let rate = self.organizations.rate(organization, side, class);
        shared.draw(organization, side, class, rate).await.map_or(Drawn::Alone(own), Drawn::Told)
    }

    /// The rate of a bucket, and whether it is one that was set for the organization.
    pub(crate) fn standing(&self, organization: &str, side: Environment, class: Class) -> (Rate, bool) {
        self.organizations.standing(organization, side, class)
    }

    /// Follows the overrides as they are stored now.
    pub(crate) fn follow(&self, overrides: Vec<Override>) {
        self.organizations.follow(overrides, self.ambient.steady_now());
    }

    fn limited_alone(&self) -> u64 {
        self.shared.as_ref().map_or(0, |shared| shared.without())
    }

    /// The shared store, to be kept connected.
    pub(crate) fn shared(&self) -> Option<Arc<Valkey>> {
        self.shared.clone()
    }

    /// The limiter's clock.
    pub(crate) fn now(&self) -> keys::Timestamp {
        self.ambient.steady_now()
    }
}

/// One organization's rate for one bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Override {
    pub(crate) organization_id: String,
    pub(crate) environment: Environment,
    pub(crate) class: Class,
    pub(crate) rate: Rate,
}

impl Ground {
    /// Requests that this process's own buckets limited since the start, because the shared ones could not be reached.
    pub fn limited_alone(&self) -> u64 {
        self.limits.limited_alone()
    }
}

/// The four buckets of an organization, in one row.
const BUCKETS: usize = 4;

fn place(environment: Environment, class: Class) -> usize {
    let side = match environment {
        Environment::Sandbox => 0,
        Environment::Live => 2,
    };
    side + match class {
        Class::General => 0,
        Class::Expensive => 1,
    }
}
