//! Refusals that no route sees: a head that is too large, too slow or no HTTP, and a connection too many. Problem bodies
//! like every other, written by hand because there is no request to answer.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use axum::{
    Json,
    http::{StatusCode, header::CONNECTION},
    response::{IntoResponse as _, Response},
};
use keys::{
    Ambient,
    wire::{CORRELATION_ID, Code, Problem},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Semaphore,
};

use crate::ground::{
    log::{self, Line},
    metrics::{self, Listener},
};

/// Refused clients that are listened to at the same time, so that their kernel does not drop our answer.
const LINGERING_MAX: usize = 64;
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Writes refusals for a listener.
#[derive(Clone)]
pub(super) struct Refuser {
    ambient: Ambient,
    listener: Listener,
    lingering: Arc<Semaphore>,
}

impl Refuser {
    pub(super) fn new(ambient: Ambient, listener: Listener) -> Self {
        Self { ambient, listener, lingering: Arc::new(Semaphore::new(LINGERING_MAX)) }
    }

    /// The whole answer to a head that hyper refused with a status.
    pub(super) fn head(&self, status: u16) -> Vec<u8> {
        match status {
            414 | 431 => self.answer(Code::HeadTooLarge, "The head of a request is too large here."),
            _ => self.answer(Code::MalformedRequest, "This is not HTTP/1.1 as it can be read here."),
        }
    }

    /// The whole answer to a head that took too long.
    pub(super) fn slow(&self) -> Vec<u8> {
        self.answer(Code::RequestTimeout, "The head of the request took too long to arrive.")
    }

    /// The answer to a head that can be read and does not say whom it is for.
    pub(super) fn no_host(&self) -> Response {
        let problem = self.refuse(Code::MalformedRequest, "A request names one host, in one Host header.");
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        let headers = [(CORRELATION_ID, problem.correlation_id.clone()), (CONNECTION.as_str(), "close".to_owned())];
        (status, headers, Json(problem)).into_response()
    }

    /// What is said of a refusal, which is counted and logged.
    fn refuse(&self, code: Code, detail: &str) -> Problem {
        let id = self.ambient.mint_uuid();
        let (listener, route, status) = (self.listener, metrics::NO_ROUTE, code.status());
        metrics::request(listener, route, status, Duration::ZERO);
        let line = Line { listener, method: "", route, peer: None, status, code: Some(code), took: Duration::ZERO };
        log::request_as(id.clone().into(), &line);
        Problem {
            code,
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.to_owned(),
            resolution: code.resolution().to_owned(),
            docs: code.docs(),
            // Nothing was read that could be trusted to be a path.
            instance: "/".to_owned(),
            correlation_id: id,
            timestamp: self.ambient.now(),
            errors: Vec::new(),
            retry_after_seconds: (code == Code::ServiceUnavailable).then_some(1),
        }
    }

    fn answer(&self, code: Code, detail: &str) -> Vec<u8> {
        let problem = self.refuse(code, detail);
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let Problem { status, correlation_id: id, timestamp, retry_after_seconds: retry, .. } = problem;
        let reason = StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or_default();
        let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(timestamp.as_millis()).unwrap_or(0));
        let date = httpdate::fmt_http_date(date);
        let retry = retry.map(|seconds| format!("retry-after: {seconds}\r\n")).unwrap_or_default();
        let length = body.len();
        format!(
            "HTTP/1.1 {status} {reason}\r\ncontent-type: application/json\r\n{CORRELATION_ID}: {id}\r\n{retry}\
             content-length: {length}\r\nconnection: close\r\ndate: {date}\r\n\r\n{body}"
        )
        .into_bytes()
    }

    /// Tells a client that there are too many, and lets it go.
    pub(super) fn refuse_crowded(&self, stream: TcpStream) {
        let answer = self.answer(Code::ServiceUnavailable, "The authority has as many connections as it can serve.");
        // A fresh connection has room for so little; if not, the client learns as much from the end of it.
        let _ = stream.try_write(&answer);
        self.let_go(stream);
    }

    /// Sends a last answer and lets the client go.
    pub(super) async fn send_and_let_go(&self, mut stream: TcpStream, answer: &[u8]) {
        if tokio::time::timeout(LINGER, stream.write_all(answer)).await.is_ok() {
            self.let_go(stream);
        }
    }

    /// Closes our side and reads on for a moment: closing with unread bytes would make the kernel throw away the answer
    /// before the client has seen it. Only so many clients have this care at a time.
    pub(super) fn let_go(&self, mut stream: TcpStream) {
        let Ok(permit) = self.lingering.clone().try_acquire_owned() else { return };
        tokio::spawn(async move {
            let _ = tokio::time::timeout(LINGER, async {
                stream.shutdown().await?;
                let (mut thrown_away, mut total) = ([0; 4096], 0);
                while total < LINGER_BYTES_MAX {
                    match stream.read(&mut thrown_away).await? {
                        0 => break,
                        read => total += read,
                    }
                }
                Ok::<_, std::io::Error>(())
            })
            .await;
            drop(permit);
        });
    }
}
