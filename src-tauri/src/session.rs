//! What the window stands on: the actions, and this computer's own authority. Both are opened behind the window, which
//! does not wait for them; a command that comes early does.

use std::{sync::OnceLock, time::Duration};

use actions::{App, Failure, LocalAuthority, Vault};
use authority::{Running, Seal, StartError};
use keys::{
    Ambient,
    wire::{Code, Role},
};
use tokio::sync::Mutex;

use crate::failure;
use crate::folders::Folders;

/// How long a stop waits for the keychain.
const TAKEN_BACK_WITHIN: Duration = Duration::from_secs(1);

/// The actions and the authority, opened at the first need.
pub(crate) struct Session {
    folders: Folders,
    vault: Vault,
    ambient: Ambient,
    /// Set once, when the data folder could be used.
    app: OnceLock<App>,
    /// The authority of this computer. Whoever opens, starts or stops holds it.
    running: Mutex<Option<Running>>,
}

impl Session {
    pub(crate) fn new(folders: Folders, vault: Vault, ambient: Ambient) -> Self {
        Self { folders, vault, ambient, app: OnceLock::new(), running: Mutex::default() }
    }

    /// The source of time and randomness that this session was given.
    pub(crate) fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    /// The actions, if they have been opened.
    pub(crate) fn opened(&self) -> Option<&App> {
        self.app.get()
    }

    /// The actions. Opens them, and starts the authority of an organization that exists, unless that was done before.
    ///
    /// # Errors
    /// Why the data folder cannot be used. The next call tries again.
    pub(crate) async fn app(&self) -> Result<App, Failure> {
        if let Some(app) = self.app.get() {
            return Ok(app.clone());
        }
        let mut running = self.running.lock().await;
        if let Some(app) = self.app.get() {
            return Ok(app.clone());
        }
        let folders = actions::Folders { data: Some(self.folders.data.clone()) };
        let app = App::open(&folders, self.vault.clone(), self.ambient.clone())?;
        self.start_existing(&app, &mut running).await;
        let carrying = app.clone();
        tauri::async_runtime::spawn(async move { carrying.carry_all_over().await });
        Ok(self.app.get_or_init(|| app).clone())
    }

    /// Creates the organization and starts its authority.
    ///
    /// # Errors
    /// As [`Session::app`]; and why the authority does not start, the name included.
    pub(crate) async fn set_up(&self, organization: String) -> Result<App, Failure> {
        let app = self.app().await?;
        let mut running = self.running.lock().await;
        if running.is_none() {
            self.start(&app, &mut running, Some(organization)).await?;
        }
        Ok(app)
    }

    /// Tries again what failed at the start.
    ///
    /// # Errors
    /// As [`Session::app`].
    pub(crate) async fn retry(&self) -> Result<App, Failure> {
        let app = self.app().await?;
        let mut running = self.running.lock().await;
        if running.is_none() {
            self.start_existing(&app, &mut running).await;
        }
        Ok(app)
    }

    /// Stops the authority, after the answers that are under way.
    pub(crate) async fn stop(&self) {
        if let Some(running) = self.running.lock().await.take() {
            let taken_back = async {
                if let Some(app) = self.app.get() {
                    // What the keychain does not do in time is a token that has ended.
                    let _ = tokio::time::timeout(TAKEN_BACK_WITHIN, app.take_local_back()).await;
                }
            };
            tokio::join!(taken_back, running.stop());
        }
    }

    async fn start_existing(&self, app: &App, running: &mut Option<Running>) {
        let started = match authority::has_organization(&self.folders.data) {
            Ok(true) => self.start(app, running, None).await,
            Ok(false) => return app.set_local(LocalAuthority::NotSetUp),
            Err(error) => Err(failure::of_start(&error, &self.ambient)),
        };
        if let Err(failure) = started {
            app.set_local(LocalAuthority::Failed(failure));
        }
    }

    async fn start(
        &self,
        app: &App,
        running: &mut Option<Running>,
        organization: Option<String>,
    ) -> Result<(), Failure> {
        let minted = app.local_sealing_key(|| Seal::mint(&self.ambient)).await;
        let config = authority::Config {
            organization,
            sealing_key: minted.as_ref().and_then(Seal::from_secret),
            ..authority::Config::new(&self.folders.data, self.ambient.clone())
        };
        let started = self.start_sealed(config).await.map_err(|error| failure::of_start(&error, &self.ambient))?;
        app.set_local(LocalAuthority::Ready {
            manage_url: started.addresses.manage.clone(),
            admin_token: started.session_token(Role::Admin, "This computer"),
            operator_token: started.session_token(Role::Operator, "Local approval"),
        });
        tracing::info!(addresses = ?started.addresses, "the authority of this computer runs");
        // Nobody waits for the keychain.
        let lending = app.clone();
        tauri::async_runtime::spawn(async move { lending.lend_local().await });
        *running = Some(started);
        Ok(())
    }

    /// Starts it; without the sealing key when the store was sealed with another one, as a restored one is: whoever cannot
    /// have what is sealed has the keys all the same.
    async fn start_sealed(&self, config: authority::Config) -> Result<Running, StartError> {
        let unsealed = authority::Config { sealing_key: None, ..config.clone() };
        match authority::start(config).await {
            Err(StartError::Refused(refused)) if refused.code() == Code::SealingKeyMissing => {
                tracing::warn!("the keychain's sealing key is not this store's; starting without");
                authority::start(unsealed).await
            }
            outcome => outcome,
        }
    }
}
