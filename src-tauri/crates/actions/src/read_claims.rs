//! Read what a key says of itself. Nobody but its service can check that, so that it proves nothing.

use data_encoding::BASE64URL_NOPAD;
use keys::{Secret, redact::redact};
use providers::capability::Operation;
use serde_json::{Map, Value};

use crate::{
    App, Failure, KeyRef,
    view::{ClaimView, ClaimsView},
};

/// What is told of one at most, and of how many.
const LENGTH_MAX: usize = 120;
const CLAIMS_MAX: usize = 40;

impl App {
    /// The claims in the payload of a key whose secret is kept on this computer and is a signed token; none where they cannot
    /// be read. The signature, without which nobody can use the token, is left where it is.
    ///
    /// # Errors
    /// [`crate::Code::NotAllowed`] where keys are no tokens, [`crate::Code::SecretGone`], or the keychain's trouble.
    pub async fn read_claims(&self, key: &KeyRef) -> Result<ClaimsView, Failure> {
        let environment = self.get_key(key).await?.key.environment;
        self.check_possible(&key.connection, Some(environment), Operation::ReadClaims).await?;
        let secret = self.secret_for_copy(key).await?;
        Ok(ClaimsView { claims: claims_of(&secret) })
    }
}

/// How the prefix and the token are joined is not documented, so the token is looked for: three parts with dots between.
fn claims_of(secret: &Secret) -> Option<Vec<ClaimView>> {
    let parts: Vec<&str> = secret.expose().split('.').collect();
    let [_, payload, signature] = parts[..] else { return None };
    let decoded = zeroize::Zeroizing::new(BASE64URL_NOPAD.decode(payload.as_bytes()).ok()?);
    let claims: Map<String, Value> = serde_json::from_slice(&decoded).ok()?;
    let view = |(name, value): (String, Value)| {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        // Whoever made the token may have put anything into it.
        let shown = |text: &str| {
            let is_telling = redact(text) == text && !text.contains(signature);
            let plain = text.chars().filter(|letter| is_telling && !letter.is_control());
            plain.take(LENGTH_MAX).collect::<String>()
        };
        ClaimView { name: shown(&name), value: shown(&text) }
    };
    Some(claims.into_iter().take(CLAIMS_MAX).map(view).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(payload: &str) -> Secret {
        let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        Secret::new(format!("sk_conductor_{}.{}.{}", part(r#"{"alg":"HS256"}"#), part(payload), part("a signature")))
    }

    #[test]
    fn a_payload_is_told_and_the_signature_is_not() {
        let claims = claims_of(&token(r#"{"sub":"proj_1","iat":1780000000,"nested":{"a":[1]}}"#)).unwrap();
        let told: Vec<_> = claims.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
        assert_eq!(told, [("iat", "1780000000"), ("nested", r#"{"a":[1]}"#), ("sub", "proj_1")]);
        let signature = BASE64URL_NOPAD.encode(b"a signature");
        let repeats = claims_of(&token(&format!(r#"{{"x":"{signature}"}}"#))).unwrap();
        assert_eq!(repeats[0].value, "", "nothing that would make the token usable");
        let long = claims_of(&token(&format!(r#"{{"x":"{}"}}"#, "a ".repeat(500)))).unwrap();
        assert_eq!(long[0].value.chars().count(), LENGTH_MAX);
    }

    #[test]
    fn what_is_no_token_is_said_to_be_unreadable() {
        for text in ["sk_live_abcdef", "sk_conductor_a.b", "sk_conductor_a.!!!.c", "a.W10.c", "a.b.c.d"] {
            assert_eq!(claims_of(&Secret::new(text.to_owned())), None, "{text}");
        }
    }
}
