//! What another program says, as far as it may be shown: its end, and nothing of it once it told the secret.

use std::{
    collections::HashSet,
    io::{self, Read},
};

use data_encoding::BASE64;
use keys::redact::redact;
use zeroize::Zeroizing;

/// A program that tells so many bytes of the secret in a row has told it. Longer than what a prefix says, and than the four
/// last characters that everybody sees.
const TOLD_BYTES: usize = 12;
/// The end that is shown, in bytes.
const SHOWN_BYTES: usize = 1024;
/// What is read at once.
const STEP_BYTES: usize = 8192;

/// What a secret looks like in another's words: as it is, in hexadecimal digits, and in base64 wherever it begins in it.
pub(crate) struct Telltale {
    pieces: HashSet<Vec<u8>>,
    length: usize,
}

impl Telltale {
    pub(crate) fn of(secret: &str) -> Self {
        let bytes = secret.as_bytes();
        let length = TOLD_BYTES.min(bytes.len()).max(1);
        let hex = Zeroizing::new(hex::encode(bytes));
        let upper = Zeroizing::new(hex.to_uppercase());
        let base64 = [0, 1, 2].map(|skipped| Zeroizing::new(base64(bytes.get(skipped..).unwrap_or_default())));
        let texts = [secret, &hex, &upper].into_iter().chain(base64.iter().map(|text| text.as_str()));
        let pieces = texts.flat_map(|text| text.as_bytes().windows(length).map(<[u8]>::to_vec)).collect();
        Self { pieces, length }
    }

    fn is_in(&self, text: &[u8]) -> bool {
        text.windows(self.length).any(|piece| self.pieces.contains(piece))
    }
}

/// The whole groups of three bytes in base64: what they read as does not depend on what follows.
fn base64(bytes: &[u8]) -> String {
    BASE64.encode(&bytes[..bytes.len() / 3 * 3])
}

/// What was heard of a program.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The end of what it said, without control characters and without what looks like a secret.
    pub(crate) said: String,
    /// It told the secret, so that nothing is kept of what it said.
    pub(crate) withheld: bool,
}

impl Heard {
    /// What both of a program's outputs said; its complaints last.
    pub(crate) fn and(self, complaints: Self) -> Self {
        let withheld = self.withheld || complaints.withheld;
        let both = [self.said, complaints.said].into_iter().filter(|said| !said.is_empty());
        let said = if withheld { String::new() } else { both.collect::<Vec<_>>().join("\n") };
        Self { said, withheld }
    }
}

/// Listens until a program says no more, and keeps a bounded end of it.
///
/// # Errors
/// The system's.
pub(crate) fn listen(mut program: impl Read, telltale: &Telltale) -> io::Result<Heard> {
    let (mut kept, mut step) = (Zeroizing::new(Vec::new()), Zeroizing::new([0; STEP_BYTES]));
    let mut withheld = false;
    // Room for all of it from the start: a growing text would leave pieces of itself behind.
    kept.reserve(SHOWN_BYTES + STEP_BYTES);
    loop {
        let count = match program.read(&mut *step) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        kept.extend_from_slice(&step[..count]);
        withheld = withheld || telltale.is_in(&kept);
        let gone = kept.len().saturating_sub(SHOWN_BYTES);
        kept.drain(..gone);
    }
    let said = if withheld { String::new() } else { shown(&kept) };
    Ok(Heard { said, withheld })
}

fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let plain: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    redact(plain.trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use keys::{Ambient, Environment, mint::mint_secret};

    use super::*;

    /// One byte at a time, so that whatever is told is told over the border of two reads.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(1);
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn heard(text: &[u8], secret: &str) -> Heard {
        let (telltale, whole) = (Telltale::of(secret), listen(text, &Telltale::of(secret)).unwrap());
        assert_eq!(listen(Drip(text), &telltale).unwrap(), whole);
        whole
    }

    #[test]
    fn nothing_is_kept_of_a_program_that_tells_the_secret_in_whatever_form() {
        let secret = mint_secret(Environment::Live, &Ambient::system());
        let secret = secret.expose();
        let middle = &secret[30..50];
        let in_base64 = |before: &str| {
            let text = format!("{before}{secret}==");
            base64(&text.as_bytes()[..text.len() / 3 * 3])
        };
        for told in [
            format!("got {secret}\n"),
            format!("...{middle}..."),
            hex::encode(secret),
            hex::encode_upper(middle),
            in_base64(""),
            in_base64("u:"),
            in_base64("user:"),
            format!("{secret}{}", "x".repeat(3 * SHOWN_BYTES)),
        ] {
            assert_eq!(heard(told.as_bytes(), secret), Heard { said: String::new(), withheld: true }, "{}", told.len());
        }
        let harmless = format!("stored {}…{}", &secret[..8], &secret[secret.len() - 4..]);
        assert_eq!(heard(harmless.as_bytes(), secret), Heard { said: harmless.clone(), withheld: false });
    }

    #[test]
    fn the_end_of_what_it_says_is_kept_without_the_secrets_of_others() {
        let other = mint_secret(Environment::Sandbox, &Ambient::system());
        let long = format!("{}\u{1b}[31mkey {}\u{7}\ndone\n", "x".repeat(4 * STEP_BYTES), other.expose());
        let Heard { said, withheld } = heard(long.as_bytes(), "some quite other secret");
        assert!(!withheld && said.len() <= SHOWN_BYTES && said.ends_with("[31mkey (hidden)\ndone"), "{said}");
        assert_eq!(heard(b"\xff\n", "s").said, "\u{fffd}", "whatever it is written in");
    }

    #[test]
    fn one_output_that_tells_it_silences_both() {
        let said = |said: &str, withheld| Heard { said: said.to_owned(), withheld };
        assert_eq!(said("a", false).and(said("b", false)), said("a\nb", false));
        assert_eq!(said("a", false).and(said("", true)), said("", true));
    }
}
