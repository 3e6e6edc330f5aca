//! What the accept loop promises, on sockets; the routes here only answer.

use std::time::Duration;

use axum::{Router, body::Bytes, routing::get};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    task::JoinHandle,
};

use super::*;

/// A guard against hanging, not a promise about speed.
const WITHIN: Duration = Duration::from_secs(20);
const LONG: Duration = Duration::from_secs(3600);
const ASK: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

fn patient() -> Limits {
    Limits { head: LONG, idle: LONG, stall: LONG, drain: LONG, ..Limits::default() }
}

struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    release: Arc<Notify>,
    reached: Arc<Notify>,
}

impl Server {
    async fn start(limits: Limits) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let release = Arc::new(Notify::new());
        let reached = Arc::new(Notify::new());
        let (waits, tells) = (release.clone(), reached.clone());
        let wait = move || async move {
            tells.notify_one();
            waits.notified().await;
        };
        let router = Router::new()
            .route("/", get(|| async { "hello" }).post(|body: Bytes| async move { body.len().to_string() }))
            .route("/large", get(|| async { vec![b'x'; 64 * 1024 * 1024] }))
            .route("/waits", get(wait));
        let (stop, stopping) = watch::channel(false);
        let (shared, ambient) = (limits.shared(), Ambient::system());
        let serving = Serving { listener: Listener::Sandbox, front: Front::new(router), limits, shared, ambient };
        Self { address, stop, task: tokio::spawn(serve(socket, serving, stopping)), release, reached }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn ends(self) {
        tokio::time::timeout(WITHIN, self.task).await.expect("it ends").unwrap();
    }
}

async fn say(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).await.unwrap();
}

/// Everything until the server closes.
async fn rest(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    tokio::time::timeout(WITHIN, stream.read_to_end(&mut all)).await.expect("the server closes").unwrap();
    String::from_utf8_lossy(&all).into_owned()
}

/// One answer whose body ends with these words.
async fn answer(stream: &mut TcpStream, last_words: &str) -> String {
    let (mut all, mut chunk) = (String::new(), [0; 4096]);
    while !all.ends_with(last_words) {
        let read = tokio::time::timeout(WITHIN, stream.read(&mut chunk)).await.expect("an answer").unwrap();
        assert!(read > 0, "closed after {all}");
        all.push_str(&String::from_utf8_lossy(&chunk[..read]));
    }
    all
}

fn is_problem(answer: &str, status: u16, code: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no whole answer: {answer:?}"));
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "another status than {status}: {head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("no problem body: {answer}"));
    assert_eq!((body["type"].as_str(), body["status"].as_u64()), (Some(code), Some(u64::from(status))));
    let id = body["correlationId"].as_str().unwrap();
    assert!(head.contains(&format!("x-correlation-id: {id}")), "the header says the same id: {head}");
    assert!(head.contains("connection: close") && head.contains("date: "), "{head}");
}

#[tokio::test]
async fn requests_in_a_row_and_in_one_packet_are_answered_on_one_connection() {
    let server = Server::start(patient()).await;
    let mut client = server.connect().await;
    for _ in 0..3 {
        say(&mut client, ASK).await;
        assert!(answer(&mut client, "hello").await.starts_with("HTTP/1.1 200 OK"));
    }
    say(&mut client, &ASK.repeat(5)).await;
    let mut seen = 0;
    while seen < 5 {
        seen += answer(&mut client, "hello").await.matches("hello").count();
    }
    say(&mut client, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n").await;
    say(&mut client, &vec![b'x'; 100_000]).await;
    answer(&mut client, "100000").await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_problem() {
    let server = Server::start(patient()).await;
    let huge = format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(10 * 1024 * 1024));
    let many = format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(500));
    let cases = [
        (b"\x16\x03\x01\x02\x00\x01\x00".as_slice(), 400, "MALFORMED_REQUEST"),
        (b"HELO mail.example\r\n\r\n", 400, "MALFORMED_REQUEST"),
        (b"GET / HTTP/1.1\r\nbad header\r\n\r\n", 400, "MALFORMED_REQUEST"),
        (many.as_bytes(), 431, "HEAD_TOO_LARGE"),
        (huge.as_bytes(), 431, "HEAD_TOO_LARGE"),
    ];
    for (bytes, status, code) in cases {
        let mut client = server.connect().await;
        // The server may have heard enough before the end.
        let _ = client.write_all(bytes).await;
        is_problem(&rest(client).await, status, code);
    }
    let mut client = server.connect().await;
    say(&mut client, &[ASK, b"nonsense\r\n\r\n"].concat()).await;
    let both = rest(client).await;
    let (first, second) = both.split_once("hello").expect("the good one of the two is answered");
    assert!(first.starts_with("HTTP/1.1 200 OK"), "{first}");
    is_problem(second, 400, "MALFORMED_REQUEST");
}

#[tokio::test]
async fn a_head_that_trickles_is_cut_and_without_the_limit_it_is_not() {
    let server = Server::start(Limits { head: Duration::from_millis(50), ..patient() }).await;
    let mut client = server.connect().await;
    say(&mut client, ASK).await;
    answer(&mut client, "hello").await;
    say(&mut client, b"GET / HTTP/1.1\r\nhost").await;
    is_problem(&rest(client).await, 408, "REQUEST_TIMEOUT");

    let server = Server::start(patient()).await;
    let mut client = server.connect().await;
    say(&mut client, b"GET / HTTP/1.1\r\nhost").await;
    let waited = tokio::time::timeout(Duration::from_millis(300), client.read(&mut [0; 1])).await;
    assert!(waited.is_err(), "the limit, and nothing else, cut the other one");
    say(&mut client, b": x\r\n\r\n").await;
    answer(&mut client, "hello").await;
}

#[tokio::test]
async fn a_silent_connection_is_closed_and_a_working_one_is_not() {
    let server = Server::start(Limits { idle: Duration::from_millis(200), ..patient() }).await;
    let (silent, mut used, mut waiting) = (server.connect().await, server.connect().await, server.connect().await);
    say(&mut waiting, b"GET /waits HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    say(&mut used, ASK).await;
    answer(&mut used, "hello").await;
    assert_eq!(rest(silent).await, "", "nothing was asked, so nothing is answered");
    assert_eq!(rest(used).await, "");
    server.release.notify_one();
    assert!(rest(waiting).await.starts_with("HTTP/1.1 200 OK"), "a request that works is not silence");
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_cut() {
    let server = Server::start(Limits { stall: Duration::from_millis(50), ..patient() }).await;
    let mut client = server.connect().await;
    say(&mut client, b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let _ = server.stop.send(true);
    // The drain is an hour; only the cut lets the server end.
    server.ends().await;
    drop(client);
}

#[tokio::test]
async fn a_connection_too_many_is_told_so_and_there_is_room_when_one_leaves() {
    for limits in [Limits { connections: 2, ..patient() }, Limits { listener_connections: 2, ..patient() }] {
        let server = Server::start(limits).await;
        let (mut first, mut second) = (server.connect().await, server.connect().await);
        for client in [&mut first, &mut second] {
            say(client, ASK).await;
            answer(client, "hello").await;
        }
        let refused = rest(server.connect().await).await;
        is_problem(&refused, 503, "SERVICE_UNAVAILABLE");
        assert!(refused.contains("retry-after: 1"), "{refused}");
        drop(first);
        let served = async {
            loop {
                let mut client = server.connect().await;
                let _ = client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
                if rest(client).await.starts_with("HTTP/1.1 200") {
                    return;
                }
            }
        };
        tokio::time::timeout(WITHIN, served).await.expect("there is room again");
        say(&mut second, ASK).await;
        answer(&mut second, "hello").await;
    }
}

#[tokio::test]
async fn a_stop_closes_idle_connections_at_once_and_lets_open_requests_finish() {
    let server = Server::start(patient()).await;
    let (fresh, mut idle, mut busy) = (server.connect().await, server.connect().await, server.connect().await);
    say(&mut idle, ASK).await;
    answer(&mut idle, "hello").await;
    say(&mut busy, b"GET /waits HTTP/1.1\r\nhost: x\r\n\r\n").await;
    server.reached.notified().await;
    server.stop.send(true).unwrap();
    assert_eq!(rest(fresh).await, "", "no request was open there");
    assert_eq!(rest(idle).await, "", "nor there");
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody new is let in");
    server.release.notify_one();
    let last = rest(busy).await;
    assert!(last.starts_with("HTTP/1.1 200 OK") && last.contains("connection: close"), "it was finished: {last}");
    server.ends().await;
}

#[tokio::test]
async fn the_drain_has_an_end() {
    let server = Server::start(Limits { drain: Duration::from_millis(50), ..patient() }).await;
    let mut busy = server.connect().await;
    say(&mut busy, b"GET /waits HTTP/1.1\r\nhost: x\r\n\r\n").await;
    server.reached.notified().await;
    server.stop.send(true).unwrap();
    server.ends().await;
    assert!(!rest(busy).await.contains("200"), "it was cut off");
}

#[tokio::test]
async fn a_request_names_one_host_unless_it_is_older_than_that_rule() {
    let server = Server::start(patient()).await;
    for (head, is_good) in [
        ("GET / HTTP/1.1\r\nhost: a.example:80\r\n", true),
        ("GET / HTTP/1.1\r\nhost:\r\n", true),
        ("GET / HTTP/1.0\r\n", true),
        ("GET / HTTP/1.1\r\n", false),
        ("GET http://a.example/ HTTP/1.1\r\n", false),
        ("GET / HTTP/1.1\r\nhost: a\r\nhost: a\r\n", false),
        ("GET / HTTP/1.1\r\nhost: a b\r\n", false),
    ] {
        let mut client = server.connect().await;
        say(&mut client, format!("{head}connection: close\r\n\r\n").as_bytes()).await;
        let answer = rest(client).await;
        if is_good {
            assert!(answer.contains(" 200 OK") && answer.ends_with("hello"), "{head:?}: {answer}");
        } else {
            is_problem(&answer, 400, "MALFORMED_REQUEST");
        }
    }
}
