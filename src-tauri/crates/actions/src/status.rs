//! What the frame of the window shows, and what it needs to know before anything else.

use std::time::Duration;

use keys::{Timestamp, wire::Organization};
use providers::Capabilities;
use vault::KeychainStatus;

use crate::{
    App, Code, Failure, LocalAuthority,
    connect::LOCAL,
    lock::lock,
    view::{ConnectionView, KeychainState, KeychainView, OrganizationView, SetupView, StatusView},
};

/// How long the status waits for the keychain before it tells what was known last.
const KEYCHAIN_WITHIN: Duration = Duration::from_millis(400);

impl App {
    /// Everything the frame needs. It never fails: what is wrong is part of the answer.
    pub async fn status(&self) -> StatusView {
        let setup = match lock(&self.shared.local).clone() {
            LocalAuthority::NotSetUp | LocalAuthority::Elsewhere => SetupView::Needed,
            LocalAuthority::Failed(failure) => SetupView::Failed { failure },
            LocalAuthority::Ready { .. } => SetupView::Ready,
        };
        let current = self.current_connection().unwrap_or_else(|_| LOCAL.to_owned());
        let (heard, keychain) = tokio::join!(self.know(&current), self.keychain());
        let (organization, trouble) = match heard {
            Ok(organization) => (Some(organization), None),
            Err(failure) => (self.last_heard(&current), Some(failure)),
        };
        let connection = self.connection_view(&current);
        // Before the setup there is nothing to be in trouble with.
        let trouble = trouble.filter(|failure| failure.code != Code::NotSetUp);
        StatusView { setup, connection, organization, trouble, keychain, version: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// What a connection says of itself. It is not asked where it would have told of a change.
    async fn know(&self, connection: &str) -> Result<OrganizationView, Failure> {
        if self.shared.followed.vouches_for(connection)
            && let Some(known) = self.last_heard(connection)
        {
            return Ok(OrganizationView { as_of: self.now(), ..known });
        }
        self.hear(connection).await
    }

    /// Asks a connection who it is.
    pub(crate) async fn hear(&self, connection: &str) -> Result<OrganizationView, Failure> {
        let provider = self.provider(connection).await?;
        let asked_at = self.shared.followed.asking(connection);
        let organization = provider.organization().await.map_err(|error| self.explain(error))?;
        let at = self.now();
        lock(&self.shared.heard).insert(connection.to_owned(), (organization.clone(), at));
        self.shared.followed.answered(connection, asked_at);
        Ok(organization_view(organization, at))
    }

    /// What a connection said when it was asked last.
    pub(crate) fn last_heard(&self, connection: &str) -> Option<OrganizationView> {
        let (organization, as_of) = lock(&self.shared.heard).get(connection).cloned()?;
        Some(organization_view(organization, as_of))
    }

    /// A connection as the frame shows it; none for this computer's own before it is set up.
    fn connection_view(&self, id: &str) -> Option<ConnectionView> {
        let local_exists = !matches!(*lock(&self.shared.local), LocalAuthority::NotSetUp | LocalAuthority::Elsewhere);
        let known = self.known_connections().ok()?;
        known.into_iter().find(|connection| connection.id == id && (!connection.local || local_exists))
    }

    /// What the keychain says, or said last when it takes its time: a prompt on screen must not freeze the frame.
    async fn keychain(&self) -> KeychainView {
        let app = self.clone();
        let asked = tokio::spawn(async move {
            let view = view(app.shared.vault.status().await);
            *lock(&app.shared.keychain) = view.clone();
            view
        });
        match tokio::time::timeout(KEYCHAIN_WITHIN, asked).await {
            Ok(Ok(view)) => view,
            _ => lock(&self.shared.keychain).clone(),
        }
    }
}

fn organization_view(organization: Organization, as_of: Timestamp) -> OrganizationView {
    OrganizationView {
        capabilities: Capabilities::of_authority(&organization),
        id: organization.id,
        name: organization.name,
        role: organization.role,
        token_name: organization.token_name,
        environments: organization.environments,
        activation: organization.activation,
        as_of,
    }
}

fn view(status: KeychainStatus) -> KeychainView {
    let (state, name) = match status {
        KeychainStatus::Ready { name } => (KeychainState::Ready, name),
        KeychainStatus::Locked => (KeychainState::Locked, String::new()),
        KeychainStatus::Missing | KeychainStatus::NoCollection => (KeychainState::Missing, String::new()),
        KeychainStatus::Volatile => (KeychainState::Volatile, String::new()),
        KeychainStatus::NotResponding | KeychainStatus::Refusing => (KeychainState::NotResponding, String::new()),
    };
    KeychainView { state, name }
}
