//! One thing in parts, so that threads do not wait for each other's cache lines: between two cores a shared counter costs
//! more than what it counts. What is only counted has a part for each thread; what is looked up, a part for each of its
//! numbers modulo the parts.

use std::{
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering},
};

/// As many as a machine for this has cores; threads beyond share.
const STRIPES: usize = 16;

/// On a cache line of its own, and on the one that processors fetch along with it.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Padded<T>(T);

/// One thing, in so many parts.
#[derive(Debug, Default)]
pub struct Striped<T>([Padded<T>; STRIPES]);

impl<T> Striped<T> {
    /// This thread's part.
    pub fn own(&self) -> &T {
        &self.0[own_stripe()].0
    }

    /// The part that belongs to a number, whoever asks.
    pub fn of(&self, number: u64) -> &T {
        &self.0[number as usize % STRIPES].0
    }

    /// All parts.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|part| &part.0)
    }
}

fn own_stripe() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static OWN: Cell<Option<usize>> = const { Cell::new(None) };
    }
    OWN.with(|own| {
        let stripe = own.get().unwrap_or_else(|| NEXT.fetch_add(1, Ordering::Relaxed) % STRIPES);
        own.set(Some(stripe));
        stripe
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn what_threads_count_apart_is_all_there() {
        let striped = Striped::<Mutex<u32>>::default();
        std::thread::scope(|scope| {
            for _ in 0..STRIPES + 3 {
                scope.spawn(|| *striped.own().lock().unwrap() += 1);
            }
        });
        let counted: u32 = striped.all().map(|part| *part.lock().unwrap()).sum();
        assert_eq!(counted as usize, STRIPES + 3);
    }
}
