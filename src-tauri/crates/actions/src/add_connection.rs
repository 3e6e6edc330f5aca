//! Add a connection with a management token.

use keys::Secret;
use providers::Authority;

use crate::{
    App, Failure,
    connections::{name_of, parse_name},
    journal::ConnectionRecord,
    place::{authority_at, token_item},
    token::check_token,
    view::{AddConnection, ConnectionView},
};

impl App {
    /// Adds a connection: the token is tried first, then saved in the keychain, then the connection is written down. Without
    /// a name it has that of the organization there.
    ///
    /// # Errors
    /// A bad name or address, a refused token, an unreachable place, or a keychain that cannot save.
    pub async fn add_connection(&self, asked: AddConnection, token: Secret) -> Result<ConnectionView, Failure> {
        let named = parse_name(&asked.name)?;
        let base = authority_at(&asked.url)?;
        let token = check_token(&token)?;
        let authority = Authority::new(self.shared.client.clone(), base.clone(), token.clone());
        let organization = authority.organization().await.map_err(|error| self.explain(error))?;

        let name = named.map_or_else(|| name_of(&organization), Ok)?;
        let record = ConnectionRecord {
            id: self.shared.ambient.mint_uuid(),
            name: name.as_str().to_owned(),
            url: base.as_str().to_owned(),
            account: None,
            service: None,
        };
        let saved = self.shared.vault.save(&token_item(&record.id)?, &token).await;
        saved.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        self.shared.journal.add_connection(&record, self.now()).map_err(|error| self.journal_failure(error))?;
        Ok(self.view_of(record))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire;
    use vault::KeychainStatus;

    use super::*;
    use crate::{Code, connections::LOCAL, scripted::Scripted};

    const ORGANIZATION: &str = "GET /v1/organization";

    fn asked(name: &str, url: &str) -> AddConnection {
        AddConnection { name: name.to_owned(), url: url.to_owned() }
    }

    #[tokio::test]
    async fn a_token_that_works_is_kept_in_the_keychain_and_the_one_in_use_stays() {
        let place = Scripted::open().await;
        place.answer(ORGANIZATION, &place.organization());
        let app = place.another_app();
        let added = app.add_connection(asked("", &place.here), place.token.clone()).await.unwrap();
        assert_eq!((added.name.as_str(), added.current, added.account), ("Example", false, None));
        let kept = place.keychain.stored(&token_item(&added.id).unwrap()).unwrap();
        assert_eq!(kept.expose(), place.token.expose());
        assert_eq!(app.current_connection().unwrap(), LOCAL, "nothing is redirected by adding one");
    }

    /// Whatever stops it, there is no connection without a token, and no token without a connection.
    #[tokio::test]
    async fn what_stops_it_leaves_nothing_behind() {
        let place = Scripted::open().await;
        place.refuse(ORGANIZATION, wire::Code::TokenInvalid);
        place.answer(ORGANIZATION, &place.organization());
        let app = place.another_app();
        let add = async |name: &str, url: &str, token: &Secret| {
            app.add_connection(asked(name, url), token.clone()).await.unwrap_err().code
        };
        assert_eq!(add("a\nb", &place.here, &place.token).await, Code::InvalidInput, "a name of two lines");
        assert_eq!(add("", "no address", &place.token).await, Code::InvalidInput);
        assert_eq!(add("", &place.here, &Secret::new("no token".to_owned())).await, Code::InvalidInput);
        assert!(place.asked().is_empty(), "nothing was sent");
        assert_eq!(add("", &place.here, &place.token).await, Code::SignedOut);
        place.keychain.set_status(KeychainStatus::Locked);
        assert_eq!(add("", &place.here, &place.token).await, Code::KeychainLocked);
        assert_eq!((app.known_connections().unwrap().len(), place.keychain.count()), (1, 0));
    }
}
