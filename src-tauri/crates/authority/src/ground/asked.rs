//! What every operation asks of its fields: the form of an id, a reason that people can read later.

use keys::{
    mint,
    wire::{Code, Complaint, FieldCode},
};

use crate::Failure;

const REASON_LENGTH_MAX: usize = 200;
/// Characters of an e-mail address at most (RFC 5321, section 4.5.3.1.3, less the brackets); what is longer is none.
pub(crate) const EMAIL_LENGTH_MAX: usize = 254;

/// An id must have the documented form before it is looked up.
///
/// # Errors
/// [`Code::InvalidOidFormat`].
pub(crate) fn check_id(id: &str, prefix: &str) -> Result<(), Failure> {
    if mint::is_id(id, prefix) {
        return Ok(());
    }
    Err(Failure::refused(Code::InvalidOidFormat, format!("An id here is {prefix}_ and 22 letters and digits.")))
}

/// A reason is one line for the people who read the audit log later.
///
/// # Errors
/// Names the field when it is empty, too long, or no line.
pub(crate) fn check_reason(reason: &str) -> Result<String, Failure> {
    let reason = reason.trim();
    let complaint = if reason.is_empty() {
        Complaint::of(FieldCode::Missing, "A reason is needed.")
    } else if reason.chars().count() > REASON_LENGTH_MAX {
        Complaint::too_long(REASON_LENGTH_MAX, "A reason has at most 200 characters.")
    } else if reason.chars().any(char::is_control) {
        Complaint::of(FieldCode::ControlCharacters, "A reason cannot contain line breaks or other control characters.")
    } else {
        return Ok(reason.to_owned());
    };
    Err(Failure::invalid_field("/reason", complaint))
}
