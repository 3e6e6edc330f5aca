//! What happened, provably, and who is told: the audit log, request records, events, webhooks, news.
//!
//! **Owns** the chain and its checkpoints, the records and how they are found, what an activation rests on, endpoints and deliveries, and how far the
//! clock is believed when something is to be forgotten. **Refuses** to know operations: a fact is written by whoever
//! changed something, in the commit of the change.
//!
//! **Start reading** at [`audit`], then [`records`], then [`events`], then [`news`].

pub mod activation;
pub mod audit;
pub mod belief;
pub mod deliveries;
pub mod events;
pub mod news;
pub mod rate_use;
pub mod records;
pub mod space;
pub mod webhook_endpoints;

use std::sync::Arc;

use keys::Timestamp;

use crate::ground::Ground;
use audit::Verified;
use belief::LastLook;
use deliveries::Reach;
use news::hub::Hub;
use records::Records;

/// How long request records are kept when nothing is said.
pub const KEEP_REQUESTS_DAYS: u32 = 90;
/// How long audit rows are kept when nothing is said.
pub const KEEP_AUDIT_DAYS: u32 = 400;

/// What a process is told of its evidence.
#[derive(Clone, Debug)]
pub struct Keeping {
    /// How long request records are kept, in days.
    pub requests_days: u32,
    /// How long audit rows are kept, in days; 0 for ever.
    pub audit_days: u32,
    /// Where webhooks may go.
    pub reach: Reach,
}

impl Default for Keeping {
    fn default() -> Self {
        Self { requests_days: KEEP_REQUESTS_DAYS, audit_days: KEEP_AUDIT_DAYS, reach: Reach::default() }
    }
}

/// The room's operations and what they keep in memory.
pub struct Evidence {
    pub(crate) ground: Arc<Ground>,
    pub(crate) records: Records,
    pub(crate) verified: Verified,
    pub(crate) last_look: LastLook,
    pub(crate) keeping: Keeping,
    pub(crate) news: Arc<Hub>,
    /// When this process began.
    pub(crate) began: Timestamp,
}

impl Evidence {
    pub(crate) fn on(ground: Arc<Ground>, keeping: Keeping) -> Self {
        let began = ground.now();
        Self {
            ground,
            records: Records::default(),
            verified: Verified::default(),
            last_look: LastLook::default(),
            keeping,
            news: Arc::default(),
            began,
        }
    }
}
