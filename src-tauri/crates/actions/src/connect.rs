//! Connect to a place that issues keys, and choose between connections.

use keys::{Name, Secret};
use providers::{Authority, BaseUrl};
use vault::ItemId;

use crate::{
    App, Code, Failure, LocalAuthority,
    journal::{ConnectionRecord, JournalError},
    lock::lock,
    token::check_token,
    view::{AddConnection, ConnectionView, StatusView},
};

/// The id of this computer's own authority among the connections.
pub(crate) const LOCAL: &str = "local";
const LOCAL_NAME: &str = "This computer";
const CURRENT: &str = "current_connection";

/// A place and the credential for it, ready to be asked.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) base: BaseUrl,
    pub(crate) token: Secret,
}

impl App {
    /// All connections, this computer's own first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn list_connections(&self) -> Result<Vec<ConnectionView>, Failure> {
        let current = self.current_id()?;
        let local = ConnectionView {
            id: LOCAL.to_owned(),
            name: LOCAL_NAME.to_owned(),
            url: self.local_url(),
            local: true,
            current: current == LOCAL,
        };
        let saved = self.shared.journal.connections().map_err(|error| self.journal_failure(error))?;
        let saved = saved.into_iter().map(|record| ConnectionView {
            current: record.id == current,
            id: record.id,
            name: record.name,
            url: record.url,
            local: false,
        });
        Ok(std::iter::once(local).chain(saved).collect())
    }

    /// Adds a connection: the token is tried first, then saved in the keychain, then the connection is written down.
    ///
    /// # Errors
    /// A bad name or address, a refused token, an unreachable place, or a keychain that cannot save.
    pub async fn add_connection(&self, asked: AddConnection, token: Secret) -> Result<ConnectionView, Failure> {
        let name = Name::parse(&asked.name).map_err(|error| Failure::invalid("/name", error))?;
        let base = BaseUrl::parse_authority(&asked.url).map_err(|error| Failure::invalid("/url", error))?;
        let token = check_token(&token)?;
        let authority = Authority::new(self.shared.client.clone(), base.clone(), token.clone());
        authority.organization().await.map_err(|error| self.explain(error))?;

        let record = ConnectionRecord {
            id: self.shared.ambient.mint_uuid(),
            name: name.as_str().to_owned(),
            url: base.as_str().to_owned(),
        };
        let saved = self.shared.vault.save(&token_item(&record.id)?, &token).await;
        saved.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        self.shared.journal.add_connection(&record, self.now()).map_err(|error| self.journal_failure(error))?;
        Ok(ConnectionView { id: record.id, name: record.name, url: record.url, local: false, current: false })
    }

    /// Makes a connection the one in use.
    ///
    /// # Errors
    /// Not found, or the journal's trouble.
    pub async fn use_connection(&self, id: &str) -> Result<StatusView, Failure> {
        let known = self.list_connections().await?.iter().any(|connection| connection.id == id);
        if !known {
            return Err(self.fail(Code::NotFound, "There is no such connection."));
        }
        self.shared.journal.set_setting(CURRENT, id).map_err(|error| self.journal_failure(error))?;
        *lock(&self.shared.heard) = None;
        Ok(self.status().await)
    }

    /// Removes a connection and its token. Keys and saved secrets stay as they are.
    ///
    /// # Errors
    /// Not found, or the keychain's or journal's trouble.
    pub async fn remove_connection(&self, id: &str) -> Result<(), Failure> {
        let removed = self.shared.journal.remove_connection(id).map_err(|error| self.journal_failure(error))?;
        if !removed {
            return Err(self.fail(Code::NotFound, "There is no such connection."));
        }
        if self.current_id()? == id {
            self.shared.journal.set_setting(CURRENT, LOCAL).map_err(|error| self.journal_failure(error))?;
            *lock(&self.shared.heard) = None;
        }
        let removed = self.shared.vault.remove(&token_item(id)?).await;
        removed.map(drop).map_err(|error| Failure::from_vault(error, &self.shared.ambient))
    }

    /// The place in use, with its credential.
    pub(crate) async fn place(&self) -> Result<Place, Failure> {
        if let Some(given) = lock(&self.shared.given).clone() {
            return Ok(given);
        }
        let id = self.current_id()?;
        if id == LOCAL { self.local_place() } else { self.saved_place(&id).await }
    }

    fn local_place(&self) -> Result<Place, Failure> {
        match lock(&self.shared.local).clone() {
            LocalAuthority::NotSetUp => {
                Err(self.fail(Code::NotSetUp, "No organization has been set up on this computer."))
            }
            LocalAuthority::Failed(failure) => Err(failure),
            LocalAuthority::Ready { manage_url, admin_token, .. } => {
                self.place_at(LOCAL, LOCAL_NAME, &manage_url, admin_token)
            }
        }
    }

    /// The local place with the operator's credential, for the local stand-in of a review.
    pub(crate) fn local_operator(&self) -> Option<Place> {
        match lock(&self.shared.local).clone() {
            LocalAuthority::Ready { manage_url, operator_token, .. } => {
                self.place_at(LOCAL, LOCAL_NAME, &manage_url, operator_token).ok()
            }
            _ => None,
        }
    }

    async fn saved_place(&self, id: &str) -> Result<Place, Failure> {
        let records = self.shared.journal.connections().map_err(|error| self.journal_failure(error))?;
        let record = records.into_iter().find(|record| record.id == id);
        let record = record.ok_or_else(|| self.fail(Code::NotFound, "There is no such connection."))?;
        let token = self.shared.vault.read(&token_item(id)?).await;
        let token = token.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?.ok_or_else(|| {
            self.fail(
                Code::KeychainItemLost,
                "The keychain no longer has this connection's token. Add the connection anew.",
            )
        })?;
        self.place_at(id, &record.name, &record.url, token)
    }

    fn place_at(&self, id: &str, name: &str, url: &str, token: Secret) -> Result<Place, Failure> {
        let base = BaseUrl::parse_authority(url).map_err(|error| Failure::invalid("/url", error))?;
        Ok(Place { id: id.to_owned(), name: name.to_owned(), base, token })
    }

    /// The id of the connection in use.
    pub(crate) fn current_id(&self) -> Result<String, Failure> {
        let chosen = self.shared.journal.setting(CURRENT).map_err(|error| self.journal_failure(error))?;
        Ok(chosen.unwrap_or_else(|| LOCAL.to_owned()))
    }

    pub(crate) fn local_url(&self) -> String {
        match &*lock(&self.shared.local) {
            LocalAuthority::Ready { manage_url, .. } => manage_url.clone(),
            _ => String::new(),
        }
    }

    pub(crate) fn journal_failure(&self, error: JournalError) -> Failure {
        error.into_failure(&self.shared.ambient)
    }
}

fn token_item(connection_id: &str) -> Result<ItemId, Failure> {
    ItemId::new(&format!("connection-{connection_id}")).map_err(|error| Failure::invalid("/connectionId", error))
}
