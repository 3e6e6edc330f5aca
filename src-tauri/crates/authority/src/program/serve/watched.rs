//! A connection's stream that knows what it is doing: waiting for a request, reading its head, serving it, sending the
//! answer. hyper itself tells nobody, and its own refusals have no body.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering},
    },
    task::{Context, Poll, Waker, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Where a connection is between two requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// No byte of a next request has come.
    Idle = 0,
    /// A part of a head has come.
    Head = 1,
    /// A route works on it, or its answer is being made.
    Busy = 2,
    /// The answer is complete and not yet on its way as a whole.
    Answered = 3,
}

/// A connection's progress. Only its own task writes here, so that the atomics cost next to nothing.
#[derive(Default)]
pub(super) struct Progress {
    phase: AtomicU8,
    /// A byte of the next request came before the answer to this one was sent.
    early: AtomicBool,
    stalled: AtomicBool,
    /// How often a stalled client took something after all.
    moved: AtomicU32,
    requests: AtomicU32,
    waker: OnceLock<Waker>,
}

impl Progress {
    pub(super) fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Relaxed) {
            0 => Phase::Idle,
            1 => Phase::Head,
            2 => Phase::Busy,
            _ => Phase::Answered,
        }
    }

    fn set(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
    }

    /// A whole head has come.
    pub(super) fn begin(&self) {
        self.set(Phase::Busy);
        self.requests.store(self.requests.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }

    /// The answer is made.
    pub(super) fn answered(&self) {
        self.set(Phase::Answered);
    }

    /// How many requests have begun.
    pub(super) fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Whether the client takes nothing of an answer that waits for it.
    pub(super) fn stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    /// How often it has moved on: the requests begun, and the times that a stalled client took something after all.
    pub(super) fn steps(&self) -> u32 {
        self.requests().wrapping_add(self.moved.load(Ordering::Relaxed))
    }

    /// Remembers how to wake the connection; its task stays the same.
    pub(super) fn watch(&self, waker: &Waker) {
        self.waker.get_or_init(|| waker.clone());
    }

    /// Makes the connection look at the signs of a stop.
    pub(super) fn wake(&self) {
        if let Some(waker) = self.waker.get() {
            waker.wake_by_ref();
        }
    }

    fn read_some(&self) {
        match self.phase() {
            Phase::Idle => self.set(Phase::Head),
            Phase::Answered => self.early.store(true, Ordering::Relaxed),
            Phase::Head | Phase::Busy => {}
        }
    }

    fn flushed(&self) {
        if self.phase() == Phase::Answered {
            let early = self.early.swap(false, Ordering::Relaxed);
            self.set(if early { Phase::Head } else { Phase::Idle });
        }
    }

    /// Between two requests nothing may be written but hyper's own refusal of a head.
    fn nothing_asked(&self) -> bool {
        matches!(self.phase(), Phase::Idle | Phase::Head)
    }
}

/// What is sent instead of hyper's refusal of a head.
type Instead = Box<dyn Fn(u16) -> Vec<u8> + Send>;

/// The stream.
pub(super) struct Watched<S> {
    inner: S,
    progress: Arc<Progress>,
    instead: Instead,
    refusal: Option<(Vec<u8>, usize)>,
}

impl<S> Watched<S> {
    pub(super) fn new(inner: S, progress: Arc<Progress>, instead: Instead) -> Self {
        Self { inner, progress, instead, refusal: None }
    }

    pub(super) fn into_inner(self) -> S {
        self.inner
    }

    /// Takes over when hyper refuses a head: its answer has no body, ours has.
    fn takes_over(&mut self, bytes: &[u8]) -> bool {
        if self.refusal.is_none() && self.progress.nothing_asked() {
            let status = bytes.strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.get(..3));
            let status = status.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
            self.refusal = status.filter(|status| *status >= 400).map(|status| ((self.instead)(status), 0));
        }
        self.refusal.is_some()
    }
}

impl<S: AsyncWrite + Unpin> Watched<S> {
    fn poll_refusal(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some((bytes, sent)) = &mut self.refusal {
            while *sent < bytes.len() {
                *sent += ready!(Pin::new(&mut self.inner).poll_write(cx, &bytes[*sent..]))?;
            }
        }
        Poll::Ready(Ok(()))
    }

    fn note<T>(&self, done: Poll<T>) -> Poll<T> {
        let progress = &self.progress;
        if done.is_pending() {
            progress.stalled.store(true, Ordering::Relaxed);
        } else if progress.stalled() {
            progress.stalled.store(false, Ordering::Relaxed);
            progress.moved.store(progress.moved.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
        }
        done
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let done = Pin::new(&mut self.inner).poll_read(cx, into);
        if into.filled().len() > before {
            self.progress.read_some();
        }
        done
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.takes_over(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        let done = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.note(done)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let first = parts.iter().find(|part| !part.is_empty());
        if first.is_some_and(|first| self.takes_over(first)) {
            return Poll::Ready(Ok(parts.iter().map(|part| part.len()).sum()));
        }
        let done = Pin::new(&mut self.inner).poll_write_vectored(cx, parts);
        self.note(done)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(cx))?;
        ready!(Pin::new(&mut self.inner).poll_flush(cx))?;
        self.progress.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
