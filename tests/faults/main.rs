//! Faults, as repeatable tests. Each file is one row of `tests/FAULTS.md`; each test runs in a short form with every
//! test run and in full by `cargo xtask faults`. `controls.rs` runs them against an authority with one protection
//! removed, where each must fail: a test that cannot fail proves nothing.
#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests; a helper that fails is a failed test"
)]

mod audit_edits;
mod broken_disk;
mod client;
mod controls;
mod full_disk;
mod histories;
mod journal;
mod killed;
mod lease;
mod load;
mod model;
mod news;
mod one_key;
mod postgres;
mod raced;
mod slow_clients;
mod synced;
