//! What the frame of the window shows, and what it needs to know before anything else.

use std::time::Duration;

use vault::KeychainStatus;

use crate::{
    App, Failure, LocalAuthority,
    lock::lock,
    view::{ConnectionView, KeychainState, KeychainView, OrganizationView, SetupView, StatusView},
};

/// How long the status waits for the keychain before it tells what was known last.
const KEYCHAIN_WITHIN: Duration = Duration::from_millis(400);

impl App {
    /// Everything the frame needs. It never fails: what is wrong is part of the answer.
    pub async fn status(&self) -> StatusView {
        let setup = match lock(&self.shared.local).clone() {
            LocalAuthority::NotSetUp => SetupView::Needed,
            LocalAuthority::Failed(failure) => SetupView::Failed { failure },
            LocalAuthority::Ready { .. } => SetupView::Ready,
        };
        let (heard, keychain) = tokio::join!(self.hear(), self.keychain());
        let (connection, organization, trouble) = match heard {
            Ok((connection, organization)) => (Some(connection), Some(organization), None),
            Err(failure) => {
                let connection = self.current_connection().await;
                let organization = connection.as_ref().and_then(|connection| self.last_heard(&connection.id));
                // Before the setup there is nothing to be in trouble with.
                let trouble = (!matches!(setup, SetupView::Needed) || connection.is_some()).then_some(failure);
                (connection, organization, trouble)
            }
        };
        StatusView { setup, connection, organization, trouble, keychain, version: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// Asks the connection in use who it is.
    async fn hear(&self) -> Result<(ConnectionView, OrganizationView), Failure> {
        let place = self.place().await?;
        let (authority, id) = self.authority().await?;
        let organization = authority.organization().await.map_err(|error| self.explain(error))?;
        let connection = ConnectionView {
            local: id == crate::connect::LOCAL,
            id: id.clone(),
            name: place.name,
            url: place.base.as_str().to_owned(),
            current: true,
        };
        *lock(&self.shared.heard) = Some((id.clone(), organization, self.now()));
        let heard = self.last_heard(&id);
        heard
            .map(|organization| (connection, organization))
            .ok_or_else(|| self.fail(crate::Code::Unavailable, "The connection changed while it was asked."))
    }

    fn last_heard(&self, connection_id: &str) -> Option<OrganizationView> {
        let heard = lock(&self.shared.heard).clone();
        let (_, organization, as_of) = heard.filter(|(id, ..)| id == connection_id)?;
        Some(OrganizationView {
            id: organization.id,
            name: organization.name,
            role: organization.role,
            token_name: organization.token_name,
            environments: organization.environments,
            activation: organization.activation,
            as_of,
        })
    }

    async fn current_connection(&self) -> Option<ConnectionView> {
        let local_exists = !matches!(*lock(&self.shared.local), LocalAuthority::NotSetUp);
        let connections = self.list_connections().await.ok()?;
        connections.into_iter().find(|connection| connection.current && (!connection.local || local_exists))
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
