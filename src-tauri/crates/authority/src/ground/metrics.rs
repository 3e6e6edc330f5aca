//! What the process counts about itself, and the text that Prometheus reads (`GET /metrics`). The counters belong to the
//! process, as Prometheus has it: whoever has something to count calls a function of this module.
//!
//! On the path of a verdict each thread counts for itself (`tally.rs`). No label is unbounded: routes are patterns, never
//! paths; there is no key, organization or address among them.

mod families;
mod histogram;
mod tally;

use std::{sync::LazyLock, time::Duration};

use keys::{Environment, verdict::Refusal};

use families::Families;
use tally::Tallies;

/// Which listener something happened on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listener {
    /// The public API's sandbox.
    Sandbox,
    /// The public API's live side.
    Live,
    /// Management.
    Manage,
}

impl Listener {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Sandbox, Self::Live, Self::Manage];

    /// The environment whose public API it is; none for management.
    pub fn environment(self) -> Option<Environment> {
        match self {
            Self::Sandbox => Some(Environment::Sandbox),
            Self::Live => Some(Environment::Live),
            Self::Manage => None,
        }
    }

    /// Its name in labels and log lines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Live => "live",
            Self::Manage => "manage",
        }
    }
}

impl From<Environment> for Listener {
    fn from(environment: Environment) -> Self {
        match environment {
            Environment::Sandbox => Self::Sandbox,
            Environment::Live => Self::Live,
        }
    }
}

/// The route of a request that no route took.
pub const NO_ROUTE: &str = "none";

static FAMILIES: LazyLock<Families> = LazyLock::new(Families::new);
static TALLIES: LazyLock<Tallies> = LazyLock::new(Tallies::default);

/// A request was answered. `route` is the route's pattern, or [`NO_ROUTE`].
pub fn request(listener: Listener, route: &str, status: u16, took: Duration) {
    let class = usize::from(status / 100).clamp(1, 5);
    TALLIES.answered(listener as usize, route, class, took);
}

/// A key was judged: `None` when it is good for its request.
pub fn verdict(environment: Environment, refusal: Option<Refusal>) {
    match refusal {
        None => TALLIES.good(Listener::from(environment) as usize),
        Some(refusal) => refused(environment, refusal.reason()),
    }
}

/// A request with a good key was refused for another reason, for instance `rate_limited`. The reason is one of a closed
/// list in the code, never something a client sent.
pub fn refused(environment: Environment, reason: &'static str) {
    FAMILIES.refusal(environment.as_str(), reason);
}

/// A request was limited by this process's own bucket, because the limiter's store could not be reached.
pub fn rate_limited_alone() {
    FAMILIES.limited_alone.inc();
}

/// Notes about requests were dropped, because too many waited to be written.
pub fn records_dropped(count: u64) {
    TALLIES.dropped(count);
}

/// A commit took this many changes at once.
pub fn committed(changes: usize) {
    FAMILIES.batches.observe(changes as u64);
}

/// The store could not do its part.
pub fn store_failed(kind: &'static str) {
    FAMILIES.store_failure(kind);
}

/// A connection was accepted.
pub fn connection_opened(listener: Listener) {
    FAMILIES.connections[listener as usize].inc();
}

/// A connection ended.
pub fn connection_closed(listener: Listener) {
    FAMILIES.connections[listener as usize].dec();
}

/// A connection was turned away because there were too many.
pub fn connection_refused(listener: Listener) {
    FAMILIES.turned_away[listener as usize].inc();
}

/// No connection could be accepted, for instance for want of open files.
pub fn accept_failed(listener: Listener) {
    FAMILIES.accept_failures[listener as usize].inc();
}

/// The whole text, with what is only looked at when somebody asks.
pub fn text(keys_in_memory: usize) -> String {
    FAMILIES.keys.set(i64::try_from(keys_in_memory).unwrap_or(i64::MAX));
    TALLIES.hand_over(&FAMILIES);
    FAMILIES.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(line: &str) -> f64 {
        let text = text(7);
        let found = text.lines().find_map(|found| found.strip_prefix(line)?.trim().parse().ok());
        found.unwrap_or_else(|| panic!("no line {line} in\n{text}"))
    }

    #[test]
    fn what_is_counted_is_told_under_its_labels() {
        let requests = r#"conduit_requests_total{listener="live",route="/v2/x/{id}",status="4xx"}"#;
        request(Listener::Live, "/v2/x/{id}", 404, Duration::from_micros(300));
        request(Listener::Live, "/v2/x/{id}", 401, Duration::from_micros(300));
        assert_eq!(value(requests), 2.0, "by listener, route and class of status");
        let bucket = r#"conduit_request_seconds_bucket{le="0.0005",listener="live"}"#;
        assert!(value(bucket) >= 2.0, "both were faster than half a millisecond");
        verdict(Environment::Live, Some(Refusal::NotUsable(keys::KeyState::Revoked)));
        assert!(value(r#"conduit_verdicts_total{environment="live",reason="revoked"}"#) >= 1.0);
        assert_eq!(value("conduit_keys_in_memory"), 7.0);
    }

    #[test]
    fn every_counter_is_there_before_anything_is_counted() {
        let text = text(0);
        for name in [
            "conduit_rate_limited_alone_total",
            "conduit_records_dropped_total",
            "conduit_commit_changes_bucket",
            "conduit_store_failures_total",
            "conduit_connections{listener=\"manage\"}",
            "conduit_connections_refused_total{listener=\"sandbox\"}",
            "conduit_verdicts_total{environment=\"sandbox\",reason=\"good\"}",
        ] {
            assert!(text.contains(name), "an alert on {name} needs a value from the start:\n{text}");
        }
        assert!(text.ends_with("# EOF\n"), "the end is marked, so that a cut answer is known");
    }
}
