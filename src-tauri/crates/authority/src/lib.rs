//! The key service: creates, verifies, rotates, revokes and lists keys by Conduit Financial's published rules, and
//! serves the core of the public contract in both environments. A library ([`start`], [`Service`]) and a binary
//! (`conduit-authority`).
//!
//! **Refuses** the desktop's concerns, and any claim to be the vendor: what the vendor does not document is ours
//! (`API.md` says which is which).
//!
//! **Start reading** at `revoke.rs` (one operation, end to end), then [`http`] (the three listeners), then `store.rs`.

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
pub use faces::http;
pub use faces::service::{KEEP_AUDIT_DAYS, KEEP_REQUESTS_DAYS, Service};
pub use ground::caller::{Caller, Proven, SignedInMember};
pub use ground::failure::Failure;
pub use ground::idempotency::Once;
pub use ground::index::Entry;
pub use ground::limits::{Class as LimitClass, RateLimits, Rates};
pub use ground::log::{LogFormat, init as init_log};
pub use ground::metrics;
pub use ground::paging::ListQuery;
pub use ground::seal::{Seal, SealError};
pub use ground::store::{OpenError, Place, StoreError, grant};
pub use people::permission;
pub use program::backup::{BackupError, Since, backup, restore};
pub use program::check::{Finding, Findings, check};
pub use program::run::{Addresses, Bind, Config, Running, StartError, has_organization, start};
pub use program::serve::{Limits, raise_open_files};
