//! A histogram that is only atomic additions: the library's own takes a lock for each observation.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::{MetricType, TypedMetric},
};

/// Counts observations in buckets whose bounds are fixed. Cheap to clone: the clones count together.
#[derive(Clone, Debug)]
pub struct Histogram(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The upper bounds, in units of [`Inner::unit`].
    bounds: &'static [u64],
    /// What a unit is in the unit that is told.
    unit: f64,
    counts: Box<[AtomicU64]>,
    sum: AtomicU64,
}

impl Histogram {
    /// Buckets with these upper bounds, given in units; one more for everything above.
    pub fn new(bounds: &'static [u64], unit: f64) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self(Arc::new(Inner { bounds, unit, counts, sum: AtomicU64::new(0) }))
    }

    /// Observes a number of units.
    pub fn observe(&self, units: u64) {
        self.0.counts[bucket(self.0.bounds, units)].fetch_add(1, Ordering::Relaxed);
        self.0.sum.fetch_add(units, Ordering::Relaxed);
    }

    /// Takes over what was observed elsewhere: how often in each bucket, and the sum of it all.
    pub fn add(&self, counts: &[u64], sum: u64) {
        for (own, more) in self.0.counts.iter().zip(counts) {
            own.fetch_add(*more, Ordering::Relaxed);
        }
        self.0.sum.fetch_add(sum, Ordering::Relaxed);
    }
}

/// The bucket that a number of units falls into.
pub fn bucket(bounds: &[u64], units: u64) -> usize {
    bounds.partition_point(|bound| *bound < units)
}

impl EncodeMetric for Histogram {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        let inner = &self.0;
        let counts: Vec<u64> = inner.counts.iter().map(|count| count.load(Ordering::Relaxed)).collect();
        let bounds = inner.bounds.iter().map(|bound| *bound as f64 * inner.unit).chain([f64::MAX]);
        let buckets: Vec<(f64, u64)> = bounds.zip(counts.iter().copied()).collect();
        let sum = inner.sum.load(Ordering::Relaxed) as f64 * inner.unit;
        encoder.encode_histogram::<NoLabelSet>(sum, counts.iter().sum(), &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}

impl TypedMetric for Histogram {
    const TYPE: MetricType = MetricType::Histogram;
}
