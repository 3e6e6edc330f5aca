//! Find the key that somebody means by an id or a name.

use keys::{Environment, KeyState, wire::Key};
use providers::KeyQuery;

use crate::{App, Code, Failure, KeyRef, search_text::check_no_secret, view::KeyView};

impl App {
    /// The key with an id, or the one living key of that name; the one that has ended when no living one has it.
    ///
    /// # Errors
    /// A secret in the place of a name, which goes nowhere; not found, several of that name, or the place's trouble.
    pub async fn find_key(&self, connection: &str, environment: Environment, wanted: &str) -> Result<KeyView, Failure> {
        let none = || self.fail(Code::NotFound, format!("There is no {environment} key {wanted}."));
        check_no_secret("/key", wanted)?;
        if keys::mint::is_id(wanted, "key") {
            match self.get_key(&KeyRef::new(connection, wanted)).await {
                Ok(found) if found.key.environment == environment => return Ok(found),
                // A name may look like an id.
                Ok(_) => {}
                Err(failure) if failure.code == Code::NotFound => {}
                Err(failure) => return Err(failure),
            }
        }
        let provider = self.provider(connection).await?;
        let named = KeyQuery { name: Some(wanted.to_owned()), ..KeyQuery::newest(environment, self.now()) };
        let page = provider.list_keys(&named).await.map_err(|error| self.explain(error))?;
        // Upper and lower case are one name to the place, and not to who wrote it down in a script.
        let mut found: Vec<Key> = page.keys.into_iter().filter(|key| key.name == wanted).collect();
        if found.len() > 1 {
            found.retain(|key| !matches!(key.state, KeyState::Revoked | KeyState::Expired));
        }
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => self.key_views(connection, vec![only]).await?.pop().ok_or_else(none),
            (None, _) => Err(none()),
            (Some(_), false) => {
                Err(self.fail(Code::InvalidInput, format!("Several keys are called {wanted}; give the id.")))
            }
        }
    }
}
