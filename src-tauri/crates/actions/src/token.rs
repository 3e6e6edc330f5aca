//! A management token as somebody hands it over: from the clipboard, standard input or the environment.

use keys::{
    Secret,
    wire::{Complaint, FieldCode},
};

use crate::Failure;

/// Characters that a token may have; ours have 68.
const LENGTH_MAX: usize = 200;

/// The token without the white space around it, which files and clipboards add.
///
/// # Errors
/// What it has that no token has, by name and without repeating anything of it. Nothing was sent then.
pub(crate) fn check_token(given: &Secret) -> Result<Secret, Failure> {
    let token = given.expose().trim();
    let wrong = if token.is_empty() {
        Some("it is empty".to_owned())
    } else if token.len() > LENGTH_MAX {
        Some(format!("it is longer than {LENGTH_MAX} characters"))
    } else {
        token.chars().find(|character| !character.is_ascii_graphic()).map(|one| format!("it has {} in it", named(one)))
    };
    match wrong {
        Some(wrong) => Err(Failure::invalid(
            "/token",
            Complaint::of(FieldCode::NotAToken, format!("This is not a management token: {wrong}.")),
        )),
        None => Ok(Secret::new(token.to_owned())),
    }
}

fn named(character: char) -> String {
    match character {
        '\n' => "a line feed".to_owned(),
        '\r' => "a carriage return".to_owned(),
        '\t' => "a tab".to_owned(),
        ' ' => "a space".to_owned(),
        other if other.is_control() => format!("the control character U+{:04X}", u32::from(other)),
        other => format!("the character U+{:04X}", u32::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_around_a_token_is_dropped() {
        for given in ["ckm_0", "ckm_0\n", "ckm_0\r\n", "\u{a0} ckm_0\t\r"] {
            assert_eq!(check_token(&Secret::new(given.to_owned())).unwrap().expose(), "ckm_0");
        }
    }

    #[test]
    fn what_no_token_has_is_named_and_nothing_is_repeated() {
        let long = "a".repeat(LENGTH_MAX + 1);
        for (given, wrong) in [
            ("", "it is empty"),
            (" \n", "it is empty"),
            ("ckm_\n0", "it has a line feed in it"),
            ("ckm_\r0", "it has a carriage return in it"),
            ("ckm_\u{0}0", "it has the control character U+0000 in it"),
            ("ckm_\u{7f}0", "it has the control character U+007F in it"),
            ("two words", "it has a space in it"),
            ("ckm_é", "it has the character U+00E9 in it"),
            (&long, "it is longer than 200 characters"),
        ] {
            let failure = check_token(&Secret::new(given.to_owned())).unwrap_err();
            assert_eq!(failure.message, format!("This is not a management token: {wrong}."));
            assert_eq!(failure.fields[0].pointer, "/token");
        }
    }
}
