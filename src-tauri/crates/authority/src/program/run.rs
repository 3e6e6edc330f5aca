//! Starting and stopping an authority: the data folder's lock, the service, three listeners, the background chores.

mod chores;

use std::{
    fs::{self, File, TryLockError},
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use keys::{Ambient, Environment, Secret, proxy::TrustedProxies, wire::Role};
use serde::Serialize;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    Checkpointing, Failure, Ground, KEEP_AUDIT_DAYS, KEEP_REQUESTS_DAYS, Keeping, OpenError, Place, Purpose,
    RateLimits, Reach, Seal, Service,
    evidence::{audit::Watch, deliveries::deliver, news::distribute::distribute},
    faces::http::{self, BaseUrls},
    ground::{
        limits::AddressError,
        metrics::Listener,
        store::{FILE, LOCK},
    },
    program::serve::{self, Limits, Serving},
};

/// Where the sandbox, the live side and management listen on the loopback address when nobody says otherwise.
const USUAL_PORTS: [u16; 3] = [7401, 7402, 7403];
/// What the listeners and chores may take longer than the drain, before they are ended where they are.
const TIDYING_AT_MOST: Duration = Duration::from_millis(500);

/// Where to listen.
#[derive(Clone, Copy, Debug)]
pub enum Bind {
    /// There, or nowhere.
    Exactly(SocketAddr),
    /// There, or on a free port of the same address when that one is taken.
    Preferably(SocketAddr),
}

impl Bind {
    /// A port of the loopback address, or a free one when it is taken.
    pub fn loopback(port: u16) -> Self {
        Self::Preferably(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
    }

    async fn listen(self) -> Result<TcpListener, StartError> {
        let (Self::Exactly(address) | Self::Preferably(address)) = self;
        match (TcpListener::bind(address).await, self) {
            (Ok(listener), _) => Ok(listener),
            (Err(error), Self::Preferably(_)) if error.kind() == io::ErrorKind::AddrInUse => {
                TcpListener::bind((address.ip(), 0)).await.map_err(|source| StartError::Listen { address, source })
            }
            (Err(source), _) => Err(StartError::Listen { address, source }),
        }
    }
}

/// What an authority needs to start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder with everything it keeps; made with mode 0700 when there is none.
    pub data_dir: PathBuf,
    /// The address of a PostgreSQL database to keep everything in; the folder then holds nothing but its lock.
    pub database: Option<String>,
    /// The organization to set up when there is none yet.
    pub organization: Option<String>,
    /// Where the sandbox listens.
    pub sandbox: Bind,
    /// Where the live side listens.
    pub live: Bind,
    /// Where management listens.
    pub manage: Bind,
    /// What seals the few secrets that have to be readable again; what needs it is refused without.
    pub sealing_key: Option<Seal>,
    /// Where webhooks may go.
    pub reach: Reach,
    /// What clients may make it hold.
    pub limits: Limits,
    /// Where signed checkpoints of the audit log go, if anywhere.
    pub checkpoints: Option<Checkpointing>,
    /// How often clients may ask.
    pub rate_limits: RateLimits,
    /// The reverse proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: TrustedProxies,
    /// How many days request records are kept.
    pub keep_requests_days: u32,
    /// How many days audit rows are kept; 0 for ever.
    pub keep_audit_days: u32,
    /// Clock and randomness.
    pub ambient: Ambient,
}

impl Config {
    /// The usual values, for this computer alone: everything in a SQLite file of this folder, the usual ports of the
    /// loopback address or free ones when they are taken, nothing sealed, no organization named.
    pub fn new(data_dir: impl Into<PathBuf>, ambient: Ambient) -> Self {
        let [sandbox, live, manage] = USUAL_PORTS.map(Bind::loopback);
        Self {
            data_dir: data_dir.into(),
            database: None,
            organization: None,
            sandbox,
            live,
            manage,
            sealing_key: None,
            reach: Reach::Public,
            limits: Limits::default(),
            checkpoints: None,
            rate_limits: RateLimits::default(),
            trusted_proxies: TrustedProxies::default(),
            keep_requests_days: KEEP_REQUESTS_DAYS,
            keep_audit_days: KEEP_AUDIT_DAYS,
            ambient,
        }
    }

    /// The same on free ports of the loopback address.
    #[must_use]
    pub fn on_free_ports(self) -> Self {
        let free = Bind::loopback(0);
        Self { sandbox: free, live: free, manage: free, ..self }
    }
}

/// The true addresses, as the binary prints them when it is ready.
#[derive(Clone, Debug, Serialize)]
pub struct Addresses {
    /// The sandbox's base URL, `/v2` included.
    pub sandbox: String,
    /// The live side's base URL, `/v2` included.
    pub live: String,
    /// The management API.
    pub manage: String,
}

/// Why an authority cannot start. Nothing was overwritten.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another process uses the folder.
    #[error("the data folder {0} is in use by another process")]
    InUse(PathBuf),
    /// The folder cannot be made or written.
    #[error("the data folder {0} cannot be written")]
    NotWritable(PathBuf),
    /// No room left.
    #[error("the disk is full")]
    DiskFull,
    /// The store cannot be opened.
    #[error(transparent)]
    Open(OpenError),
    /// An address cannot be listened on.
    #[error("{address} cannot be listened on")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// There is no organization, and none was named.
    #[error("there is no organization yet; name one")]
    NoOrganization,
    /// The organization that was named is not the one in the folder.
    #[error("the data folder belongs to the organization {found}, not {asked}")]
    OtherOrganization {
        /// The one in the folder.
        found: String,
        /// The one that was named.
        asked: String,
    },
    /// The audit log is not what its checkpoints know.
    #[error(
        "row {0} of the audit log is missing or was changed since its checkpoint; after restoring a backup on purpose, \
         move the checkpoint file aside and start again"
    )]
    RolledBack(i64),
    /// The checkpoints of the audit log cannot be read or written.
    #[error(transparent)]
    Checkpoints(#[from] crate::AuditError),
    /// The shared limiter's address is none.
    #[error(transparent)]
    Limiter(#[from] AddressError),
    /// An operation refused, for instance a bad name.
    #[error(transparent)]
    Refused(Failure),
}

impl From<OpenError> for StartError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::DiskFull => Self::DiskFull,
            OpenError::NotWritable { path } => Self::NotWritable(path.parent().unwrap_or(&path).to_owned()),
            other => Self::Open(other),
        }
    }
}

impl From<Failure> for StartError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(crate::StoreError::Full) => Self::DiskFull,
            other => Self::Refused(other),
        }
    }
}

/// A running authority. Dropping it without [`Running::stop`] ends it without draining.
pub struct Running {
    /// The true addresses.
    pub addresses: Addresses,
    /// The operations, for the process it runs in.
    pub service: Arc<Service>,
    organization_id: String,
    stop: watch::Sender<bool>,
    drain: Duration,
    tasks: Vec<JoinHandle<()>>,
    _lock: File,
}

impl Running {
    /// A token for this process's own use: never stored, ended with the process.
    pub fn session_token(&self, role: Role, name: &str) -> Secret {
        self.service.people.session_token(&self.organization_id, role, name)
    }

    /// Stops listening, closes idle connections, lets open requests finish for [`Limits::drain`] at most, writes what was
    /// counted, and leaves a database file that is whole by itself.
    pub async fn stop(self) {
        self.service.ground.health.drain();
        // Streams have no end of their own that a drain could wait for.
        self.service.evidence.news.end();
        let _ = self.stop.send(true);
        let aborts: Vec<_> = self.tasks.iter().map(JoinHandle::abort_handle).collect();
        let drained = async {
            for task in self.tasks {
                let _ = task.await;
            }
        };
        if tokio::time::timeout(self.drain + TIDYING_AT_MOST, drained).await.is_err() {
            tracing::warn!("a chore was cut off by the stop");
            aborts.iter().for_each(tokio::task::AbortHandle::abort);
        }
        let spending = self.service.api_keys.flush_spending().await;
        if let Err(error) = self.service.api_keys.flush_usage().await.and(spending) {
            tracing::warn!(%error, "the last counts could not be written");
        }
        if let Err(error) = self.service.evidence.flush_records().await {
            tracing::warn!(%error, "the last request records could not be written");
        }
        if let Err(error) = self.service.ground.store.checkpoint().await {
            tracing::warn!(%error, "the write-ahead log stays; the next start reads it");
        }
        self.service.ground.store.give_back_lease().await;
    }
}

/// Starts an authority. It serves when this answers.
///
/// # Errors
/// [`StartError`]; nothing was overwritten.
pub async fn start(config: Config) -> Result<Running, StartError> {
    config.rate_limits.check()?;
    make_private_folder(&config.data_dir)?;
    let lock = lock(&config.data_dir)?;
    let place = Place::choose(&config.data_dir, config.database.as_deref())?;
    let ground = Ground::open(Purpose::Serve, place, config.ambient.clone()).await?.with_seal(config.sealing_key);
    let ground = ground.with_rate_limits(config.rate_limits, config.trusted_proxies)?;
    let keeping =
        Keeping { requests_days: config.keep_requests_days, audit_days: config.keep_audit_days, reach: config.reach };
    let service = Arc::new(Service::on(ground, keeping));
    let watch = match config.checkpoints {
        Some(to) => Some(Watch::open(&service.evidence, to).await?.map_err(StartError::RolledBack)?),
        None => None,
    };
    service.people.follow_limits().await?;
    service.api_keys.load_spending().await.map_err(Failure::from)?;
    let organization_id = find_or_create(&service, config.organization.as_deref()).await?;
    service.ground.check_seal().await?;
    service.people.complete_old_rows().await?;
    service.api_keys.list_old_keys().await?;
    service.evidence.begin_news().await.map_err(Failure::from)?;
    let passwords = service.people.passwords.clone();
    drop(tokio::task::spawn_blocking(move || passwords.prepare()));
    // Before anybody is served: whose sandbox was not set up by the last process waits on.
    service.contract.provision().await?;

    let (sandbox, live) = (config.sandbox.listen().await?, config.live.listen().await?);
    let manage = config.manage.listen().await?;
    let url = |listener: &TcpListener, path: &str| match listener.local_addr() {
        Ok(address) => format!("http://{address}{path}"),
        Err(_) => String::new(),
    };
    let addresses = Addresses { sandbox: url(&sandbox, "/v2"), live: url(&live, "/v2"), manage: url(&manage, "") };
    let urls = BaseUrls { sandbox: addresses.sandbox.clone(), live: addresses.live.clone() };

    let (stop, stopping) = watch::channel(false);
    let shared = config.limits.shared();
    let serve = |socket, listener, front| {
        let (limits, shared, ambient) = (config.limits.clone(), shared.clone(), config.ambient.clone());
        tokio::spawn(serve::serve(socket, Serving { listener, front, limits, shared, ambient }, stopping.clone()))
    };
    let mut tasks = vec![
        serve(sandbox, Listener::Sandbox, http::public(service.clone(), Environment::Sandbox)),
        serve(live, Listener::Live, http::public(service.clone(), Environment::Live)),
        serve(manage, Listener::Manage, http::manage(service.clone(), urls)),
        tokio::spawn(deliver(service.evidence.clone(), stopping.clone())),
        tokio::spawn(distribute(service.evidence.clone(), stopping.clone())),
    ];
    // Where checkpoints are written, only who writes them prunes: each anchor is signed first.
    tasks.extend(chores::start(&service, &stopping, watch.is_none()));
    if let Some(shared) = service.ground.limits.shared() {
        // The first request is limited too, when the store is there.
        shared.connect().await;
        let stopping = stopping.clone();
        tasks.push(tokio::spawn(async move { shared.keep_connected(stopping).await }));
    }
    if let Some(watch) = watch {
        tasks.push(tokio::spawn(watch.keep(service.evidence.clone(), stopping)));
    }
    Ok(Running { addresses, service, organization_id, stop, drain: config.limits.drain, tasks, _lock: lock })
}

/// Whether a data folder already has an organization. A folder that is not there has none, and is not made.
///
/// # Errors
/// [`StartError`] when there is a store that cannot be read.
pub fn has_organization(data_dir: &Path) -> Result<bool, StartError> {
    let path = data_dir.join(FILE);
    if !path.exists() {
        return Ok(false);
    }
    let connection = crate::ground::store::open_or_create(&path)?;
    let count: i64 = connection
        .query_row("SELECT count(*) FROM organizations", [], |row| row.get(0))
        .map_err(|error| StartError::Open(error.into()))?;
    Ok(count > 0)
}

async fn find_or_create(service: &Service, asked: Option<&str>) -> Result<String, StartError> {
    let all = service.people.organizations().await?;
    let named = |asked: &str| all.iter().find(|(_, name)| name == asked.trim());
    match (all.first(), asked) {
        (Some((id, _)), None) => Ok(id.clone()),
        (Some((_, first)), Some(asked)) => named(asked).map(|(id, _)| id.clone()).ok_or_else(|| {
            let (found, asked) = (first.clone(), asked.trim().to_owned());
            StartError::OtherOrganization { found, asked }
        }),
        (None, Some(asked)) => Ok(service.create_organization(asked, "").await?),
        (None, None) => Err(StartError::NoOrganization),
    }
}

fn make_private_folder(folder: &Path) -> Result<(), StartError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| explain(&error, folder))
}

/// One process at a time: the lock ends with the process, however that ends.
fn lock(folder: &Path) -> Result<File, StartError> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(folder.join(LOCK)).map_err(|error| explain(&error, folder))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(explain(&error, folder)),
    }
}

fn explain(error: &io::Error, folder: &Path) -> StartError {
    match error.kind() {
        io::ErrorKind::StorageFull => StartError::DiskFull,
        _ => StartError::NotWritable(folder.to_owned()),
    }
}
