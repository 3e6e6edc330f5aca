//! What a person can do: one file an operation, each usable from the window and from a terminal.
//!
//! **Owns** every user-level operation, the views and failure codes that faces see, and the local journal (connections,
//! what was saved in the keychain). **Refuses** Tauri, and wording beyond one plain sentence a failure.
//!
//! **Start reading** at [`App`], then `revoke.rs`.

mod accept_invitation;
mod acknowledge_alert;
mod add_connection;
mod app;
mod approve_activation;
mod approve_activation_locally;
mod audit;
mod change_key;
mod change_role;
mod confirm;
mod connections;
mod create;
mod create_token;
mod explain_request;
mod failure;
mod find_connection;
mod find_key;
mod find_person;
mod find_saved;
mod finish_rotation;
mod forget_secret;
mod get_activation;
mod get_key;
mod get_key_usage;
mod get_roles;
mod get_rotation;
mod guided;
mod hand_over;
mod hand_over_token;
mod held;
mod invite_again;
mod invite_member;
mod journal;
mod key_views;
mod lend_local;
mod list_alerts;
mod list_connections;
mod list_keys;
mod list_members;
mod list_requests;
mod list_rotations;
mod list_saved_secrets;
mod list_tokens;
mod local;
mod lock;
mod news;
mod no_secret;
mod people_views;
mod place;
mod possible;
mod preferences;
mod read_limits;
mod read_pasted;
mod reference;
mod reject_activation;
mod remove_connection;
mod remove_saved_secret;
mod request_activation_information;
mod review_activation;
mod revoke;
mod revoke_keys;
mod revoke_member;
mod revoke_token;
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
pub mod view;
mod write;

pub use app::{APP_ID, App, Folders};
pub use failure::{Code, Failure};
pub use guided::PlaceAt;
pub use local::LocalAuthority;
pub use place::check_address;
pub use providers::capability::{Ability, NotPossible, Operation, Rotating};
pub use reference::{KeyRef, MemberRef, RotationRef, TokenRef};
pub use sign_in::{PendingSignIn, SignInStep};
pub use unsaved_secrets::Unsaved;
pub use vault::Vault;
