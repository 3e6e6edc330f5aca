//! The journeys: each file one subject, each test a sentence that states a guarantee.
//!
//! They start the programs as they are built; `cargo xtask test` builds them first (see `journeys::programs`).
#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests; a helper that fails is a failed test"
)]

mod activation;
mod bodies;
mod contract;
mod create_once;
mod data_folder;
mod killed;
mod names;
mod operator;
mod organizations;
mod revoke;
mod roles;
mod rotate;
mod webhook_endpoints;
