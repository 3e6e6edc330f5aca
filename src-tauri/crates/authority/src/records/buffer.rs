//! The records that wait to be written. Bounded in all: the writer empties it four times a second, so that the bound is
//! also the rate beyond which records are dropped rather than slow the machine down.

use std::{
    cell::Cell,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use super::{sheet::Record, words::Dictionary};

/// Records that may wait: 10 000 a second.
const WAITING_MAX: usize = 2_500;
/// The last places are kept for refusals, which are what people ask about.
const GOOD_MAX: usize = 2_000;
const SHARDS: usize = 8;

thread_local! {
    static SHARD: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Notes requests without ever waiting for the store.
#[derive(Default)]
pub struct Records {
    shards: [Mutex<Vec<Record>>; SHARDS],
    waiting: AtomicUsize,
    dropped: AtomicU64,
    next_shard: AtomicUsize,
    pub(super) words: Arc<Mutex<Dictionary>>,
}

impl Records {
    /// Notes a request, or counts it as dropped.
    pub fn note(&self, record: Record) {
        let most = if record.status < 400 { GOOD_MAX } else { WAITING_MAX };
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= most {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.drop_many(1);
            return;
        }
        let mut shard = self.shards[self.shard()].lock().unwrap_or_else(PoisonError::into_inner);
        shard.push(record);
    }

    /// How many could not be noted since this process began.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    pub(super) fn drop_many(&self, count: usize) {
        self.dropped.fetch_add(count as u64, Ordering::Relaxed);
        crate::metrics::records_dropped(count as u64);
    }

    /// Everything that waits, in the order of its moments.
    pub(super) fn take(&self) -> Vec<Record> {
        let mut all = Vec::new();
        for shard in &self.shards {
            all.append(&mut shard.lock().unwrap_or_else(PoisonError::into_inner));
        }
        self.waiting.fetch_sub(all.len(), Ordering::Relaxed);
        all.sort_by_key(|record| record.id().at());
        all
    }

    /// Each thread has its own, as long as there are enough.
    fn shard(&self) -> usize {
        SHARD.with(|shard| {
            let own = shard.get().unwrap_or_else(|| self.next_shard.fetch_add(1, Ordering::Relaxed) % SHARDS);
            shard.set(Some(own));
            own
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::{HeaderMap, Method, Uri};
    use keys::{Ambient, Correlation, Environment};

    use super::*;
    use crate::records::{Draft, Head};

    fn record(status: u16) -> Record {
        let id = Correlation::mint(&Ambient::system());
        let (method, uri, headers) = (Method::GET, Uri::default(), HeaderMap::new());
        let head = Head { method: &method, uri: &uri, headers: &headers, peer: None, route: None };
        let draft = Draft::begin(head, Some(Environment::Live), id);
        draft.unwrap().0.finish(status, None, Duration::ZERO)
    }

    #[test]
    fn what_does_not_fit_is_counted_and_refusals_have_the_last_places() {
        let records = Records::default();
        for _ in 0..GOOD_MAX + 10 {
            records.note(record(204));
        }
        assert_eq!(records.dropped(), 10);
        for _ in 0..WAITING_MAX {
            records.note(record(401));
        }
        assert_eq!(records.take().len(), WAITING_MAX, "the bound holds");
        assert_eq!(records.dropped(), 10 + GOOD_MAX as u64);
        records.note(record(204));
        assert_eq!(records.take().len(), 1, "there is room again");
    }
}
