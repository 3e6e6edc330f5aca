//! Connect to a place that issues keys, and choose between connections.

use std::{sync::atomic::Ordering, time::Duration};

use keys::{Name, Secret, wire::Organization};
use providers::{BaseUrl, Credential, Provider};
use vault::ItemId;

use crate::{
    App, Code, Failure, LocalAuthority,
    journal::{ConnectionRecord, JournalError},
    lock::lock,
    token::check_token,
    view::{AddConnection, ConnectionStateView, ConnectionView, StatusView},
};

/// The id of this computer's own authority among the connections.
pub(crate) const LOCAL: &str = "local";
const LOCAL_NAME: &str = "This computer";
const CURRENT: &str = "current_connection";
/// Where this computer's own authority was reached last.
const LOCAL_URL: &str = "local_url";
const NOT_RUNNING: &str = "This computer's own key server is not running. Open Conduit Keys and leave it open, or name another \
                           connection.";
const NAMELESS: &str = "What the organization there calls itself cannot be used as a name. Give the connection one.";
const WITHOUT_KEYCHAIN: &str = "Without it, set CONDUIT_KEYS_URL and CONDUIT_KEYS_TOKEN.";
/// How long a list of connections waits for one of them.
const ASKED_WITHIN: Duration = Duration::from_secs(3);

/// A place and the credential for it, ready to be asked.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) base: BaseUrl,
    pub(crate) credential: Credential,
}

impl App {
    /// All connections, this computer's own first, each asked how it is.
    ///
    /// # Errors
    /// When the journal cannot be read. What is wrong with a connection is part of the answer.
    pub async fn list_connections(&self) -> Result<Vec<ConnectionStateView>, Failure> {
        let ask = async |connection: ConnectionView| {
            let heard = tokio::time::timeout(ASKED_WITHIN, self.hear(&connection.id)).await;
            let late = || self.fail(Code::Offline, "It did not answer in time.");
            let (organization, trouble) = match heard.unwrap_or_else(|_| Err(late())) {
                Ok(organization) => (Some(organization.name), None),
                Err(failure) => (self.last_heard(&connection.id).map(|known| known.name), Some(failure)),
            };
            ConnectionStateView { connection, organization, trouble }
        };
        Ok(futures_util::future::join_all(self.known_connections()?.into_iter().map(ask)).await)
    }

    /// All connections as they are written down; nobody is asked.
    pub(crate) fn known_connections(&self) -> Result<Vec<ConnectionView>, Failure> {
        let current = self.current_connection()?;
        let local = ConnectionView {
            id: LOCAL.to_owned(),
            name: LOCAL_NAME.to_owned(),
            url: self.local_url(),
            local: true,
            current: current == LOCAL,
            account: None,
        };
        let saved = self.shared.journal.connections().map_err(|error| self.journal_failure(error))?;
        let saved = saved.into_iter().map(|record| ConnectionView {
            current: record.id == current,
            id: record.id,
            name: record.name,
            url: record.url,
            local: false,
            account: record.account,
        });
        Ok(std::iter::once(local).chain(saved).collect())
    }

    /// The id of the connection that somebody names by its id or its name; of the one in use when none is named.
    ///
    /// # Errors
    /// Not found, or a name that several have.
    pub fn find_connection(&self, named: Option<&str>) -> Result<String, Failure> {
        let Some(named) = named else { return self.current_connection() };
        let mut found = self.known_connections()?;
        found.retain(|connection| connection.id == named || connection.name == named);
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only.id),
            (None, _) => Err(self.fail(Code::NotFound, format!("There is no connection {named}."))),
            (Some(_), false) => {
                Err(self.fail(Code::InvalidInput, format!("Several connections are called {named}; give the id.")))
            }
        }
    }

    /// The connection with an address, if there is one.
    pub(crate) fn known_at(&self, base: &BaseUrl) -> Result<Option<String>, Failure> {
        let journal = &self.shared.journal;
        let local = journal.setting(LOCAL_URL).map_err(|error| self.journal_failure(error))?;
        if local.is_some_and(|url| url == base.as_str()) {
            return Ok(Some(LOCAL.to_owned()));
        }
        let saved = journal.connections().map_err(|error| self.journal_failure(error))?;
        Ok(saved.into_iter().find(|record| record.url == base.as_str()).map(|record| record.id))
    }

    /// Adds a connection: the token is tried first, then saved in the keychain, then the connection is written down. Without
    /// a name it has that of the organization there.
    ///
    /// # Errors
    /// A bad name or address, a refused token, an unreachable place, or a keychain that cannot save.
    pub async fn add_connection(&self, asked: AddConnection, token: Secret) -> Result<ConnectionView, Failure> {
        let named = parse_name(&asked.name)?;
        let base = authority_at(&asked.url)?;
        let token = check_token(&token)?;
        let provider = Provider::authority_at(self.shared.client.clone(), base.clone(), token.clone());
        let organization = provider.organization().await.map_err(|error| self.explain(error))?;

        let name = named.map_or_else(|| name_of(&organization), Ok)?;
        let record = ConnectionRecord {
            id: self.shared.ambient.mint_uuid(),
            name: name.as_str().to_owned(),
            url: base.as_str().to_owned(),
            account: None,
        };
        let saved = self.shared.vault.save(&token_item(&record.id)?, &token).await;
        saved.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        self.shared.journal.add_connection(&record, self.now()).map_err(|error| self.journal_failure(error))?;
        Ok(self.view_of(record))
    }

    /// A saved connection as it is shown.
    pub(crate) fn view_of(&self, record: ConnectionRecord) -> ConnectionView {
        let current = self.current_connection().is_ok_and(|current| current == record.id);
        let ConnectionRecord { id, name, url, account } = record;
        ConnectionView { id, name, url, local: false, current, account }
    }

    /// Makes a connection the one in use.
    ///
    /// # Errors
    /// Not found, or the journal's trouble.
    pub async fn use_connection(&self, id: &str) -> Result<StatusView, Failure> {
        let known = self.known_connections()?.iter().any(|connection| connection.id == id);
        if !known {
            return Err(self.fail(Code::NotFound, "There is no such connection."));
        }
        self.shared.journal.set_setting(CURRENT, id).map_err(|error| self.journal_failure(error))?;
        Ok(self.status().await)
    }

    /// Removes a connection and its token, or its session. Keys and saved secrets stay as they are.
    ///
    /// # Errors
    /// Not found, or the keychain's or journal's trouble.
    pub async fn remove_connection(&self, id: &str) -> Result<(), Failure> {
        let record = self.shared.journal.connection(id).map_err(|error| self.journal_failure(error))?;
        let removed = self.shared.journal.remove_connection(id).map_err(|error| self.journal_failure(error))?;
        if !removed {
            return Err(self.fail(Code::NotFound, "There is no such connection."));
        }
        lock(&self.shared.heard).remove(id);
        lock(&self.shared.tokens).remove(id);
        if self.current_connection()? == id {
            self.shared.journal.set_setting(CURRENT, LOCAL).map_err(|error| self.journal_failure(error))?;
        }
        if let Some(record) = record.filter(|record| record.account.is_some()) {
            return self.drop_session(&record).await;
        }
        let removed = self.shared.vault.remove(&token_item(id)?).await;
        removed.map(drop).map_err(|error| Failure::from_vault(error, &self.shared.ambient))
    }

    /// A connection's place, with its credential.
    pub(crate) async fn place(&self, connection: &str) -> Result<Place, Failure> {
        let given = lock(&self.shared.given).clone().filter(|(id, _)| id == connection);
        match given {
            Some((_, given)) => Ok(given),
            None if connection == LOCAL => self.local_place().await,
            None => self.saved_place(connection).await,
        }
    }

    async fn local_place(&self) -> Result<Place, Failure> {
        let local = lock(&self.shared.local).clone();
        match local {
            LocalAuthority::NotSetUp => {
                Err(self.fail(Code::NotSetUp, "No organization has been set up on this computer."))
            }
            LocalAuthority::Failed(failure) => Err(failure),
            LocalAuthority::Elsewhere => self.lent_place().await,
            LocalAuthority::Ready { manage_url, admin_token, .. } => self.place_at(&manage_url, admin_token),
        }
    }

    /// This computer's own authority, as the process that runs it lends it to others.
    async fn lent_place(&self) -> Result<Place, Failure> {
        let url = self.shared.journal.setting(LOCAL_URL).map_err(|error| self.journal_failure(error))?;
        let url = url.ok_or_else(|| self.fail(Code::NotSetUp, "No organization has been set up on this computer."))?;
        let token = self.shared.vault.read(&token_item(LOCAL)?).await.map_err(|error| {
            let failure = Failure::from_vault(error, &self.shared.ambient);
            Failure { message: format!("{} {WITHOUT_KEYCHAIN}", failure.message), ..failure }
        })?;
        let token = token.ok_or_else(|| self.fail(Code::Offline, NOT_RUNNING))?;
        self.place_at(&url, token)
    }

    /// Lets other programs of this person reach this computer's own authority while this process runs it: its address in
    /// the journal, a token that ends with this process in the keychain. Without a keychain nobody else reaches it.
    pub async fn lend_local(&self) {
        let LocalAuthority::Ready { manage_url, admin_token, .. } = lock(&self.shared.local).clone() else { return };
        let lent = async {
            let base = authority_at(&manage_url)?;
            let noted = self.shared.journal.set_setting(LOCAL_URL, base.as_str());
            noted.map_err(|error| self.journal_failure(error))?;
            let saved = self.shared.vault.save(&token_item(LOCAL)?, &admin_token).await;
            saved.map_err(|error| Failure::from_vault(error, &self.shared.ambient))
        };
        match lent.await {
            Ok(()) => self.shared.lent.store(true, Ordering::Release),
            Err(failure) => tracing::warn!(%failure, "the terminal cannot reach this computer's authority"),
        }
    }

    /// Ends what [`App::lend_local`] began. The token ends with this process all the same.
    pub async fn take_local_back(&self) {
        let Ok(item) = token_item(LOCAL) else { return };
        if !self.shared.lent.swap(false, Ordering::AcqRel) {
            return;
        }
        if let Err(error) = self.shared.vault.remove(&item).await {
            tracing::warn!(%error, "a token that has ended stays in the keychain");
        }
    }

    /// A failure to reach this computer's own authority, with what to do about it.
    pub fn say_how_to_run(&self, connection: &str, failure: Failure) -> Failure {
        if connection == LOCAL && failure.code == Code::Offline {
            return Failure { message: NOT_RUNNING.to_owned(), ..failure };
        }
        failure
    }

    /// A connection's place with the operator's credential, for the local stand-in of a review: this computer's own alone
    /// has one.
    pub(crate) fn operator_of(&self, connection: &str) -> Option<Place> {
        match lock(&self.shared.local).clone() {
            LocalAuthority::Ready { manage_url, operator_token, .. } if connection == LOCAL => {
                self.place_at(&manage_url, operator_token).ok()
            }
            _ => None,
        }
    }

    async fn saved_place(&self, id: &str) -> Result<Place, Failure> {
        let record = self.shared.journal.connection(id).map_err(|error| self.journal_failure(error))?;
        let record = record.ok_or_else(|| self.fail(Code::NotFound, "There is no such connection."))?;
        if record.account.is_some() {
            return self.place_at(&record.url, self.session(&record)?);
        }
        let known = lock(&self.shared.tokens).get(id).cloned();
        let token = match known {
            Some(token) => token,
            None => self.saved_token(id).await?,
        };
        self.place_at(&record.url, token)
    }

    async fn saved_token(&self, id: &str) -> Result<Secret, Failure> {
        let token = self.shared.vault.read(&token_item(id)?).await;
        let token = token.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?.ok_or_else(|| {
            self.fail(
                Code::KeychainItemLost,
                "The keychain no longer has this connection's token. Add the connection anew.",
            )
        })?;
        lock(&self.shared.tokens).insert(id.to_owned(), token.clone());
        Ok(token)
    }

    fn place_at(&self, url: &str, credential: impl Into<Credential>) -> Result<Place, Failure> {
        let base = authority_at(url)?;
        Ok(Place { base, credential: credential.into() })
    }

    /// The id of the connection in use: what a window shows at first, and where a terminal acts when none is named. No
    /// operation asks for it.
    ///
    /// # Errors
    /// The journal's trouble.
    pub fn current_connection(&self) -> Result<String, Failure> {
        if let Some((given, _)) = &*lock(&self.shared.given) {
            return Ok(given.clone());
        }
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

/// The address of an authority, as somebody gives it.
///
/// # Errors
/// [`Code::InvalidInput`], at `/url`.
pub(crate) fn authority_at(url: &str) -> Result<BaseUrl, Failure> {
    BaseUrl::parse_authority(url).map_err(|error| Failure::invalid("/url", error))
}

/// Whether something can be the address of an authority, before anybody is asked for a password.
///
/// # Errors
/// [`Code::InvalidInput`], at `/url`.
pub fn check_address(url: &str) -> Result<(), Failure> {
    authority_at(url).map(drop)
}

/// The name that a connection is given; none when it is empty.
pub(crate) fn parse_name(given: &str) -> Result<Option<Name>, Failure> {
    let given = Some(given.trim()).filter(|name| !name.is_empty());
    given.map(Name::parse).transpose().map_err(|error| Failure::invalid("/name", error))
}

/// The name of a connection that was given none. Whatever answers there may call itself anything.
pub(crate) fn name_of(organization: &Organization) -> Result<Name, Failure> {
    Name::parse(&organization.name).map_err(|_| Failure::invalid("/name", NAMELESS))
}

/// The keychain's item of a connection's token, or of its session's refresh token.
pub(crate) fn token_item(connection_id: &str) -> Result<ItemId, Failure> {
    ItemId::new(&format!("connection-{connection_id}"))
        .map_err(|error| Failure::invalid("/connectionId", error.to_string()))
}
