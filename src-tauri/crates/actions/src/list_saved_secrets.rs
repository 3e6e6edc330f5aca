//! What was saved in the keychain.

use crate::{App, Failure, journal::SavedSecret, view::SavedSecretView};

impl App {
    /// What was saved, and whether the keychain still has it.
    ///
    /// # Errors
    /// The journal's trouble. A keychain that cannot be asked is part of the answer.
    pub async fn list_saved_secrets(&self) -> Result<Vec<SavedSecretView>, Failure> {
        let saved = self.shared.journal.saved_secrets().map_err(|error| self.journal_failure(error))?;
        let mut views = Vec::with_capacity(saved.len());
        for record in saved {
            let present = self.is_present(&record).await?;
            views.push(SavedSecretView {
                key: record.key,
                name: record.name,
                environment: record.environment,
                hint: record.hint,
                saved_at: record.saved_at,
                present,
            });
        }
        Ok(views)
    }

    async fn is_present(&self, record: &SavedSecret) -> Result<Option<bool>, Failure> {
        match self.read_saved(record).await {
            Ok(found) => Ok(Some(found.is_some())),
            Err(failure) if failure.code.is_of_the_keychain() => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState};
    use vault::KeychainStatus;

    use crate::{
        scripted::{Scripted, key},
        secret::secret_item,
    };

    /// Of each it is said whether the keychain has it now; a keychain that cannot be asked is no loss.
    #[tokio::test]
    async fn what_is_there_what_is_lost_and_what_nobody_knows_are_three_things() {
        let place = Scripted::open().await;
        let [there, gone] = ["there", "gone"].map(|name| key(name, Environment::Live, KeyState::Active));
        let secret = place.save(&there).await;
        place.save(&gone).await;
        place.keychain.lose(&secret_item(&place.key_ref(&gone)).unwrap());
        place.keychain.set_status(KeychainStatus::Locked);
        let present = async || {
            let mut list = place.app.list_saved_secrets().await.unwrap();
            list.sort_by(|a, b| a.name.cmp(&b.name));
            let shown = serde_json::to_string(&list).unwrap();
            assert!(!shown.contains(secret.expose()), "a view goes into a page");
            list.into_iter().map(|view| (view.name, view.present)).collect::<Vec<_>>()
        };
        assert_eq!(present().await, [("gone".to_owned(), None), ("there".to_owned(), None)]);
        place.keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
        assert_eq!(present().await, [("gone".to_owned(), Some(false)), ("there".to_owned(), Some(true))]);
    }
}
