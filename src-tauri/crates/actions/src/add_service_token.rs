//! Add a connection to a service that people have accounts at, with an API token of one.

use keys::{
    Secret,
    wire::{Complaint, FieldCode},
};

use crate::{
    App, Code, Failure,
    connections::parse_name,
    journal::ConnectionRecord,
    place::{account_address, stand_in, token_item},
    token::check_token,
    view::{AddService, ConnectionView},
};

impl App {
    /// Adds one: the token is tried first, then saved in the keychain, then the connection is written down. Without a name it has
    /// the service's, and whose account it is where that is taken.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] for an unknown service, a bad name or address or what is no token; a refused token, an unreachable
    /// place, or a keychain that cannot save.
    pub async fn add_service_token(&self, asked: AddService, token: Secret) -> Result<ConnectionView, Failure> {
        let service = self.account_service(&asked.service)?;
        let named = parse_name(&asked.name)?;
        let given = asked.hosts.first();
        let pointer = given.map_or_else(|| "/hosts".to_owned(), |host| format!("/hosts/{}", host.environment));
        let base = account_address(service, given.map_or("", |host| &host.url), &pointer)?;
        let token = check_token(&token)?;
        let place = self.account_service_at(service, &base);
        if !place.is_secret_key(token.expose()) {
            let words = format!("This is not an API token of {}.", service.name());
            return Err(Failure::invalid("/token", Complaint::of(FieldCode::NotAToken, words)));
        }
        let place = place.with_credential(token.clone().into());
        let account = place.account().map_err(|error| self.explain_account(error))?;
        let owner = match account {
            Some(account) => account.owner().await.map_err(|error| self.explain_account(error))?,
            None => String::new(),
        };
        let name = match named {
            Some(name) => name.as_str().to_owned(),
            None => self.name_at_service(Some(service), &owner)?,
        };
        if self.known_connections()?.iter().any(|known| known.name == name) {
            return Err(
                self.fail(Code::NameInUse, format!("Another connection is called {name}. Give this one a name."))
            );
        }
        let record = ConnectionRecord {
            id: self.shared.ambient.mint_uuid(),
            name,
            url: base.as_str().to_owned(),
            account: None,
            service: Some(service.id().to_owned()),
        };
        let saved = self.shared.vault.save(&token_item(&record.id)?, &token).await;
        saved.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        let added = self.shared.journal.add_connection_at(&record, &stand_in(service, &base), self.now());
        added.map_err(|error| self.journal_failure(error))?;
        Ok(self.view_of(record))
    }
}
