//! What is counted on the path of a verdict. Each thread counts for itself; the parts are put together when somebody asks.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{
    families::{Families, SECONDS},
    histogram::bucket,
};
use crate::ground::striped::Striped;

/// The counts of all threads.
#[derive(Default)]
pub struct Tallies(Striped<Mutex<Tally>>);

#[derive(Default)]
struct Tally {
    listeners: [OfListener; 3],
    good: [u64; 2],
    dropped: u64,
}

#[derive(Default)]
struct OfListener {
    /// Answers by route and by the first digit of the status.
    answers: HashMap<String, [u64; 5]>,
    seconds: [u64; SECONDS.len() + 1],
    micros: u64,
}

impl Tallies {
    /// An answer of a listener; `class` is the first digit of its status, 1 to 5.
    pub fn answered(&self, listener: usize, route: &str, class: usize, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.count(|tally| {
            let counts = &mut tally.listeners[listener];
            counts.seconds[bucket(SECONDS, micros)] += 1;
            counts.micros = counts.micros.saturating_add(micros);
            match counts.answers.get_mut(route) {
                Some(known) => known[class - 1] += 1,
                None => counts.answers.entry(route.to_owned()).or_default()[class - 1] += 1,
            }
        });
    }

    /// A good verdict in an environment.
    pub fn good(&self, environment: usize) {
        self.count(|tally| tally.good[environment] += 1);
    }

    /// Notes that were dropped.
    pub fn dropped(&self, count: u64) {
        self.count(|tally| tally.dropped += count);
    }

    fn count(&self, count: impl FnOnce(&mut Tally)) {
        count(&mut self.0.own().lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Hands what was counted since the last time to the families.
    pub fn hand_over(&self, families: &Families) {
        for part in self.0.all() {
            std::mem::take(&mut *part.lock().unwrap_or_else(PoisonError::into_inner)).hand_over(families);
        }
    }
}

impl Tally {
    fn hand_over(self, families: &Families) {
        for (listener, counts) in self.listeners.into_iter().enumerate() {
            families.seconds[listener].add(&counts.seconds, counts.micros);
            for (route, answers) in counts.answers {
                families.answered(listener, &route, answers);
            }
        }
        for (good, count) in families.good.iter().zip(self.good) {
            good.inc_by(count);
        }
        families.dropped.inc_by(self.dropped);
    }
}
