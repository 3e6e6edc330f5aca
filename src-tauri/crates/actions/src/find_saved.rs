//! Find a saved secret by the id of its key alone.

use crate::{App, Code, Failure, KeyRef};

impl App {
    /// The one saved secret of a key with this id, for whoever knows a key by its id alone.
    ///
    /// # Errors
    /// [`Code::NotFound`], or [`Code::InvalidInput`] when several connections have one.
    pub fn find_saved(&self, key_id: &str) -> Result<KeyRef, Failure> {
        let mut found = self.shared.journal.saved_with_id(key_id).map_err(|error| self.journal_failure(error))?;
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only.key),
            (None, _) => Err(self.fail(Code::NotFound, "No secret of this key was saved here.")),
            (Some(_), false) => Err(self.fail(
                Code::InvalidInput,
                "Several connections have a saved secret of a key with this id; say which connection.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState};

    use super::*;
    use crate::{
        journal::SavedSecret,
        scripted::{Scripted, key},
    };

    #[tokio::test]
    async fn an_id_that_two_places_have_is_not_guessed() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Active));
        assert_eq!(place.app.find_saved(&key.id).unwrap_err().code, Code::NotFound);
        place.save(&key).await;
        assert_eq!(place.app.find_saved(&key.id).unwrap(), place.key_ref(&key));
        let journal = &place.app.shared.journal;
        let here = journal.saved_secret(&place.key_ref(&key)).unwrap().unwrap();
        journal.note_saved(&SavedSecret { key: KeyRef::new("elsewhere", &key.id), ..here }).unwrap();
        assert_eq!(place.app.find_saved(&key.id).unwrap_err().code, Code::InvalidInput);
    }
}
