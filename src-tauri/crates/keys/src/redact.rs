//! Taking out what looks like a secret, from what clients send and we keep: people put keys into paths and ids.

use std::borrow::Cow;

/// What stands in place of it.
const HIDDEN: &str = "(hidden)";
/// A run of hexadecimal digits so long is a secret of somebody's. A trace id has 32, which people search for.
const HEX_LENGTH_MIN: usize = 48;
/// So many characters behind a secret's prefix are more than a word.
const BODY_LENGTH_MIN: usize = 16;

/// The text without what looks like a secret of ours or of another place.
pub fn redact(text: &str) -> Cow<'_, str> {
    if !words(text).any(is_secret) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(word) = words(rest).next() {
        let begin = word.as_ptr() as usize - rest.as_ptr() as usize;
        clean.push_str(&rest[..begin]);
        clean.push_str(if is_secret(word) { HIDDEN } else { word });
        rest = &rest[begin + word.len()..];
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn is_secret(word: &str) -> bool {
    let bytes = word.as_bytes();
    let hex = bytes.len() >= HEX_LENGTH_MIN && bytes.iter().all(u8::is_ascii_hexdigit);
    // Every prefix ends in an underscore, which most words do not have.
    hex || bytes.contains(&b'_') && behind_prefix(word).is_some_and(|body| body.len() >= BODY_LENGTH_MIN)
}

/// What stands behind the prefix of a secret, wherever in the word it begins. In the middle of a word that people write,
/// as in `task_runner` or `back_office`, it counts when it ends in what nobody writes.
fn behind_prefix(word: &str) -> Option<&str> {
    const PREFIXES: [&str; 10] = ["ck_", "ckm_", "cka_", "ckr_", "cki_", "ckd_", "cks_", "whsec_", "sk_", WORD_PREFIX];
    /// One that people write as a word, too.
    const WORD_PREFIX: &str = "conduit_";
    let is_in_a_word = |at: usize| word[..at].ends_with(|c: char| c.is_ascii_lowercase());
    let behind = |prefix: &&str| {
        let found = word.match_indices(*prefix).map(|(at, _)| (at, &word[at + prefix.len()..]));
        let counts = |at: usize, body: &str| (*prefix != WORD_PREFIX && !is_in_a_word(at)) || is_random(body);
        found.filter(|(at, body)| counts(*at, body)).map(|(_, body)| body).max_by_key(|body| body.len())
    };
    PREFIXES.iter().filter_map(behind).max_by_key(|body| body.len())
}

/// Whether a body ends in a long run of letters with a digit among them.
fn is_random(body: &str) -> bool {
    let last = body.rsplit('_').next().unwrap_or_default();
    last.len() >= BODY_LENGTH_MIN && last.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Environment, mint};

    #[test]
    fn a_secret_is_taken_out_wherever_it_stands() {
        let ambient = Ambient::system();
        for environment in Environment::ALL {
            let secret = mint::mint_secret(environment, &ambient);
            let body = &secret.expose()[environment.key_prefix().len()..];
            let around = |before: &str, after: &str| format!("{before}{}{after}", secret.expose());
            for text in [around("/v2/x/", "/y"), around("a=", "&b"), around("thekey", ""), body.to_owned()] {
                let clean = redact(&text);
                assert!(!clean.contains(&body[..20]) && clean.contains(HIDDEN), "{clean}");
            }
        }
        assert_eq!(redact(&format!("/v2/{}/y", mint::mint_token(&ambient).expose())), "/v2/(hidden)/y");
    }

    #[test]
    fn what_people_search_for_stays() {
        for text in [
            "/v2/customers/cus_4fZk2Qw9Lr7Tn1Xc8Vb3Md",
            "0af7651916cd43dd8448eb211c80319c",
            "018f3f5e-1b2c-7abc-8def-0123456789ab",
            "order:2026-01-15.retry_2",
            "task_runner_for_billing",
            "back_office_reconciliation",
            "conduit_payments_integration",
            "",
            "ü/ck_",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = redact(&text);
        }
    }

    use crate::Ambient;
}
