//! The name of an item: ours, never a person's words.

use std::fmt;

/// Names one item in the keychain: 1 to 64 characters of `a-z`, `0-9`, `_` and `-`.
///
/// It travels in clear on the session bus and is shown by keychain viewers, and a NUL in it would break the connection for
/// every later call; hence the narrow alphabet (desktop-security sheet, section 4 rule 5).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(String);

/// The text cannot name an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an item id has 1 to 64 characters of a-z, 0-9, underscore and hyphen")]
pub struct ItemIdError;

impl ItemId {
    /// Longest item id, in characters.
    pub const CHARS_MAX: usize = 64;

    /// Checks a text and takes it as an item id.
    ///
    /// # Errors
    /// [`ItemIdError`] when it is empty, longer than [`ItemId::CHARS_MAX`], or has any other character.
    pub fn new(text: &str) -> Result<Self, ItemIdError> {
        let sized = (1..=Self::CHARS_MAX).contains(&text.len());
        let plain = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
        if sized && plain { Ok(Self(text.to_owned())) } else { Err(ItemIdError) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_would_break_or_leak_are_refused() {
        let long = "a".repeat(65);
        let refused = [
            "",
            "a\0b",
            "\0",
            "schlüssel",
            "ключ",
            "鍵",
            "key🔑",
            "\u{202e}abc",
            "e\u{301}",
            "a b",
            "A",
            "a.b",
            "a/b",
            "a\n",
            "ＡＢ",
            "a\u{200b}b",
            &long,
        ];
        for text in refused {
            assert_eq!(ItemId::new(text), Err(ItemIdError), "{text:?} is not of our alphabet");
        }
    }

    #[test]
    fn our_own_ids_are_taken() {
        let longest = "z".repeat(64);
        for text in ["k", "key_01", "3f2a9c1e-7b", &longest] {
            assert_eq!(ItemId::new(text).map(|id| id.to_string()), Ok(text.to_owned()), "{text:?} is of our alphabet");
        }
    }
}
