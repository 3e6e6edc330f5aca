//! Heads of requests, byte by byte: what HTTP says that a server must refuse.

use journeys::Serve;
use keys::Environment::Sandbox;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// No host, two, and what is none.
const NOT_ONE: [&str; 6] =
    ["", "host: a\r\nhost: a\r\n", "host: a b\r\n", "host: a/b\r\n", "host: who@a\r\n", "host: \u{e9}\r\n"];

fn port_of(base: &str) -> String {
    base.trim_start_matches("http://").split('/').next().unwrap().to_owned()
}

async fn say(address: &str, head: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).await.expect("it listens");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_request_that_does_not_name_one_host_is_refused_on_every_listener() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let token = serve.create_token("admin");
    let api = serve.public(Sandbox, &secret);
    let (sandbox, manage) = (port_of(&serve.address("sandbox")), port_of(&serve.address("manage")));
    let asks = [
        (&sandbox, "/verify", format!("x-api-key: {secret}\r\n"), 204),
        (&sandbox, "/v2/customers", format!("x-api-key: {secret}\r\n"), 200),
        (&manage, "/v1/organization", format!("authorization: Bearer {token}\r\n"), 200),
        (&manage, "/healthz", String::new(), 200),
    ];
    for (address, path, credential, good) in asks {
        let good = format!("HTTP/1.1 {good} ");
        for hosts in ["host: authority.example:8080\r\n", "host: [::1]:80\r\n", "host:\r\n"] {
            let answer = say(address, &format!("GET {path} HTTP/1.1\r\n{hosts}{credential}")).await;
            assert!(answer.starts_with(&good), "the control, {path} with {hosts:?}: {answer}");
        }
        for hosts in NOT_ONE {
            let answer = say(address, &format!("GET {path} HTTP/1.1\r\n{hosts}{credential}")).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{path} with {hosts:?}: {answer}");
            assert!(answer.contains("MALFORMED_REQUEST"), "a problem like every other: {answer}");
        }
    }
    api.get("/customers").await.expect_status(200);
}
