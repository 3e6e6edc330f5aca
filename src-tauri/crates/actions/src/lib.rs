//! What a person can do: one file an operation, each usable from the window and from a terminal.
//!
//! **Owns** every user-level operation, the views and failure codes that faces see, and the local journal (connections,
//! what was saved in the keychain). **Refuses** Tauri, and wording beyond one plain sentence a failure.
//!
//! **Start reading** at [`App`], then `revoke.rs`.

mod activation;
mod app;
mod audit;
mod confirm;
mod connect;
mod create;
mod failure;
mod find_key;
mod finish_rotation;
mod get_key;
mod get_key_usage;
mod get_rotation;
mod guided;
mod hand_over;
mod held;
mod journal;
mod key_views;
mod list_keys;
mod list_rotations;
mod local;
mod lock;
mod news;
mod no_secret;
mod preferences;
mod reference;
mod revoke;
mod saved;
#[cfg(test)]
mod scripted;
mod sealing;
mod secret;
mod session;
mod sign_in;
mod sign_out;
mod start_rotation;
mod status;
mod token;
mod undo_rotation;
pub mod view;
mod write;

pub use app::{APP_ID, App, Folders};
pub use connect::check_address;
pub use failure::{Code, Failure};
pub use guided::PlaceAt;
pub use local::LocalAuthority;
pub use reference::{KeyRef, RotationRef};
pub use sign_in::{PendingSignIn, SignInStep};
pub use vault::Vault;
