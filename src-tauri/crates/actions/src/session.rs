//! Sessions of connections: where their refresh tokens are kept, and whose turn it is to exchange one.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use keys::{Ambient, Secret};
use providers::{
    BaseUrl, Session, Sessions,
    authority::sessions::Sessions as AuthoritySessions,
    session::{Boxed, Keeper, KeeperError, Turn},
};
use vault::{ItemId, Vault, VaultError};

use crate::{
    App, Code, Failure,
    journal::ConnectionRecord,
    lock::lock,
    place::{authority_at, token_item},
};

/// How long a turn is waited for: longer than one takes, with a keychain and a place that are as slow as they may be.
const TURN_WITHIN: Duration = Duration::from_secs(45);

impl App {
    /// The session of a connection that was made by signing in. One that is over is looked for anew: somebody may have
    /// signed in again, with this program or another.
    pub(crate) fn session(&self, record: &ConnectionRecord) -> Result<Session, Failure> {
        let (dialect, keeper) = (self.sessions_of(record)?, self.keeper_of(&record.id)?);
        let mut sessions = lock(&self.shared.sessions);
        if let Some(known) = sessions.get(&record.id).filter(|session| session.ended().is_none()) {
            return Ok(known.clone());
        }
        let session = Session::resume(dialect, keeper, self.shared.ambient.clone());
        sessions.insert(record.id.clone(), session.clone());
        Ok(session)
    }

    /// Waits for what sessions exchange just now, before the program ends: a token that is given in that moment would be lost,
    /// and the session with it. It takes as long as a place and the keychain may take.
    pub async fn settle_sessions(&self) {
        let sessions: Vec<Session> = lock(&self.shared.sessions).values().cloned().collect();
        futures_util::future::join_all(sessions.iter().map(Session::settled)).await;
    }

    /// The sessions of the authority at an address.
    pub(crate) fn sessions_at(&self, base: &BaseUrl) -> AuthoritySessions {
        AuthoritySessions::new(self.shared.client.clone(), base.clone())
    }

    /// The sessions of the place that a connection leads to.
    pub(crate) fn sessions_of(&self, record: &ConnectionRecord) -> Result<Sessions, Failure> {
        match &record.service {
            None => Ok(Sessions::Authority(self.sessions_at(&authority_at(&record.url)?))),
            Some(id) => {
                let base = BaseUrl::parse(&record.url).map_err(|error| Failure::invalid("/url", error))?;
                let place = self.account_service_at(self.known_service(id)?, &base);
                place.sessions(self.shared.ambient.clone()).map_err(|error| self.explain(error))
            }
        }
    }

    /// What keeps a connection's refresh token.
    pub(crate) fn keeper_of(&self, connection: &str) -> Result<TokenKeeper, Failure> {
        let item = token_item(connection)?;
        let (vault, ambient) = (self.shared.vault.clone(), self.shared.ambient.clone());
        Ok(TokenKeeper { vault, item, turns: self.shared.turns.clone(), ambient })
    }

    /// The turn at a connection's refresh token.
    pub(crate) async fn turn_at(&self, connection: &str) -> Result<Box<dyn Turn>, Failure> {
        self.keeper_of(connection)?.take_turn().await.map_err(|error| self.kept_failure(&error))
    }

    /// What a keeper of ours said.
    pub(crate) fn kept_failure(&self, error: &KeeperError) -> Failure {
        let ours = error.downcast_ref::<Failure>().cloned();
        ours.unwrap_or_else(|| Failure::internal(&self.shared.ambient, "The session could not be kept.", &**error))
    }
}

/// How all programs of one person take turns: by a locked file for each session, which the system unlocks when a program ends,
/// however that happens. Without a folder nothing is shared with another program.
#[derive(Clone)]
pub(crate) enum Turns {
    /// The files are in the folder, and a turn is waited for so long.
    Folder(PathBuf, Duration),
    Process(Arc<tokio::sync::Mutex<()>>),
}

impl Turns {
    pub(crate) fn of(folder: Option<&Path>) -> Self {
        folder.map_or_else(|| Self::Process(Arc::default()), |folder| Self::Folder(folder.to_owned(), TURN_WITHIN))
    }

    async fn take(&self, item: &ItemId) -> io::Result<Box<dyn Send>> {
        match self {
            Self::Folder(folder, within) => {
                let (path, (tell, told)) = (folder.join(format!("{item}.lock")), tokio::sync::oneshot::channel());
                // A thread that nothing waits for at the program's end. Where nobody is told any more, the file is closed, which
                // gives the turn back.
                std::thread::Builder::new().spawn(move || tell.send(lock_file(&path)))?;
                let told = tokio::time::timeout(*within, told).await.map_err(|_| io::ErrorKind::TimedOut)?;
                Ok(Box::new(told.map_err(io::Error::other)??))
            }
            Self::Process(turn) => Ok(Box::new(turn.clone().lock_owned().await)),
        }
    }
}

fn lock_file(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    file.lock()?;
    Ok(file)
}

/// Keeps a connection's refresh token in the keychain.
#[derive(Clone)]
pub(crate) struct TokenKeeper {
    vault: Vault,
    item: ItemId,
    turns: Turns,
    ambient: Ambient,
}

impl TokenKeeper {
    fn keychain(&self, error: VaultError) -> KeeperError {
        Arc::new(Failure::from_vault(error, &self.ambient))
    }
}

impl Keeper for TokenKeeper {
    fn take_turn(&self) -> Boxed<'_, Result<Box<dyn Turn>, KeeperError>> {
        Box::pin(async {
            let taken = self.turns.take(&self.item).await.map_err(|error| {
                let (code, message) = match error.kind() {
                    io::ErrorKind::TimedOut => {
                        (Code::DataInUse, "Another program of yours keeps this session busy. Close it, and try again.")
                    }
                    _ => (Code::DataNotWritable, "The data folder cannot be written."),
                };
                let failure = Failure::internal(&self.ambient, message, &error);
                Arc::new(Failure { code, ..failure }) as KeeperError
            })?;
            Ok(Box::new(TokenTurn { keeper: self.clone(), _taken: taken }) as Box<dyn Turn>)
        })
    }
}

struct TokenTurn {
    keeper: TokenKeeper,
    _taken: Box<dyn Send>,
}

impl Turn for TokenTurn {
    fn newest(&mut self) -> Boxed<'_, Result<Option<Secret>, KeeperError>> {
        let keeper = &self.keeper;
        Box::pin(async { keeper.vault.read(&keeper.item).await.map_err(|error| keeper.keychain(error)) })
    }

    fn keep<'a>(&'a mut self, refresh: &'a Secret) -> Boxed<'a, Result<(), KeeperError>> {
        let keeper = &self.keeper;
        Box::pin(async { keeper.vault.save(&keeper.item, refresh).await.map_err(|error| keeper.keychain(error)) })
    }

    fn forget(&mut self) -> Boxed<'_, Result<(), KeeperError>> {
        let keeper = &self.keeper;
        Box::pin(async {
            let removed = keeper.vault.remove(&keeper.item).await;
            removed.map(drop).map_err(|error| keeper.keychain(error))
        })
    }
}

#[cfg(test)]
mod tests {
    use vault::{KeychainStatus, MemoryVault};

    use super::*;
    use crate::Folders;

    fn app(keychain: &MemoryVault, folder: Option<&Path>) -> App {
        let folders = Folders { data: folder.map(Path::to_owned) };
        App::open(&folders, keychain.vault(), Ambient::system()).unwrap()
    }

    /// As the window and a terminal beside it have them.
    #[tokio::test]
    async fn a_turn_of_one_program_waits_for_that_of_another() {
        let (keychain, folder) = (MemoryVault::new(), tempfile::tempdir().unwrap());
        let (window, terminal) = (app(&keychain, Some(folder.path())), app(&keychain, Some(folder.path())));
        let mut first = window.turn_at("a").await.unwrap();
        let other = terminal.turn_at("b").await.unwrap();
        drop(other);
        let file = File::options().write(true).open(folder.path().join("connection-a.lock")).unwrap();
        assert!(file.try_lock().is_err(), "the system itself keeps others out");
        let waiting = tokio::spawn(async move { terminal.turn_at("a").await.unwrap().newest().await.unwrap() });
        first.keep(&Secret::new("ckr_1".to_owned())).await.unwrap();
        first.keep(&Secret::new("ckr_2".to_owned())).await.unwrap();
        drop(first);
        let found = waiting.await.unwrap().unwrap();
        assert!(file.try_lock().is_ok(), "and lets them in again");
        assert_eq!(found.expose(), "ckr_2", "it sees what the one before left, and nothing in between");
    }

    /// One that was stopped in the middle of a turn, for instance.
    #[tokio::test]
    async fn a_program_that_does_not_give_its_turn_back_is_not_waited_for_for_ever() {
        let (keychain, folder) = (MemoryVault::new(), tempfile::tempdir().unwrap());
        let (window, terminal) = (app(&keychain, Some(folder.path())), app(&keychain, Some(folder.path())));
        let stopped = terminal.turn_at("a").await.unwrap();
        let hasty = Turns::Folder(folder.path().to_owned(), Duration::from_millis(100));
        let keeper = TokenKeeper { turns: hasty, ..window.keeper_of("a").unwrap() };
        let error = keeper.take_turn().await.err().expect("the turn is taken");
        assert_eq!(window.kept_failure(&error).code, Code::DataInUse);
        drop(stopped);
        assert!(window.turn_at("a").await.is_ok(), "who gave up holds nothing");
    }

    #[tokio::test]
    async fn a_turn_at_the_keychain_fails_in_the_keychain_s_words() {
        for folder in [None, Some(tempfile::tempdir().unwrap())] {
            let keychain = MemoryVault::new();
            let app = app(&keychain, folder.as_ref().map(tempfile::TempDir::path));
            let mut turn = app.turn_at("a").await.unwrap();
            keychain.set_status(KeychainStatus::Locked);
            let error = turn.keep(&Secret::new("ckr_1".to_owned())).await.unwrap_err();
            assert_eq!(app.kept_failure(&error).code, Code::KeychainLocked);
        }
    }
}
