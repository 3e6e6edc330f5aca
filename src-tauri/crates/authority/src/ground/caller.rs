//! Who is asking the management API: received only after proof, and passed on like any argument.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use keys::{
    Actor, ActorKind, Digest, Environment, Secret, mint,
    wire::{Code, Role},
};

use crate::{Entry, Failure, Service, people::sessions::bearer, people::token};

/// A proven asker.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The organization the asker belongs to; nothing of another one is visible.
    pub organization_id: String,
    /// What the asker may do.
    pub role: Role,
    /// Who it is, as it stands in the audit log.
    pub actor: Actor,
    /// The address the request came from; empty inside the process.
    pub origin: String,
}

impl Caller {
    /// Whoever holds a key of the public API, as the audit log names it: by the key's id.
    pub fn by_key(key: &Entry, origin: String) -> Self {
        Self {
            organization_id: key.organization_id.to_string(),
            role: Role::Admin,
            actor: Actor::new(ActorKind::Key, key.key_id.to_string(), key.key_id.to_string()),
            origin,
        }
    }

    /// The authority itself, for what happens in an organization without anybody asking.
    pub(crate) fn authority(organization_id: &str) -> Self {
        Self {
            organization_id: organization_id.to_owned(),
            role: Role::Operator,
            actor: Actor::authority(),
            origin: String::new(),
        }
    }

    /// Whoever runs a command of the operator's, and which.
    pub fn operator(organization_id: String, origin: &str) -> Self {
        Self { organization_id, role: Role::Operator, actor: Actor::operator(), origin: origin.to_owned() }
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role may write keys of the environment.
    pub fn may_write_keys(&self, environment: Environment) -> Result<(), Failure> {
        self.allowed(self.role.may_write_keys(environment), &format!("change {environment} keys"))
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role may submit the organization.
    pub fn may_submit_activation(&self) -> Result<(), Failure> {
        self.allowed(self.role.may_submit_activation(), "submit the activation")
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role runs the authority.
    pub fn may_operate(&self) -> Result<(), Failure> {
        self.allowed(self.role.may_operate(), "decide this")
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role looks after keys.
    pub(crate) fn may_look_after_keys(&self) -> Result<(), Failure> {
        self.allowed(self.role.may_look_after_keys(), "look after alerts")
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role may make or end somebody of the other.
    pub(crate) fn may_manage(&self, other: Role) -> Result<(), Failure> {
        if self.role.may_manage(other) {
            return Ok(());
        }
        Err(Failure::refused(Code::RoleNotAllowed, "Operators are managed from the command line."))
    }

    fn allowed(&self, allowed: bool, deed: &str) -> Result<(), Failure> {
        if allowed {
            return Ok(());
        }
        Err(Failure::refused(Code::RoleNotAllowed, format!("The role {} may not {deed}.", self.role.as_str())))
    }
}

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

impl Service {
    /// A token for this process's own use: never stored, ended with the process.
    pub fn session_token(&self, organization_id: &str, role: Role, name: &str) -> Secret {
        let token = mint::mint_token(&self.ambient);
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
        let (digest, now) = (Digest::of(presented), self.now());
        if mint::is_well_formed(presented, mint::ACCESS_PREFIX) {
            let found =
                self.store.read_reserved(move |db| Ok::<_, Failure>(bearer(db, &digest, &origin, now)?)).await?;
            return Ok(Proven::Member(found.ok_or_else(invalid)?));
        }
        if !mint::is_well_formed(presented, mint::TOKEN_PREFIX) {
            return Err(invalid());
        }
        if let Some(caller) = self.session_tokens.get(&digest) {
            return Ok(Proven::Token(Caller { origin, ..caller }));
        }
        let found =
            self.store.read_reserved(move |db| Ok::<_, Failure>(token::bearer(db, &digest, &origin, now)?)).await?;
        Ok(Proven::Token(found.ok_or_else(invalid)?))
    }
}
