//! The names, the help texts and the values.

use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use super::{Listener, histogram::Histogram};

type Labels = Vec<(&'static str, String)>;
type Labelled<M> = Family<Labels, M>;

/// Upper bounds in microseconds.
pub const SECONDS: &[u64] = &[
    50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000,
    30_000_000,
];
/// A commit takes at most 256 changes.
const CHANGES: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256];
const STORE_FAILURES: [&str; 7] =
    ["full", "not_writable", "damaged", "indeterminate", "unreachable", "refused", "closed"];

/// Every metric.
pub struct Families {
    registry: Registry,
    pub seconds: [Histogram; 3],
    pub good: [Counter; 2],
    pub connections: [Gauge; 3],
    pub turned_away: [Counter; 3],
    pub accept_failures: [Counter; 3],
    pub limited_alone: Counter,
    pub dropped: Counter,
    pub batches: Histogram,
    pub keys: Gauge,
    requests: Labelled<Counter>,
    verdicts: Labelled<Counter>,
    store_failures: Labelled<Counter>,
}

fn labels<const N: usize>(pairs: [(&'static str, &str); N]) -> Labels {
    pairs.map(|(name, value)| (name, value.to_owned())).into()
}

fn of_listeners<M: Clone + Default>(family: &Labelled<M>) -> [M; 3] {
    Listener::ALL.map(|listener| family.get_or_create(&labels([("listener", listener.as_str())])).clone())
}

impl Families {
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("conduit");
        let requests = Labelled::<Counter>::default();
        registry.register("requests", "Requests answered, by listener, route and class of status", requests.clone());
        let seconds: Family<_, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(SECONDS, 1e-6));
        registry.register("request_seconds", "How long requests took", seconds.clone());
        let verdicts = Labelled::<Counter>::default();
        registry.register("verdicts", "Keys judged, by environment and reason", verdicts.clone());
        let connections = Labelled::<Gauge>::default();
        registry.register("connections", "Open connections", connections.clone());
        let turned_away = Labelled::<Counter>::default();
        registry.register("connections_refused", "Connections turned away: there were too many", turned_away.clone());
        let accept_failures = Labelled::<Counter>::default();
        registry.register("accept_failures", "Connections the system would not let us accept", accept_failures.clone());
        let store_failures = Labelled::<Counter>::default();
        registry.register("store_failures", "Reads and writes the store could not do", store_failures.clone());
        let (limited_alone, dropped, keys) = (Counter::default(), Counter::default(), Gauge::default());
        registry.register("rate_limited_alone", "Requests limited without the shared store", limited_alone.clone());
        registry.register("records_dropped", "Notes about requests that were not kept", dropped.clone());
        registry.register("keys_in_memory", "Keys that verdicts are told from", keys.clone());
        let batches = Histogram::new(CHANGES, 1.0);
        registry.register("commit_changes", "Changes that shared a commit", batches.clone());
        for kind in STORE_FAILURES {
            drop(store_failures.get_or_create(&labels([("kind", kind)])));
        }
        let good = ["sandbox", "live"]
            .map(|name| verdicts.get_or_create(&labels([("environment", name), ("reason", "good")])).clone());
        let seconds = Listener::ALL.map(|l| seconds.get_or_create(&labels([("listener", l.as_str())])).clone());
        Self {
            registry,
            seconds,
            good,
            connections: of_listeners(&connections),
            turned_away: of_listeners(&turned_away),
            accept_failures: of_listeners(&accept_failures),
            limited_alone,
            dropped,
            batches,
            keys,
            requests,
            verdicts,
            store_failures,
        }
    }

    /// Answers of a route by the first digit of their status.
    pub fn answered(&self, listener: usize, route: &str, answers: [u64; 5]) {
        let listener = Listener::ALL[listener].as_str();
        for (status, count) in ["1xx", "2xx", "3xx", "4xx", "5xx"].into_iter().zip(answers) {
            let pairs = [("listener", listener), ("route", route), ("status", status)];
            self.requests.get_or_create(&labels(pairs)).inc_by(count);
        }
    }

    pub fn refusal(&self, environment: &str, reason: &str) {
        self.verdicts.get_or_create(&labels([("environment", environment), ("reason", reason)])).inc();
    }

    pub fn store_failure(&self, kind: &str) {
        self.store_failures.get_or_create(&labels([("kind", kind)])).inc();
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail; a metric that cannot be written ends the text early, which its end mark shows.
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }
}
