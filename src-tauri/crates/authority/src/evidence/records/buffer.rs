//! The records that wait to be written. Bounded in all: the writer empties it four times a second, so that the bound is
//! also the rate beyond which records are dropped rather than slow the machine down.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering},
};

use super::{sheet::Record, words::Dictionary};
use crate::{evidence::activation::Seen, ground::striped::Striped};

/// Records that may wait: 5 000 a second, some 60 GB a day. To write more would slow verdicts down for what nobody
/// has room to keep.
const WAITING_MAX: usize = 1_250;
/// The last places are kept for refusals, which are what people ask about.
const GOOD_MAX: usize = 1_000;

/// Notes requests without ever waiting for the store.
#[derive(Default)]
pub struct Records {
    waiting: Striped<Mutex<Vec<Record>>>,
    /// How many wait in all.
    count: AtomicUsize,
    dropped: Striped<AtomicU64>,
    /// How many there was no room for, since the writer asked last.
    missed: Striped<AtomicU32>,
    pub(super) known: Arc<Mutex<Known>>,
    /// One writes at a time: in order, and whoever is through knows that what another had taken is written too.
    pub(super) writing: tokio::sync::Mutex<()>,
}

/// What the writer of records remembers of the store.
#[derive(Default)]
pub(super) struct Known {
    /// Its words.
    pub(super) words: Dictionary,
    /// What the records before have proved.
    pub(super) seen: Seen,
}

impl Records {
    /// Notes a request with that status, or counts it as dropped. The record is only made when there is room for it.
    pub fn note(&self, status: u16, record: impl FnOnce() -> Record) {
        let most = if status < 400 { GOOD_MAX } else { WAITING_MAX };
        // Looked at before it is counted: when it is full, no thread has to write there.
        if self.count.load(Ordering::Relaxed) >= most {
            return self.miss();
        }
        if self.count.fetch_add(1, Ordering::Relaxed) >= most {
            self.count.fetch_sub(1, Ordering::Relaxed);
            return self.miss();
        }
        self.waiting.own().lock().unwrap_or_else(PoisonError::into_inner).push(record());
    }

    fn miss(&self) {
        self.missed.own().fetch_add(1, Ordering::Relaxed);
        self.drop_many(1);
    }

    /// How many there was no room for, since this was asked last.
    pub(super) fn missed(&self) -> u32 {
        self.missed.all().map(|part| part.swap(0, Ordering::Relaxed)).fold(0, u32::saturating_add)
    }

    /// How many could not be noted since this process began.
    pub fn dropped(&self) -> u64 {
        self.dropped.all().map(|part| part.load(Ordering::Relaxed)).sum()
    }

    pub(super) fn drop_many(&self, count: usize) {
        self.dropped.own().fetch_add(count as u64, Ordering::Relaxed);
        crate::ground::metrics::records_dropped(count as u64);
    }

    /// Everything that waits, in the order of its moments.
    pub(super) fn take(&self) -> Vec<Record> {
        let mut all = Vec::new();
        for part in self.waiting.all() {
            all.append(&mut part.lock().unwrap_or_else(PoisonError::into_inner));
        }
        self.count.fetch_sub(all.len(), Ordering::Relaxed);
        all.sort_by_key(|record| record.id.at());
        all
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Method, Uri};
    use keys::{Ambient, Correlation};

    use super::*;
    use crate::evidence::records::{Head, Sheet};

    fn record(status: u16) -> Record {
        let id = Correlation::mint(&Ambient::system());
        let (method, uri, headers) = (Method::GET, Uri::default(), HeaderMap::new());
        let head = Head { method: &method, uri: &uri, headers: &headers, peer: None, route: None };
        let (head, sheet) = (head.to_own(), Sheet::default());
        Record {
            id,
            environment: None,
            head,
            sheet,
            status,
            code: None,
            replayed: false,
            retry_after_seconds: None,
            micros: 0,
        }
    }

    #[test]
    fn what_does_not_fit_is_counted_and_refusals_have_the_last_places() {
        let records = Records::default();
        for _ in 0..GOOD_MAX + 10 {
            records.note(204, || record(204));
        }
        assert_eq!(records.dropped(), 10);
        assert_eq!((records.missed(), records.missed()), (10, 0), "each is told of once");
        for _ in 0..WAITING_MAX {
            records.note(401, || record(401));
        }
        assert_eq!(records.take().len(), WAITING_MAX, "the bound holds");
        assert_eq!(records.dropped(), 10 + GOOD_MAX as u64);
        records.note(204, || record(204));
        assert_eq!(records.take().len(), 1, "there is room again");
    }
}
