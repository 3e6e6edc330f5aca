//! How a delivery is signed (Conduit Financial sheet, section 11).

use hmac::{Hmac, KeyInit, Mac};
use keys::{Secret, Timestamp};
use sha2::Sha256;

/// The header that carries the signature.
pub const SIGNATURE: &str = "x-conduit-signature";

/// The header's value: `t=<unix seconds>,v1=<hex>[,v1=<hex>]`, one `v1` a secret, the newest first. Signed is
/// `<unix seconds>.<raw body>`, so that neither an old body nor an old moment can be passed off as a new one. The key of
/// the HMAC is the whole secret as it was shown, `whsec_` included (ours: the sheet does not say).
pub fn sign(secrets: &[Secret], at: Timestamp, body: &[u8]) -> String {
    let seconds = at.as_millis().div_euclid(1000);
    let mut value = format!("t={seconds}");
    for secret in secrets {
        if let Some(code) = authenticate(secret, seconds, body) {
            value.push_str(",v1=");
            value.push_str(&code);
        }
    }
    value
}

/// HMAC takes a key of any length, so there is always a code.
fn authenticate(secret: &Secret, seconds: i64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).ok()?;
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_known_message_has_its_known_signature() {
        // Computed apart from this program: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
        let value = sign(&[secret("whsec_test")], Timestamp::from_millis(1_700_000_000_999), br#"{"a":1}"#);
        assert_eq!(value, KNOWN, "seconds, a dot, the raw body");
    }

    const KNOWN: &str = "t=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789";

    #[test]
    fn two_secrets_give_two_signatures_the_newest_first() {
        let at = Timestamp::from_millis(1_000);
        let both = sign(&[secret("new"), secret("old")], at, b"x");
        let alone = |text: &str| sign(&[secret(text)], at, b"x").replace("t=1,", "");
        assert_eq!(both, format!("t=1,{},{}", alone("new"), alone("old")), "each as if it stood alone");
    }

    proptest! {
        #[test]
        fn another_body_moment_or_secret_has_another_signature(
            body: Vec<u8>, other: Vec<u8>, at in 0i64..4_000_000_000, later in 1i64..1_000_000, text in "[a-z]{8}",
        ) {
            let sign_at = |text: &str, at: i64, body: &[u8]| {
                sign(&[secret(text)], Timestamp::from_millis(at * 1000), body).split_once(",v1=").unwrap().1.to_owned()
            };
            let signed = sign_at(&text, at, &body);
            prop_assert_ne!(&signed, &sign_at(&text, at + later, &body), "the moment is signed");
            prop_assert_ne!(&signed, &sign_at(&format!("{text}x"), at, &body), "the secret is the key");
            if body != other {
                prop_assert_ne!(signed, sign_at(&text, at, &other), "the body is signed");
            }
        }
    }
}
