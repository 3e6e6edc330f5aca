//! The name of a file that somebody hands on: a name and no path, in one line, and safe to be written where somebody else
//! opens it.

use crate::{
    file_type::FileType,
    name::is_formatting,
    wire::{Complaint, FieldCode},
};

/// Characters at most.
pub const LENGTH_MAX: usize = 255;
/// Bytes at most of a name that is proposed for a file: what every usual file system takes.
const BYTES_MAX: usize = 255;

/// Why a text is not the name of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileNameError {
    /// Nothing but blanks.
    #[error("A file needs a name.")]
    Empty,
    /// More than [`LENGTH_MAX`] characters.
    #[error("A file name has at most {LENGTH_MAX} characters.")]
    TooLong,
    /// Newlines, NUL and other control characters.
    #[error("A file name cannot contain line breaks or other control characters.")]
    ControlCharacter,
    /// Characters that change the direction of the text around them: `invoice\u{202e}fdp.exe` would pose as a PDF.
    #[error("A file name cannot contain invisible direction or formatting characters.")]
    FormattingCharacter,
    /// A slash or a backslash, or the folder itself.
    #[error("A file name has no path in it.")]
    Path,
}

impl From<FileNameError> for Complaint {
    fn from(error: FileNameError) -> Self {
        let detail = error.to_string();
        match error {
            FileNameError::Empty => Self::of(FieldCode::Missing, detail),
            FileNameError::TooLong => Self::too_long(LENGTH_MAX, detail),
            FileNameError::ControlCharacter => Self::of(FieldCode::ControlCharacters, detail),
            FileNameError::FormattingCharacter => Self::of(FieldCode::FormattingCharacters, detail),
            FileNameError::Path => Self::of(FieldCode::NotAFileName, detail),
        }
    }
}

/// Checks a name and trims it. What it is a file of is never told from it.
///
/// # Errors
/// [`FileNameError`] says which rule it breaks.
pub fn check(text: &str) -> Result<String, FileNameError> {
    if text.chars().any(char::is_control) {
        return Err(FileNameError::ControlCharacter);
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(FileNameError::Empty);
    }
    if text.chars().count() > LENGTH_MAX {
        return Err(FileNameError::TooLong);
    }
    if text.chars().any(is_formatting) {
        return Err(FileNameError::FormattingCharacter);
    }
    if text.contains(['/', '\\']) || matches!(text, "." | "..") {
        return Err(FileNameError::Path);
    }
    Ok(text.to_owned())
}

/// The name that is proposed where such a file is written: whatever somebody called it, it is one that every system takes,
/// hides nowhere, and ends as what it is, so that nothing runs that was shown as a picture.
pub fn to_save(name: &str, file_type: FileType) -> String {
    let safe: String = name
        .chars()
        .map(|c| if c.is_control() || is_formatting(c) || "/\\<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let stem = safe.trim().trim_matches('.').trim();
    let stem = file_type
        .extensions()
        .iter()
        .find_map(|extension| {
            let (stem, found) = stem.rsplit_once('.')?;
            found.eq_ignore_ascii_case(extension).then_some(stem)
        })
        .unwrap_or(stem);
    let stem = if stem.trim().is_empty() { "document" } else { stem.trim() };
    let extension = file_type.extensions()[0];
    format!("{}.{extension}", cut(stem, BYTES_MAX - extension.len() - 1))
}

/// A text's beginning of at most so many bytes, cut between characters.
fn cut(text: &str, bytes_max: usize) -> &str {
    let mut end = bytes_max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_pass_and_what_is_none_is_told_apart() {
        for (text, expected) in [
            ("register.pdf", Ok("register.pdf")),
            (" Ausweis Łódź.png ", Ok("Ausweis Łódź.png")),
            ("..hidden", Ok("..hidden")),
            ("", Err(FileNameError::Empty)),
            ("  ", Err(FileNameError::Empty)),
            ("../../etc/passwd", Err(FileNameError::Path)),
            ("C:\\register.pdf", Err(FileNameError::Path)),
            ("..", Err(FileNameError::Path)),
            ("two\nlines.pdf", Err(FileNameError::ControlCharacter)),
            ("end.pdf\n", Err(FileNameError::ControlCharacter)),
            ("invoice\u{202e}fdp.exe", Err(FileNameError::FormattingCharacter)),
        ] {
            assert_eq!(check(text), expected.map(str::to_owned), "{text:?}");
        }
        assert_eq!(check(&"x".repeat(LENGTH_MAX + 1)), Err(FileNameError::TooLong));
    }

    #[test]
    fn what_is_saved_ends_as_what_it_is() {
        for (name, file_type, saved) in [
            ("register.pdf", FileType::Pdf, "register.pdf"),
            ("register.PDF", FileType::Pdf, "register.pdf"),
            ("photo.jpeg", FileType::Jpeg, "photo.jpg"),
            ("setup.exe", FileType::Pdf, "setup.exe.pdf"),
            (".bashrc", FileType::Png, "bashrc.png"),
            ("a:b?.pdf", FileType::Pdf, "a_b_.pdf"),
            ("..", FileType::Pdf, "document.pdf"),
        ] {
            assert_eq!(to_save(name, file_type), saved, "{name}");
        }
    }

    proptest! {
        #[test]
        fn whatever_it_is_called_it_is_saved_under_a_name_that_is_one(name: String, at in 0usize..3) {
            let file_type = FileType::ALL[at];
            let saved = to_save(&name, file_type);
            prop_assert_eq!(check(&saved), Ok(saved.clone()));
            prop_assert!(saved.len() <= BYTES_MAX && !saved.starts_with('.'));
            let end = format!(".{}", file_type.extensions()[0]);
            prop_assert!(saved.ends_with(&end));
        }

        #[test]
        fn what_passes_is_one_name_in_one_line(text: String) {
            if let Ok(name) = check(&text) {
                prop_assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control));
                prop_assert_eq!(check(&name), Ok(name.clone()), "checked again it is the same");
            }
        }
    }
}
