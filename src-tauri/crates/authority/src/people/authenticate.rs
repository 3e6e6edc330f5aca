//! Who is asking, told from the bearer that was presented.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use keys::{
    Actor, ActorKind, Digest, Secret, mint,
    wire::{Code, Role},
};

use crate::{
    Caller, Failure,
    people::{People, sessions, token},
};

/// A caller who signed in as a member: what is their own is theirs to change.
#[derive(Clone, Debug)]
pub struct SignedInMember {
    /// As everywhere else.
    pub caller: Caller,
    /// Which member.
    pub member_id: String,
    /// By which session.
    pub session_id: String,
}

/// Who asked, proven by a token or a session.
#[derive(Clone, Debug)]
pub enum Proven {
    /// A script, the desktop, or an operator.
    Token(Caller),
    /// A person.
    Member(SignedInMember),
}

impl Proven {
    /// The caller.
    pub fn caller(&self) -> &Caller {
        match self {
            Self::Token(caller) => caller,
            Self::Member(member) => &member.caller,
        }
    }
}

/// Tokens that live in memory only and end with the process: the desktop's way into its own authority.
#[derive(Default)]
pub struct SessionTokens {
    callers: Mutex<HashMap<Digest, Caller>>,
}

impl SessionTokens {
    fn insert(&self, digest: Digest, caller: Caller) {
        self.callers.lock().unwrap_or_else(PoisonError::into_inner).insert(digest, caller);
    }

    fn get(&self, digest: &Digest) -> Option<Caller> {
        self.callers.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned()
    }
}

impl People {
    /// A token for this process's own use: never stored, ended with the process.
    pub fn session_token(&self, organization_id: &str, role: Role, name: &str) -> Secret {
        let token = mint::mint_token(&self.ground.ambient);
        let actor = Actor::new(ActorKind::Computer, role.as_str(), name);
        let caller = Caller { organization_id: organization_id.to_owned(), role, actor, origin: String::new() };
        self.session_tokens.insert(token.digest(), caller);
        token
    }

    /// Who holds the presented bearer: a management token, or a session's access token. The stored ones are read each
    /// time, so that one made or ended by another process on the same data counts at once.
    ///
    /// # Errors
    /// [`Code::TokenMissing`] or [`Code::TokenInvalid`].
    pub async fn authenticate(&self, presented: Option<&str>, origin: String) -> Result<Proven, Failure> {
        let presented = presented
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Failure::refused(Code::TokenMissing, "No management token was sent."))?;
        let invalid = || Failure::refused(Code::TokenInvalid, "The management token is not valid.");
        let (digest, now) = (Digest::of(presented), self.ground.now());
        if mint::is_well_formed(presented, mint::ACCESS_PREFIX) {
            let found = self
                .ground
                .store
                .read_reserved(move |db| Ok::<_, Failure>(sessions::bearer(db, &digest, &origin, now)?))
                .await?;
            return Ok(Proven::Member(found.ok_or_else(invalid)?));
        }
        if !mint::is_well_formed(presented, mint::TOKEN_PREFIX) {
            return Err(invalid());
        }
        if let Some(caller) = self.session_tokens.get(&digest) {
            return Ok(Proven::Token(Caller { origin, ..caller }));
        }
        let found = self
            .ground
            .store
            .read_reserved(move |db| Ok::<_, Failure>(token::bearer(db, &digest, &origin, now)?))
            .await?;
        Ok(Proven::Token(found.ok_or_else(invalid)?))
    }
}
