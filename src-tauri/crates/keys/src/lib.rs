//! Placeholder.
mod secret;
pub use secret::{Digest, Hint, Secret};
