//! Keep the publishable key of a project: no secret, the same for ever, shown and copied, and never revoked.

use keys::wire::{Complaint, FieldCode};
use providers::capability::Operation;

use crate::{App, Failure, view::ProjectView};

/// Characters at least and at most, by no documented rule: enough to tell a key from a slip of the hand.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=2_000;

impl App {
    /// What is kept of the project that a connection leads to.
    ///
    /// # Errors
    /// [`crate::Code::NotAllowed`] where there are no projects, or the journal's trouble.
    pub async fn get_project(&self, connection: &str) -> Result<ProjectView, Failure> {
        self.check_possible(connection, None, Operation::KeepPublishableKey).await?;
        let publishable_key = self.shared.journal.publishable_key(connection);
        Ok(ProjectView { publishable_key: publishable_key.map_err(|error| self.journal_failure(error))? })
    }

    /// Keeps it, in the place of one that was kept; an empty one is forgotten.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for what cannot be one, a secret key above all, and then nothing is kept.
    pub async fn set_publishable_key(&self, connection: &str, key: &str) -> Result<ProjectView, Failure> {
        let service = self.service_at(connection)?;
        self.check_possible(connection, None, Operation::KeepPublishableKey).await?;
        let key = key.trim();
        let wrong = |complaint| Err(Failure::invalid("/key", complaint));
        if !key.is_empty() {
            if service.is_secret_key(key) {
                return wrong(Complaint::of(FieldCode::ASecretKey, "This is a secret key. Add it as a key instead."));
            }
            let is_plain = LENGTH.contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
            if !is_plain || !service.is_publishable_key(key) {
                return wrong(Complaint::of(
                    FieldCode::NotAPublishableKey,
                    "A publishable key begins with pk_ and has no spaces.",
                ));
            }
        }
        let kept = self.shared.journal.keep_publishable_key(connection, key);
        kept.map_err(|error| self.journal_failure(error))?;
        self.get_project(connection).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, scripted::Scripted, view::AddService};

    #[tokio::test]
    async fn a_publishable_key_is_kept_with_its_project_and_a_secret_one_is_not_taken_for_it() {
        let place = Scripted::open().await;
        let add = async |service: &str, name: &str| {
            let asked = AddService { service: service.to_owned(), name: name.to_owned(), hosts: Vec::new() };
            place.app.add_service(asked).await.unwrap().id
        };
        let (testing, other) = (add("conductor", "testing").await, add("conductor", "production").await);
        let key = format!("pk_conductor_{}", "a1".repeat(12));
        let keep = async |key: &str| place.app.set_publishable_key(&testing, key).await;
        assert_eq!(keep(&format!(" {key}\n")).await.unwrap().publishable_key.as_deref(), Some(key.as_str()));
        assert_eq!(place.app.get_project(&other).await.unwrap().publishable_key, None, "each project has its own");
        let secret = format!("sk_conductor_{}", "a1".repeat(12));
        for (wrong, code) in [
            (secret.as_str(), FieldCode::ASecretKey),
            ("pk_1", FieldCode::NotAPublishableKey),
            ("pk_conductor_a b c d", FieldCode::NotAPublishableKey),
            ("something else", FieldCode::NotAPublishableKey),
        ] {
            let failure = keep(wrong).await.unwrap_err();
            assert_eq!((failure.fields[0].pointer.as_str(), failure.fields[0].code), ("/key", code), "{wrong}");
        }
        assert_eq!(place.app.get_project(&testing).await.unwrap().publishable_key, Some(key), "nothing was lost");
        assert_eq!(keep("").await.unwrap().publishable_key, None);
        assert!(place.asked().is_empty(), "nothing is sent");
        let elsewhere = add("conduit-im", "").await;
        assert_eq!(place.app.get_project(&elsewhere).await.unwrap_err().code, Code::NotAllowed);
    }
}
