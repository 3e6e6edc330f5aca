//! A line to a server that can be told to swallow an answer: the request arrives, its effect happens, nobody hears of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::{TcpListener, TcpStream};

/// A forwarding address in front of a server.
pub struct Cut {
    address: String,
    to_swallow: Arc<AtomicUsize>,
}

impl Cut {
    /// Forwards to `server`, an address like `http://127.0.0.1:1`.
    pub async fn before(server: &str) -> Self {
        let server = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let to_swallow = Arc::new(AtomicUsize::new(0));
        let counter = to_swallow.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, server.clone(), counter.clone()));
            }
        });
        Self { address, to_swallow }
    }

    /// The address to use instead of the server's.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Swallows the answers to the next `count` POST requests.
    pub fn swallow_posts(&self, count: usize) {
        self.to_swallow.store(count, Ordering::SeqCst);
    }
}

/// One connection. The client's first bytes tell whether it is a POST; its answer is read from the server, so that the
/// effect is known to have happened, and then thrown away with the connection.
async fn forward(mut client: TcpStream, server: String, to_swallow: Arc<AtomicUsize>) {
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let Ok(count @ 1..) = client.read(&mut buffer).await else { return };
        let take_one = |left: usize| left.checked_sub(1);
        let swallow = buffer.starts_with(b"POST ")
            && to_swallow.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take_one).is_ok();
        if upstream.write_all(&buffer[..count]).await.is_err() {
            return;
        }
        let Ok(count @ 1..) = upstream.read(&mut buffer).await else { return };
        if swallow {
            return;
        }
        if client.write_all(&buffer[..count]).await.is_err() {
            return;
        }
        if count == buffer.len() {
            // A long answer: the rest follows by itself.
            let _ = copy(&mut upstream, &mut client).await;
            return;
        }
    }
}
