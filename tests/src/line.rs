//! A line to a PostgreSQL server that can fall silent, as in a partition, or be cut on the client's side alone, as by a
//! firewall that forgets: the server then goes on believing in its end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// How long a server believes in a session that is silent: the authority asks for 5 seconds and three questions of 2 each
/// (`ground/store/postgres.rs`), which a socket in the file system does not ask.
const GHOST_LASTS: Duration = Duration::from_secs(15);

/// What is done to the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Through,
    Silent,
}

/// A forwarding address in front of a server's socket.
pub struct Line {
    port: u16,
    user_and_name: (String, String),
    state: Arc<watch::Sender<State>>,
    cuts: Arc<watch::Sender<u32>>,
}

impl Line {
    /// Forwards to the server with this socket folder, to its database of this name. It goes on when the test waits.
    ///
    /// # Panics
    /// When there is no free port.
    pub fn before(socket: &Path, user: &str, database: &str) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("it does not wait");
        let port = listener.local_addr().expect("its address").port();
        let (state, cuts) = (Arc::new(watch::Sender::new(State::Through)), Arc::new(watch::Sender::new(0)));
        let server = socket.join(".s.PGSQL.5432");
        let (states, of_cuts) = (state.subscribe(), cuts.subscribe());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(accept(listener, server, states, of_cuts));
        });
        Self { port, user_and_name: (user.to_owned(), database.to_owned()), state, cuts }
    }

    /// The database's address by way of this line.
    pub fn database(&self) -> String {
        let (user, name) = &self.user_and_name;
        format!("postgresql://{user}@127.0.0.1:{}/{name}", self.port)
    }

    /// From now on nothing passes, in neither direction, and nobody hears why.
    pub fn fall_silent(&self) {
        self.state.send_replace(State::Silent);
    }

    /// From now on everything passes again.
    pub fn mend(&self) {
        self.state.send_replace(State::Through);
    }

    /// Closes the client's side of every connection there is, and keeps the server's side open. New ones pass.
    pub fn cut_clients(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }
}

/// Ends with the line's owner.
async fn accept(
    listener: std::net::TcpListener,
    server: PathBuf,
    state: watch::Receiver<State>,
    cuts: watch::Receiver<u32>,
) {
    let mut over = state.clone();
    let listener = TcpListener::from_std(listener).expect("a listener");
    loop {
        tokio::select! {
            _ = over.wait_for(|_| false) => return,
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { return };
                tokio::spawn(forward(client, server.clone(), state.clone(), cuts.clone()));
            }
        }
    }
}

async fn forward(
    mut client: TcpStream,
    server: PathBuf,
    mut state: watch::Receiver<State>,
    mut cuts: watch::Receiver<u32>,
) {
    cuts.mark_unchanged();
    if !through(&mut state).await {
        return;
    }
    let Ok(mut server) = UnixStream::connect(server).await else { return };
    let (mut from_client, mut from_server) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        let passed = tokio::select! {
            _ = cuts.changed() => {
                drop(client);
                // The ghost: the server hears nothing until it gives up, as the authority's sessions ask it to, or the test is over.
                let _ = tokio::time::timeout(GHOST_LASTS, state.wait_for(|_| false)).await;
                return;
            }
            read = client.read(&mut from_client) => match read {
                Ok(count @ 1..) if through(&mut state).await => server.write_all(&from_client[..count]).await,
                _ => return,
            },
            read = server.read(&mut from_server) => match read {
                Ok(count @ 1..) if through(&mut state).await => client.write_all(&from_server[..count]).await,
                _ => return,
            },
        };
        if passed.is_err() {
            return;
        }
    }
}

/// Waits while nothing passes; false when the test is over.
async fn through(state: &mut watch::Receiver<State>) -> bool {
    state.wait_for(|state| *state == State::Through).await.is_ok()
}
