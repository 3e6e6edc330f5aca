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

mod accounts;
mod answers;
mod approvals;
mod audit;
mod authenticator;
mod authority;
mod backup_postgres;
mod canary;
mod connections;
mod cores;

mod data_folder;
mod defects;
mod documents;
mod errors;
mod escape;
mod escape_probes;
mod everywhere;
mod file_dialogs;
mod given;
mod guided;
mod in_progress;
mod keychain;
mod killed;
mod language;
mod leaks;
mod limits;
mod list_plans;
mod live;
mod live_ends;
mod lost_answer;
mod main_job;
mod offline;
mod openapi;
mod operations;
mod operator;
mod operator_queue;
mod pending;
mod people;
mod postgres_tls;
mod proved;
mod provisioning;
mod proxy_nginx;
mod quiet_end;
mod recorded;
mod requests;
mod reveal;
mod revoke_many;
mod schemes;
mod sends;
mod services;
mod sign_in;
mod sign_in_window;
mod spending_killed;
mod starts;
mod terminal;
mod upkeep;
mod walks;
mod watching;
mod webhooks;
