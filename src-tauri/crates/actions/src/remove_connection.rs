//! Remove a connection and its credential.

use crate::{
    App, Code, Failure,
    connections::{CURRENT, LOCAL, is_kept_here},
    lock::lock,
    place::token_item,
};

impl App {
    /// Removes a connection and its token, or its session. Keys and saved secrets stay as they are; what is known of a
    /// service's keys is found again by whoever adds it again under its name ([`App::add_service`]).
    ///
    /// # Errors
    /// Not found, or the keychain's or journal's trouble.
    pub async fn remove_connection(&self, id: &str) -> Result<(), Failure> {
        let record = self.shared.journal.connection(id).map_err(|error| self.journal_failure(error))?;
        let none = || self.fail(Code::NotFound, "There is no such connection.");
        let record = record.ok_or_else(none)?;
        let put_away = is_kept_here(record.service.as_deref()).then(|| self.now());
        let removed = self.shared.journal.remove_connection(id, put_away);
        let removed = removed.map_err(|error| self.journal_failure(error))?;
        if !removed {
            return Err(none());
        }
        lock(&self.shared.heard).remove(id);
        lock(&self.shared.tokens).remove(id);
        if self.current_connection()? == id {
            self.shared.journal.set_setting(CURRENT, LOCAL).map_err(|error| self.journal_failure(error))?;
        }
        if record.account.is_some() {
            return self.drop_session(&record).await;
        }
        let removed = self.shared.vault.remove(&token_item(id)?).await;
        removed.map(drop).map_err(|error| Failure::from_vault(error, &self.shared.ambient))
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState};

    use super::*;
    use crate::{
        KeyRef,
        scripted::{Scripted, key},
        view::AddConnection,
    };

    #[tokio::test]
    async fn its_token_goes_and_what_was_saved_of_its_keys_stays() {
        let place = Scripted::open().await;
        place.answer("GET /v1/organization", &place.organization());
        let (app, key) = (place.another_app(), key("billing", Environment::Sandbox, KeyState::Active));
        let asked = AddConnection { name: "team".to_owned(), url: place.here.clone() };
        let added = app.add_connection(asked, place.token.clone()).await.unwrap();
        app.use_connection(&added.id).await.unwrap();
        let saved = KeyRef::new(&added.id, &key.id);
        app.shared.held.hold(&added.id, &key, place.token.clone());
        app.save_secret(&saved).await.unwrap();

        app.remove_connection(&added.id).await.unwrap();
        assert!(place.keychain.stored(&token_item(&added.id).unwrap()).is_none());
        assert_eq!(app.current_connection().unwrap(), LOCAL, "the one in use is gone");
        assert_eq!(app.list_saved_secrets().await.unwrap()[0].present, Some(true));
        assert_eq!(app.remove_connection(&added.id).await.unwrap_err().code, Code::NotFound);
        assert_eq!(app.remove_connection(LOCAL).await.unwrap_err().code, Code::NotFound, "it was never added");
    }
}
