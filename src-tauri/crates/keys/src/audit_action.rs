//! What the audit log can tell, as a closed list: a deed that is not here cannot be written down, and the window's words for
//! them are held to this list by its compiler. A row's action stays text on the wire, so that a client reads the log of a newer
//! authority too.

use serde::{Deserialize, Serialize};

use crate::environment::UnknownWord;

macro_rules! actions {
    ($($(#[doc = $words:literal])+ $action:ident = $name:literal;)*) => {
        /// A deed of the audit log.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        pub enum AuditAction {
            $($(#[doc = $words])+ #[serde(rename = $name)] $action,)*
        }

        impl AuditAction {
            /// All of them, in the order of the alphabet.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// Its name: the kind of thing, a dot, and what was done to it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$action => $name,)* }
            }
        }
    };
}

actions! {
    /// Waived allowed addresses.
    ActivationAddressesWaived = "activation.addresses_waived";
    /// Approved the activation.
    ActivationApproved = "activation.approved";
    /// Attached a document to the activation.
    ActivationDocumentAttached = "activation.document_attached";
    /// Removed a document from the activation.
    ActivationDocumentRemoved = "activation.document_removed";
    /// Took the activation up.
    ActivationInReview = "activation.in_review";
    /// Asked for more information.
    ActivationMoreInformationNeeded = "activation.more_information_needed";
    /// Rejected the activation.
    ActivationRejected = "activation.rejected";
    /// Submitted for activation.
    ActivationSubmitted = "activation.submitted";
    /// Withdrew the waiver of allowed addresses.
    ActivationWaiverWithdrawn = "activation.waiver_withdrawn";
    /// Took note of an alert.
    AlertAcknowledged = "alert.acknowledged";
    /// Approved an application.
    ApplicationApproved = "application.approved";
    /// Rejected an application.
    ApplicationRejected = "application.rejected";
    /// Submitted an application.
    ApplicationSubmitted = "application.submitted";
    /// Removed old audit rows.
    AuditPruned = "audit.pruned";
    /// Trusted the clock again.
    ClockBelieved = "clock.believed";
    /// Clock jumped: nothing old is removed.
    ClockDoubted = "clock.doubted";
    /// Uploaded a document.
    DocumentCreated = "document.created";
    /// Changed a key's limits.
    KeyChanged = "key.changed";
    /// Confirmed a key.
    KeyConfirmed = "key.confirmed";
    /// Created a key.
    KeyCreated = "key.created";
    /// A key expired.
    KeyExpired = "key.expired";
    /// Reported a leaked key.
    KeyLeaked = "key.leaked";
    /// Put a key into quarantine.
    KeyQuarantined = "key.quarantined";
    /// Released a key.
    KeyReleased = "key.released";
    /// Began to retire a key.
    KeyRetiring = "key.retiring";
    /// Revoked a key.
    KeyRevoked = "key.revoked";
    /// Approved a live key.
    KeyApprovalApproved = "key_approval.approved";
    /// Asked for a live key.
    KeyApprovalAsked = "key_approval.asked";
    /// Claimed a live key.
    KeyApprovalClaimed = "key_approval.claimed";
    /// Declined a live key.
    KeyApprovalDeclined = "key_approval.declined";
    /// No longer asks for a live key.
    KeyApprovalWithdrawn = "key_approval.withdrawn";
    /// Changed a rate limit.
    LimitsSet = "limits.set";
    /// Invited a member.
    MemberInvited = "member.invited";
    /// Changed their password.
    MemberPasswordChanged = "member.password_changed";
    /// Set their password.
    MemberPasswordSet = "member.password_set";
    /// Revoked a member.
    MemberRevoked = "member.revoked";
    /// Changed a member's role.
    MemberRoleChanged = "member.role_changed";
    /// Signed in.
    MemberSignedIn = "member.signed_in";
    /// Signed out.
    MemberSignedOut = "member.signed_out";
    /// Switched codes on.
    MemberTotpConfirmed = "member.totp_confirmed";
    /// Switched codes off.
    MemberTotpRevoked = "member.totp_revoked";
    /// Began to set codes up.
    MemberTotpStarted = "member.totp_started";
    /// Cancelled an order.
    OrderCancelled = "order.cancelled";
    /// Created an order.
    OrderCreated = "order.created";
    /// Executed an order.
    OrderExecuted = "order.executed";
    /// An order succeeded.
    OrderSucceeded = "order.succeeded";
    /// Changed a rule about keys.
    OrganizationChanged = "organization.changed";
    /// Set up the organization.
    OrganizationCreated = "organization.created";
    /// Cancelled a payout.
    PayoutCancelled = "payout.cancelled";
    /// Created a payout.
    PayoutCreated = "payout.created";
    /// Changed when an old key ends by itself.
    RotationChanged = "rotation.changed";
    /// Finished a rotation.
    RotationFinished = "rotation.finished";
    /// Handed a successor over.
    RotationHandedOver = "rotation.handed_over";
    /// Started a rotation.
    RotationStarted = "rotation.started";
    /// Undid a rotation.
    RotationUndone = "rotation.undone";
    /// Set up the sandbox.
    SandboxProvisioned = "sandbox.provisioned";
    /// Ended a session.
    SessionEnded = "session.ended";
    /// Refused sign-ins.
    SignInRefused = "sign_in.refused";
    /// Created a token.
    TokenCreated = "token.created";
    /// Revoked a token.
    TokenRevoked = "token.revoked";
    /// A transaction completed.
    TransactionCompleted = "transaction.completed";
    /// A transaction failed.
    TransactionFailed = "transaction.failed";
    /// A transaction went under way.
    TransactionProcessing = "transaction.processing";
    /// Told who sent a deposit.
    TransactionSenderInformationSubmitted = "transaction.sender_information_submitted";
    /// Sent a webhook again.
    WebhookDeliveryRetried = "webhook_delivery.retried";
    /// Changed a webhook endpoint.
    WebhookEndpointChanged = "webhook_endpoint.changed";
    /// Created a webhook endpoint.
    WebhookEndpointCreated = "webhook_endpoint.created";
    /// Rotated a webhook's secret.
    WebhookEndpointSecretRotated = "webhook_endpoint.secret_rotated";
}

impl std::fmt::Display for AuditAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for AuditAction {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.iter().copied().find(|action| action.as_str() == word).ok_or(UnknownWord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_once_in_order_and_is_read_back() {
        let names: Vec<_> = AuditAction::ALL.iter().map(|action| action.as_str()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
        for action in AuditAction::ALL {
            assert_eq!(action.as_str().parse(), Ok(*action));
            assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
        }
    }
}
