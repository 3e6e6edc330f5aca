//! A name that a person gives to a key, an organization or a token.

use serde::Serialize;

use crate::wire::{Complaint, FieldCode};

/// Characters at most. Long enough for a sentence, short enough for a table.
pub const LENGTH_MAX: usize = 80;

/// A checked name: trimmed, 1 to 80 characters, nothing that breaks or forges a line of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Name(String);

/// Why a text cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but blanks.
    #[error("A name is needed.")]
    Empty,
    /// More than [`LENGTH_MAX`] characters.
    #[error("A name has at most {LENGTH_MAX} characters.")]
    TooLong,
    /// Newlines, NUL and other control characters.
    #[error("A name cannot contain line breaks or other control characters.")]
    ControlCharacter,
    /// Characters that change the direction of the text around them: a name that uses them can pose as another.
    #[error("A name cannot contain invisible direction or formatting characters.")]
    FormattingCharacter,
    /// A word that stands for somebody else in the audit log ([`crate::actor`]).
    #[error("This name stands for somebody else in the audit log. Choose another one.")]
    Reserved,
}

impl From<NameError> for Complaint {
    fn from(error: NameError) -> Self {
        let detail = error.to_string();
        match error {
            NameError::Empty => Self::of(FieldCode::Missing, detail),
            NameError::TooLong => Self::too_long(LENGTH_MAX, detail),
            NameError::ControlCharacter => Self::of(FieldCode::ControlCharacters, detail),
            NameError::FormattingCharacter => Self::of(FieldCode::FormattingCharacters, detail),
            NameError::Reserved => Self::of(FieldCode::ReservedName, detail),
        }
    }
}

impl Name {
    /// Checks a text and trims it.
    ///
    /// # Errors
    /// [`NameError`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.chars().count() > LENGTH_MAX {
            return Err(NameError::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(NameError::ControlCharacter);
        }
        if text.chars().any(is_formatting) {
            return Err(NameError::FormattingCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as compared: two names that differ only in case are the same name.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Bidirectional overrides and isolates, line and paragraph separators, and the byte order mark. The joiner U+200D
/// stays allowed: family emoji need it.
pub(crate) fn is_formatting(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_names_pass_and_are_trimmed() {
        for text in ["b", "billing-sync", "🦀", "👩‍👩‍👧", "מפתח ראשי", "日本", &"x".repeat(80)]
        {
            assert_eq!(Name::parse(text).map(|n| n.as_str().to_owned()), Ok(text.to_owned()));
        }
        assert_eq!(Name::parse("  padded ").unwrap().as_str(), "padded");
    }

    #[test]
    fn bad_names_are_told_apart() {
        assert_eq!(Name::parse(""), Err(NameError::Empty));
        assert_eq!(Name::parse(" \t "), Err(NameError::Empty));
        assert_eq!(Name::parse(&"x".repeat(256)), Err(NameError::TooLong));
        assert_eq!(Name::parse("two\nlines"), Err(NameError::ControlCharacter));
        assert_eq!(Name::parse("nul\0"), Err(NameError::ControlCharacter));
        assert_eq!(Name::parse("evil\u{202e}txt"), Err(NameError::FormattingCharacter));
    }

    #[test]
    fn case_does_not_make_a_new_name() {
        assert_eq!(Name::parse("Billing").unwrap().folded(), Name::parse("BILLING").unwrap().folded());
    }
}
