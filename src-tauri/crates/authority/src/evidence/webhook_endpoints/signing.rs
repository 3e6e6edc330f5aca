//! An endpoint's secrets: sealed when they are made, opened when something is signed.

use keys::{Secret, Timestamp};

use crate::{Failure, Seal, evidence::Evidence};

/// The sealed secrets of an endpoint as they lie in the store.
#[derive(Clone, Debug, Default)]
pub struct Sealed {
    /// The one that counts; nothing when it was made without a sealing key.
    pub current: Option<Vec<u8>>,
    /// The one before, after a rotation.
    pub previous: Option<Vec<u8>>,
    /// When the one before stops counting.
    pub previous_ends_at: Option<Timestamp>,
}

/// What is sealed is bound to its endpoint's row.
fn context(endpoint_id: &str) -> String {
    format!("webhook/{endpoint_id}")
}

impl Evidence {
    /// Seals a new secret for an endpoint; nothing when this authority has no sealing key.
    ///
    /// # Errors
    /// The seal's refusal.
    pub(super) fn seal_secret(&self, endpoint_id: &str, secret: &Secret) -> Result<Option<Vec<u8>>, Failure> {
        let Some(seal) = &self.ground.seal else { return Ok(None) };
        Ok(Some(seal.seal(&self.ground.ambient, &context(endpoint_id), secret.expose().as_bytes())?))
    }
}

/// The secrets that sign at this moment, the newest first. None when they are not sealed, or not with this key.
pub fn open_secrets(seal: Option<&Seal>, endpoint_id: &str, sealed: &Sealed, now: Timestamp) -> Vec<Secret> {
    let overlaps = sealed.previous_ends_at.is_some_and(|end| now < end);
    let previous = sealed.previous.as_ref().filter(|_| overlaps);
    let open = |bytes: &Vec<u8>| {
        let plain = seal?.open(&context(endpoint_id), bytes).ok()?;
        Some(Secret::new(std::str::from_utf8(&plain).ok()?.to_owned()))
    };
    let Some(current) = sealed.current.as_ref().and_then(open) else { return Vec::new() };
    std::iter::once(current).chain(previous.and_then(open)).collect()
}

#[cfg(test)]
mod tests {
    use keys::Ambient;

    use super::*;

    #[test]
    fn the_previous_secret_signs_until_the_overlap_ends_and_not_at_its_end() {
        let ambient = Ambient::system();
        let seal = Seal::from_secret(&Seal::mint(&ambient)).unwrap();
        let sealed = |text: &str| Some(seal.seal(&ambient, &context("wep_1"), text.as_bytes()).unwrap());
        let end = Timestamp::from_millis(1000);
        let row = Sealed { current: sealed("new"), previous: sealed("old"), previous_ends_at: Some(end) };
        let at = |millis, endpoint: &str| -> Vec<String> {
            let secrets = open_secrets(Some(&seal), endpoint, &row, Timestamp::from_millis(millis));
            secrets.iter().map(|secret| secret.expose().to_owned()).collect()
        };
        assert_eq!(at(999, "wep_1"), ["new", "old"], "the newest first");
        assert_eq!(at(1000, "wep_1"), ["new"], "the overlap is over at its end");
        assert!(at(999, "wep_2").is_empty(), "a secret moved to another endpoint's row signs nothing");
        assert!(open_secrets(None, "wep_1", &row, end).is_empty(), "without the sealing key nothing is signed");
    }
}
