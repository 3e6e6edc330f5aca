//! The HTTP shapes of the management API, which the authority and its clients share. JSON in camelCase; moments as
//! ISO 8601; a secret is in the one answer that creates it, and in a request that presents
//! it; such shapes have no `Debug`.

#[macro_use]
mod words;

mod activation;
mod alert;
mod approval;
mod audit;
mod code;
mod document;
mod key;
mod list;
mod member;
mod news;
mod organization;
mod problem;
mod rate_limits;
mod request;
mod right;
mod rotation;
mod session;
mod token;
mod webhook;

pub use activation::{
    Activation, ActivationEvidence, ActivationEvidenceKind, ActivationField, ActivationOrganization, ActivationReason,
    ActivationState, ActivationWaiver, ApproveActivation, QueuedActivation, RejectActivation,
    RequestActivationInformation, SubmitActivation, WaiveAddresses,
};
pub use alert::{AcknowledgeAlert, Alert, AlertKind, LeakReported, ReportLeak, Severity};
pub use approval::{ApprovalDecision, ApprovalDeed, ApprovalState, AskForKey, DecideApproval, KeyApproval};
pub use audit::{AuditEntry, AuditExportEnd, AuditExportHead, AuditExportRow, AuditVerdict};
pub use code::Code;
pub use document::{
    ActivationDocument, DOCUMENT_BYTES_MAX, DOCUMENTS_MAX, DocumentKind, check_document, check_document_size,
    document_digest,
};
pub use key::{
    Caller, ChangeKey, ChangedKey, CreateKey, CreatedKey, Key, LastWrite, QuarantineKey, QuarantinedKey, RefusedBy,
    ReleaseKey, RevokeKey, Revoked, SECRET_FIELD, Usage, WriteRequest,
};
pub use list::{ListMeta, Page};
pub use member::{
    AcceptInvitation, ChangePassword, ChangeRole, InviteAgain, InviteMember, Invited, Member, MemberState, RevokeMember,
};
pub use news::{News, NewsEnded, NewsKind, NewsReady, NewsResync};
pub use organization::{ChangeOrganization, EnvironmentInfo, Organization, Role};
pub use problem::{Complaint, FieldCode, FieldError, Problem};
pub use rate_limits::{RateLimit, RateLimits, RouteClass};
pub use request::{
    Answered, ExplainedRequest, Explanation, LimitBucket, LimitThen, RelatedRequests, Request, RequestFilter,
    RequestSide, Requests, RequestsMeta,
};
pub use right::Right;
pub use rotation::{ChangeRotation, FinishRotation, Rotated, Rotation, StartRotation, UndoRotation};
pub use session::{
    BackupCodes, ConfirmTotp, ProvePassword, RefreshSession, SignIn, SignOut, SignedIn, SignedOut, TotpStarted,
};
pub use token::{CreateToken, CreatedToken, RevokeToken, Token, TokenState};
pub use webhook::{
    AttemptOutcome, ChangeWebhookEndpoint, CreateKeyWebhook, Delivery, DeliveryAttempt, DeliveryStatus, EventType,
    EventTypes, RecentDelivery, Subscription, SubscriptionMode, WebhookEndpoint, WebhookHealth, WebhookSignature,
    WebhookWithSecret,
};

/// The request header that makes a write safe to retry.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The answer header that marks a repeated answer.
pub const IDEMPOTENCY_REPLAYED: &str = "idempotency-replayed";
/// The answer header with the server's own id of the request.
pub const CORRELATION_ID: &str = "x-correlation-id";
/// The caller's own id of the request, echoed.
pub const CLIENT_CORRELATION_ID: &str = "x-client-correlation-id";
/// The request header that carries a key.
pub const API_KEY: &str = "x-api-key";
