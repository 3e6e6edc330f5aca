//! The operations that a person may ask for.

use serde::Serialize;

/// Something that a person may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Look at keys.
    ReadKeys,
    /// Look at how often and from where they are called with.
    ReadUsage,
    /// Create a key and confirm that its secret is saved.
    CreateKey,
    /// Change what a key is limited to.
    ChangeKey,
    /// Replace a key: start, finish, undo.
    RotateKey,
    /// End a key.
    RevokeKey,
    /// Make a call with a key whose secret is kept on this computer.
    ProveKey,
    /// Prove what a key may do, by a write that cannot take effect.
    ProveLevel,
    /// Look at rotations.
    ReadRotations,
    /// Look at the organization's way to live.
    ReadActivation,
    /// Submit the organization for it.
    SubmitActivation,
    /// Read the documents that were attached for that.
    ReadDocuments,
    /// Decide what was submitted: take it up, ask for more, approve, reject.
    DecideActivation,
    /// Look at what became of a request.
    ReadRequests,
    /// Look at who did what.
    ReadAudit,
    /// Look at what deserves a look.
    ReadAlerts,
    /// Take note of it.
    AcknowledgeAlert,
    /// Report that a secret leaked.
    ReportLeak,
    /// Say who comes in: members, and tokens for scripts.
    ManagePeople,
    /// Look at webhook endpoints.
    ReadWebhooks,
    /// Look at what was sent to them, test one and send something again.
    WatchWebhooks,
    /// Create webhook endpoints and change them.
    SetUpWebhooks,
    /// Give one another signing secret.
    RotateWebhookSecret,
    /// Look at how near the organization is to its rate limits.
    ReadLimits,
    /// Look at what the account was charged.
    ReadSpending,
    /// Keep a project's publishable key.
    KeepPublishableKey,
    /// Read what a key says of itself.
    ReadClaims,
    /// Say how old keys may become, and whether live keys need approval.
    SetKeyPolicy,
    /// Ask for a live key where it needs approval, decide on another person's, claim one's own.
    ApproveLiveKeys,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 29] = [
        Self::ReadKeys,
        Self::ReadUsage,
        Self::CreateKey,
        Self::ChangeKey,
        Self::RotateKey,
        Self::RevokeKey,
        Self::ProveKey,
        Self::ProveLevel,
        Self::ReadRotations,
        Self::ReadActivation,
        Self::SubmitActivation,
        Self::ReadDocuments,
        Self::DecideActivation,
        Self::ReadRequests,
        Self::ReadAudit,
        Self::ReadAlerts,
        Self::AcknowledgeAlert,
        Self::ReportLeak,
        Self::ManagePeople,
        Self::ReadWebhooks,
        Self::WatchWebhooks,
        Self::SetUpWebhooks,
        Self::RotateWebhookSecret,
        Self::ReadLimits,
        Self::ReadSpending,
        Self::KeepPublishableKey,
        Self::ReadClaims,
        Self::SetKeyPolicy,
        Self::ApproveLiveKeys,
    ];

    /// Whether it is done in one environment; the others concern the connection as a whole.
    pub fn is_of_an_environment(self) -> bool {
        match self {
            Self::ReadKeys
            | Self::ReadUsage
            | Self::CreateKey
            | Self::ChangeKey
            | Self::RotateKey
            | Self::RevokeKey
            | Self::ProveKey
            | Self::ProveLevel
            | Self::ReadClaims
            | Self::ReadRotations => true,
            Self::ReadActivation
            | Self::SubmitActivation
            | Self::ReadDocuments
            | Self::DecideActivation
            | Self::ReadRequests
            | Self::ReadAudit
            | Self::ReadAlerts
            | Self::AcknowledgeAlert
            | Self::ReportLeak
            | Self::ManagePeople
            | Self::ReadWebhooks
            | Self::WatchWebhooks
            | Self::SetUpWebhooks
            | Self::RotateWebhookSecret
            | Self::ReadLimits
            | Self::ReadSpending
            | Self::KeepPublishableKey
            | Self::SetKeyPolicy
            | Self::ApproveLiveKeys => false,
        }
    }
}
