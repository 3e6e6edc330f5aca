//! The key service: creates, verifies, rotates, revokes and lists keys by Conduit Financial's published rules, and
//! serves the core of the public contract in both environments. A library ([`start`], [`Service`]) and a binary
//! (`conduit-authority`).
//!
//! **Refuses** the desktop's concerns, and any claim to be the vendor: what the vendor does not document is ours
//! (`API.md` says which is which).
//!
//! # The rooms
//!
//! ```text
//! program      starts, listens, keeps up, stops; backup, restore, check
//!    |
//! faces        http (the three listeners' routes), service (the rooms, put together)
//!    |
//!    +-----------------+------------------+
//! api_keys          people             contract        what it is about; none of the three knows another
//! create … revoke   members, sign-in   customers, orders,
//! use, spending,    tokens, roles,     payouts, documents,
//! alerts            organization       onboarding, money
//!    +-----------------+------------------+
//!    |
//! evidence     audit, request records, events, webhooks, news
//!    |
//! ground       store and index, seal, limits, kept answers, paging, news, log, metrics, health
//! ```
//!
//! An import runs down or stays in its room, never up and never across; `cargo xtask check --only rooms` holds that. Each
//! room's own file says what it owns and refuses. An operation is a function of its room's struct, in a file of its own.
//!
//! **Start reading** at `api_keys/revoke.rs` (one operation, end to end), then [`http`] (the three listeners), then
//! `ground/store.rs`.

mod api_keys;
mod contract;
mod evidence;
mod faces;
mod ground;
mod people;
mod program;

pub use contract::applications::{Application, DecideApplication, Decision};
pub use evidence::audit::{
    AuditError, AuditFilter, AuditKey, AuditPublicKey, AuditVerdict, CheckpointError, Checkpointing, verify_audit,
    verify_chain,
};
pub use evidence::deliveries::Reach;
pub use evidence::{KEEP_AUDIT_DAYS, KEEP_REQUESTS_DAYS, Keeping};
pub use faces::http;
pub use faces::service::Service;
pub use ground::Ground;
pub use ground::caller::Caller;
pub use ground::failure::Failure;
pub use ground::idempotency::Once;
pub use ground::index::Entry;
pub use ground::limits::{Class as LimitClass, RateLimits, Rates};
pub use ground::log::{LogFormat, init as init_log};
pub use ground::metrics;
pub use ground::paging::ListQuery;
pub use ground::seal::{Seal, SealError};
pub use ground::store::Purpose;
pub use ground::store::{OpenError, Place, StoreError, grant};
pub use people::authenticate::{Proven, SignedInMember};
pub use people::permission;
pub use program::backup::{BackupError, Since, backup, restore};
pub use program::check::{Finding, Findings, check};
pub use program::run::{Addresses, Bind, Config, Running, StartError, has_organization, start};
pub use program::serve::{Limits, raise_open_files};
