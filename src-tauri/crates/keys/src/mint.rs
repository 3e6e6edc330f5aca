//! Making secrets and ids from random bytes.

use crate::{Ambient, Environment, Secret};

/// Random bytes in a secret: 28, so 224 bits (design, section 6).
const RANDOM_BYTES: usize = 28;
/// Hex characters after the prefix (Conduit Financial sheet, section 2).
pub const BODY_LENGTH: usize = 64;

/// The first of this service's secrets in a text, which may be a whole line of somebody's file.
pub fn find_secret(text: &str) -> Option<Secret> {
    let found = Environment::ALL.into_iter().find_map(|environment| {
        let prefix = environment.key_prefix();
        let mut places = text.match_indices(prefix).map(|(at, _)| at);
        places.find_map(|at| {
            let found = text.get(at..at + prefix.len() + BODY_LENGTH)?;
            // Whoever writes of the prefix has not written a secret yet.
            found[prefix.len()..].bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(found)
        })
    });
    found.map(|secret| Secret::new(secret.to_owned()))
}
/// The prefix of a management token. Ours: the vendor documents no such thing.
pub const TOKEN_PREFIX: &str = "ckm_";
/// The prefix of a webhook signing secret (Conduit Financial sheet, section 11).
pub const WEBHOOK_SECRET_PREFIX: &str = "whsec_";
/// The prefix of a session's access token; this one and those below are ours too.
pub const ACCESS_PREFIX: &str = "cka_";
/// The prefix of a session's refresh token.
pub const REFRESH_PREFIX: &str = "ckr_";
/// The prefix of an invitation.
pub const INVITATION_PREFIX: &str = "cki_";
/// The prefix of a device token: it proves that this device signed in before, and nothing else.
pub const DEVICE_PREFIX: &str = "ckd_";
/// The prefix of a sealing key in its file.
pub const SEALING_PREFIX: &str = "cks_";
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH: usize = 22;

/// A new key secret for the environment: its prefix and 64 hex characters, the last eight of them the CRC-32 of all
/// that precedes, prefix included.
pub fn mint_secret(environment: Environment, ambient: &Ambient) -> Secret {
    mint_with_prefix(environment.key_prefix(), ambient)
}

/// A new management token.
pub fn mint_token(ambient: &Ambient) -> Secret {
    mint_with_prefix(TOKEN_PREFIX, ambient)
}

/// A new webhook signing secret: `whsec_` and 64 hex characters.
pub fn mint_webhook_secret(ambient: &Ambient) -> Secret {
    mint_with_prefix(WEBHOOK_SECRET_PREFIX, ambient)
}

/// A new secret of any other kind: the prefix, 224 random bits and the checksum.
pub fn mint_with_prefix(prefix: &str, ambient: &Ambient) -> Secret {
    let mut random = zeroize::Zeroizing::new([0; RANDOM_BYTES]);
    ambient.fill(random.as_mut_slice());
    // One allocation of the final size: a growing String would leave pieces of the secret behind in freed memory.
    let mut text = String::with_capacity(prefix.len() + BODY_LENGTH);
    text.push_str(prefix);
    for byte in random.iter() {
        push_hex(&mut text, *byte);
    }
    for byte in crc32fast::hash(text.as_bytes()).to_be_bytes() {
        push_hex(&mut text, byte);
    }
    Secret::new(text)
}

fn push_hex(text: &mut String, byte: u8) {
    for nibble in [byte >> 4, byte & 15] {
        text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
    }
}

/// Whether the text has the length, alphabet and checksum of a secret that this program minted with the prefix. Only
/// the authority may ask: other issuers' keys carry no checksum.
pub fn is_well_formed(presented: &str, prefix: &str) -> bool {
    let Some(body) = presented.strip_prefix(prefix) else { return false };
    if body.len() != BODY_LENGTH || !body.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return false;
    }
    let (text, checksum) = presented.split_at(presented.len() - 8);
    u32::from_str_radix(checksum, 16) == Ok(crc32fast::hash(text.as_bytes()))
}

/// A new id: the prefix, an underscore, and 22 base-62 characters (Conduit Financial sheet, section 8.2). Bytes that
/// would favour some characters are drawn again (desktop-security sheet, section 8).
pub fn mint_id(prefix: &str, ambient: &Ambient) -> String {
    let mut id = String::with_capacity(prefix.len() + 1 + ID_LENGTH);
    id.push_str(prefix);
    id.push('_');
    while id.len() < prefix.len() + 1 + ID_LENGTH {
        let mut bytes = [0; 32];
        ambient.fill(&mut bytes);
        let room = prefix.len() + 1 + ID_LENGTH - id.len();
        id.extend(bytes.iter().filter(|b| **b < 248).take(room).map(|b| char::from(BASE62[usize::from(b % 62)])));
    }
    id
}

/// Whether the text has the form of an id with the prefix.
pub fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .is_some_and(|body| body.len() == ID_LENGTH && body.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Timestamp;

    fn seeded(seed: u64) -> Ambient {
        let state = std::sync::Mutex::new(seed);
        Ambient::new(
            || Timestamp::from_millis(0),
            move |bytes| {
                let mut state = state.lock().unwrap();
                for byte in bytes {
                    *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    *byte = (*state >> 33) as u8;
                }
            },
        )
    }

    #[test]
    fn a_secret_has_the_documented_form() {
        for (environment, length) in [(Environment::Live, 72), (Environment::Sandbox, 75)] {
            let secret = mint_secret(environment, &seeded(7));
            assert_eq!(secret.expose().len(), length, "prefix and 64 hex characters");
            assert!(is_well_formed(secret.expose(), environment.key_prefix()));
        }
    }

    #[test]
    fn two_secrets_differ() {
        let ambient = Ambient::system();
        assert_ne!(mint_token(&ambient).expose(), mint_token(&ambient).expose());
    }

    proptest! {
        #[test]
        fn one_changed_character_is_noticed(seed: u64, at in 11usize..75, to in 0u8..16) {
            let secret = mint_secret(Environment::Sandbox, &seeded(seed));
            let mut bytes = secret.expose().as_bytes().to_vec();
            let changed = b"0123456789abcdef"[usize::from(to)];
            prop_assume!(bytes[at] != changed);
            bytes[at] = changed;
            let text = String::from_utf8(bytes).unwrap();
            prop_assert!(!is_well_formed(&text, "ck_sandbox_"), "CRC-32 finds every single-character error");
        }

        #[test]
        fn any_text_is_judged_without_panic(text in ".*") {
            prop_assert!(!is_well_formed(&text, "ck_live_"), "random text does not carry a checksum");
        }

        #[test]
        fn an_id_has_the_documented_form(seed: u64) {
            let id = mint_id("key", &seeded(seed));
            prop_assert!(is_id(&id, "key"), "{id}");
            prop_assert!(!is_id(&id, "org"));
        }
    }

    #[test]
    fn a_secret_is_found_in_a_text_that_also_speaks_of_its_prefix() {
        let secret = mint_secret(Environment::Live, &seeded(7));
        let text = format!("Keys begin with ck_live_ or ck_sandbox_; mine was {} (sorry)", secret.expose());
        assert_eq!(find_secret(&text).map(|found| found.digest()), Some(secret.digest()));
        for none in ["", "ck_live_", "ck_live_é", &"ck_live_".repeat(100_000)] {
            assert!(find_secret(none).is_none());
        }
    }
}
