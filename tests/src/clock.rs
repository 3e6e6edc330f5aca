//! A clock that a test moves, and the machine's randomness with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use keys::{Ambient, Timestamp};

/// A clock that stands still until it is stepped. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// A clock that shows this moment.
    pub fn at(moment: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(moment.as_millis())))
    }

    /// Moves on by so many seconds.
    pub fn step(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Moves on by so many milliseconds.
    pub fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    /// This clock, with the operating system's random bytes.
    pub fn ambient(&self) -> Ambient {
        let (clock, system) = (self.clone(), Ambient::system());
        Ambient::new(move || clock.now(), move |bytes| system.fill(bytes))
    }
}
