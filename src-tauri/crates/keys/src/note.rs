//! A note on where a key lives.

use crate::wire::{Complaint, FieldCode};

/// Characters of a note at most.
pub const LENGTH_MAX: usize = 200;

/// A note as it is kept: without white space around it; none when nothing is left.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(text: &str) -> Result<Option<&str>, Vec<Complaint>> {
    let note = text.trim();
    let mut wrong = Vec::new();
    if note.chars().count() > LENGTH_MAX {
        wrong.push(Complaint::too_long(LENGTH_MAX, format!("A note has at most {LENGTH_MAX} characters.")));
    }
    if note.chars().any(char::is_control) {
        wrong.push(Complaint::of(
            FieldCode::ControlCharacters,
            "A note cannot contain line breaks or other control characters.",
        ));
    }
    if wrong.is_empty() { Ok(Some(note).filter(|note| !note.is_empty())) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_line_of_two_hundred_characters() {
        assert_eq!(parse("  in the vault \n"), Ok(Some("in the vault")));
        assert_eq!(parse(" "), Ok(None));
        assert!(parse(&"ü".repeat(LENGTH_MAX)).is_ok());
        assert_eq!(parse(&"ü".repeat(LENGTH_MAX + 1)).unwrap_err().len(), 1);
        assert_eq!(parse(&format!("a\nb{}", "x".repeat(LENGTH_MAX))).unwrap_err().len(), 2, "both are said at once");
    }
}
