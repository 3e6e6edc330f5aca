//! What the window and the terminal are told when something does not work.

use keys::wire::FieldError;
use serde::Serialize;

/// The closed list of codes for people's faces. Each has words, a severity and a next step in `ui/src/host/failure.ts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Fields are wrong; each is named in `fields`.
    InvalidInput,
    /// Another living key of the environment has the name.
    NameInUse,
    /// The typed name is not the key's name.
    NameNotConfirmed,
    /// There is no such thing here.
    NotFound,
    /// The key is revoked or expired.
    KeyEnded,
    /// The key is pending, or already being rotated.
    KeyNotActive,
    /// The new key has not been seen at work.
    RotationNotProven,
    /// The rotation is finished or undone.
    RotationEnded,
    /// The organization has no live side yet.
    LiveNotActivated,
    /// The connection's role may not do this.
    NotAllowed,
    /// The connection's token is refused.
    SignedOut,
    /// No organization has been set up on this computer.
    NotSetUp,
    /// The authority does not answer.
    Offline,
    /// The authority answered that it cannot do it now.
    Unavailable,
    /// The answer was lost: the deed may or may not have been done. Nothing unknown is live.
    Unknown,
    /// The secret is no longer held: it was confirmed, replaced, or the program was started anew.
    SecretGone,
    /// The keychain is locked.
    KeychainLocked,
    /// There is no keychain on this machine.
    KeychainMissing,
    /// The keychain forgets everything at logout.
    KeychainVolatile,
    /// The keychain does not answer.
    KeychainNotResponding,
    /// The keychain refused.
    KeychainRefused,
    /// The keychain had the item once, and has it no more.
    KeychainItemLost,
    /// The file cannot be written.
    FileNotWritten,
    /// The clipboard cannot be used.
    ClipboardNotUsable,
    /// The data folder cannot be written.
    DataNotWritable,
    /// The disk is full.
    DiskFull,
    /// The data is damaged; nothing was overwritten.
    DataDamaged,
    /// Another process uses the data folder.
    DataInUse,
    /// The network ports cannot be opened.
    PortsNotOpened,
    /// A defect of ours.
    Internal,
}

/// A failure as it crosses to a face: a code to branch on, a sentence for a person, and a reference to find it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[error("{message}")]
pub struct Failure {
    /// What to branch on.
    pub code: Code,
    /// What happened, in plain words.
    pub message: String,
    /// The correlation ID of the request, or the id of the log line.
    pub reference: String,
    /// The wrong fields, when the code is `invalid_input`.
    pub fields: Vec<FieldError>,
}
