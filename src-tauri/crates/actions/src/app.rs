//! The program's one shared value: the vault, the journal, what is held and what was heard.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use keys::{Ambient, Secret};
use providers::{Authority, Client, Provider, Session, Standing};
use vault::Vault;

use crate::{
    Code, Failure, LocalAuthority,
    held::Held,
    journal::{Journal, JournalError},
    lock::lock,
    news::Followed,
    place::{Place, authority_at},
    session::Turns,
    token::check_token,
    view::{KeychainState, KeychainView},
};

/// The one id of the program: folder name, D-Bus name and the keychain's service.
pub const APP_ID: &str = "com.conduitkeys.desktop";

/// Where the program keeps its own records.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The data folder; none keeps nothing on disk, for a terminal that was told everything by its environment.
    pub data: Option<PathBuf>,
}

/// Everything an operation needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) vault: Vault,
    pub(crate) journal: Journal,
    pub(crate) ambient: Ambient,
    pub(crate) client: Client,
    pub(crate) held: Held,
    pub(crate) local: Mutex<LocalAuthority>,
    /// The credential given for this run only, and the connection it is for; it goes before whatever is saved.
    pub(crate) given: Mutex<Option<(String, Place)>>,
    /// What each connection last said of itself, and when.
    pub(crate) heard: Mutex<HashMap<String, (Standing, keys::Timestamp)>>,
    /// Those that failed since, which are asked again at once.
    pub(crate) doubted: Mutex<HashSet<String>>,
    /// Which of them would tell when that changes.
    pub(crate) followed: Followed,
    /// Tokens of saved connections, once they were read: the keychain is not asked again at every call.
    pub(crate) tokens: Mutex<HashMap<String, Secret>>,
    /// Sessions of saved connections, which have their access tokens; none of them is written down.
    pub(crate) sessions: Mutex<HashMap<String, Session>>,
    /// How programs of this person take turns to refresh a session.
    pub(crate) turns: Turns,
    /// Whether a token in the keychain lets other programs reach this computer's own authority.
    pub(crate) lent: AtomicBool,
    /// One item of the first release is named anew at a time, so that none comes back that was removed meanwhile.
    pub(crate) carrying: tokio::sync::Mutex<()>,
    pub(crate) keychain: Mutex<KeychainView>,
    /// One creation at a time, so that pressing twice finds what the first press holds.
    pub(crate) creating: tokio::sync::Mutex<()>,
}

impl App {
    /// Opens the program's records.
    ///
    /// # Errors
    /// [`Code::DataNotWritable`], [`Code::DiskFull`], [`Code::DataDamaged`]; nothing was overwritten.
    pub fn open(folders: &Folders, vault: Vault, ambient: Ambient) -> Result<Self, Failure> {
        let journal = Journal::open(folders.data.as_deref()).map_err(|error| error.into_failure(&ambient))?;
        let client =
            Client::new().map_err(|error| Failure::internal(&ambient, "The network cannot be used.", &error))?;
        Ok(Self {
            shared: Arc::new(Shared {
                vault,
                journal,
                ambient,
                client,
                held: Held::default(),
                local: Mutex::new(LocalAuthority::Elsewhere),
                given: Mutex::new(None),
                heard: Mutex::default(),
                doubted: Mutex::default(),
                followed: Followed::default(),
                tokens: Mutex::default(),
                sessions: Mutex::default(),
                turns: Turns::of(folders.data.as_deref()),
                lent: AtomicBool::new(false),
                carrying: tokio::sync::Mutex::default(),
                keychain: Mutex::new(KeychainView { state: KeychainState::Missing, name: String::new() }),
                creating: tokio::sync::Mutex::new(()),
            }),
        })
    }

    /// Says how far this computer's own authority is.
    pub fn set_local(&self, local: LocalAuthority) {
        *lock(&self.shared.local) = local;
    }

    /// Uses a credential for this run only; nothing of it is stored. At the address of a connection that is known here it
    /// is that connection, so that what was saved of its keys is found; anywhere else the address is its id.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] when the address or the token is none.
    pub fn use_credential(&self, url: &str, token: Secret) -> Result<(), Failure> {
        let base = authority_at(url)?;
        let token = check_token(&token)?;
        let id = self.known_at(&base)?.unwrap_or_else(|| base.as_str().to_owned());
        *lock(&self.shared.given) = Some((id, Place { base, credential: token.into() }));
        Ok(())
    }

    /// The adapter for a connection.
    pub(crate) async fn provider(&self, connection: &str) -> Result<Provider, Failure> {
        if let Some(service) = self.service_place(connection).await? {
            return Ok(Provider::Service(service));
        }
        let Place { base, credential } = self.place(connection).await?;
        Ok(Provider::authority_at(self.shared.client.clone(), base, credential))
    }

    /// The same, for what only an authority has.
    pub(crate) async fn authority(&self, connection: &str) -> Result<Authority, Failure> {
        let provider = self.provider(connection).await?;
        let none = || self.fail(Code::NotAllowed, "This service has nothing like it.");
        provider.authority().cloned().ok_or_else(none)
    }

    pub(crate) fn now(&self) -> keys::Timestamp {
        self.shared.ambient.now()
    }

    /// What stands between a place's error and a face's failure.
    pub(crate) fn explain(&self, error: providers::ProviderError) -> Failure {
        Failure::from_provider(error, &self.shared.ambient)
    }

    /// The same of a service that has accounts.
    pub(crate) fn explain_account(&self, error: providers::ProviderError) -> Failure {
        Failure::from_account(error, &self.shared.ambient)
    }

    /// What stands between the journal's error and a face's failure.
    pub(crate) fn journal_failure(&self, error: JournalError) -> Failure {
        error.into_failure(&self.shared.ambient)
    }

    pub(crate) fn fail(&self, code: Code, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into(), reference: self.shared.ambient.mint_uuid(), fields: Vec::new() }
    }
}
