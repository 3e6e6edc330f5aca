//! Slow connections, heads and bodies of ten megabytes, and garbage on the port: others are served as if nothing were, and
//! memory stays bounded.

use std::fs;
use std::time::Duration;

use authority::{Config, Limits};
use journeys::faults::{figure, times};
use journeys::inside::in_a_file;
use journeys::{Api, Serve, WITHIN, eventually};
use keys::{Ambient, Environment::Sandbox, wire::Role};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// What the process may grow by under all of this; the heads and bodies alone would be more.
const GROWTH_MAX_KIB: u64 = 96 * 1024;
const TEN_MEGABYTES: usize = 10 * 1024 * 1024;
const HALF_A_HEAD: &[u8] = b"GET /v2/customers HTTP/1.1\r\nhost: x\r\nx-slow: ";

fn most_memory_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells the most it was");
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn port_of(base: &str) -> String {
    base.trim_start_matches("http://").split('/').next().unwrap().to_owned()
}

/// Sends a part of a head and then a byte now and then, until the server has had enough; answers what it said.
async fn trickle(address: String) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(HALF_A_HEAD).await.expect("the first bytes");
    let (mut read, mut write) = stream.split();
    let mut answer = Vec::new();
    let talk = async {
        while write.write_all(b"y").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = read.read_to_end(&mut answer) => {}
        () = talk => {}
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends everything, reads everything.
async fn blurt(address: String, bytes: Vec<u8>) -> String {
    let (mut read, mut write) = TcpStream::connect(address).await.expect("a connection").into_split();
    let talk = tokio::spawn(async move {
        let _ = write.write_all(&bytes).await;
        let _ = write.shutdown().await;
    });
    let mut answer = Vec::new();
    let _ = read.read_to_end(&mut answer).await;
    talk.abort();
    String::from_utf8_lossy(&answer).into_owned()
}

/// Huge heads, huge bodies and garbage in turn, each with the answer that it deserves.
fn loud(count: usize, address: &str) -> JoinSet<(&'static str, String)> {
    let head = format!("GET /v2/customers HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(TEN_MEGABYTES));
    let body = format!(
        "POST /verify HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {TEN_MEGABYTES}\r\n\r\n{}",
        "y".repeat(TEN_MEGABYTES)
    );
    let mut all = JoinSet::new();
    for number in 0..count {
        let mut garbage = vec![0; 4096];
        Ambient::system().fill(&mut garbage);
        // Random bytes could begin like a method; these cannot.
        garbage[0] = 0;
        let (bytes, expected) = match number % 3 {
            0 => (head.clone().into_bytes(), "HTTP/1.1 431"),
            1 => (body.clone().into_bytes(), "HTTP/1.1 401"),
            _ => (garbage, "HTTP/1.1 400"),
        };
        let address = address.to_owned();
        all.spawn(async move { (expected, blurt(address, bytes).await) });
    }
    all
}

#[tokio::test]
async fn others_are_served_beside_the_slow_the_huge_and_the_senseless() {
    let count = times(200, 2000);
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).expect("this test may open what it is allowed");
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let admin = serve.manage("admin");
    let (_, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    api.get("/customers").await.expect_status(200);
    let (before, address) = (most_memory_kib(serve.pid()), port_of(&serve.address("sandbox")));

    let mut slow: JoinSet<_> = (0..count).map(|_| trickle(address.clone())).collect();
    let mut loud = loud(count / 25, &address);
    for number in 0..50 {
        api.get("/customers").await.expect_status(200);
        if number % 10 == 0 {
            admin.create_active("sandbox", &format!("beside {number}"), "read_only").await;
        }
    }
    while let Some(done) = loud.join_next().await {
        let (expected, answer) = done.unwrap();
        // Whoever goes on sending to somebody who has stopped listening may lose the answer: so TCP is.
        assert!(answer.is_empty() || answer.starts_with(expected), "{expected} was expected: {answer}");
        assert!(answer.is_empty() || answer.contains("\"correlationId\""), "a refusal is a problem: {answer}");
    }
    let mut told = 0;
    let all_cut = async {
        while let Some(answer) = slow.join_next().await {
            told += usize::from(answer.unwrap().starts_with("HTTP/1.1 408"));
        }
    };
    tokio::time::timeout(WITHIN, all_cut).await.expect("each slow connection is cut");
    assert!(told > 0, "and hears why");
    let grown = most_memory_kib(serve.pid()).saturating_sub(before);
    assert!(grown < GROWTH_MAX_KIB, "{count} slow connections made it grow by {grown} KiB");
    api.get("/customers").await.expect_status(200);
    figure(format!("{count} slow connections: {told} heard why, the process grew by {grown} KiB"));
}

/// The control: the same slow clients on a listener with few places, with the limit on a head's time and without it.
#[tokio::test]
async fn it_is_the_time_limit_on_heads_that_keeps_places_free() {
    let folder = tempfile::tempdir().unwrap();
    for (name, head, is_limited) in [("limited", Duration::from_millis(200), true), ("unlimited", WITHIN * 100, false)]
    {
        let limits = Limits { listener_connections: 20, head, ..Limits::default() };
        let config = in_a_file(&folder.path().join(name), Ambient::system());
        let running = authority::start(Config { limits, ..config }).await.unwrap();
        let address = port_of(&running.addresses.sandbox);
        let mut slow = Vec::new();
        for _ in 0..20 {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            stream.write_all(HALF_A_HEAD).await.unwrap();
            slow.push(stream);
        }
        // By hand: the answer to a connection too many comes before the request, which HTTP clients take for an accident.
        let ask = b"GET /v2/customers HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let anybody = || blurt(address.clone(), ask.to_vec());
        if is_limited {
            let place = eventually("a place among the slow", WITHIN, || async {
                anybody().await.starts_with("HTTP/1.1 401").then_some(())
            });
            place.await;
        } else {
            for _ in 0..20 {
                let answer = anybody().await;
                assert!(answer.starts_with("HTTP/1.1 503"), "the slow ones hold every place: {answer}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        // Management has places of its own.
        let token = running.session_token(Role::Admin, "ana");
        Api::with_token(&running.addresses.manage, token.expose()).get("/organization").await.expect_status(200);
        drop(slow);
        running.stop().await;
    }
}
