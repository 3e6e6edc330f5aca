//! The plaintext of a credential, and the two things that may be kept of it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The plaintext of a key or token. It is wiped when dropped, has no `Display`, no `Serialize` and no deref; the only
/// way out is [`Secret::expose`], so a search for that word finds every use (design, section 5 rule 1).
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes ownership of a plaintext.
    pub fn new(plaintext: String) -> Self {
        Self(Zeroizing::new(plaintext))
    }

    /// The plaintext. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the whole plaintext, prefix included.
    pub fn digest(&self) -> Digest {
        Digest::of(self.expose())
    }

    /// What may be shown of this secret: its prefix and its last four characters.
    pub fn hint(&self) -> Hint {
        Hint::of(self.expose())
    }
}

impl Clone for Secret {
    fn clone(&self) -> Self {
        Self::new(self.expose().to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// SHA-256 of a secret: what is kept at rest. A secret carries at least 224 random bits, so no slow hash is needed
/// (desktop-security sheet, section 8).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of a presented plaintext.
    pub fn of(plaintext: &str) -> Self {
        Self(Sha256::digest(plaintext.as_bytes()).into())
    }

    /// The digest from 32 stored bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest that a text of 64 hexadecimal characters writes.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// The text that [`Digest::from_hex`] reads.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    /// The 32 bytes to store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({}..)", hex::encode(&self.0[..4]))
    }
}

/// Prefix and last four characters: enough to recognise a key, useless to an attacker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hint {
    /// Everything up to and including the last underscore, for instance `ck_live_`; empty when there is none.
    pub prefix: String,
    /// The last four characters of the secret.
    pub last_four: String,
}

impl Hint {
    /// The hint of a plaintext. Texts under 16 characters show no ending: four of them would give too much away.
    pub fn of(plaintext: &str) -> Self {
        let prefix_end = plaintext.rfind('_').map_or(0, |at| at + 1);
        let body = &plaintext[prefix_end..];
        let count = body.chars().count();
        let last_four = if count < 16 { String::new() } else { body.chars().skip(count - 4).collect() };
        Self { prefix: plaintext[..prefix_end].to_owned(), last_four }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…{}", self.prefix, self.last_four)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = Secret::new("ck_sandbox_0123456789abcdef".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret(hidden)", "Debug is what logs and panics use");
        assert!(!format!("{:?}", secret.digest()).contains("0123"), "a digest prints four bytes of itself only");
    }

    #[test]
    fn a_hint_is_the_prefix_and_the_last_four() {
        let hint = Hint::of("ck_live_0123456789abcdef9f2c");
        assert_eq!((hint.prefix.as_str(), hint.last_four.as_str()), ("ck_live_", "9f2c"));
        assert_eq!(hint.to_string(), "ck_live_…9f2c");
    }

    #[test]
    fn a_short_text_shows_no_ending() {
        assert_eq!(Hint::of("hunter2").last_four, "", "four of seven characters would be most of it");
    }
}
