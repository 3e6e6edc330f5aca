//! Find the key that somebody means by an id or a name.

use keys::{Environment, KeyState, wire::Key};
use providers::{KeyQuery, Teller};

use crate::{App, Code, Failure, KeyRef, no_secret::check_search, view::KeyView};

impl App {
    /// The key with an id, or the one living key of that name; the one that has ended when no living one has it.
    ///
    /// # Errors
    /// A secret in the place of a name, which goes nowhere; not found, several of that name, or the place's trouble.
    pub async fn find_key(&self, connection: &str, environment: Environment, wanted: &str) -> Result<KeyView, Failure> {
        check_search("/key", wanted)?;
        let provider = self.provider(connection).await?;
        match self.teller(&provider)? {
            Teller::Place => {}
            Teller::Nobody => return self.find_tracked(connection, environment, wanted).await,
            Teller::Account(account) => {
                let account = self.account_keys(connection, &provider, account);
                let mut found = if account.environment() == environment { account.all().await? } else { Vec::new() };
                found.retain(|key| key.id == wanted || key.name == wanted);
                return self.only_one(connection, found, (environment, wanted)).await;
            }
        }
        if keys::mint::is_id(wanted, "key") {
            match self.get_key(&KeyRef::new(connection, wanted)).await {
                Ok(found) if found.key.environment == environment => return Ok(found),
                // A name may look like an id.
                Ok(_) => {}
                Err(failure) if failure.code == Code::NotFound => {}
                Err(failure) => return Err(failure),
            }
        }
        let named = KeyQuery { name: Some(wanted.to_owned()), ..KeyQuery::newest(environment, self.now()) };
        let page = provider.list_keys(&named).await.map_err(|error| self.explain(error))?;
        // Upper and lower case are one name to the place, and not to who wrote it down in a script.
        let found = page.keys.into_iter().filter(|key| key.name == wanted).collect();
        self.only_one(connection, found, (environment, wanted)).await
    }

    /// The one living key among those that somebody may mean.
    async fn only_one(
        &self,
        connection: &str,
        mut found: Vec<Key>,
        (environment, wanted): (Environment, &str),
    ) -> Result<KeyView, Failure> {
        let none = || self.fail(Code::NotFound, format!("There is no {environment} key {wanted}."));
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

#[cfg(test)]
mod tests {
    use keys::{mint::mint_secret, wire};

    use super::*;
    use crate::scripted::{Scripted, ambient, key, page};

    const LIST: &str = "GET /v1/keys";

    fn named(name: &str, state: KeyState) -> Key {
        key(name, Environment::Sandbox, state)
    }

    async fn find(place: &Scripted, wanted: &str) -> Result<String, Code> {
        let found = place.app.find_key(&place.here, Environment::Sandbox, wanted).await;
        found.map(|view| view.key.id).map_err(|failure| failure.code)
    }

    #[tokio::test]
    async fn an_id_finds_its_key_without_a_list() {
        let (place, key) = (Scripted::open().await, named("billing", KeyState::Active));
        let get = format!("GET /v1/keys/{}", key.id);
        place.answer(&get, &key);
        assert_eq!(find(&place, &key.id).await, Ok(key.id.clone()));
        assert_eq!(place.lines(), [get]);
    }

    /// Whoever says "sandbox" never means a live key, and a name may look like an id.
    #[tokio::test]
    async fn an_id_of_the_other_environment_or_of_no_key_is_looked_for_as_a_name() {
        let live = key("payouts", Environment::Live, KeyState::Active);
        let (place, like_an_id) = (Scripted::open().await, named(&live.id, KeyState::Active));
        place.answer(&format!("GET /v1/keys/{}", live.id), &live);
        place.refuse(&format!("GET /v1/keys/{}", live.id), wire::Code::NotFound);
        place.answer(LIST, &page(vec![like_an_id.clone()]));
        for _ in 0..2 {
            assert_eq!(find(&place, &live.id).await, Ok(like_an_id.id.clone()));
        }
        place.answer(LIST, &page(Vec::<Key>::new()));
        assert_eq!(find(&place, &live.id).await, Err(Code::NotFound), "the live key is not there");
    }

    #[tokio::test]
    async fn a_place_in_trouble_is_not_taken_for_one_without_the_key() {
        let (place, key) = (Scripted::open().await, named("billing", KeyState::Active));
        place.refuse(&format!("GET /v1/keys/{}", key.id), wire::Code::ServiceUnavailable);
        place.answer(LIST, &page(Vec::<Key>::new()));
        assert_eq!(find(&place, &key.id).await, Err(Code::Unavailable), "it may well be there");
        let place = Scripted::open().await;
        place.refuse(LIST, wire::Code::ServiceUnavailable);
        assert_eq!(find(&place, "billing").await, Err(Code::Unavailable));
    }

    #[tokio::test]
    async fn a_name_finds_the_one_living_key_that_has_it_to_the_letter() {
        let (active, revoked) = (named("billing", KeyState::Active), named("billing", KeyState::Revoked));
        let (expired, upper) = (named("billing", KeyState::Expired), named("Billing", KeyState::Active));
        let retiring = named("billing", KeyState::Retiring);
        for (there, expected, why) in [
            (vec![&active], Ok(&active), "the only one"),
            (vec![&revoked, &active, &expired], Ok(&active), "the only living one"),
            (vec![&upper, &active], Ok(&active), "upper and lower case are one name to the place alone"),
            (vec![&revoked], Ok(&revoked), "the only one, though it has ended"),
            (vec![&upper], Err(Code::NotFound), "not this name"),
            (vec![], Err(Code::NotFound), "none"),
            (vec![&revoked, &expired], Err(Code::NotFound), "several, and none lives"),
            (vec![&active, &retiring], Err(Code::InvalidInput), "several live: only an id tells which"),
        ] {
            let place = Scripted::open().await;
            place.answer(LIST, &page(there.into_iter().cloned().collect()));
            assert_eq!(find(&place, "billing").await, expected.map(|key| key.id.clone()), "{why}");
            let [sent] = &place.asked()[..] else { panic!("one request") };
            assert!(
                sent.query.contains("environment=sandbox") && sent.query.contains("name=billing"),
                "{}",
                sent.query
            );
        }
    }

    #[tokio::test]
    async fn a_secret_in_the_place_of_a_name_is_not_sent() {
        let place = Scripted::open().await;
        let secret = mint_secret(Environment::Sandbox, &ambient());
        assert_eq!(find(&place, secret.expose()).await, Err(Code::InvalidInput));
        assert!(place.asked().is_empty());
    }
}
