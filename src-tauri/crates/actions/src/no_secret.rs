//! Texts that somebody writes or looks for, before they are kept or sent: people paste a whole key by mistake.

use keys::{
    redact::redact,
    wire::{Complaint, FieldCode},
};

use crate::Failure;

const HOLDS_A_SECRET: &str = "This holds a secret. Find its key by the last four characters, its name or its ID.";

/// What is looked for. Whoever looks for a leaked key pastes it whole. It is not sent: addresses are written down by whatever is
/// in between.
pub(crate) fn check_search(pointer: &str, text: &str) -> Result<(), Failure> {
    check_no_secret(pointer, text, HOLDS_A_SECRET)
}

/// A text where no secret belongs; `otherwise` is the sentence that says so.
pub(crate) fn check_no_secret(pointer: &str, text: &str, otherwise: &str) -> Result<(), Failure> {
    if redact(text) == text {
        return Ok(());
    }
    Err(Failure::invalid(pointer, Complaint::of(FieldCode::HoldsASecret, otherwise)))
}

#[cfg(test)]
mod tests {
    use keys::{Ambient, Environment, mint::mint_secret};

    use super::*;
    use crate::Code;

    #[test]
    fn a_text_that_holds_a_secret_is_refused_and_not_told_back() {
        let secret = mint_secret(Environment::Live, &Ambient::system());
        let body = secret.expose().trim_start_matches(Environment::Live.key_prefix());
        for text in [secret.expose(), &format!("export KEY={}", secret.expose()), body] {
            let failure = check_search("/search", text).unwrap_err();
            assert_eq!(failure.code, Code::InvalidInput);
            assert_eq!(
                (failure.fields[0].pointer.as_str(), failure.fields[0].code),
                ("/search", FieldCode::HoldsASecret)
            );
            assert!(!format!("{failure:?}").contains(&body[..8]), "a failure is shown and logged");
        }
    }

    #[test]
    fn hints_names_and_ids_are_looked_for() {
        let id = keys::mint::mint_id("key", &Ambient::system());
        for text in ["", "ck_live_…9f2c", "billing", id.as_str()] {
            assert!(check_search("/search", text).is_ok(), "{text}");
        }
    }
}
