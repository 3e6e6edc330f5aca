//! Who comes in and what they may do: members, sign-in, sessions, codes, tokens, roles, and their organization.
//!
//! **Owns** the proof of an asker and the table of permissions. **Refuses** keys and the vendor's contract.
//!
//! **Start reading** at [`authenticate`] (a bearer becomes a caller), then [`permission`], then [`sign_in`].

pub mod activation;
pub mod approval;
pub mod authenticate;
pub mod filter;
pub mod limits;
pub mod members;
mod old;
pub mod organization;
pub mod password;
pub mod permission;
pub mod sessions;
pub mod sign_in;
pub mod standing;
pub mod token;
pub mod totp;

use std::sync::Arc;

use crate::ground::Ground;
use authenticate::SessionTokens;
use password::Passwords;

/// The room's operations and what they keep in memory.
pub struct People {
    pub(crate) ground: Arc<Ground>,
    pub(crate) session_tokens: SessionTokens,
    pub(crate) passwords: Passwords,
}

impl People {
    pub(crate) fn on(ground: Arc<Ground>) -> Self {
        let passwords = Passwords::new(ground.ambient.clone());
        Self { ground, session_tokens: SessionTokens::default(), passwords }
    }
}
