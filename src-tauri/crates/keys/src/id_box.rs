//! The one box that takes any id: what was typed into it.

use crate::{
    Correlation, Environment,
    mint::is_id,
    wire::{Complaint, FieldCode},
};

/// Longer than any id that is kept.
pub const LENGTH_MAX: usize = 256;

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A key, by its id.
    Key(String),
    /// Keys, by what is shown of their secrets.
    Hint {
        /// The environment, when the prefix was typed too.
        environment: Option<Environment>,
        /// The last four characters.
        last_four: String,
    },
    /// Either correlation ID, or an idempotency key.
    Text {
        /// As it was typed.
        text: String,
        /// The same as the server's own id, when it has that form.
        correlation: Option<Correlation>,
    },
}

/// Why nothing can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was typed.
    #[error("Give an id to look for.")]
    Empty,
    /// Longer than any id.
    #[error("An id has at most 256 characters.")]
    TooLong,
    /// A whole secret: it must not stand in addresses, histories and logs.
    #[error("That is a whole secret. Look for its hint instead, the prefix and the last four characters.")]
    Secret,
}

impl IdError {
    /// The same as a fault of a field.
    pub fn complaint(self) -> Complaint {
        let detail = self.to_string();
        match self {
            Self::Empty => Complaint::of(FieldCode::Missing, detail),
            Self::TooLong => Complaint::too_long(LENGTH_MAX, detail),
            Self::Secret => Complaint::of(FieldCode::HoldsASecret, detail),
        }
    }
}

impl Wanted {
    /// Reads the box.
    ///
    /// # Errors
    /// [`IdError`].
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(IdError::Empty);
        }
        if typed.chars().count() > LENGTH_MAX {
            return Err(IdError::TooLong);
        }
        if let Some(hint) = hint(typed) {
            return Ok(hint);
        }
        if crate::redact::redact(typed) != typed {
            return Err(IdError::Secret);
        }
        if is_id(typed, "key") {
            return Ok(Self::Key(typed.to_owned()));
        }
        Ok(Self::Text { text: typed.to_owned(), correlation: Correlation::parse(typed) })
    }
}

/// `ck_live_…9f2c` as the window shows it, with three dots or one sign; or the four characters alone.
fn hint(typed: &str) -> Option<Wanted> {
    let environment = Environment::of_key(typed);
    let rest = environment.map_or(typed, |environment| &typed[environment.key_prefix().len()..]);
    let last_four = rest.trim_start_matches(['…', '.', '*', '•']);
    let is_four = last_four.len() == 4 && last_four.bytes().all(|b| b.is_ascii_hexdigit());
    is_four.then(|| Wanted::Hint { environment, last_four: last_four.to_ascii_lowercase() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ambient, mint};

    #[test]
    fn each_kind_of_id_is_told_by_its_form() {
        let key = mint::mint_id("key", &Ambient::system());
        assert_eq!(Wanted::parse(&format!(" {key} ")), Ok(Wanted::Key(key)));
        let hint = |environment| Wanted::Hint { environment, last_four: "9f2c".to_owned() };
        for typed in ["ck_live_…9f2c", "ck_live_...9F2C", "ck_live_9f2c"] {
            assert_eq!(Wanted::parse(typed), Ok(hint(Some(Environment::Live))), "{typed}");
        }
        assert_eq!(Wanted::parse("9f2c"), Ok(hint(None)));
        let id = Correlation::mint(&Ambient::system());
        let text = Wanted::Text { text: id.to_string(), correlation: Some(id) };
        assert_eq!(Wanted::parse(&id.to_string()), Ok(text), "which of the three it is, the records tell");
        let text = Wanted::Text { text: "order-17".to_owned(), correlation: None };
        assert_eq!(Wanted::parse("order-17"), Ok(text));
    }

    #[test]
    fn a_whole_secret_is_refused() {
        let secret = mint::mint_secret(Environment::Live, &Ambient::system());
        assert_eq!(Wanted::parse(secret.expose()), Err(IdError::Secret));
        assert_eq!(Wanted::parse("  "), Err(IdError::Empty));
        assert_eq!(Wanted::parse(&"x".repeat(257)), Err(IdError::TooLong));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = Wanted::parse(&text);
        }
    }
}
