//! The error body: problem details as the vendor publishes them.

use serde::{Deserialize, Serialize};

use super::Code;
use crate::Timestamp;

/// RFC 9457 problem details with a bare code as `type` (Conduit Financial sheet, section 4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The code to branch on.
    #[serde(rename = "type")]
    pub code: Code,
    /// A human label; may change.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// What happened.
    pub detail: String,
    /// What to do.
    pub resolution: String,
    /// Where the code is described.
    pub docs: String,
    /// The request's path.
    pub instance: String,
    /// The same as the `x-correlation-id` header.
    pub correlation_id: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// One item a wrong field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The same as the `Retry-After` header, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
}

/// One wrong field, in the form of RFC 9457's own example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// A JSON pointer to the field, for instance `/name`.
    pub pointer: String,
    /// What kind of fault it is, for whoever says it in another language.
    #[serde(default)]
    pub code: FieldCode,
    /// The most that it may have, where it has too much: characters, or bytes of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// What is wrong with it.
    pub detail: String,
}

impl FieldError {
    /// A complaint about a field.
    pub fn new(pointer: &str, complaint: impl Into<Complaint>) -> Self {
        let Complaint { code, max, detail } = complaint.into();
        Self { pointer: pointer.to_owned(), code, max, detail }
    }
}

/// The faults that a person meets in a form: each has words in every language of the window. Whatever else may be wrong with
/// a field is `invalid`, and its detail says what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// It is empty or left out.
    Missing,
    /// It has more characters than `max`.
    TooLong,
    /// It has line breaks or other control characters.
    ControlCharacters,
    /// It has characters that nobody sees, which change how the text around them is read.
    FormattingCharacters,
    /// It is a name that stands for somebody else in the audit log.
    ReservedName,
    /// A moment that has passed.
    Past,
    /// An end that is later than the one that was set.
    PushedOut,
    /// It is not an e-mail address.
    NotAnEmailAddress,
    /// It is not a web address.
    NotAWebAddress,
    /// A web address of another computer without https.
    NotHttps,
    /// A web address that goes on after the host and the port.
    NotTheRoot,
    /// A web address with a user name, a password, a query or a fragment.
    NotPlain,
    /// A web address without https, where nothing else will do.
    HttpsOnly,
    /// A web address with a user name or a password.
    HasAPassword,
    /// A web address that not everybody on the Internet could be reached at.
    NotPublic,
    /// It is not a management token.
    NotAToken,
    /// It is not the name of a variable.
    NotAVariable,
    /// It is not the full path of a file.
    NotAFullPath,
    /// It is not a name that Kubernetes takes: of lower-case letters, digits, hyphens and dots.
    NotADnsName,
    /// It is not a key that the data of a Kubernetes Secret may have.
    NotADataKey,
    /// There is no program that it names.
    NotAProgram,
    /// It is not an address, nor a range of addresses.
    NotARange,
    /// It is no single IP address.
    NotAnIpAddress,
    /// A range whose address goes on after its prefix.
    HostBits,
    /// More of them than there may be.
    TooMany,
    /// It is not an amount.
    NotAnAmount,
    /// It holds a secret, where none belongs.
    HoldsASecret,
    /// A file without any content.
    EmptyFile,
    /// A file of more than `max` bytes.
    FileTooLarge,
    /// A folder or a pipe, where a file is asked for.
    NotAFile,
    /// A file that is no text.
    NotAText,
    /// Several files, where one is asked for.
    OneFile,
    /// A path, where the name of a file is asked for.
    NotAFileName,
    /// A file whose content is none of a document.
    NotADocument,
    /// None that a client may show to everybody.
    NotAPublishableKey,
    /// A secret key, where one that is none was asked for.
    ASecretKey,
    /// A password or a code that is not the right one.
    Wrong,
    /// None of the others; also one that a newer service has made up.
    #[default]
    #[serde(other)]
    Invalid,
}

/// What is wrong with a field, before it is said of which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    code: FieldCode,
    max: Option<u32>,
    detail: String,
}

impl Complaint {
    /// One of the closed list.
    pub fn of(code: FieldCode, detail: impl Into<String>) -> Self {
        Self { code, max: None, detail: detail.into() }
    }

    /// A text with more characters than it may have.
    pub fn too_long(max: usize, detail: impl Into<String>) -> Self {
        Self::with_max(FieldCode::TooLong, max, detail)
    }

    /// Something with more than it may have.
    pub fn with_max(code: FieldCode, max: usize, detail: impl Into<String>) -> Self {
        Self { max: u32::try_from(max).ok(), ..Self::of(code, detail) }
    }
}

impl From<&str> for Complaint {
    fn from(detail: &str) -> Self {
        Self::of(FieldCode::Invalid, detail)
    }
}

impl From<String> for Complaint {
    fn from(detail: String) -> Self {
        Self::of(FieldCode::Invalid, detail)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_complaint_goes_over_the_wire_with_its_code() {
        let long = FieldError::new("/name", Complaint::too_long(80, "A name has at most 80 characters."));
        let written =
            json!({ "pointer": "/name", "code": "too_long", "max": 80, "detail": "A name has at most 80 characters." });
        assert_eq!(serde_json::to_value(&long).unwrap(), written);
        assert_eq!(serde_json::from_value::<FieldError>(written).unwrap(), long);
        let other = serde_json::to_value(FieldError::new("/due", "Due is true, or left out.")).unwrap();
        assert_eq!(other["code"], "invalid", "what has no code of its own says so");
        assert!(other.get("max").is_none());
    }

    /// Of an older service, and of a newer one.
    #[test]
    fn a_code_that_is_missing_or_not_known_loses_nothing_of_the_rest() {
        for written in [
            json!({ "pointer": "/name", "detail": "Not this." }),
            json!({ "pointer": "/name", "code": "too_shiny", "detail": "Not this." }),
        ] {
            let read: FieldError = serde_json::from_value(written).unwrap();
            assert_eq!(read, FieldError::new("/name", "Not this."));
        }
    }
}
