//! Codes of six digits that change each half minute (RFC 6238), and the backup codes for a lost device.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use keys::{Ambient, Digest, Timestamp};
use sha1::Sha1;
use zeroize::Zeroizing;

/// Bytes of a secret: as long as SHA-1's answer, as RFC 4226 advises.
pub const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;
/// Backup codes that a member gets.
pub const BACKUP_CODES: usize = 10;
/// Random bytes of a backup code: 80 bits, so that a plain digest of one is enough.
const BACKUP_BYTES: usize = 10;

/// The step that a code is right for: the present one or a neighbour, for clocks that differ; never one that was used
/// already, nor one before it.
pub fn matching_step(secret: &[u8], code: &str, now: Timestamp, last_step: Option<i64>) -> Option<i64> {
    let present = now.as_millis().div_euclid(STEP_SECONDS * 1000);
    let right = |step: &i64| code_at(secret, *step).is_some_and(|expected| is_same(&expected, code));
    let mut steps = (present - 1)..=(present + 1);
    steps.find(|step| last_step.is_none_or(|last| *step > last) && right(step))
}

/// The six digits of a step.
fn code_at(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&u64::try_from(step).ok()?.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 15);
    let four: [u8; 4] = hash.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// Compares without telling by its time where the first difference is.
fn is_same(expected: &str, presented: &str) -> bool {
    let differs = |(a, b): (u8, u8)| a ^ b;
    expected.len() == presented.len()
        && expected.bytes().zip(presented.bytes()).map(differs).fold(0, |all, one| all | one) == 0
}

/// What a person typed, without the spaces and dashes that codes are read in groups with.
pub fn typed(code: &str) -> Zeroizing<String> {
    let kept = code.chars().filter(|c| !c.is_whitespace() && *c != '-').take(64);
    Zeroizing::new(kept.map(|c| c.to_ascii_uppercase()).collect())
}

/// Whether what was typed is a code of six digits; otherwise it is taken for a backup code.
pub fn is_six_digits(typed: &str) -> bool {
    typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit())
}

/// A new secret.
pub fn mint_totp_secret(ambient: &Ambient) -> Zeroizing<[u8; SECRET_BYTES]> {
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    ambient.fill(secret.as_mut_slice());
    secret
}

/// A new backup code, in groups of four.
pub fn mint_backup_code(ambient: &Ambient) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; BACKUP_BYTES]);
    ambient.fill(bytes.as_mut_slice());
    let letters = base32(bytes.as_slice());
    let groups: Vec<&str> = (0..4).filter_map(|group| letters.get(group * 4..group * 4 + 4)).collect();
    Zeroizing::new(groups.join("-"))
}

/// What is kept of a backup code, bound to its member.
pub fn backup_digest(member_id: &str, typed: &str) -> Digest {
    Digest::of(&Zeroizing::new(format!("{member_id}/{typed}")))
}

/// Base 32 as authenticators read it (RFC 4648, without padding).
pub fn base32(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(BASE32_NOPAD.encode_len(bytes.len())));
    BASE32_NOPAD.encode_append(bytes, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 6238, appendix B (SHA-1), cut to six digits.
    const KNOWN: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn the_codes_of_the_standard_are_right() {
        for (seconds, code) in KNOWN {
            assert_eq!(matching_step(SECRET, code, at(seconds), None), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn base32_is_the_standards() {
        assert_eq!(base32(b"foobar").as_str(), "MZXW6YTBOI");
        assert_eq!(base32(b"fooba").as_str(), "MZXW6YTB");
        assert_eq!(base32(SECRET).len(), 32);
    }

    #[test]
    fn a_backup_code_is_read_however_it_is_typed() {
        let code = mint_backup_code(&Ambient::system());
        assert_eq!(code.len(), 19, "four groups of four: 80 bits");
        let spoken = code.to_lowercase().replace('-', " ");
        assert_eq!(typed(&spoken), typed(&code));
        assert!(!is_six_digits(&typed(&code)));
        assert_ne!(backup_digest("usr_1", &typed(&code)), backup_digest("usr_2", &typed(&code)));
    }

    proptest! {
        #[test]
        fn a_code_is_good_for_its_step_and_the_neighbours_and_once(seconds in 60i64..4_000_000_000, off in -5i64..=5) {
            let step = seconds / 30;
            let code = code_at(SECRET, step + off).unwrap();
            let found = matching_step(SECRET, &code, at(seconds), None);
            if off.abs() <= 1 {
                prop_assert!(found.is_some());
                let used = found.unwrap();
                prop_assert_eq!(matching_step(SECRET, &code, at(seconds), Some(used)).filter(|again| *again == used), None);
            } else if let Some(found) = found {
                // Two steps may have the same six digits by chance.
                prop_assert_eq!(code_at(SECRET, found), Some(code));
            }
        }

        #[test]
        fn nothing_typed_panics(code in ".*", seconds: i32) {
            let _ = matching_step(SECRET, &typed(&code), at(seconds.into()), None);
        }
    }
}
