//! Who may do what over the management API: one table. The router asks it before anything else, and answers as if a
//! route that does not stand here did not exist.

use keys::wire::{Code, Role};

use crate::{Caller, Failure};

/// Who may use a route.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Whoever asks: the request proves itself otherwise, or there is nothing to prove.
    Anybody,
    /// Every role.
    Everyone,
    /// Roles of which this is true; the rules are [`Role`]'s own.
    If(fn(Role) -> bool),
    /// A signed-in member of any role, for what is their own.
    Member,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Permission {
    /// The method.
    pub method: &'static str,
    /// The path below `/v1` (or beside it, for what machines ask), as the router has it.
    pub path: &'static str,
    /// Who may use it.
    pub who: Who,
}

const ADMIN: Who = Who::If(Role::may_administer);
const CARERS: Who = Who::If(Role::may_look_after_keys);
/// Of some environment; the operation, which knows the key, asks [`Caller::may_write_keys`].
const KEY_WRITERS: Who = Who::If(Role::may_write_some_keys);
const OPERATOR: Who = Who::If(Role::may_operate);

macro_rules! table {
    ($($method:ident $path:literal => $who:expr;)*) => {
        /// Every route of the management API.
        pub const PERMISSIONS: &[Permission] =
            &[$(Permission { method: stringify!($method), path: $path, who: $who }),*];
    };
}

table! {
    POST "/sessions" => Who::Anybody;
    POST "/sessions/refresh" => Who::Anybody;
    POST "/sessions/sign-out" => Who::Anybody;
    POST "/invitations/accept" => Who::Anybody;

    GET "/me" => Who::Member;
    POST "/me/password" => Who::Member;
    POST "/me/totp" => Who::Member;
    POST "/me/totp/confirm" => Who::Member;
    POST "/me/totp/revoke" => Who::Member;

    GET "/members" => ADMIN;
    POST "/members" => ADMIN;
    GET "/members/{id}" => ADMIN;
    POST "/members/{id}/invite" => ADMIN;
    POST "/members/{id}/role" => ADMIN;
    POST "/members/{id}/revoke" => ADMIN;
    GET "/tokens" => ADMIN;
    POST "/tokens" => ADMIN;
    POST "/tokens/{id}/revoke" => ADMIN;

    GET "/organization" => Who::Everyone;
    GET "/keys" => Who::Everyone;
    POST "/keys" => KEY_WRITERS;
    GET "/keys/{id}" => Who::Everyone;
    PATCH "/keys/{id}" => KEY_WRITERS;
    GET "/keys/{id}/usage" => Who::Everyone;
    POST "/keys/{id}/confirm" => KEY_WRITERS;
    POST "/keys/{id}/revoke" => KEY_WRITERS;
    POST "/keys/{id}/quarantine" => KEY_WRITERS;
    POST "/keys/{id}/release" => KEY_WRITERS;
    POST "/keys/{id}/rotate" => KEY_WRITERS;
    GET "/rotations" => Who::Everyone;
    GET "/rotations/{id}" => Who::Everyone;
    POST "/rotations/{id}/finish" => KEY_WRITERS;
    POST "/rotations/{id}/undo" => KEY_WRITERS;
    GET "/activation" => Who::Everyone;
    POST "/activation/submit" => Who::If(Role::may_submit_activation);
    POST "/activation/review" => OPERATOR;
    POST "/activation/request-information" => OPERATOR;
    POST "/activation/approve" => OPERATOR;
    POST "/activation/reject" => OPERATOR;
    GET "/audit" => Who::Everyone;
    GET "/audit/export" => Who::Everyone;
    GET "/audit/verify" => Who::Everyone;
    GET "/events" => Who::Everyone;
    GET "/requests" => Who::Everyone;
    GET "/requests/{correlationId}" => Who::Everyone;
    GET "/alerts" => Who::Everyone;
    POST "/alerts/{id}/acknowledge" => CARERS;
    POST "/leaks" => CARERS;
    GET "/webhooks/endpoints" => CARERS;
    POST "/webhooks/endpoints" => ADMIN;
    GET "/webhooks/endpoints/{id}" => CARERS;
    PATCH "/webhooks/endpoints/{id}" => ADMIN;
    POST "/webhooks/endpoints/{id}/rotate" => ADMIN;
    POST "/webhooks/endpoints/{id}/test" => CARERS;
    GET "/webhooks/deliveries" => CARERS;
    GET "/webhooks/deliveries/{id}" => CARERS;
    POST "/webhooks/deliveries/{id}/retry" => CARERS;
    GET "/webhooks/event-types" => Who::Everyone;

    GET "/healthz" => Who::Anybody;
    GET "/readyz" => Who::Anybody;
    GET "/metrics" => OPERATOR;
}

/// The line of a route. HEAD is asked for like GET.
pub fn find(method: &str, path: &str) -> Option<&'static Permission> {
    let method = if method == "HEAD" { "GET" } else { method };
    PERMISSIONS.iter().find(|line| line.method == method && line.path == path)
}

impl Who {
    /// Whether nothing has to be proved.
    pub fn is_anybody(self) -> bool {
        matches!(self, Self::Anybody)
    }

    /// Whether the role is let through to the operation.
    pub fn admits(self, role: Role) -> bool {
        match self {
            Self::Anybody | Self::Everyone | Self::Member => true,
            Self::If(may) => may(role),
        }
    }
}

impl Permission {
    /// Lets a proven asker through. `is_member` says whether a session proved it, not a token.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`] or [`Code::SessionRequired`].
    pub fn check(&self, caller: &Caller, is_member: bool) -> Result<(), Failure> {
        if !self.who.admits(caller.role) {
            return Err(Failure::refused(
                Code::RoleNotAllowed,
                format!("The role {} may not do this.", caller.role.as_str()),
            ));
        }
        if matches!(self.who, Who::Member) && !is_member {
            return Err(Failure::refused(Code::SessionRequired, "A management token has no account of its own."));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_route_stands_once() {
        for (at, line) in PERMISSIONS.iter().enumerate() {
            let again = PERMISSIONS.iter().skip(at + 1).any(|o| (o.method, o.path) == (line.method, line.path));
            assert!(!again, "{} {}", line.method, line.path);
        }
    }

    #[test]
    fn what_does_not_stand_here_is_not_found() {
        assert!(find("POST", "/organization").is_none());
        assert!(find("HEAD", "/organization").is_some(), "HEAD is asked for like GET");
    }
}
