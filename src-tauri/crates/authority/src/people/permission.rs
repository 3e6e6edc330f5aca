//! Who may do what over the management API: one table. The router asks it before anything else, and answers as if a
//! route that does not stand here did not exist.

use keys::wire::{Code, Right, Role};

use crate::{Caller, Failure};

/// Who may use a route.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Whoever asks: the request proves itself otherwise, or there is nothing to prove.
    Anybody,
    /// Every role.
    Everyone,
    /// Whoever has one of these rights. Which role has which, [`Right`] says alone: what is shown of it rests on the same.
    With(&'static [Right]),
    /// A signed-in member of any role, for what is their own.
    Member,
    /// A signed-in member who has the right: what one person asks and another decides, no machine does.
    MemberWith(Right),
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

const LOOK: Who = Who::With(&[Right::Look]);
const MEMBERS: Who = Who::With(&[Right::ManageMembers]);
const TOKENS: Who = Who::With(&[Right::ManageTokens]);
const WEBHOOKS: Who = Who::With(&[Right::WatchWebhooks]);
const SET_UP_WEBHOOKS: Who = Who::With(&[Right::SetUpWebhooks]);
/// Of some environment; the operation, which knows the key, asks [`Caller::may_write_keys`].
const KEY_WRITERS: Who = Who::With(&[Right::WriteSandboxKeys, Right::WriteLiveKeys]);
const DECIDE: Who = Who::With(&[Right::DecideActivation]);
const APPROVE: Who = Who::MemberWith(Right::ApproveLiveKeys);

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

    GET "/members" => MEMBERS;
    POST "/members" => MEMBERS;
    GET "/members/{id}" => MEMBERS;
    POST "/members/{id}/invite" => MEMBERS;
    POST "/members/{id}/role" => MEMBERS;
    POST "/members/{id}/revoke" => MEMBERS;
    GET "/tokens" => TOKENS;
    POST "/tokens" => TOKENS;
    POST "/tokens/{id}/revoke" => TOKENS;

    GET "/organization" => Who::Everyone;
    GET "/limits" => LOOK;
    PATCH "/organization" => Who::With(&[Right::SetKeyPolicy]);
    GET "/keys" => LOOK;
    POST "/keys" => KEY_WRITERS;
    GET "/keys/{id}" => LOOK;
    PATCH "/keys/{id}" => KEY_WRITERS;
    GET "/keys/{id}/usage" => LOOK;
    POST "/keys/{id}/confirm" => KEY_WRITERS;
    POST "/keys/{id}/revoke" => KEY_WRITERS;
    POST "/keys/{id}/quarantine" => KEY_WRITERS;
    POST "/keys/{id}/release" => KEY_WRITERS;
    POST "/keys/{id}/rotate" => KEY_WRITERS;
    GET "/rotations" => LOOK;
    GET "/rotations/{id}" => LOOK;
    PATCH "/rotations/{id}" => KEY_WRITERS;
    POST "/rotations/{id}/finish" => KEY_WRITERS;
    POST "/rotations/{id}/undo" => KEY_WRITERS;
    GET "/key-approvals" => Who::With(&[Right::ApproveLiveKeys]);
    POST "/key-approvals" => APPROVE;
    GET "/key-approvals/{id}" => Who::With(&[Right::ApproveLiveKeys]);
    POST "/key-approvals/{id}/approve" => APPROVE;
    POST "/key-approvals/{id}/decline" => APPROVE;
    POST "/key-approvals/{id}/withdraw" => APPROVE;
    POST "/key-approvals/{id}/claim" => APPROVE;
    GET "/activation" => LOOK;
    POST "/activation/submit" => Who::With(&[Right::SubmitActivation]);
    POST "/activation/waive-addresses" => Who::With(&[Right::SubmitActivation]);
    POST "/activation/withdraw-waiver" => Who::With(&[Right::SubmitActivation]);
    POST "/activation/documents" => Who::With(&[Right::SubmitActivation]);
    GET "/activation/documents/{id}" => Who::With(&[Right::ReadDocuments]);
    POST "/activation/documents/{id}/remove" => Who::With(&[Right::SubmitActivation]);
    GET "/activations" => DECIDE;
    GET "/activations/{organizationId}" => DECIDE;
    GET "/activations/{organizationId}/documents/{id}" => DECIDE;
    POST "/activations/{organizationId}/review" => DECIDE;
    POST "/activations/{organizationId}/request-information" => DECIDE;
    POST "/activations/{organizationId}/approve" => DECIDE;
    POST "/activations/{organizationId}/reject" => DECIDE;
    GET "/audit" => LOOK;
    GET "/audit/export" => LOOK;
    GET "/audit/verify" => LOOK;
    GET "/events" => Who::Everyone;
    GET "/requests" => LOOK;
    GET "/requests/{correlationId}" => LOOK;
    GET "/alerts" => LOOK;
    POST "/alerts/{id}/acknowledge" => Who::With(&[Right::AcknowledgeAlerts]);
    POST "/leaks" => Who::With(&[Right::ReportLeaks]);
    GET "/webhooks/endpoints" => WEBHOOKS;
    POST "/webhooks/endpoints" => SET_UP_WEBHOOKS;
    GET "/webhooks/endpoints/{id}" => WEBHOOKS;
    PATCH "/webhooks/endpoints/{id}" => SET_UP_WEBHOOKS;
    POST "/webhooks/endpoints/{id}/rotate" => SET_UP_WEBHOOKS;
    POST "/webhooks/endpoints/{id}/test" => WEBHOOKS;
    GET "/webhooks/deliveries" => WEBHOOKS;
    GET "/webhooks/deliveries/{id}" => WEBHOOKS;
    POST "/webhooks/deliveries/{id}/retry" => WEBHOOKS;
    GET "/webhooks/event-types" => Who::Everyone;

    GET "/healthz" => Who::Anybody;
    GET "/readyz" => Who::Anybody;
    GET "/metrics" => Who::With(&[Right::ReadMetrics]);
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
            Self::With(rights) => rights.iter().any(|right| right.is_of(role)),
            Self::MemberWith(right) => right.is_of(role),
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
        let words = match self.who {
            Who::Member => "A management token has no account of its own.",
            Who::MemberWith(_) => "Only a person who signed in may do this.",
            Who::Anybody | Who::Everyone | Who::With(_) => return Ok(()),
        };
        if is_member { Ok(()) } else { Err(Failure::refused(Code::SessionRequired, words)) }
    }
}

#[cfg(test)]
mod tests {
    use keys::Environment;

    use super::*;

    fn caller(role: Role) -> Caller {
        Caller { role, ..Caller::authority("org_0") }
    }

    /// Whether a role comes through to what a route does.
    fn passes(role: Role, method: &str, path: &str) -> bool {
        find(method, path).unwrap().check(&caller(role), true).is_ok()
    }

    /// What a right stands for, by a route of it that is written down here once more. Of a key, the operation asks too.
    fn does(role: Role, right: Right) -> bool {
        let writes =
            |environment| passes(role, "POST", "/keys/{id}/revoke") && caller(role).may_write_keys(environment).is_ok();
        match right {
            Right::Look => passes(role, "GET", "/audit"),
            Right::WriteSandboxKeys => writes(Environment::Sandbox),
            Right::WriteLiveKeys => writes(Environment::Live),
            Right::AcknowledgeAlerts => passes(role, "POST", "/alerts/{id}/acknowledge"),
            Right::ReportLeaks => passes(role, "POST", "/leaks"),
            Right::WatchWebhooks => passes(role, "POST", "/webhooks/deliveries/{id}/retry"),
            Right::SetUpWebhooks => passes(role, "POST", "/webhooks/endpoints"),
            Right::SubmitActivation => passes(role, "POST", "/activation/submit"),
            Right::ReadDocuments => passes(role, "GET", "/activation/documents/{id}"),
            Right::ManageMembers => passes(role, "POST", "/members/{id}/role"),
            Right::ManageTokens => passes(role, "POST", "/tokens"),
            Right::SetKeyPolicy => passes(role, "PATCH", "/organization"),
            Right::ApproveLiveKeys => passes(role, "POST", "/key-approvals/{id}/claim"),
            Right::DecideActivation => passes(role, "POST", "/activations/{organizationId}/approve"),
            Right::ReadMetrics => passes(role, "GET", "/metrics"),
        }
    }

    /// Whoever reads in the window who may do what reads what the router answers.
    #[test]
    fn who_may_do_what_is_what_the_routes_answer() {
        for (role, right) in Role::ALL.into_iter().flat_map(|role| Right::ALL.map(|right| (role, right))) {
            assert_eq!(does(role, right), right.is_of(role), "{role:?} {right:?}");
        }
        for line in PERMISSIONS {
            let is_shown =
                matches!(line.who, Who::MemberWith(_)) || matches!(line.who, Who::With(rights) if !rights.is_empty());
            let is_nobodys = matches!(line.who, Who::Anybody | Who::Member)
                || matches!(line.path, "/organization" | "/events" | "/webhooks/event-types");
            assert!(is_shown || is_nobodys, "{} {} is a right that nobody is told of", line.method, line.path);
        }
        let used =
            |right: &Right| PERMISSIONS.iter().any(|line| matches!(line.who, Who::With(all) if all.contains(right)));
        assert!(Right::ALL.iter().all(used), "no right is shown that opens nothing");
    }

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
