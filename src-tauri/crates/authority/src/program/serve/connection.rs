//! One connection from its first byte to its last.

use std::{
    convert::Infallible,
    future::poll_fn,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, Request, Response, Version, header::HOST},
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
};
use hyper_util::rt::TokioIo;
use pin_project_lite::pin_project;
use tokio::{
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};

use super::{
    Limits, Shared,
    refusal::Refuser,
    watched::{Phase, Progress, Watched},
};
use crate::faces::http::{Answering, Front};

/// Looks at an idle connection this many times before its time is over, so that no request has to set a clock.
const LOOKS: u32 = 4;

/// How a connection's turn ended.
enum End {
    /// By itself, or by the stop.
    Done,
    /// hyper refused a head; the refusal is sent.
    Refused,
    /// Its head took too long; nothing is sent yet.
    Slow,
}

/// Serves a connection to its end.
pub(super) async fn drive(shared: &Arc<Shared>, stream: TcpStream, peer: SocketAddr, progress: Arc<Progress>) {
    let refuser = shared.refuser.clone();
    let front = shared.front.for_connection();
    let service = Served { front, peer, progress: progress.clone(), refuser: refuser.clone() };
    let stream = Watched::new(stream, progress.clone(), Box::new(move |status| refuser.head(status)));
    let mut connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_buf_size(shared.limits.head_bytes.max(8192))
        .serve_connection(TokioIo::new(stream), service);
    let mut clock = Clock::new(&shared.limits);
    let end = poll_fn(|cx| {
        progress.watch(cx.waker());
        if shared.open.cut.load(Ordering::Acquire) {
            return Poll::Ready(End::Done);
        }
        if shared.open.draining.load(Ordering::Acquire) {
            if progress.phase() == Phase::Idle {
                return Poll::Ready(End::Done);
            }
            Pin::new(&mut connection).graceful_shutdown();
        }
        match Pin::new(&mut connection).poll(cx) {
            Poll::Ready(Ok(())) => return Poll::Ready(End::Done),
            Poll::Ready(Err(error)) if error.is_parse() => return Poll::Ready(End::Refused),
            // Clients come and go as they like.
            Poll::Ready(Err(_)) => return Poll::Ready(End::Done),
            Poll::Pending => {}
        }
        clock.poll(cx, &progress)
    })
    .await;
    match end {
        End::Done => {}
        End::Refused => shared.refuser.let_go(connection.into_parts().io.into_inner().into_inner()),
        End::Slow => {
            let stream = connection.into_parts().io.into_inner().into_inner();
            shared.refuser.send_and_let_go(stream, &shared.refuser.slow()).await;
        }
    }
}

/// What a connection's timer waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Awaits {
    Request,
    Head,
    Reader,
}

/// The one timer of a connection. It is set anew only for a client that is slow; requests in a row never touch it.
struct Clock<'a> {
    limits: &'a Limits,
    timer: Pin<Box<Sleep>>,
    awaits: Awaits,
    seen: u32,
    looks: u32,
}

impl<'a> Clock<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self { limits, timer: Box::pin(sleep(limits.idle / LOOKS)), awaits: Awaits::Request, seen: 0, looks: 0 }
    }

    fn set(&mut self, awaits: Awaits) {
        let wait = match awaits {
            Awaits::Request => self.limits.idle / LOOKS,
            Awaits::Head => self.limits.head,
            Awaits::Reader => self.limits.stall,
        };
        (self.awaits, self.looks) = (awaits, 0);
        self.timer.as_mut().reset(Instant::now() + wait);
    }

    fn poll(&mut self, cx: &mut Context<'_>, progress: &Progress) -> Poll<End> {
        let awaits = match progress.phase() {
            _ if progress.stalled() => Awaits::Reader,
            Phase::Head => Awaits::Head,
            _ => Awaits::Request,
        };
        // A second slow head in a row is another request, with its own time; so is each part that a slow reader takes.
        if awaits != self.awaits || (awaits != Awaits::Request && self.seen != progress.steps()) {
            self.seen = progress.steps();
            self.set(awaits);
        }
        while self.timer.as_mut().poll(cx).is_ready() {
            match awaits {
                Awaits::Head => return Poll::Ready(End::Slow),
                Awaits::Reader => return Poll::Ready(End::Done),
                Awaits::Request => {
                    let quiet = progress.phase() == Phase::Idle && progress.steps() == self.seen;
                    let looks = if quiet { self.looks + 1 } else { 0 };
                    if looks >= LOOKS {
                        return Poll::Ready(End::Done);
                    }
                    self.set(Awaits::Request);
                    (self.looks, self.seen) = (looks, progress.steps());
                }
            }
        }
        Poll::Pending
    }
}

/// The front as hyper calls it, with the peer's address beside the request.
struct Served {
    front: Front,
    peer: SocketAddr,
    progress: Arc<Progress>,
    refuser: Refuser,
}

impl hyper::service::Service<Request<Incoming>> for Served {
    type Response = Response<Answer>;
    type Error = Infallible;
    type Future = Watching;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.progress.begin();
        let answer = if names_one_host(request.version(), request.headers()) {
            self.front.call(self.peer, request)
        } else {
            Answering::told(self.refuser.no_host())
        };
        Watching { answer, progress: self.progress.clone() }
    }
}

/// Whether it says whom it is for, once and in a host's characters, as every request of HTTP/1.1 must (RFC 9112, section
/// 3.2). Before 1.1 nobody had to.
fn names_one_host(version: Version, headers: &HeaderMap) -> bool {
    let of_a_host = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:[]".contains(byte);
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version < Version::HTTP_11,
        (Some(host), None) => host.as_bytes().iter().all(of_a_host),
        (Some(_), Some(_)) => false,
    }
}

pin_project! {
    /// An answer that is being made, and the connection it belongs to.
    struct Watching {
        #[pin]
        answer: Answering,
        progress: Arc<Progress>,
    }
}

impl Future for Watching {
    type Output = Result<Response<Answer>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let progress = this.progress;
        this.answer.poll(cx).map(|response| Ok(response.map(|body| Answer { body, progress: progress.clone() })))
    }
}

/// An answer's body. hyper drops it when the last of it is on its way, and flushes after that.
struct Answer {
    body: Body,
    progress: Arc<Progress>,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.progress.answered();
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
