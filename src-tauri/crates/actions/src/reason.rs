//! The reason that somebody gives. It is kept for ever, so it must not hold what was pasted by mistake.

use keys::{
    redact::redact,
    wire::{Complaint, FieldCode},
};

use crate::Failure;

/// Characters of a reason.
const LENGTH_MAX: usize = 500;

/// A reason without the white space around it; `is_secret` knows more secrets than are known everywhere.
///
/// # Errors
/// What is wrong with it, at `/reason`.
pub(crate) fn check_reason(given: &str, is_secret: impl FnOnce(&str) -> bool) -> Result<String, Failure> {
    let reason = given.trim();
    let wrong = if reason.is_empty() {
        Complaint::of(FieldCode::Missing, "Say why.")
    } else if reason.chars().count() > LENGTH_MAX {
        Complaint::too_long(LENGTH_MAX, format!("A reason has at most {LENGTH_MAX} characters."))
    } else if reason.chars().any(char::is_control) {
        Complaint::of(FieldCode::ControlCharacters, "A reason cannot contain line breaks or other control characters.")
    } else if redact(reason) != reason || is_secret(reason) {
        Complaint::of(FieldCode::HoldsASecret, "This holds a secret. Say it without.")
    } else {
        return Ok(reason.to_owned());
    };
    Err(Failure::invalid("/reason", wrong))
}
