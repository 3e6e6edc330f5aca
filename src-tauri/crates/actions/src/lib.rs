//! What a person can do: one file an operation, each usable from the window and from a terminal.
//!
//! **Refuses** Tauri, and wording beyond one plain sentence a failure.

mod failure;
pub mod view;

pub use failure::{Code, Failure};
