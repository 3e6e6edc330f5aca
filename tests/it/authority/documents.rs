//! Documents: PDF, PNG and JPEG by their content, up to 10 MB (Conduit Financial sheet, section 9).

use journeys::api::text;
use std::time::Duration;

use journeys::{Answer, Api, Serve, WITHIN, eventually};
use keys::Environment::Sandbox;
use keys::wire::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The smallest PDF that is one.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const MEGABYTE: usize = 1024 * 1024;

/// A part of a form: a name, a file name if it is a file, the content.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A form of these parts, with `edge` between them.
pub fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").into_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    body
}

async fn send(api: &Api, parts: &[Part<'_>], idempotency_key: Option<&str>) -> Answer {
    let request = api.request(Method::POST, "/documents").header("content-type", "multipart/form-data; boundary=edge");
    let request = idempotency_key.into_iter().fold(request, |request, key| request.header(IDEMPOTENCY_KEY, key));
    Answer::to(request.body(form(parts))).await
}

/// Stores a PDF; answers its id.
pub async fn stored(api: &Api) -> String {
    text(&send(api, &[("file", Some("a.pdf"), PDF)], None).await.expect_status(201).json(), "/id")
}

/// A PDF of so many bytes.
pub fn pdf_of(size: usize) -> Vec<u8> {
    let mut bytes = vec![b' '; size];
    bytes[..PDF.len()].copy_from_slice(PDF);
    bytes[size - 6..].copy_from_slice(b"%%EOF\n");
    bytes
}

async fn writer(serve: &Serve) -> Api {
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    serve.public(Sandbox, &secret)
}

#[tokio::test]
async fn a_document_is_what_its_bytes_say_and_not_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let parts = [("purpose", None, &b"incorporation"[..]), ("file", Some("picture.png"), PDF)];
    let stored = send(&api, &parts, None).await.expect_status(201).json();
    assert!(text(&stored, "/id").starts_with("doc_"));
    assert_eq!(stored["contentType"], "application/pdf", "whatever the name says: {stored}");
    assert_eq!((&stored["size"], &stored["purpose"]), (&json!(PDF.len()), &json!("incorporation")));
    assert_eq!(stored["fileName"], "picture.png");
    assert_eq!(text(&stored, "/sha256").len(), 64);

    for content in [&b"MZ\x90\x00"[..], b"", b"<html>", b"%PDF-1.7 but it ends early", b"\x89PNG\r\n\x1a\n"] {
        let refused = send(&api, &[("file", Some("honest.pdf"), content)], None).await;
        let refused = refused.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(refused["errors"][0]["pointer"], "/file", "{content:?}");
    }
}

#[tokio::test]
async fn ten_megabytes_are_taken_and_more_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let whole = send(&api, &[("file", None, &pdf_of(10 * MEGABYTE))], None).await.expect_status(201).json();
    assert_eq!(whole["size"], 10 * MEGABYTE, "exactly ten fit");
    for size in [10 * MEGABYTE + 1, 20 * MEGABYTE] {
        send(&api, &[("file", None, &pdf_of(size))], None).await.expect_problem(413, "PAYLOAD_TOO_LARGE");
    }
}

#[tokio::test]
async fn another_media_type_a_broken_form_and_a_read_only_key_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let post = |kind: &'static str, body: &'static str| {
        Answer::to(api.request(Method::POST, "/documents").header("content-type", kind).body(body))
    };
    post("application/json", "{}").await.expect_problem(415, "UNSUPPORTED_MEDIA_TYPE");
    Answer::to(api.request(Method::POST, "/documents").body("x")).await.expect_problem(415, "UNSUPPORTED_MEDIA_TYPE");
    for (kind, body) in [
        ("multipart/form-data", "--edge--"),
        ("multipart/form-data; boundary=edge", "no edge at all"),
        ("multipart/form-data; boundary=edge", "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut"),
        ("multipart/form-data; boundary=edge", ""),
    ] {
        post(kind, body).await.expect_problem(400, "VALIDATION_ERROR");
    }
    let strange: [&[Part<'_>]; 3] = [
        &[("other", None, b"x"), ("file", None, PDF)],
        &[("file", None, PDF), ("file", None, PDF)],
        &[("purpose", None, b"x")],
    ];
    for parts in strange {
        send(&api, parts, None).await.expect_problem(400, "VALIDATION_ERROR");
    }
    let (_, reader) = serve.manage("admin").create_active("sandbox", "reader", "read_only").await;
    let reader = serve.public(Sandbox, &reader);
    send(&reader, &[("file", None, PDF)], None).await.expect_problem(403, "API_KEY_READ_ONLY");
}

#[tokio::test]
async fn a_repeated_upload_is_stored_once() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let file = [("file", Some("a.pdf"), PDF)];
    let first = send(&api, &file, Some("once")).await.expect_status(201);
    let again = send(&api, &file, Some("once")).await.expect_status(201);
    assert_eq!(again.header(IDEMPOTENCY_REPLAYED), Some("true"));
    assert_eq!(again.text, first.text);
    let other = [("file", Some("b.pdf"), PDF)];
    send(&api, &other, Some("once")).await.expect_problem(409, "IDEMPOTENCY_KEY_CONFLICT");
    send(&api, &file, Some("not a key")).await.expect_problem(400, "IDEMPOTENCY_KEY_INVALID");
    let fresh = send(&api, &file, None).await.expect_status(201).json();
    assert_ne!(fresh["id"], first.json()["id"], "without a key each upload is one");
    let _: Value = fresh;
}

/// An upload of ten megabytes that has begun: its head, and the first bytes of its form.
async fn begun(serve: &Serve, secret: &str) -> TcpStream {
    let base = serve.address("sandbox");
    let address = base.trim_start_matches("http://").split('/').next().unwrap();
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /v2/documents HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: {secret}\r\ncontent-length: {}\r\n\
         content-type: multipart/form-data; boundary=edge\r\n\r\n--edge\r\n",
        10 * MEGABYTE
    );
    stream.write_all(head.as_bytes()).await.expect("it listens");
    stream
}

/// Those that have been answered nothing yet, and those that have.
async fn apart(streams: Vec<TcpStream>) -> (Vec<TcpStream>, Vec<TcpStream>) {
    let (mut waiting, mut answered) = (Vec::new(), Vec::new());
    for stream in streams {
        let told = tokio::time::timeout(Duration::from_millis(10), stream.peek(&mut [0])).await;
        if told.is_ok() { answered.push(stream) } else { waiting.push(stream) }
    }
    (waiting, answered)
}

#[tokio::test]
async fn slow_uploads_make_nobody_wait() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (_, secret) = admin.create_active("sandbox", "slow", "read_write").await;
    let (_, other) = admin.create_active("sandbox", "other", "read_write").await;
    let mut slow = Vec::new();
    for _ in 0..16 {
        slow.push(begun(&serve, &secret).await);
    }
    // Not even those of the same key; the live side has rooms of its own.
    for secret in [&secret, &other] {
        stored(&serve.public(Sandbox, secret)).await;
    }
    assert_eq!(apart(slow).await.0.len(), 16, "they were done while all the slow ones still held on");
}

#[tokio::test]
async fn an_upload_that_is_too_slow_is_cut_and_a_steady_one_beside_it_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let (mut steady, mut slow) = (begun(&serve, &secret).await, begun(&serve, &secret).await);
    let mut answer = String::new();
    let talk = async {
        let mut every = tokio::time::interval(Duration::from_millis(100));
        loop {
            every.tick().await;
            steady.write_all(&[b'x'; 8 * 1024]).await.expect("a steady one goes on");
        }
    };
    tokio::select! {
        _ = slow.read_to_string(&mut answer) => {}
        () = talk => {}
    }
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("REQUEST_TIMEOUT"), "{answer}");
    assert_eq!(apart(vec![steady]).await.0.len(), 1, "the pace counts, not the length");
}

#[tokio::test]
async fn what_uploads_hold_in_memory_is_bounded_for_each_organization_and_environment() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut stream = begun(&serve, &secret).await;
        stream.write_all(&vec![b'x'; 9 * MEGABYTE]).await.expect("it takes them");
        held.push(stream);
    }
    let api = serve.public(Sandbox, &secret);
    let large = || pdf_of(9 * MEGABYTE);
    let send_large = || async { send(&api, &[("file", None, &large())], None).await };
    let crowded = || async {
        let answer = send_large().await;
        (answer.status == 429).then_some(answer)
    };
    let refused = eventually("what was sent has arrived, and fills the room", WITHIN, crowded).await;
    assert_eq!(refused.expect_problem(429, "RATE_LIMITED").json()["retryAfterSeconds"], 1);
    stored(&api).await;
    assert_eq!(apart(std::mem::take(&mut held)).await.0.len(), 4, "a small one fits beside those that are held");
    let taken = || async { (send_large().await.status == 201).then_some(()) };
    eventually("who left made room", WITHIN, taken).await;
}
