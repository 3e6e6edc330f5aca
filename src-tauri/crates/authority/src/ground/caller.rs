//! Who is asking the management API: received only after proof, and passed on like any argument.

use keys::{
    Actor, ActorKind, Environment,
    wire::{Code, Role},
};

use crate::{Entry, Failure, ground::asked::check_id};

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
    /// [`Code::RoleNotAllowed`] unless the role attaches documents or decides by them.
    pub(crate) fn may_read_documents(&self) -> Result<(), Failure> {
        self.allowed(self.role.may_read_documents(), "read documents")
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role runs the authority.
    pub fn may_operate(&self) -> Result<(), Failure> {
        self.allowed(self.role.may_operate(), "decide this")
    }

    /// Whoever runs the authority, as they decide about an organization, their own or another one: what they do there is
    /// written in its audit log, under their name.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`] for everybody else.
    pub(crate) fn deciding_for(self, organization_id: String) -> Result<Self, Failure> {
        self.may_operate()?;
        check_id(&organization_id, "org")?;
        Ok(Self { organization_id, ..self })
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role looks after keys.
    pub(crate) fn may_look_after_keys(&self) -> Result<(), Failure> {
        self.allowed(self.role.may_look_after_keys(), "look after alerts")
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role sets the organization up.
    pub(crate) fn may_administer(&self) -> Result<(), Failure> {
        self.allowed(self.role.may_administer(), "change the organization's rules")
    }

    /// # Errors
    /// [`Code::RoleNotAllowed`] unless the role may ask for live keys and decide on another's.
    pub(crate) fn may_approve_live_keys(&self) -> Result<(), Failure> {
        self.allowed(self.role.may_approve_live_keys(), "ask for live keys or decide on them")
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
