//! Secrets at rest, in the keychain of the operating system.
//!
//! **Owns** the one connection to the keychain, the rules for saving (read back before saying "saved"), reading and
//! removing, the plain names of everything that can be wrong with a keychain, and the rule that tells a lost item from one
//! that was never saved ([`presence`]). The caller keeps the index itself, in its own database.
//!
//! **Refuses** HTTP, knowing what a secret is for, and any place but the keychain: no file, no kernel keyring, no mock
//! steps in when the keychain is away (design, section 5 rule 1). The vault in memory exists behind the feature `memory`,
//! for tests only.
//!
//! **Start reading** at [`Vault`], then `rules.rs` (what save, read and remove mean), `worker.rs` (the one thread, the five
//! seconds) and `secret_service.rs` (what is asked of Linux). The reasons are in the desktop-security sheet, section 4.
//!
//! # Limits, to be said to people
//!
//! * On GNOME, **any program of the same user can read these items without a prompt** once the keychain is unlocked. The
//!   keychain protects a stolen disk and other users, not against what the user runs.
//! * Linux (Secret Service) is proven by tests against a real gnome-keyring. macOS and Windows are written behind `cfg` on
//!   the stores which `keyring` chooses for them, and are **untested**.
//! * Attributes and labels are readable by everybody on the session bus, so they hold our own item ids only ([`ItemId`]).

mod backend;
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
mod bus;
mod error;
mod id;
mod index;
mod keychain;
#[cfg(any(test, feature = "memory"))]
mod memory;
#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
#[path = "other_systems.rs"]
mod platform;
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
#[path = "secret_service.rs"]
mod platform;
mod rules;
mod status;
mod vault;
mod worker;

pub use error::VaultError;
pub use id::{ItemId, ItemIdError};
pub use index::{Presence, presence};
#[cfg(any(test, feature = "memory"))]
pub use memory::MemoryVault;
pub use rules::SECRET_BYTES_MAX;
pub use status::{KeychainStatus, Unlock};
pub use vault::Vault;
pub use worker::ANSWER_WITHIN;
