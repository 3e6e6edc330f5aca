//! A receiver of webhooks as an integrator writes one: it reads the raw body and checks the signature by itself. The
//! HMAC is written out here, so that a mistake in the authority's cannot hide in a shared package.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{WITHIN, eventually};

/// How a receiver treats one delivery.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Answers with this status.
    Answer(u16),
    /// Answers 302 to this place.
    Redirect(String),
    /// Reads it and says nothing until the sender goes away.
    Silence,
    /// Reads it and closes the connection.
    Close,
}

/// What a receiver was sent.
#[derive(Clone, Debug)]
pub struct Received {
    /// The headers, by lower-case name.
    pub headers: HashMap<String, String>,
    /// The raw body.
    pub body: Vec<u8>,
}

/// A receiver on the loopback address. Treats deliveries in these manners, then answers 204 to all others.
pub struct Receiver {
    port: u16,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    /// Begins to listen.
    pub fn start(manners: impl IntoIterator<Item = Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let manners: Arc<Mutex<VecDeque<Manner>>> = Arc::new(Mutex::new(manners.into_iter().collect()));
        let kept = received.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, manners) = (kept.clone(), manners.clone());
                std::thread::spawn(move || treat(stream, &kept, &manners));
            }
        });
        Self { port, received }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks", self.port)
    }

    /// What came so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no receiver panics").clone()
    }

    /// Waits until so many came.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        eventually("the deliveries", WITHIN, || async {
            Some(self.received()).filter(|received| received.len() >= count)
        })
        .await
    }
}

impl Received {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a delivery is JSON")
    }

    /// How many of the signatures this secret made. The header's form is held to the letter.
    pub fn signatures_by(&self, secret: &str) -> usize {
        let (seconds, signatures) = self.signature();
        let signed = [seconds.as_bytes(), b".", &self.body].concat();
        let code = hex::encode(hmac_sha256(secret.as_bytes(), &signed));
        signatures.iter().filter(|signature| **signature == code).count()
    }

    /// The moment and the signatures of the header.
    pub fn signature(&self) -> (String, Vec<String>) {
        let header = self.headers.get("x-conduit-signature").expect("every delivery is signed");
        let mut parts = header.split(',');
        let seconds = parts.next().and_then(|part| part.strip_prefix("t=")).expect("the moment comes first");
        assert!(seconds.bytes().all(|byte| byte.is_ascii_digit()), "the moment is a number: {header}");
        let signatures = parts.map(|part| part.strip_prefix("v1=").expect("then signatures").to_owned());
        (seconds.to_owned(), signatures.collect())
    }
}

fn treat(mut stream: TcpStream, kept: &Mutex<Vec<Received>>, manners: &Mutex<VecDeque<Manner>>) {
    let Some(received) = read(&stream) else { return };
    let manner = manners.lock().expect("no receiver panics").pop_front().unwrap_or(Manner::Answer(204));
    kept.lock().expect("no receiver panics").push(received);
    let answer = match manner {
        Manner::Answer(status) => format!("HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        Manner::Redirect(to) => format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"),
        Manner::Close => return,
        Manner::Silence => {
            // Until the sender goes away; a minute is longer than any sender waits.
            let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
            let _ = stream.read(&mut [0]);
            return;
        }
    };
    let _ = stream.write_all(answer.as_bytes());
}

fn read(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut headers = HashMap::new();
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { headers, body })
}

/// RFC 2104, for keys of any length.
fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::digest([&padded(0x36)[..], message].concat());
    Sha256::digest([&padded(0x5c)[..], &inner].concat()).into()
}
