//! The key service: creates, verifies, rotates, revokes and lists keys by Conduit Financial's published rules, and
//! serves the core of the public contract in both environments. A library ([`start`], [`Service`]) and a binary
//! (`conduit-authority`).
//!
//! **Refuses** the desktop's concerns, and any claim to be the vendor: what the vendor does not document is ours
//! (`API.md` says which is which).
//!
//! **Start reading** at `revoke.rs` (one operation, end to end), then [`http`] (the three listeners), then `store.rs`.

mod activation;
mod alerts;
mod applications;
mod audit;
mod backup;
mod belief;
mod caller;
mod check;
mod confirm;
mod create;
mod customers;
mod deliveries;
mod documents;
mod events;
mod expire;
mod failure;
mod faulty;
mod health;
pub mod http;
mod idempotency;
mod index;
mod key;
mod limits;
mod list;
mod log;
mod members;
pub mod metrics;
mod money;
mod onboarding;
mod orders;
mod organization;
mod paging;
mod password;
mod payouts;
pub mod permission;
mod provisioning;
mod records;
mod requests;
mod revoke;
mod rotate;
mod run;
mod seal;
mod serve;
mod service;
mod sessions;
mod sign_in;
mod space;
mod spending;
mod store;
mod striped;
mod token;
mod totp;
mod transactions;
mod usage;
mod webhook_endpoints;

pub use applications::{Application, DecideApplication, Decision};
pub use audit::{
    AuditError, AuditFilter, AuditKey, AuditPublicKey, AuditVerdict, CheckpointError, Checkpointing, verify_audit,
    verify_chain,
};
pub use backup::{BackupError, Since, backup, restore};
pub use caller::{Caller, Proven, SignedInMember};
pub use check::{Finding, Findings, check};
pub use deliveries::Reach;
pub use failure::Failure;
pub use idempotency::Once;
pub use index::Entry;
pub use limits::{Class as LimitClass, RateLimits, Rates};
pub use log::{LogFormat, init as init_log};
pub use paging::ListQuery;
pub use run::{Addresses, Bind, Config, Running, StartError, has_organization, start};
pub use seal::{Seal, SealError};
pub use serve::{Limits, raise_open_files};
pub use service::{KEEP_AUDIT_DAYS, KEEP_REQUESTS_DAYS, Service};
pub use store::{OpenError, Place, StoreError, grant};
