//! The closed list of codes that an authority answers with.

use serde::{Deserialize, Serialize};

/// A code to branch on. The first group is the vendor's published list (Conduit Financial sheet, section 4.2); the
/// second is ours, for the management API and for what the published list leaves unnamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// No key was sent.
    ApiKeyMissing,
    /// The key is unknown, revoked, or belongs to the other environment.
    ApiKeyInvalid,
    /// A read-only key tried another method than GET.
    ApiKeyReadOnly,
    /// The key is good, and its organization's sandbox is not set up yet.
    SandboxNotProvisioned,
    /// A write came without its idempotency key.
    IdempotencyKeyRequired,
    /// The idempotency key has the wrong form.
    IdempotencyKeyInvalid,
    /// The idempotency key was used for something else.
    IdempotencyKeyConflict,
    /// The first request with the idempotency key is still running.
    IdempotencyKeyRequestInProgress,
    /// The body is too deep to be compared with a repeated one.
    IdempotencyBodyTooNested,
    /// The body is not JSON.
    MalformedJson,
    /// An id has the wrong form.
    InvalidOidFormat,
    /// Fields are wrong; each is named.
    ValidationError,
    /// The body has the wrong media type.
    UnsupportedMediaType,
    /// The paging cursor is not one of ours.
    InvalidCursor,
    /// There is no such thing, or it is somebody else's.
    NotFound,
    /// The state of the thing does not allow it.
    Conflict,
    /// Each field is well formed, and together they ask for what cannot be done.
    UnprocessableEntity,
    /// The organization does not have this ability.
    FeatureNotEnabled,
    /// Too many requests.
    RateLimited,
    /// Something unexpected went wrong.
    InternalError,
    /// It cannot be done right now.
    ServiceUnavailable,

    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The body is larger than any request needs.
    PayloadTooLarge,
    /// The request took too long to arrive.
    RequestTimeout,
    /// The request is not HTTP as it can be read.
    MalformedRequest,
    /// The request line and headers are larger than any request needs.
    HeadTooLarge,
    /// No management token was sent.
    TokenMissing,
    /// The management token is unknown or ended.
    TokenInvalid,
    /// The role may not do this.
    RoleNotAllowed,
    /// Another key of the environment has the name.
    NameInUse,
    /// The organization has no live side yet.
    LiveNotActivated,
    /// The key is revoked or expired.
    KeyEnded,
    /// The key is already being rotated, or waits for its confirmation.
    KeyNotActive,
    /// The new key has not been seen at work.
    RotationNotProven,
    /// The rotation is finished or undone.
    RotationEnded,
    /// The authority was given no sealing key, or another one than the thing was sealed with.
    SealingKeyMissing,
    /// The e-mail address, the password or the code is wrong; which of them is not told.
    SignInRefused,
    /// The password is right, and a code is needed besides.
    TotpRequired,
    /// Too many attempts failed; the next one has to wait.
    SignInSlowed,
    /// The session is over.
    SessionEnded,
    /// Only a signed-in member can do this, not a management token.
    SessionRequired,
    /// The invitation is unknown, used or over.
    InvitationInvalid,
    /// Another member has the e-mail address.
    EmailInUse,
    /// The organization would be without an admin.
    LastAdmin,
    /// Live keys are asked for here, not created.
    LiveKeyNeedsApproval,
    /// Somebody else decides on what one asks for; with one admin alone nobody could.
    SecondAdminNeeded,
    /// Whoever asked for a key does not decide on it.
    AnotherPersonDecides,
    /// Only whoever asked for a key withdraws or claims it.
    NotTheRequester,
    /// The approval is in a state in which this is not done: somebody was quicker, or time was.
    ApprovalStateChanged,
    /// The key is good, but not from this address.
    IpNotAllowed,
    /// The key's requests have cost what they may. Written as Conduit.im writes it (its sheet, section 6).
    #[serde(rename = "spending_limit_exceeded")]
    SpendingLimitExceeded,
}

/// Code, status, title, what to do.
type Row = (u16, &'static str, &'static str);

impl Code {
    /// Every code, for tests and documents.
    pub const ALL: [Self; 51] = [
        Self::ApiKeyMissing,
        Self::ApiKeyInvalid,
        Self::ApiKeyReadOnly,
        Self::SandboxNotProvisioned,
        Self::IdempotencyKeyRequired,
        Self::IdempotencyKeyInvalid,
        Self::IdempotencyKeyConflict,
        Self::IdempotencyKeyRequestInProgress,
        Self::IdempotencyBodyTooNested,
        Self::MalformedJson,
        Self::InvalidOidFormat,
        Self::ValidationError,
        Self::UnsupportedMediaType,
        Self::InvalidCursor,
        Self::NotFound,
        Self::Conflict,
        Self::UnprocessableEntity,
        Self::FeatureNotEnabled,
        Self::RateLimited,
        Self::InternalError,
        Self::ServiceUnavailable,
        Self::MethodNotAllowed,
        Self::PayloadTooLarge,
        Self::RequestTimeout,
        Self::MalformedRequest,
        Self::HeadTooLarge,
        Self::TokenMissing,
        Self::TokenInvalid,
        Self::RoleNotAllowed,
        Self::NameInUse,
        Self::LiveNotActivated,
        Self::KeyEnded,
        Self::KeyNotActive,
        Self::RotationNotProven,
        Self::RotationEnded,
        Self::SealingKeyMissing,
        Self::SignInRefused,
        Self::TotpRequired,
        Self::SignInSlowed,
        Self::SessionEnded,
        Self::SessionRequired,
        Self::InvitationInvalid,
        Self::EmailInUse,
        Self::LastAdmin,
        Self::LiveKeyNeedsApproval,
        Self::SecondAdminNeeded,
        Self::AnotherPersonDecides,
        Self::NotTheRequester,
        Self::ApprovalStateChanged,
        Self::IpNotAllowed,
        Self::SpendingLimitExceeded,
    ];

    /// The HTTP status.
    pub fn status(self) -> u16 {
        self.row().0
    }

    /// The short human label.
    pub fn title(self) -> &'static str {
        self.row().1
    }

    /// What to do about it.
    pub fn resolution(self) -> &'static str {
        self.row().2
    }

    /// Whether the vendor publishes this code; otherwise it is ours.
    pub fn is_published(self) -> bool {
        !matches!(
            self,
            Self::MethodNotAllowed
                | Self::PayloadTooLarge
                | Self::RequestTimeout
                | Self::MalformedRequest
                | Self::HeadTooLarge
                | Self::TokenMissing
                | Self::TokenInvalid
                | Self::RoleNotAllowed
                | Self::NameInUse
                | Self::LiveNotActivated
                | Self::KeyEnded
                | Self::KeyNotActive
                | Self::RotationNotProven
                | Self::RotationEnded
                | Self::SealingKeyMissing
                | Self::SignInRefused
                | Self::TotpRequired
                | Self::SignInSlowed
                | Self::SessionEnded
                | Self::SessionRequired
                | Self::InvitationInvalid
                | Self::EmailInUse
                | Self::LastAdmin
                | Self::LiveKeyNeedsApproval
                | Self::SecondAdminNeeded
                | Self::AnotherPersonDecides
                | Self::NotTheRequester
                | Self::ApprovalStateChanged
                | Self::IpNotAllowed
                | Self::SpendingLimitExceeded
        )
    }

    fn row(self) -> Row {
        match self {
            Self::ApiKeyMissing => (401, "API Key Missing", "Send your key in the x-api-key header."),
            Self::ApiKeyInvalid => {
                (401, "API Key Invalid", "Check that the key belongs to this environment and has not been revoked.")
            }
            Self::ApiKeyReadOnly => (
                403,
                "API Key Is Read-Only",
                "Use a read-write key. An organization admin can create one in the dashboard.",
            ),
            Self::SandboxNotProvisioned => (
                409,
                "Sandbox Not Provisioned",
                "Your key is good. Wait a few moments and try again; contact support if it lasts.",
            ),
            Self::IdempotencyKeyRequired => {
                (400, "Idempotency Key Required", "Send a fresh UUID in the idempotency-key header.")
            }
            Self::IdempotencyKeyInvalid => {
                (400, "Idempotency Key Invalid", "Use 1 to 128 of the characters A-Z a-z 0-9 _ . : -.")
            }
            Self::IdempotencyKeyConflict => {
                (409, "Idempotency Key Conflict", "Use a fresh idempotency key for a different request.")
            }
            Self::IdempotencyKeyRequestInProgress => (
                409,
                "Idempotency Key Request In Progress",
                "Wait a moment, then send the same request with the same idempotency key again.",
            ),
            Self::IdempotencyBodyTooNested => (
                400,
                "Idempotency Body Too Nested",
                "Send a flatter body, or leave out the idempotency key where you may.",
            ),
            Self::MalformedJson => (400, "Malformed JSON", "Send a body that is valid JSON."),
            Self::InvalidOidFormat => (400, "Invalid Object ID Format", "Check the id for typing errors."),
            Self::ValidationError => (400, "Validation Error", "Correct the fields named in errors and try again."),
            Self::UnsupportedMediaType => (415, "Unsupported Media Type", "Send the body as application/json."),
            Self::InvalidCursor => {
                (400, "Invalid Cursor", "Start again without a cursor, then pass on nextCursor as it is.")
            }
            Self::NotFound => (404, "Not Found", "Check the id, and that it belongs to your organization."),
            Self::Conflict => (409, "Conflict", "Read the current state and try again."),
            Self::UnprocessableEntity => {
                (422, "Unprocessable Entity", "Ask for something that can be done; the detail says what cannot.")
            }
            Self::FeatureNotEnabled => {
                (403, "Feature Not Enabled", "Ask whoever runs the service whether it can be enabled.")
            }
            Self::RateLimited => (429, "Rate Limited", "Wait the seconds of Retry-After, then try again."),
            Self::InternalError => {
                (500, "Internal Error", "Try again later; give support the correlation ID if it lasts.")
            }
            Self::ServiceUnavailable => (503, "Service Unavailable", "Try again in a moment."),
            Self::MethodNotAllowed => (405, "Method Not Allowed", "Use one of the methods in the Allow header."),
            Self::PayloadTooLarge => (413, "Payload Too Large", "Send a smaller body."),
            Self::RequestTimeout => (408, "Request Timeout", "Send the whole request without a pause."),
            Self::MalformedRequest => (400, "Malformed Request", "Send a request as HTTP/1.1 has it."),
            Self::HeadTooLarge => (431, "Request Head Too Large", "Send a shorter path and fewer or smaller headers."),
            Self::TokenMissing => (401, "Management Token Missing", "Send your token as Authorization: Bearer."),
            Self::TokenInvalid => {
                (401, "Management Token Invalid", "Create a new token with conduit-authority token create.")
            }
            Self::RoleNotAllowed => (403, "Role Not Allowed", "Ask an organization admin to do this."),
            Self::NameInUse => (409, "Name In Use", "Choose another name, or rotate the key that has it."),
            Self::LiveNotActivated => {
                (409, "Live Not Activated", "Submit the organization for activation, and wait for its approval.")
            }
            Self::KeyEnded => (409, "Key Has Ended", "Create another key: an ended one never comes back."),
            Self::KeyNotActive => {
                (409, "Key Is Not Active", "Confirm the key, or finish or undo the rotation it is part of.")
            }
            Self::RotationNotProven => (
                409,
                "New Key Not Seen",
                "Make a call with the new key first, or say that you want to go on without evidence.",
            ),
            Self::RotationEnded => (409, "Rotation Has Ended", "Start a new rotation."),
            Self::SealingKeyMissing => {
                (409, "Sealing Key Missing", "Start the authority with its --sealing-key-file, then try again.")
            }
            Self::SignInRefused => (
                401,
                "Sign-In Refused",
                "Check the e-mail address, the password and the code, or ask an admin for an invitation.",
            ),
            Self::TotpRequired => {
                (401, "Code Required", "Send the code of your authenticator, or a backup code, as code.")
            }
            Self::SignInSlowed => (
                429,
                "Sign-In Slowed Down",
                "Wait as long as retryAfterSeconds says, or sign in where you signed in before.",
            ),
            Self::SessionEnded => (401, "Session Ended", "Sign in again."),
            Self::SessionRequired => (403, "Session Required", "Sign in as a member and use the access token."),
            Self::InvitationInvalid => (401, "Invitation Invalid", "Ask an admin for another invitation."),
            Self::EmailInUse => (409, "E-Mail In Use", "Use another address, or invite that member again."),
            Self::LastAdmin => (409, "Last Admin", "Make somebody else an admin first."),
            Self::LiveKeyNeedsApproval => (
                409,
                "Live Key Needs Approval",
                "Ask for the key instead: another admin decides, and then you claim it.",
            ),
            Self::SecondAdminNeeded => {
                (409, "Second Admin Needed", "Invite another admin, and wait until they have accepted the invitation.")
            }
            Self::AnotherPersonDecides => (403, "Another Person Decides", "Ask another admin to decide."),
            Self::NotTheRequester => {
                (403, "Not The Requester", "Leave it to whoever asked for the key, or ask for one yourself.")
            }
            Self::ApprovalStateChanged => {
                (409, "Approval State Changed", "Read the approval, and go on from the state that it is in.")
            }
            Self::IpNotAllowed => (
                403,
                "IP Not Allowed",
                "Call from one of the key's allowed addresses, or use a key without that limit.",
            ),
            Self::SpendingLimitExceeded => {
                (403, "Spending Limit Exceeded", "Wait until the key's window ends, or use a key with a higher limit.")
            }
        }
    }

    /// The code as it stands in `type`.
    pub fn as_str(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Where the code is described: the vendor's page for published codes, a name of our own otherwise.
    pub fn docs(self) -> String {
        let kebab = self.as_str().to_lowercase().replace('_', "-");
        if self.is_published() {
            format!("https://conduit-v2.mintlify.app/errors#{kebab}")
        } else {
            format!("urn:conduit-keys:error:{kebab}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_as_published() {
        assert_eq!(Code::ApiKeyReadOnly.as_str(), "API_KEY_READ_ONLY");
        assert_eq!(Code::InvalidOidFormat.as_str(), "INVALID_OID_FORMAT");
        assert_eq!(Code::ApiKeyInvalid.docs(), "https://conduit-v2.mintlify.app/errors#api-key-invalid");
    }

    #[test]
    fn every_code_has_an_error_status_and_says_what_to_do() {
        for code in Code::ALL {
            assert!((400..600).contains(&code.status()), "{code:?}");
            assert!(code.resolution().ends_with('.'), "{code:?} ends as a sentence");
        }
    }
}
