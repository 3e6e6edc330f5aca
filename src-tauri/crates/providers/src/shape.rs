//! What a secret of a place looks like: enough to refuse a wrong paste before it is sent anywhere.

use keys::{Environment, Hint};
use serde::{Deserialize, Serialize};

/// Fewer characters behind the prefix are no secret, and four of them would say too much of it.
pub const BODY_MIN: u16 = 16;
/// More are none either; a keychain must take it with its prefix.
pub const BODY_MAX: u16 = 2000;
/// So many letters and digits together look like a secret.
const RANDOM_MIN: usize = 20;
/// The longest prefix, and how many a place may have.
const PREFIX_MAX: usize = 64;
const PREFIXES_MAX: usize = 16;

/// How the secrets of a place are written: a prefix, and behind it so many characters of an alphabet. Checked when it is made
/// and when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", try_from = "Parts")]
pub struct SecretShape {
    prefixes: Vec<Prefix>,
    alphabet: Alphabet,
    body_min: u16,
    body_max: u16,
    /// Whether a secret may begin otherwise: the place does not write down how all of them do.
    is_open: bool,
}

/// What a text of the place begins with, and what the text is then. Of two that fit, the longer one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Prefix {
    /// The beginning.
    pub text: String,
    /// What it says.
    pub means: PrefixMeans,
}

/// What a prefix says of the text behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum PrefixMeans {
    /// A secret of this environment.
    SecretOf(Environment),
    /// A secret; the place does not write its environment down.
    Secret,
    /// A key that is no secret, and is of no use here.
    Publishable,
}

/// The characters behind the prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Alphabet {
    /// `0-9`, `a-f`, `A-F`.
    Hex,
    /// `0-9`, `a-z`, `A-Z`.
    Alphanumeric,
    /// The same with `-` and `_`.
    Base64Url,
    /// The same with `.`, as in a JWT.
    Jwt,
    /// Whatever can be seen and is ASCII.
    Visible,
}

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Alphanumeric => byte.is_ascii_alphanumeric(),
            Self::Base64Url => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Self::Jwt => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'),
            Self::Visible => byte.is_ascii_graphic(),
        }
    }
}

/// Why a shape describes no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// Without a prefix nothing tells a secret from any other text.
    #[error("a shape has 1 to {PREFIXES_MAX} prefixes, one of a secret among them, and none twice")]
    Prefixes,
    /// It would never fit, or could not be shown.
    #[error("a prefix has 1 to {PREFIX_MAX} visible ASCII characters")]
    Prefix,
    /// See [`BODY_MIN`] and [`BODY_MAX`].
    #[error("behind the prefix stand {BODY_MIN} to {BODY_MAX} characters")]
    Body,
}

/// Why a pasted text is not the secret that was asked for. It repeats nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongPaste {
    /// Nothing, or only white space.
    #[error("The clipboard holds no text. Copy the secret again.")]
    Empty,
    /// White space or control characters, around it or in it: more or less than the secret was copied.
    #[error("This has spaces or line breaks. Copy the secret alone.")]
    WhiteSpace,
    /// The place's key for public use.
    #[error("This is a publishable key. Copy the secret key.")]
    Publishable,
    /// A secret of the other environment.
    #[error("This is a {0} key. Copy the one for the other environment.")]
    OtherEnvironment(Environment),
    /// It begins like nothing of the place.
    #[error("This does not begin like a secret of this service.")]
    UnknownPrefix,
    /// A character that no secret of the place has.
    #[error("This has a character that no secret of this service has.")]
    WrongCharacter,
    /// Cut off, or two of them.
    #[error("This is shorter or longer than a secret of this service. Copy all of it.")]
    WrongLength,
}

impl SecretShape {
    /// Checks what a place says of its secrets. The lengths are those behind the prefix.
    ///
    /// # Errors
    /// [`ShapeError`] says which rule it breaks.
    pub fn new(
        prefixes: Vec<Prefix>,
        alphabet: Alphabet,
        body: std::ops::RangeInclusive<u16>,
    ) -> Result<Self, ShapeError> {
        let (body_min, body_max) = body.into_inner();
        check_prefixes(&prefixes)?;
        if !prefixes.iter().any(|prefix| prefix.means != PrefixMeans::Publishable) {
            return Err(ShapeError::Prefixes);
        }
        if body_min < BODY_MIN || body_max > BODY_MAX || body_min > body_max {
            return Err(ShapeError::Body);
        }
        Ok(Self { prefixes, alphabet, body_min, body_max, is_open: false })
    }

    /// The secrets of a place that does not say how they are written, but for some beginnings perhaps: the rules of
    /// [`SecretShape::new`] hold for what begins so, and anything else may be one. A call tells.
    ///
    /// # Errors
    /// [`ShapeError`] says which rule a beginning breaks.
    pub fn open(prefixes: Vec<Prefix>) -> Result<Self, ShapeError> {
        check_prefixes(&prefixes)?;
        Ok(Self { prefixes, alphabet: Alphabet::Visible, body_min: BODY_MIN, body_max: BODY_MAX, is_open: true })
    }

    /// Whether a text that was taken begins like none that the place writes down.
    pub fn is_unlike(&self, hint: &Hint) -> bool {
        self.is_open && hint.prefix.is_empty() && !self.prefixes.is_empty()
    }

    /// Whether there can be a secret of this environment.
    pub fn fits(&self, environment: Environment) -> bool {
        let fits = |means| matches!(means, PrefixMeans::Secret) || means == PrefixMeans::SecretOf(environment);
        self.is_open || self.prefixes.iter().any(|prefix| fits(prefix.means))
    }

    /// Checks a text that was pasted as a secret of an environment, and answers what may be shown of it. Nothing is
    /// forgiven: a blank too many says that not quite the right thing was copied.
    ///
    /// # Errors
    /// [`WrongPaste`] says what it is instead, as far as the text tells.
    pub fn check(&self, pasted: &str, environment: Environment) -> Result<Hint, WrongPaste> {
        if pasted.trim().is_empty() {
            return Err(WrongPaste::Empty);
        }
        if pasted.chars().any(|sign| sign.is_whitespace() || sign.is_control()) {
            return Err(WrongPaste::WhiteSpace);
        }
        let prefix = self.prefix_of(pasted);
        match prefix.map(|prefix| prefix.means) {
            None if self.is_open => {}
            None => return Err(WrongPaste::UnknownPrefix),
            Some(PrefixMeans::Publishable) => return Err(WrongPaste::Publishable),
            Some(PrefixMeans::SecretOf(other)) if other != environment => {
                return Err(WrongPaste::OtherEnvironment(other));
            }
            Some(PrefixMeans::SecretOf(_) | PrefixMeans::Secret) => {}
        }
        let prefix = prefix.map_or("", |prefix| &prefix.text);
        let body = &pasted[prefix.len()..];
        if !body.bytes().all(|byte| self.alphabet.has(byte)) {
            return Err(WrongPaste::WrongCharacter);
        }
        if !(usize::from(self.body_min)..=usize::from(self.body_max)).contains(&body.len()) {
            return Err(WrongPaste::WrongLength);
        }
        // Not `Hint::of`, which takes all up to the last underscore for the prefix: here the body may have some.
        Ok(Hint { prefix: prefix.to_owned(), last_four: body[body.len() - 4..].to_owned() })
    }

    /// Whether somewhere in a text stands what could be a secret of the place, whole or cut off.
    pub fn is_in(&self, text: &str) -> bool {
        let secrets = self.prefixes.iter().filter(|prefix| prefix.means != PrefixMeans::Publishable);
        // Nothing but its look tells a secret of a place that does not say how it writes them.
        (self.is_open && text.split_whitespace().any(looks_random))
            || secrets.flat_map(|prefix| text.match_indices(&prefix.text)).any(|(at, prefix)| {
                let body = text[at + prefix.len()..].bytes().take_while(|byte| self.alphabet.has(*byte));
                body.count() >= usize::from(BODY_MIN)
            })
    }

    fn prefix_of(&self, text: &str) -> Option<&Prefix> {
        let fitting = self.prefixes.iter().filter(|prefix| text.starts_with(&prefix.text));
        fitting.max_by_key(|prefix| prefix.text.len())
    }
}

fn check_prefixes(prefixes: &[Prefix]) -> Result<(), ShapeError> {
    let has_twins =
        prefixes.iter().enumerate().any(|(at, one)| prefixes[..at].iter().any(|other| other.text == one.text));
    if prefixes.len() > PREFIXES_MAX || has_twins {
        return Err(ShapeError::Prefixes);
    }
    let is_plain =
        |text: &str| (1..=PREFIX_MAX).contains(&text.len()) && text.bytes().all(|byte: u8| byte.is_ascii_graphic());
    if prefixes.iter().all(|prefix| is_plain(&prefix.text)) { Ok(()) } else { Err(ShapeError::Prefix) }
}

/// Whether so many letters and digits stand together, of both: what nobody writes into a sentence, or calls a key.
fn looks_random(word: &str) -> bool {
    word.split(|sign: char| !sign.is_ascii_alphanumeric()).any(|run| {
        let has = |is: fn(&u8) -> bool| run.as_bytes().iter().any(is);
        run.len() >= RANDOM_MIN && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
    })
}

/// A shape as it is written down.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    prefixes: Vec<Prefix>,
    alphabet: Alphabet,
    body_min: u16,
    body_max: u16,
    #[serde(default)]
    is_open: bool,
}

impl TryFrom<Parts> for SecretShape {
    type Error = ShapeError;

    fn try_from(parts: Parts) -> Result<Self, ShapeError> {
        if parts.is_open {
            return Self::open(parts.prefixes);
        }
        Self::new(parts.prefixes, parts.alphabet, parts.body_min..=parts.body_max)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn prefix(text: &str, means: PrefixMeans) -> Prefix {
        Prefix { text: text.to_owned(), means }
    }

    /// A place whose bodies have underscores, and whose publishable keys begin almost like its secrets.
    fn shape() -> SecretShape {
        let prefixes = vec![
            prefix("sk_", PrefixMeans::Secret),
            prefix("sk_test_", PrefixMeans::SecretOf(Environment::Sandbox)),
            prefix("sk_real_", PrefixMeans::SecretOf(Environment::Live)),
            prefix("sk_pub_", PrefixMeans::Publishable),
        ];
        SecretShape::new(prefixes, Alphabet::Base64Url, 20..=40).unwrap()
    }

    #[test]
    fn what_was_pasted_instead_is_said() {
        let body = "a".repeat(20);
        let said = |text: &str| shape().check(text, Environment::Sandbox).map(|_| ());
        for (text, wrong) in [
            (String::new(), WrongPaste::Empty),
            (" \r\n\t".to_owned(), WrongPaste::Empty),
            (format!("sk_test_{body}\n"), WrongPaste::WhiteSpace),
            (format!(" sk_test_{body}"), WrongPaste::WhiteSpace),
            (format!("sk_test_{body}\u{a0}{body}"), WrongPaste::WhiteSpace),
            (format!("sk_test_\0{body}"), WrongPaste::WhiteSpace),
            (format!("sk_pub_{body}"), WrongPaste::Publishable),
            (format!("sk_real_{body}"), WrongPaste::OtherEnvironment(Environment::Live)),
            (format!("pk_test_{body}"), WrongPaste::UnknownPrefix),
            (format!("\u{200b}sk_test_{body}"), WrongPaste::UnknownPrefix),
            (format!("sk_test_{body}\u{200b}"), WrongPaste::WrongCharacter),
            (format!("sk_test_{body}.{body}"), WrongPaste::WrongCharacter),
            ("sk_test_abc".to_owned(), WrongPaste::WrongLength),
            (format!("sk_test_{body}{body}a"), WrongPaste::WrongLength),
            ("sk_".to_owned(), WrongPaste::WrongLength),
        ] {
            assert_eq!(said(&text), Err(wrong), "{text:?}");
        }
        assert_eq!(said(&format!("sk_test_{body}")), Ok(()));
        assert_eq!(said(&format!("sk_{body}")), Ok(()), "its environment is not written in it");
    }

    #[test]
    fn a_shape_that_would_let_any_text_pass_is_none() {
        let secret = |text: &str| prefix(text, PrefixMeans::Secret);
        let made = |prefixes, body| SecretShape::new(prefixes, Alphabet::Jwt, body).map(|_| ());
        assert_eq!(made(vec![], 20..=40), Err(ShapeError::Prefixes));
        assert_eq!(made(vec![prefix("pk_", PrefixMeans::Publishable)], 20..=40), Err(ShapeError::Prefixes));
        assert_eq!(made(vec![secret("a"), secret("a")], 20..=40), Err(ShapeError::Prefixes), "which of them counts?");
        for text in ["", "with blank ", "schlüssel_"] {
            assert_eq!(made(vec![secret(text)], 20..=40), Err(ShapeError::Prefix), "{text:?}");
        }
        for (min, max) in [(0, 40), (15, 40), (20, 2001), (40, 20)] {
            assert_eq!(made(vec![secret("sk_")], min..=max), Err(ShapeError::Body), "{min} to {max}");
        }
    }

    #[test]
    fn where_a_place_does_not_say_how_it_writes_secrets_only_what_is_known_to_be_none_is_refused() {
        let known = vec![prefix("sk_known_", PrefixMeans::Secret), prefix("pk_", PrefixMeans::Publishable)];
        let shape = SecretShape::open(known).unwrap();
        let said = |text: &str| shape.check(text, Environment::Live);
        let known = said(&format!("sk_known_{}", "é".repeat(20)));
        assert_eq!(known, Err(WrongPaste::WrongCharacter));
        let known = said(&format!("sk_known_{}", "a".repeat(20))).unwrap();
        assert_eq!((known.prefix.as_str(), shape.is_unlike(&known)), ("sk_known_", false));
        let other = said("f0e1d2c3b4a5968778695a4b3c2d1e0f").unwrap();
        assert_eq!((other.prefix.as_str(), other.last_four.as_str()), ("", "1e0f"));
        assert!(shape.is_unlike(&other), "the person is told of it, and a call tells");
        assert_eq!(said(&format!("pk_{}", "a".repeat(20))), Err(WrongPaste::Publishable));
        assert_eq!(said("tooshort"), Err(WrongPaste::WrongLength));
        assert_eq!(said("two words which are no secret"), Err(WrongPaste::WhiteSpace));
        assert!(shape.is_in("it was f0e1d2c3b4a5968778695a4b3c2d1e0f, I think"));
        assert!(!shape.is_in("The dashboard was down from 2026-12-01 on, see ticket INC-4711."));
        assert!(!shape.is_in("billing-sync-production-eu-west-1a"), "a long name is none");
        let written = serde_json::to_string(&shape).unwrap();
        assert_eq!(serde_json::from_str::<SecretShape>(&written).unwrap(), shape);
    }

    #[test]
    fn a_shape_that_was_written_down_is_checked_when_it_is_read() {
        let written = serde_json::to_string(&shape()).unwrap();
        assert_eq!(serde_json::from_str::<SecretShape>(&written).unwrap(), shape());
        let edited = written.replace("\"bodyMin\":20", "\"bodyMin\":1");
        assert!(serde_json::from_str::<SecretShape>(&edited).is_err(), "{edited}");
    }

    proptest! {
        /// The rule that a view and the journal rest on: a hint gives four characters away, whatever the body is made of.
        #[test]
        fn a_hint_is_the_prefix_and_four_characters(body in "[A-Za-z0-9_-]{20,40}") {
            let secret = format!("sk_test_{body}");
            let hint = shape().check(&secret, Environment::Sandbox).unwrap();
            prop_assert_eq!(hint.prefix.as_str(), "sk_test_");
            prop_assert_eq!(hint.last_four.as_str(), &body[body.len() - 4..]);
        }

        #[test]
        fn any_text_is_judged_without_a_panic_and_a_good_one_is_found_in_any_other(
            text in ".*", body in "[A-Za-z0-9_-]{20,40}",
        ) {
            let shape = shape();
            let judged = shape.check(&text, Environment::Live);
            prop_assert!(judged.is_err() || shape.is_in(&text));
            let around = format!("{text}sk_test_{body}");
            prop_assert!(shape.is_in(&around));
        }

        /// A secret that passes for one environment never passes for the other, where the place writes it down.
        #[test]
        fn no_secret_is_of_both_environments(kind in 1_usize..3, body in "[A-Za-z0-9_-]{20,40}") {
            let secret = format!("{}{body}", shape().prefixes[kind].text);
            let fits = Environment::ALL.map(|environment| shape().check(&secret, environment).is_ok());
            prop_assert_eq!(fits.iter().filter(|fits| **fits).count(), 1);
        }
    }
}
