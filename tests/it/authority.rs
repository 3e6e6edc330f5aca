//! What the authority promises on either store: `cargo xtask test` runs these on SQLite, and again on PostgreSQL.

pub(crate) mod activation;
mod alerts;
mod audit_read;
mod bodies;
mod contract;
mod create_once;
mod documents;
pub(crate) mod idempotency;
mod key_webhooks;
mod limits;
mod members;
mod names;
mod onboarding;
pub(crate) mod orders;
mod organizations;
pub(crate) mod payouts;
mod permissions;
mod requests;
mod revoke;
mod roles;
mod rotate;
mod sign_in;
mod spending;
pub(crate) mod totp;
mod verify;
mod webhook_endpoints;
mod webhooks;
