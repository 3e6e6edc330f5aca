//! Log lines for people (`text`) and for machines (`json`), each with the correlation ID of the request it belongs to.
//!
//! The ID travels with the request's task instead of in a span: a span a request would cost the path of a verdict more
//! than all its counters. Lines never hold a path, a body, a header or a secret; a route is named by its pattern.

mod format;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use std::{future::Future, net::IpAddr, time::Duration};

use keys::wire::Code;

use crate::ground::metrics::{Listener, NO_ROUTE};
pub use format::{LogFormat, init};

tokio::task_local! {
    static CORRELATION: Arc<str>;
}

/// Does a request's work; every line written meanwhile has its correlation ID.
pub async fn within<F: Future>(correlation_id: Arc<str>, work: F) -> F::Output {
    CORRELATION.scope(correlation_id, work).await
}

/// The correlation ID of the request at hand.
pub fn correlation_id() -> Option<Arc<str>> {
    CORRELATION.try_with(Arc::clone).ok()
}

/// As [`request`], outside the request's own work.
pub fn request_as(correlation_id: Arc<str>, line: &Line<'_>) {
    CORRELATION.sync_scope(correlation_id, || request(line));
}

/// What a request's line tells.
pub struct Line<'a> {
    /// Where it came in.
    pub listener: Listener,
    /// Its method.
    pub method: &'a str,
    /// Its route's pattern.
    pub route: &'a str,
    /// Who asked, as the listener saw it.
    pub peer: Option<IpAddr>,
    /// The answer's status.
    pub status: u16,
    /// The refusal's code.
    pub code: Option<Code>,
    /// How long it took.
    pub took: Duration,
}

/// Writes a request's line, unless there are too many refusals: whoever knocks thousands of times a second must not fill
/// the disk with it.
pub fn request(line: &Line<'_>) {
    let anybody = line.listener != Listener::Manage || line.route == NO_ROUTE;
    if anybody && !BUDGET.take() {
        return;
    }
    let Line { listener, method, route, status, .. } = line;
    let (listener, code) = (listener.as_str(), line.code.map(Code::as_str).unwrap_or_default());
    let peer = line.peer.map(|peer| peer.to_canonical().to_string()).unwrap_or_default();
    let micros = u64::try_from(line.took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(listener, method, route, peer, status, code, micros, "answered");
}

/// Lines about refusals that may be written between two calls of [`refill`].
const REFUSALS_A_SECOND: u32 = 50;
static BUDGET: Budget = Budget { left: AtomicU32::new(REFUSALS_A_SECOND), unsaid: AtomicU32::new(0) };

struct Budget {
    left: AtomicU32,
    unsaid: AtomicU32,
}

impl Budget {
    fn take(&self) -> bool {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        if !taken {
            self.unsaid.fetch_add(1, Ordering::Relaxed);
        }
        taken
    }

    fn refill(&self) -> u32 {
        self.left.store(REFUSALS_A_SECOND, Ordering::Relaxed);
        self.unsaid.swap(0, Ordering::Relaxed)
    }
}

/// Lets more refusals be told, and says how many were not. Called once a second.
pub fn refill() {
    let unsaid = BUDGET.refill();
    if unsaid > 0 {
        tracing::warn!(unsaid, "more refusals than are worth a line each");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_refusals_is_counted_instead_of_told() {
        let budget = Budget { left: AtomicU32::new(2), unsaid: AtomicU32::new(0) };
        assert_eq!([budget.take(), budget.take(), budget.take(), budget.take()], [true, true, false, false]);
        assert_eq!(budget.refill(), 2, "two were not told");
        assert!(budget.take(), "and then there is room again");
    }
}
