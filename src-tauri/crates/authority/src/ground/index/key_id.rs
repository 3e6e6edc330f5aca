//! A key's id where a million of them are held.

use std::{fmt, ops::Deref};

/// The length of `key_` and 22 characters, as every key that we mint is called.
const LENGTH: usize = 26;

/// A key's id, in place when it is one that we mint: a pointer and an allocation of its own would take three times the room.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyId {
    /// One that we mint.
    Minted([u8; LENGTH]),
    /// Any other text.
    Other(Box<str>),
}

impl From<&str> for KeyId {
    fn from(id: &str) -> Self {
        match id.as_bytes().try_into() {
            Ok(bytes) => Self::Minted(bytes),
            Err(_) => Self::Other(id.into()),
        }
    }
}

impl Deref for KeyId {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            // They were text when they came.
            Self::Minted(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
            Self::Other(text) => text,
        }
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self)
    }
}

#[cfg(test)]
mod tests {
    use keys::{Ambient, mint};

    use super::*;

    #[test]
    fn an_id_is_the_text_that_it_was_and_takes_a_few_words() {
        let minted = mint::mint_id("key", &Ambient::system());
        for id in [minted.as_str(), "", "k", "key_of_another_release_that_is_longer", "schlüssel von früher äöü"] {
            assert_eq!(&*KeyId::from(id), id);
        }
        assert!(matches!(KeyId::from(minted.as_str()), KeyId::Minted(_)));
        assert!(size_of::<KeyId>() <= 32);
    }
}
