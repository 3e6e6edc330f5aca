//! What a person can do: one file an operation, each usable from the window and from a terminal.
//!
//! **Owns** every user-level operation, the views and failure codes that faces see, and the local journal (connections,
//! what was saved in the keychain). **Refuses** Tauri, and wording beyond one plain sentence a failure.
//!
//! **Start reading** at [`App`], then `revoke.rs`.

mod add_connection;
mod app;
mod approve_activation;
mod confirm;
mod connections;
mod create;
mod explain_request;
mod export_audit;
mod failure;
mod find_connection;
mod find_key;
mod find_saved;
mod finish_rotation;
mod get_activation;
mod get_key;
mod get_key_usage;
mod get_rotation;
mod guided;
mod hand_over;
mod held;
mod journal;
mod key_views;
mod lend_local;
mod list_audit;
mod list_connections;
mod list_keys;
mod list_requests;
mod list_rotations;
mod list_saved_secrets;
mod local;
mod lock;
mod news;
mod no_secret;
mod place;
mod possible;
mod preferences;
mod read_pasted;
mod reference;
mod remove_connection;
mod remove_saved_secret;
mod revoke;
mod save_secret;
#[cfg(test)]
mod scripted;
mod sealing;
mod secret;
mod session;
mod sign_in;
mod sign_out;
mod start_rotation;
mod status;
mod submit_activation;
mod token;
mod undo_rotation;
mod unlock_keychain;
mod unsaved_secrets;
mod use_connection;
mod verify_audit;
pub mod view;
mod write;

pub use app::{APP_ID, App, Folders};
pub use failure::{Code, Failure};
pub use guided::PlaceAt;
pub use local::LocalAuthority;
pub use place::check_address;
pub use providers::capability::{Ability, NotPossible, Operation, Rotating};
pub use reference::{KeyRef, RotationRef};
pub use sign_in::{PendingSignIn, SignInStep};
pub use vault::Vault;
