//! A stranger on the network: counts whoever calls, over TCP and UDP, and answers everybody.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Heard on one port of the loopback address, over TCP and UDP.
pub struct Trap {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nAccess-Control-Allow-Origin: *\r\n\
    Content-Length: 8\r\nConnection: close\r\n\r\nstranger";

impl Trap {
    /// Begins to listen.
    pub fn set() -> Self {
        let (tcp, udp) = std::iter::repeat_with(both).flatten().next().expect("a port that is free for both");
        let port = tcp.local_addr().expect("its address").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (by_tcp, by_udp) = (heard.clone(), heard.clone());
        std::thread::spawn(move || {
            for stream in tcp.incoming().flatten() {
                let heard = by_tcp.clone();
                // Counted before it has said anything: a connection alone tells the stranger that we are here.
                note(&heard, "a connection");
                std::thread::spawn(move || answer(stream, &heard));
            }
        });
        std::thread::spawn(move || {
            let mut packet = [0; 2048];
            while udp.recv(&mut packet).is_ok() {
                note(&by_udp, "a packet");
            }
        });
        Self { port, heard }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What was heard so far.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("no listener panics").clone()
    }

    /// Calls it, to show that it hears.
    pub fn call(&self) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.write_all(b"GET /control HTTP/1.1\r\n\r\n").expect("it reads");
        stream.read_to_end(&mut Vec::new()).expect("it answers");
    }
}

fn both() -> Option<(TcpListener, UdpSocket)> {
    let tcp = TcpListener::bind(("127.0.0.1", 0)).ok()?;
    let udp = UdpSocket::bind(tcp.local_addr().ok()?).ok()?;
    Some((tcp, udp))
}

fn answer(mut stream: TcpStream, heard: &Mutex<Vec<String>>) {
    // A limit for callers who connect and say nothing.
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let mut words = [0; 4096];
    let length = stream.read(&mut words).unwrap_or(0);
    note(heard, String::from_utf8_lossy(&words[..length]).lines().next().unwrap_or("(nothing said)"));
    let _ = stream.write_all(ANSWER);
}

fn note(heard: &Mutex<Vec<String>>, what: &str) {
    heard.lock().expect("no listener panics").push(what.to_owned());
}
