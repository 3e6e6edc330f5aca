//! What the frame of the window shows, and what it needs to know before anything else.

use std::time::Duration;

use keys::Timestamp;
use providers::{Provider, Standing};
use vault::KeychainStatus;

use crate::{
    App, Code, Failure, LocalAuthority,
    connections::LOCAL,
    lock::lock,
    view::{ConnectionView, KeychainState, KeychainView, OrganizationView, SetupView, StandingView, StatusView},
};

/// How long the status waits for the keychain before it tells what was known last.
const KEYCHAIN_WITHIN: Duration = Duration::from_millis(400);

/// How often a service that people have accounts at is asked whether it still takes the credential.
const SERVICE_ASKED_EVERY_SECONDS: i64 = 60;

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
        let (standing, trouble) = match heard {
            Ok(standing) => (Some(standing), None),
            Err(failure) => (self.last_heard(&current), Some(failure)),
        };
        let connection = self.connection_view(&current);
        // Before the setup there is nothing to be in trouble with.
        let trouble = trouble.filter(|failure| failure.code != Code::NotSetUp);
        StatusView { setup, connection, standing, trouble, keychain, version: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// What a connection says of itself. It is not asked where it would have told of a change.
    pub(crate) async fn know(&self, connection: &str) -> Result<StandingView, Failure> {
        let known = self.last_heard(connection);
        match known {
            Some(known) if self.shared.followed.vouches_for(connection) => {
                Ok(StandingView { as_of: self.now(), ..known })
            }
            Some(known) if self.is_asked_seldom(connection, known.as_of)? => Ok(known),
            _ => self.hear(connection).await,
        }
    }

    /// Whether a service that tells of no change was asked a moment ago: nobody hammers at it while a window is open.
    fn is_asked_seldom(&self, connection: &str, heard_at: Timestamp) -> Result<bool, Failure> {
        let has_account = self.service(connection)?.is_some_and(|place| place.service().has_account());
        let is_doubted = lock(&self.shared.doubted).contains(connection);
        Ok(has_account && !is_doubted && self.now().seconds_since(heard_at) < SERVICE_ASKED_EVERY_SECONDS)
    }

    /// The organization that a connection is of.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] where the place tells of none, or its trouble.
    pub(crate) async fn know_organization(&self, connection: &str) -> Result<OrganizationView, Failure> {
        let known = self.know(connection).await?.organization;
        known.ok_or_else(|| self.fail(Code::NotAllowed, "This service has nothing like it."))
    }

    /// Asks a connection who it is.
    pub(crate) async fn hear(&self, connection: &str) -> Result<StandingView, Failure> {
        let provider = self.provider(connection).await?;
        let asked_at = self.shared.followed.asking(connection);
        let standing = provider.standing().await.map_err(|error| match &provider {
            Provider::Authority(_) => self.explain(error),
            Provider::Service(_) => self.explain_account(error),
        })?;
        let at = self.now();
        lock(&self.shared.heard).insert(connection.to_owned(), (standing.clone(), at));
        lock(&self.shared.doubted).remove(connection);
        self.shared.followed.answered(connection, asked_at);
        Ok(standing_view(standing, at))
    }

    /// What a connection said when it was asked last.
    pub(crate) fn last_heard(&self, connection: &str) -> Option<StandingView> {
        let (standing, as_of) = lock(&self.shared.heard).get(connection).cloned()?;
        Some(standing_view(standing, as_of))
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

fn standing_view(standing: Standing, as_of: Timestamp) -> StandingView {
    let organization = standing.organization.map(|organization| OrganizationView {
        id: organization.id,
        created_at: organization.created_at,
        role: organization.role,
        token_name: organization.token_name,
        live_keys_need_approval: organization.live_keys_need_approval,
        activation: organization.activation,
    });
    StandingView {
        name: standing.name,
        environments: standing.environments,
        capabilities: standing.capabilities,
        organization,
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

#[cfg(test)]
mod tests {
    use keys::{Ambient, wire};
    use vault::{MemoryVault, Vault};

    use super::*;
    use crate::{
        Folders,
        scripted::{Scripted, now},
    };

    const ORGANIZATION: &str = "GET /v1/organization";

    fn alone(vault: Vault) -> App {
        App::open(&Folders { data: None }, vault, Ambient::system()).unwrap()
    }

    #[tokio::test]
    async fn what_is_wrong_is_part_of_the_answer() {
        let place = Scripted::open().await;
        place.refuse(ORGANIZATION, wire::Code::TokenInvalid);
        place.keychain.set_status(KeychainStatus::Locked);
        let status = place.app.status().await;
        assert_eq!(status.trouble.map(|failure| failure.code), Some(Code::SignedOut));
        assert!(status.standing.is_none(), "it never said who it is");
        assert_eq!(status.keychain.state, KeychainState::Locked);
    }

    #[tokio::test]
    async fn what_was_heard_last_stays_beside_the_trouble() {
        let place = Scripted::open().await;
        place.answer(ORGANIZATION, &place.organization());
        place.refuse(ORGANIZATION, wire::Code::ServiceUnavailable);
        let well = place.app.status().await;
        assert!(well.trouble.is_none());
        let away = place.app.status().await;
        assert_eq!(away.trouble.map(|failure| failure.code), Some(Code::Unavailable));
        let known = away.standing.unwrap();
        assert_eq!((known.name.as_str(), known.as_of), ("Example", now()));
        assert_eq!(known.organization, well.standing.unwrap().organization);
    }

    #[tokio::test]
    async fn no_credential_is_in_it() {
        let place = Scripted::open().await;
        place.answer(ORGANIZATION, &place.organization());
        let status = place.app.status().await;
        assert!(!format!("{} {status:?}", serde_json::to_string(&status).unwrap()).contains(place.token.expose()));
    }

    #[tokio::test]
    async fn before_the_setup_there_is_nothing_to_be_in_trouble_with() {
        let app = alone(Vault::in_memory());
        app.set_local(LocalAuthority::NotSetUp);
        let status = app.status().await;
        assert!(matches!(status.setup, SetupView::Needed));
        assert!(status.connection.is_none() && status.standing.is_none() && status.trouble.is_none());
    }

    #[tokio::test]
    async fn a_start_that_failed_is_told_with_its_reason() {
        let app = alone(Vault::in_memory());
        app.set_local(LocalAuthority::Failed(app.fail(Code::PortsNotOpened, "No port is free.")));
        let status = app.status().await;
        let SetupView::Failed { failure } = status.setup else { panic!("it failed") };
        assert_eq!(failure.code, Code::PortsNotOpened);
        assert!(status.connection.is_some_and(|connection| connection.local), "there is one, and it has a trouble");
        assert_eq!(status.trouble.map(|failure| failure.code), Some(Code::PortsNotOpened));
    }

    /// The system asks for a password on screen, and the keychain says nothing until somebody types it.
    #[tokio::test]
    async fn a_keychain_that_takes_its_time_does_not_hold_the_frame_up() {
        let keychain = MemoryVault::new();
        let app = alone(keychain.vault());
        app.set_local(LocalAuthority::NotSetUp);
        assert_eq!(app.status().await.keychain.state, KeychainState::Ready);
        keychain.set_status(KeychainStatus::Locked);
        keychain.block();
        assert_eq!(app.status().await.keychain.state, KeychainState::Ready, "what was known last");
        keychain.release();
        let heard = async { while app.status().await.keychain.state != KeychainState::Locked {} };
        tokio::time::timeout(Duration::from_secs(10), heard).await.expect("it is asked again");
    }
}
