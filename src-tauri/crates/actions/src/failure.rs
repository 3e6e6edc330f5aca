//! What the window and the terminal are told when something does not work.

use keys::{
    Ambient,
    wire::{Complaint, FieldCode, FieldError},
};
use providers::{ProviderError, error::Kind};
use serde::Serialize;
use vault::VaultError;

/// The closed list of codes for people's faces. Each has a title and a next step in every language of
/// `ui/src/words`, and a severity in `ui/src/host/failure.ts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Fields are wrong; each is named in `fields`.
    InvalidInput,
    /// Another living key of the environment has the name.
    NameInUse,
    /// Somebody else signs in with the e-mail address.
    EmailInUse,
    /// The member is the last admin who can sign in.
    LastAdmin,
    /// The typed name is not the key's name.
    NameNotConfirmed,
    /// There is no such thing here.
    NotFound,
    /// The key is revoked or expired.
    KeyEnded,
    /// The key is pending, or already being rotated.
    KeyNotActive,
    /// The new key has not been used yet.
    RotationNotProven,
    /// The rotation is finished or undone.
    RotationEnded,
    /// The organization has no live side yet.
    LiveNotActivated,
    /// Live keys are asked for there, not created.
    LiveKeyNeedsApproval,
    /// There are not two admins, of whom one asks and another decides.
    SecondAdminNeeded,
    /// An approval is no longer in the state in which this is done.
    ApprovalStateChanged,
    /// The connection's role may not do this.
    NotAllowed,
    /// The connection's token is refused, or its session is over.
    SignedOut,
    /// No organization has been set up on this computer.
    NotSetUp,
    /// The authority does not answer.
    Offline,
    /// The authority answered that it cannot do it now.
    Unavailable,
    /// The answer was lost: the deed may or may not have been done. Nothing unknown is live.
    Unknown,
    /// The secret is no longer available: it was confirmed, replaced, or the program was started anew.
    SecretGone,
    /// The keychain is locked.
    KeychainLocked,
    /// There is no keychain on this machine.
    KeychainMissing,
    /// The keychain forgets everything at logout.
    KeychainVolatile,
    /// The keychain is not responding.
    KeychainNotResponding,
    /// The keychain refused.
    KeychainRefused,
    /// The keychain holds two items where there must be one.
    KeychainAmbiguous,
    /// The keychain had the item once, and has it no more.
    KeychainItemLost,
    /// The file cannot be written.
    FileNotWritten,
    /// The file's folder does not exist.
    FolderMissing,
    /// What is there is not a text file of a size that a variable is written into.
    FileNotSuitable,
    /// There is a file already, and nobody said that it may be replaced.
    FileExists,
    /// A command that a secret was handed to did not end well, or not in time.
    CommandFailed,
    /// An export ended before its last line; nothing of it was kept.
    ExportCutOff,
    /// The clipboard cannot be used.
    ClipboardNotUsable,
    /// The person's browser could not be opened.
    BrowserNotOpened,
    /// A service is asked with a key, and none that may do it is saved on this computer.
    NoKeyToAskWith,
    /// A service refuses the key that it was asked with.
    KeyRefused,
    /// A service did not accept what was asked.
    NotAccepted,
    /// A service cannot be reached, or did not answer as it should.
    ServiceNotAnswering,
    /// A call that was to prove something was not answered, or not by the service.
    NotProved,
    /// The data folder cannot be written.
    DataNotWritable,
    /// The disk is full.
    DiskFull,
    /// The data is damaged; nothing was overwritten.
    DataDamaged,
    /// The data was written by a newer release; nothing was overwritten.
    DataNewer,
    /// Another process uses the data folder.
    DataInUse,
    /// The network ports cannot be opened.
    PortsNotOpened,
    /// A defect of ours.
    Internal,
}

impl Code {
    /// Whether it is the keychain that cannot be used now; what is in it is not known then.
    pub(crate) fn is_of_the_keychain(self) -> bool {
        matches!(
            self,
            Self::KeychainLocked
                | Self::KeychainMissing
                | Self::KeychainVolatile
                | Self::KeychainNotResponding
                | Self::KeychainRefused
                | Self::KeychainAmbiguous
        )
    }
}

/// A failure as it crosses to a face: a code to branch on, a sentence for a person, and a reference to find it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[error("{message}")]
pub struct Failure {
    /// What to branch on.
    pub code: Code,
    /// What happened, in English: for the log, for the terminal, and for the window to show as a detail.
    pub message: String,
    /// The correlation ID of the request, or the id of the log line.
    pub reference: String,
    /// The wrong fields, when the code is `invalid_input`.
    pub fields: Vec<FieldError>,
}

impl Failure {
    /// A wrong field.
    pub fn invalid(pointer: &str, complaint: impl Into<Complaint>) -> Self {
        Self::invalid_fields(vec![FieldError::new(pointer, complaint)])
    }

    /// Wrong fields; the first one's words stand for all.
    pub fn invalid_fields(fields: Vec<FieldError>) -> Self {
        let message = fields.first().map(|field| field.detail.clone()).unwrap_or_default();
        Self { code: Code::InvalidInput, message, reference: String::new(), fields }
    }

    /// A password or a code that is not the right one. The session goes on.
    pub(crate) fn wrong(pointer: &str, complaint: &str) -> Self {
        Self::invalid(pointer, Complaint::of(FieldCode::Wrong, complaint))
    }

    /// A defect or a surprise: the cause goes to the log under the reference, the person gets one sentence.
    pub fn internal(ambient: &Ambient, message: &str, cause: &dyn std::error::Error) -> Self {
        let reference = ambient.mint_uuid();
        tracing::error!(reference, cause = chain(cause), message);
        Self { code: Code::Internal, message: message.to_owned(), reference, fields: Vec::new() }
    }

    /// What a place's error means to a person.
    pub(crate) fn from_provider(error: ProviderError, ambient: &Ambient) -> Self {
        // The keeper of a session is ours, and has said it already.
        if let Some(failure) = error.keeper_error::<Self>() {
            return failure.clone();
        }
        let reference = if error.reference.is_empty() { ambient.mint_uuid() } else { error.reference.clone() };
        tracing::warn!(reference, cause = chain(&error), "a place did not do what was asked");
        let (code, message) = match error.kind {
            Kind::Offline => (Code::Offline, "The key server cannot be reached."),
            Kind::Lost => (Code::Unknown, "The key server did not answer in time, so the result is unknown."),
            Kind::NotUnderstood => (Code::Unavailable, "The key server sent an unexpected answer."),
            kind => (meaning(kind), error.detail.as_str()),
        };
        Self { code, message: message.to_owned(), reference, fields: error.fields }
    }

    /// What a place's error means to a person who wanted a key proved: a call that changes nothing has no unknown outcome, and
    /// is not made again by itself.
    pub(crate) fn from_proof(error: ProviderError, ambient: &Ambient) -> Self {
        let message = match error.kind {
            Kind::Offline => "The service cannot be reached, so nothing is proved.",
            Kind::Lost => "The service did not answer in time, so nothing is proved.",
            Kind::NotUnderstood => "The answer is not one of this service, so nothing is proved.",
            _ => return Self::from_provider(error, ambient),
        };
        Self { code: Code::NotProved, message: message.to_owned(), ..Self::from_provider(error, ambient) }
    }

    /// What the error of a service that has accounts means to a person: it is reached or not as an authority is.
    pub(crate) fn from_account(error: ProviderError, ambient: &Ambient) -> Self {
        let (code, message) = match error.kind {
            Kind::Offline => (Code::Offline, "The service cannot be reached."),
            Kind::Lost => (Code::Unknown, "The service did not answer in time, so the result is unknown."),
            Kind::NotUnderstood => (Code::Unavailable, "The answer is not one of this service."),
            _ => return Self::from_provider(error, ambient),
        };
        Self { code, message: message.to_owned(), ..Self::from_provider(error, ambient) }
    }

    /// What a service's error means to a person who asked it something with a key.
    pub(crate) fn from_service(error: ProviderError, ambient: &Ambient) -> Self {
        let message = match error.kind {
            Kind::Offline => "The service cannot be reached.".to_owned(),
            Kind::Lost => "The service did not answer in time, so the result is unknown.".to_owned(),
            Kind::NotUnderstood => "The answer is not one of this service.".to_owned(),
            Kind::Unavailable => error.detail.clone(),
            _ => return Self::from_provider(error, ambient),
        };
        Self { code: Code::ServiceNotAnswering, message, ..Self::from_provider(error, ambient) }
    }

    /// What a keychain error means to a person.
    pub(crate) fn from_vault(error: VaultError, ambient: &Ambient) -> Self {
        let code = match error {
            VaultError::Locked => Code::KeychainLocked,
            VaultError::Missing | VaultError::NoCollection => Code::KeychainMissing,
            VaultError::Volatile => Code::KeychainVolatile,
            VaultError::NotResponding => Code::KeychainNotResponding,
            VaultError::Ambiguous => Code::KeychainAmbiguous,
            VaultError::NotText | VaultError::BadLength | VaultError::NotKept | VaultError::Refused(_) => {
                Code::KeychainRefused
            }
        };
        let reference = ambient.mint_uuid();
        tracing::warn!(reference, %error, "the keychain did not do what was asked");
        Self { code, message: sentence(&error.to_string()), reference, fields: Vec::new() }
    }
}

/// What a place's refusal is called here.
fn meaning(kind: Kind) -> Code {
    match kind {
        Kind::Offline => Code::Offline,
        Kind::Lost => Code::Unknown,
        Kind::InvalidInput => Code::InvalidInput,
        Kind::NameInUse => Code::NameInUse,
        Kind::EmailInUse => Code::EmailInUse,
        Kind::LastAdmin => Code::LastAdmin,
        Kind::NotFound => Code::NotFound,
        Kind::KeyEnded => Code::KeyEnded,
        Kind::KeyNotActive => Code::KeyNotActive,
        Kind::RotationNotProven => Code::RotationNotProven,
        Kind::RotationEnded => Code::RotationEnded,
        Kind::LiveNotActivated => Code::LiveNotActivated,
        Kind::LiveKeyNeedsApproval => Code::LiveKeyNeedsApproval,
        Kind::SecondAdminNeeded => Code::SecondAdminNeeded,
        Kind::ApprovalStateChanged => Code::ApprovalStateChanged,
        Kind::NotAllowed => Code::NotAllowed,
        Kind::SignedOut => Code::SignedOut,
        Kind::KeyRefused => Code::KeyRefused,
        Kind::NotAccepted => Code::NotAccepted,
        Kind::NotUnderstood | Kind::Unavailable => Code::Unavailable,
        Kind::NotKept => Code::Internal,
    }
}

/// The error and everything under it, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        below = cause.source();
    }
    text
}

/// A library's lower-case clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
