//! What a place may do to whoever asks it: answer without end, lose an answer, stand behind a proxy.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use actions::Code;
use actions::view::{AddConnection, ConfirmKey};
use journeys::Serve;
use journeys::cut::Cut;
use keys::{Environment::Sandbox, KeyState, Secret};
use serde_json::json;

use crate::given;
use journeys::terminal::Terminal;

/// Listens on this computer; each connection is handed to `answer`. The thread ends with the test's process.
fn listen(answer: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || listener.incoming().flatten().for_each(answer));
    address
}

/// The first line of what somebody sent.
fn first_line(stream: &mut TcpStream) -> String {
    let mut head = [0; 4096];
    let read = stream.read(&mut head).unwrap_or_default();
    String::from_utf8_lossy(&head[..read]).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_answer_without_an_end_is_given_up() {
    let (sent, told) = channel();
    let address = listen(move |mut stream| {
        first_line(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[");
        let piece = [b' '; 64 * 1024];
        let pieces = (0_usize..).take_while(|_| stream.write_all(&piece).is_ok()).count();
        let _ = sent.send(pieces * piece.len());
    });
    let app = given::app(&format!("http://{address}"), "ckm_0");
    let failure = app.list_keys(given::newest(&app, Sandbox)).await.unwrap_err();
    assert_eq!(failure.code, Code::Unavailable, "{failure}");
    // Not on this thread, which is also the one that closes the connection.
    let sent = tokio::task::spawn_blocking(move || told.recv()).await.unwrap().unwrap();
    assert!(sent < 64 * 1024 * 1024, "it was cut off, having sent {sent} bytes");
}

/// A name comes from whoever answers, and ends in menus, dialogs and on terminals.
#[tokio::test]
async fn a_place_that_calls_itself_what_no_name_is_has_to_be_named_by_the_person() {
    let address = listen(|mut stream| {
        first_line(&mut stream);
        let body = json!({
            "id": "org_0", "name": "Acme\u{1b}]0;root\u{7}\u{202e}", "createdAt": "2026-11-28T20:00:00.000Z", "role": "admin",
            "activation": "not_submitted", "environments": [], "tokenName": "x",
        })
        .to_string();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        let _ = stream.write_all(format!("{head}{body}").as_bytes());
    });
    let url = format!("http://{address}");
    let app = given::app(&url, "ckm_0");
    let asked = AddConnection { name: String::new(), url };
    let failure = app.add_connection(asked, Secret::new("ckm_0".to_owned())).await.unwrap_err();
    assert_eq!((failure.code, failure.fields[0].pointer.as_str()), (Code::InvalidInput, "/name"), "{failure}");
    assert!(!failure.message.contains("root"), "nothing of it is repeated: {failure}");
}

#[tokio::test]
async fn what_has_no_idempotency_key_is_not_sent_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let cut = Cut::before(&serve.address("manage")).await;
    let app = given::app(cut.address(), &serve.create_token("admin"));
    let wish = given::wish(given::here(&app), "create", "billing");
    let key = given::key(&app, &app.create_key(wish).await.unwrap().key.id);
    let confirm = || ConfirmKey { key: key.clone(), typed_name: None };
    cut.swallow_posts(1);
    assert_eq!(
        app.confirm_key(confirm()).await.unwrap_err().code,
        Code::Unknown,
        "its answer was lost, and that is said"
    );
    assert!(app.secret_for_copy(&key).await.is_ok(), "the secret is still held");
    assert_eq!(app.confirm_key(confirm()).await.unwrap().key.state, KeyState::Active, "a person asks again");
}

/// What a proxy was asked for first.
fn proxy() -> (String, Receiver<String>) {
    let (asked, told) = channel();
    let address = listen(move |mut stream| {
        let _ = asked.send(first_line(&mut stream));
        let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
    });
    (format!("http://{address}"), told)
}

#[test]
fn the_proxies_of_the_environment_hold_for_everything_but_this_computer() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let ((proxy, asked), (unasked, never)) = (proxy(), proxy());
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let list = |address: &str, proxy: &str, without: &str| {
        let mut command = terminal.command(&["keys", "list", "--environment", "sandbox"]);
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env(name, proxy);
        }
        command.env("CONDUIT_KEYS_URL", address).env("NO_PROXY", without).output().unwrap()
    };
    assert!(list(&serve.address("manage"), &unasked, "").status.success(), "this computer is asked itself");
    assert!(never.try_recv().is_err(), "and no proxy");
    assert_eq!(list("https://192.0.2.1", &proxy, "").status.code(), Some(5));
    let told: Vec<String> = asked.try_iter().collect();
    assert!(!told.is_empty() && told.iter().all(|line| line == "CONNECT 192.0.2.1:443 HTTP/1.1"), "{told:?}");
    assert_eq!(list("https://192.0.2.1", &unasked, "192.0.2.1").status.code(), Some(5));
    assert!(never.try_recv().is_err(), "nor for what is named as an exception");
}
