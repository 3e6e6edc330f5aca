//! Where a connection leads, and the credential for it.

use keys::{Environment, Secret};
use providers::{BaseUrl, Credential, Service, ServicePlace};
use vault::ItemId;

use crate::{App, Code, Failure, LocalAuthority, connections::LOCAL, journal::ConnectionRecord, lock::lock};

/// Where this computer's own authority was reached last.
pub(crate) const LOCAL_URL: &str = "local_url";
const NOT_RUNNING: &str = "This computer's own key server is not running. Open Conduit Keys and leave it open, or name another \
                           connection.";
const WITHOUT_KEYCHAIN: &str = "Without it, set CONDUIT_KEYS_URL and CONDUIT_KEYS_TOKEN.";

/// A place and the credential for it, ready to be asked.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) base: BaseUrl,
    pub(crate) credential: Credential,
}

impl App {
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

    /// The service that a connection leads to; none where it is an authority.
    pub(crate) fn service(&self, connection: &str) -> Result<Option<ServicePlace>, Failure> {
        let record = self.shared.journal.connection(connection).map_err(|error| self.journal_failure(error))?;
        let Some(id) = record.and_then(|record| record.service) else { return Ok(None) };
        let service = self.known_service(&id)?;
        let hosts = self.shared.journal.hosts(connection).map_err(|error| self.journal_failure(error))?;
        // One that cannot be read must not lead to the service itself instead.
        let parsed = |(environment, url): (_, String)| {
            let base =
                BaseUrl::parse(&url).map_err(|error| Failure::invalid(&format!("/hosts/{environment}"), error))?;
            Ok((environment, base))
        };
        let others = hosts.into_iter().map(parsed).collect::<Result<_, Failure>>()?;
        Ok(Some(ServicePlace::new(self.shared.client.clone(), service, others)))
    }

    /// A service that is written down by its id.
    pub(crate) fn known_service(&self, id: &str) -> Result<Service, Failure> {
        let unknown =
            || self.fail(Code::DataNewer, "A newer release added this connection. Update Conduit Keys to use it.");
        Service::find(id).ok_or_else(unknown)
    }

    /// A service at an address that may be its own, without a credential.
    pub(crate) fn account_service_at(&self, service: Service, base: &BaseUrl) -> ServicePlace {
        let others = service.hosts().map(|(environment, _)| (environment, base.clone()));
        ServicePlace::new(self.shared.client.clone(), service, others.collect())
    }

    /// A service that people have accounts at, as somebody names it.
    ///
    /// # Errors
    /// [`Code::InvalidInput`], at `/service`.
    pub(crate) fn account_service(&self, id: &str) -> Result<Service, Failure> {
        let found = Service::find(id).filter(|service| service.has_account());
        found.ok_or_else(|| Failure::invalid("/service", "There is no such service that people sign in to."))
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
        let record = self.record(id)?;
        self.place_at(&record.url, self.saved_credential(&record).await?)
    }

    /// A connection as it is written down.
    fn record(&self, id: &str) -> Result<ConnectionRecord, Failure> {
        let record = self.shared.journal.connection(id).map_err(|error| self.journal_failure(error))?;
        record.ok_or_else(|| self.fail(Code::NotFound, "There is no such connection."))
    }

    /// The credential of a connection that somebody signed in to, or gave a token for.
    async fn saved_credential(&self, record: &ConnectionRecord) -> Result<Credential, Failure> {
        if record.account.is_some() {
            return Ok(self.session(record)?.into());
        }
        let known = lock(&self.shared.tokens).get(&record.id).cloned();
        let token = match known {
            Some(token) => token,
            None => self.saved_token(&record.id).await?,
        };
        Ok(token.into())
    }

    /// The service that a connection leads to, ready to be asked; none where it is an authority.
    pub(crate) async fn service_place(&self, connection: &str) -> Result<Option<ServicePlace>, Failure> {
        let Some(place) = self.service(connection)? else { return Ok(None) };
        if !place.service().has_account() {
            return Ok(Some(place));
        }
        let credential = self.saved_credential(&self.record(connection)?).await?;
        Ok(Some(place.with_credential(credential)))
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
}

/// The address of an authority, as somebody gives it.
///
/// # Errors
/// [`Code::InvalidInput`], at `/url`.
pub(crate) fn authority_at(url: &str) -> Result<BaseUrl, Failure> {
    BaseUrl::parse_authority(url).map_err(|error| Failure::invalid("/url", error))
}

/// The address of a service that people have accounts at: its own, or what somebody gives in its place.
///
/// # Errors
/// [`Code::InvalidInput`], at the pointer.
pub(crate) fn account_address(service: Service, given: &str, pointer: &str) -> Result<BaseUrl, Failure> {
    let own = service.hosts().next().map_or("", |(_, own)| own);
    let url = Some(given.trim()).filter(|given| !given.is_empty()).unwrap_or(own);
    BaseUrl::parse(url).map_err(|error| Failure::invalid(pointer, error))
}

/// What stands in for a service's own addresses, where something does.
pub(crate) fn stand_in(service: Service, base: &BaseUrl) -> Vec<(Environment, String)> {
    let others = service.hosts().filter(|(_, own)| *own != base.as_str());
    others.map(|(environment, _)| (environment, base.as_str().to_owned())).collect()
}

/// Whether something can be the address of an authority, before anybody is asked for a password.
///
/// # Errors
/// [`Code::InvalidInput`], at `/url`.
pub fn check_address(url: &str) -> Result<(), Failure> {
    authority_at(url).map(drop)
}

/// The keychain's item of a connection's token, or of its session's refresh token.
pub(crate) fn token_item(connection_id: &str) -> Result<ItemId, Failure> {
    ItemId::new(&format!("connection-{connection_id}"))
        .map_err(|error| Failure::invalid("/connectionId", error.to_string()))
}
