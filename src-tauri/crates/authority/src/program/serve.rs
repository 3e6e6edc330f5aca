//! The accept loop: HTTP/1.1 with a bound on everything that a client can make us hold. A slow, silent or talkative
//! client costs its own connection and nothing else; whoever is refused hears why, as far as HTTP allows.
//!
//! What bounds what: the head of a request by bytes and time (`connection.rs`), the time of a whole request by the layer
//! in `http/answer.rs`, a body by its reader, the number of connections here, a reader that does not read by
//! [`Limits::stall`].

mod connection;
mod refusal;
mod watched;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use keys::Ambient;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    time::Instant,
};

use crate::{
    faces::http::Front,
    ground::metrics::{self, Listener},
};
use connection::drive;
use refusal::Refuser;
use watched::Progress;

/// What clients may make a process hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections of all listeners together; also kept below the process's limit of open files.
    pub connections: usize,
    /// Connections of one listener, so that a flood on a public one leaves management reachable.
    pub listener_connections: usize,
    /// Bytes of a request's head. hyper takes no less than 8 KiB.
    pub head_bytes: usize,
    /// From the first byte of a head to its last.
    pub head: Duration,
    /// How long a connection may say nothing between two requests.
    pub idle: Duration,
    /// How long a client may take none of an answer that waits for it.
    pub stall: Duration,
    /// How long open requests may take to finish once a stop was asked for.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 8192,
            listener_connections: 4096,
            head_bytes: 32 * 1024,
            head: Duration::from_secs(10),
            // More than the sixty seconds after which nginx gives up its idle connections to us.
            idle: Duration::from_secs(75),
            stall: Duration::from_secs(30),
            // The window has two seconds for all its tidying, the last counts included.
            drain: Duration::from_secs(1),
        }
    }
}

impl Limits {
    /// The semaphore that all listeners of a process share.
    pub(crate) fn shared(&self) -> Arc<Semaphore> {
        Arc::new(Semaphore::new(self.connections.min(below_open_files()).min(Semaphore::MAX_PERMITS)))
    }
}

/// Files that the store, the logs and the listeners themselves may need at the same time.
const FILES_KEPT: u64 = 128;

/// Connections that leave the store the files it needs: without them a flood would break writes.
fn below_open_files() -> usize {
    let soft = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(soft.saturating_sub(FILES_KEPT).max(16)).unwrap_or(usize::MAX)
}

/// Lets this process open as many files as the system allows it; for programs that are nothing but the authority.
pub fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current < maximum {
        // Without it fewer connections are served, and nothing else changes.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
}

/// A listener's open connections: to count them, to wake them for a stop, and to end them.
#[derive(Default)]
pub(crate) struct Open {
    next: AtomicU64,
    connections: Mutex<HashMap<u64, Arc<Progress>>>,
    draining: AtomicBool,
    cut: AtomicBool,
    emptied: Notify,
}

impl Open {
    fn enter(&self, progress: &Arc<Progress>) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.lock().insert(id, progress.clone());
        id
    }

    fn leave(&self, id: u64) {
        let mut connections = self.lock();
        connections.remove(&id);
        if connections.is_empty() {
            self.emptied.notify_waiters();
        }
    }

    fn wake_all(&self) {
        self.lock().values().for_each(|progress| progress.wake());
    }

    async fn emptied_by(&self, deadline: Instant) -> bool {
        loop {
            let emptied = self.emptied.notified();
            if self.lock().is_empty() {
                return true;
            }
            if tokio::time::timeout_at(deadline, emptied).await.is_err() {
                return false;
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Arc<Progress>>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What serving a listener needs.
pub(crate) struct Serving {
    /// Which one it is, for the counters.
    pub listener: Listener,
    /// What it serves.
    pub front: Front,
    /// What clients may make us hold.
    pub limits: Limits,
    /// Room for connections of all listeners.
    pub shared: Arc<Semaphore>,
    /// For the correlation IDs and moments of refusals that no route sees.
    pub ambient: Ambient,
}

/// What the connections of a listener share.
struct Shared {
    front: Front,
    listener: Listener,
    limits: Limits,
    refuser: Refuser,
    open: Open,
}

/// Serves until the stop, then drains: idle connections are closed at once, open requests have [`Limits::drain`].
pub(crate) async fn serve(listener: TcpListener, serving: Serving, mut stopping: watch::Receiver<bool>) {
    let Serving { listener: name, front, limits, shared: all, ambient } = serving;
    let own = Arc::new(Semaphore::new(limits.listener_connections.min(Semaphore::MAX_PERMITS)));
    let refuser = Refuser::new(ambient, name);
    let shared = Arc::new(Shared { front, listener: name, limits, refuser, open: Open::default() });
    let accepting = async {
        let mut patience = Patience::default();
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => admit(&shared, &all, &own, stream, peer),
                Err(error) => patience.after(&error, name).await,
            }
        }
    };
    tokio::select! {
        () = accepting => {}
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    drop(listener);
    drain(&shared).await;
}

/// Starts serving a connection when there is room for it, and refuses it cheaply when there is none.
fn admit(shared: &Arc<Shared>, all: &Arc<Semaphore>, own: &Arc<Semaphore>, stream: TcpStream, peer: SocketAddr) {
    // Answers are small and whole: waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let room = own.clone().try_acquire_owned().and_then(|own| Ok((own, all.clone().try_acquire_owned()?)));
    let Ok(room) = room else {
        metrics::connection_refused(shared.listener);
        shared.refuser.refuse_crowded(stream);
        return;
    };
    tokio::spawn(serve_one(shared.clone(), stream, peer, room));
}

async fn serve_one(
    shared: Arc<Shared>,
    stream: TcpStream,
    peer: SocketAddr,
    _room: (OwnedSemaphorePermit, OwnedSemaphorePermit),
) {
    let progress = Arc::new(Progress::default());
    let guard = Entered { id: shared.open.enter(&progress), shared: &shared };
    metrics::connection_opened(shared.listener);
    drive(&shared, stream, peer, progress).await;
    drop(guard);
}

/// Leaves, also when the connection's task is dropped or panics.
struct Entered<'a> {
    id: u64,
    shared: &'a Shared,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        metrics::connection_closed(self.shared.listener);
        self.shared.open.leave(self.id);
    }
}

async fn drain(shared: &Shared) {
    let open = &shared.open;
    let deadline = Instant::now() + shared.limits.drain;
    open.draining.store(true, Ordering::Release);
    open.wake_all();
    if !open.emptied_by(deadline).await {
        tracing::warn!(listener = shared.listener.as_str(), "some requests were cut off by the stop");
        open.cut.store(true, Ordering::Release);
        open.wake_all();
        open.emptied_by(Instant::now() + Duration::from_millis(200)).await;
    }
}

/// What to do when no connection can be accepted: a broken one is the client's affair, an exhausted process has to wait
/// for somebody to leave, and neither ends the listener.
#[derive(Default)]
struct Patience {
    told: Option<Instant>,
}

impl Patience {
    const BETWEEN_TRIES: Duration = Duration::from_millis(100);
    const BETWEEN_WORDS: Duration = Duration::from_secs(10);

    async fn after(&mut self, error: &std::io::Error, listener: Listener) {
        use std::io::ErrorKind as E;
        if matches!(error.kind(), E::ConnectionAborted | E::ConnectionReset | E::ConnectionRefused | E::Interrupted) {
            return;
        }
        metrics::accept_failed(listener);
        if self.told.is_none_or(|told| told.elapsed() > Self::BETWEEN_WORDS) {
            self.told = Some(Instant::now());
            tracing::error!(listener = listener.as_str(), %error, "connections cannot be accepted; it goes on trying");
        }
        tokio::time::sleep(Self::BETWEEN_TRIES).await;
    }
}

#[cfg(test)]
mod tests;
