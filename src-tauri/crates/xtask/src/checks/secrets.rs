//! No file of the project holds a whole secret: not in code, not in tests, not in a recorded answer. Tests mint their own.

use anyhow::{Result, bail};

use crate::checks::files;
use crate::say;
use crate::shop::Shop;

/// What a secret starts with (Conduit Financial sheet); 64 hex digits follow.
const PREFIXES: &[&str] = &["ck_live_", "ck_sandbox_", "whsec_"];
const DIGITS: usize = 64;

pub(super) fn check(shop: &Shop) -> Result<()> {
    let contents = files::contents(shop)?;
    let mut found = Vec::new();
    for (path, bytes) in &contents {
        found.extend(
            find(bytes).map(|(at, prefix)| format!("{path}:{} holds a {prefix}... secret", files::line_of(bytes, at))),
        );
    }
    if !found.is_empty() {
        bail!("a secret does not belong in a file; mint one where it is needed:\n- {}", found.join("\n- "));
    }
    say::line(format!("   {} files, no secret", contents.len()));
    Ok(())
}

/// Where whole secrets start, and which kind. What is found is never printed.
fn find(bytes: &[u8]) -> impl Iterator<Item = (usize, &'static str)> {
    (0..bytes.len()).filter_map(move |at| {
        let prefix = PREFIXES.iter().find(|prefix| bytes[at..].starts_with(prefix.as_bytes()))?;
        let digits = bytes[at + prefix.len()..].iter().take(DIGITS).filter(|byte| byte.is_ascii_hexdigit());
        (digits.count() == DIGITS).then_some((at, *prefix))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together when the test runs, so that this file itself holds no secret.
    fn secret(prefix: &str, digits: usize) -> String {
        format!("{prefix}{}", "0123456789abcdef".repeat(8).split_at(digits).0)
    }

    #[test]
    fn each_kind_of_secret_is_found_with_its_line() {
        for prefix in PREFIXES {
            let text = format!("first\n  key = \"{}\"\n", secret(prefix, 64));
            let found: Vec<_> = find(text.as_bytes()).collect();
            assert_eq!(found.len(), 1, "a {prefix} secret must be found");
            assert_eq!(files::line_of(text.as_bytes(), found[0].0), 2, "a person must be sent to the right line");
        }
    }

    #[test]
    fn a_secret_among_bytes_that_are_no_text_is_found() {
        let mut bytes = vec![0xff, 0x00, 0xfe];
        bytes.extend(secret("ck_live_", 64).into_bytes());
        assert_eq!(find(&bytes).count(), 1, "a database file holds it like this");
    }

    #[test]
    fn a_hint_a_prefix_and_a_short_one_are_no_secrets() {
        let texts = [secret("ck_live_", 63), "ck_sandbox_…a1b2".to_owned(), "ck_live_".to_owned(), secret("", 64)];
        for text in texts {
            assert_eq!(find(text.as_bytes()).count(), 0, "{text} can call nothing");
        }
    }
}
