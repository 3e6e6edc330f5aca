//! Find the key of a secret that leaked, and report it.

use keys::{Secret, mint};

use crate::{App, Code, Failure, KeyRef, view::LeakView};

impl App {
    /// Finds the key of the secret in a text, and reports that it leaked: an urgent alert stands until the key has ended. The
    /// secret stays here; what is sent is its digest.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where there is no secret in the text, [`Code::NotFound`] when it is none of the organization's,
    /// a missing place, a role that may not, or the place's trouble.
    pub async fn report_leak(&self, connection: &str, found: &Secret, place: &str) -> Result<LeakView, Failure> {
        let secret = mint::find_secret(found.expose())
            .ok_or_else(|| Failure::invalid("/found", "There is no secret of a key in what was copied."))?;
        let authority = self.authority(connection).await?;
        let reported = authority.report_leak(&secret.digest(), place).await.map_err(|error| {
            let failure = self.explain(error);
            if failure.code == Code::NotFound {
                return Failure { message: "No key of this organization has this secret.".to_owned(), ..failure };
            }
            failure
        })?;
        let key = self.get_key(&KeyRef::new(connection, &reported.key_id)).await?;
        Ok(LeakView { key, still_usable: reported.still_usable, reported_at: reported.reported_at })
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        Environment, KeyState,
        mint::mint_secret,
        wire::{self, LeakReported},
    };

    use super::*;
    use crate::scripted::{Scripted, ambient, key, now};

    const REPORT: &str = "POST /v1/leaks";

    #[tokio::test]
    async fn the_key_of_a_leaked_secret_is_found_and_the_secret_itself_is_sent_nowhere() {
        let (place, key) = (Scripted::open().await, key("payouts", Environment::Live, KeyState::Active));
        let secret = mint_secret(Environment::Live, &ambient());
        place.answer(REPORT, &LeakReported { key_id: key.id.clone(), still_usable: true, reported_at: now() });
        place.answer(&format!("GET /v1/keys/{}", key.id), &key);
        let line = Secret::new(format!("export KEY='{}' # prod\n", secret.expose()));
        let leak = place.app.report_leak(&place.here, &line, "a public repository").await.unwrap();
        assert_eq!((leak.key.key.id, leak.still_usable), (key.id, true));
        let sent = place.deeds().remove(0).body;
        let body = serde_json::json!({ "digest": secret.digest().to_hex(), "place": "a public repository" });
        assert_eq!(sent, body);
    }

    #[tokio::test]
    async fn what_is_no_secret_is_not_sent_and_whose_secret_it_is_not_is_said() {
        let place = Scripted::open().await;
        let none = Secret::new("ck_live_short".to_owned());
        let failure = place.app.report_leak(&place.here, &none, "a chat").await.unwrap_err();
        assert_eq!((failure.code, failure.fields[0].pointer.as_str()), (Code::InvalidInput, "/found"));
        assert!(place.deeds().is_empty());
        place.refuse(REPORT, wire::Code::NotFound);
        let strange = mint_secret(Environment::Sandbox, &ambient());
        let failure = place.app.report_leak(&place.here, &strange, "a chat").await.unwrap_err();
        assert_eq!(failure.code, Code::NotFound);
        assert!(!failure.message.contains(strange.expose()));
    }
}
