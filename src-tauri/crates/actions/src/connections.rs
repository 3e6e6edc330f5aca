//! The connections as they are written down, and which of them is in use.

use keys::{Name, wire::Organization};
use providers::{BaseUrl, Service};

use crate::{
    App, Failure, LocalAuthority, journal::ConnectionRecord, lock::lock, place::LOCAL_URL, view::ConnectionView,
};

/// The id of this computer's own authority among the connections.
pub(crate) const LOCAL: &str = "local";
const LOCAL_NAME: &str = "This computer";
/// The setting that names the one in use.
pub(crate) const CURRENT: &str = "current_connection";
const NAMELESS: &str = "What the organization there calls itself cannot be used as a name. Give the connection one.";

impl App {
    /// All connections as they are written down; nobody is asked.
    ///
    /// # Errors
    /// The journal's trouble.
    pub fn known_connections(&self) -> Result<Vec<ConnectionView>, Failure> {
        let current = self.current_connection()?;
        let local = ConnectionView {
            id: LOCAL.to_owned(),
            name: LOCAL_NAME.to_owned(),
            url: self.local_url(),
            local: true,
            current: current == LOCAL,
            account: None,
            service: None,
            kept_here: false,
        };
        let saved = self.shared.journal.connections().map_err(|error| self.journal_failure(error))?;
        let saved = saved.into_iter().map(|record| ConnectionView {
            current: record.id == current,
            id: record.id,
            name: record.name,
            url: record.url,
            local: false,
            account: record.account,
            kept_here: is_kept_here(record.service.as_deref()),
            service: record.service,
        });
        Ok(std::iter::once(local).chain(saved).collect())
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

    /// A saved connection as it is shown.
    pub(crate) fn view_of(&self, record: ConnectionRecord) -> ConnectionView {
        let current = self.current_connection().is_ok_and(|current| current == record.id);
        let ConnectionRecord { id, name, url, account, service } = record;
        let kept_here = is_kept_here(service.as_deref());
        ConnectionView { id, name, url, local: false, current, account, service, kept_here }
    }

    pub(crate) fn local_url(&self) -> String {
        match &*lock(&self.shared.local) {
            LocalAuthority::Ready { manage_url, .. } => manage_url.clone(),
            _ => String::new(),
        }
    }
}

/// Whether a service tells of no keys.
pub(crate) fn is_kept_here(service: Option<&str>) -> bool {
    service.is_some_and(|id| Service::find(id).is_none_or(|service| !service.has_account()))
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
