//! Who may do what, as one table: the authority's permissions name these rights, and whatever shows who may do what shows them.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::Environment;

/// Something that some roles may do, and others may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Look at keys, rotations, requests, alerts, the activation and the audit log.
    Look,
    /// Create, confirm, rotate and revoke keys of the sandbox.
    WriteSandboxKeys,
    /// The same of live keys.
    WriteLiveKeys,
    /// Say that an alert has been seen to.
    AcknowledgeAlerts,
    /// Report a secret that was found in the open.
    ReportLeaks,
    /// Look at webhook endpoints and deliveries, test one and send one again.
    WatchWebhooks,
    /// Create, change and rotate webhook endpoints.
    SetUpWebhooks,
    /// Submit the organization for live.
    SubmitActivation,
    /// Read the documents of an activation; that there are any, everybody sees.
    ReadDocuments,
    /// Invite members, change their role, revoke them.
    ManageMembers,
    /// Create and revoke management tokens.
    ManageTokens,
    /// Say how old keys may become, and whether live keys need approval.
    SetKeyPolicy,
    /// Ask for live keys where they need approval, decide on another person's, claim one's own.
    ApproveLiveKeys,
    /// Review and decide an activation.
    DecideActivation,
    /// Read the authority's metrics.
    ReadMetrics,
}

impl Right {
    /// All of them, as they stand in a table.
    pub const ALL: [Self; 15] = [
        Self::Look,
        Self::WriteSandboxKeys,
        Self::WriteLiveKeys,
        Self::AcknowledgeAlerts,
        Self::ReportLeaks,
        Self::WatchWebhooks,
        Self::SetUpWebhooks,
        Self::SubmitActivation,
        Self::ReadDocuments,
        Self::ManageMembers,
        Self::ManageTokens,
        Self::SetKeyPolicy,
        Self::ApproveLiveKeys,
        Self::DecideActivation,
        Self::ReadMetrics,
    ];

    /// Whether a role has it. The rules are [`Role`]'s own.
    pub fn is_of(self, role: Role) -> bool {
        match self {
            Self::Look => true,
            Self::WriteSandboxKeys => role.may_write_keys(Environment::Sandbox),
            Self::WriteLiveKeys => role.may_write_keys(Environment::Live),
            Self::AcknowledgeAlerts | Self::ReportLeaks | Self::WatchWebhooks => role.may_look_after_keys(),
            Self::SetUpWebhooks | Self::ManageMembers | Self::ManageTokens | Self::SetKeyPolicy => {
                role.may_administer()
            }
            Self::ApproveLiveKeys => role.may_approve_live_keys(),
            Self::SubmitActivation => role.may_submit_activation(),
            Self::ReadDocuments => role.may_read_documents(),
            Self::DecideActivation | Self::ReadMetrics => role.may_operate(),
        }
    }

    /// All that a role has.
    pub fn all_of(role: Role) -> Vec<Self> {
        Self::ALL.into_iter().filter(|right| right.is_of(role)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_role_has_every_right_and_everybody_may_look() {
        for role in Role::ALL {
            let rights = Right::all_of(role);
            assert!(rights.contains(&Right::Look), "{role:?}");
            assert!(rights.len() < Right::ALL.len(), "{role:?}: who decides an activation does not ask for it");
        }
        let of_operator = [Right::Look, Right::ReadDocuments, Right::DecideActivation, Right::ReadMetrics];
        assert_eq!(Right::all_of(Role::Operator), of_operator);
        let of_support = [Right::Look, Right::AcknowledgeAlerts, Right::ReportLeaks, Right::WatchWebhooks];
        assert_eq!(Right::all_of(Role::Support), of_support, "support changes no key");
    }
}
