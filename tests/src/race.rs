//! Verdicts raced against revocations: two threads ask about a key without pause while it is revoked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use authority::Service;
use keys::{Ambient, Environment::Sandbox, wire::Role};

use crate::Inside;

/// Verdicts that each thread asks for after the acknowledgement of one revocation.
const AFTER: usize = 500;
/// The threads.
pub const THREADS: usize = 2;

/// What the threads saw. A verdict counts by when it began.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Good ones that began before the acknowledgement.
    pub good_before: usize,
    /// Refused ones that began after it.
    pub refused_after: usize,
    /// Good ones that began after it: none may be there.
    pub good_after: usize,
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.good_before += other.good_before;
        self.refused_after += other.refused_after;
        self.good_after += other.good_after;
    }
}

/// Races so many revocations, one after the other. Wants a runtime with more than one thread.
pub async fn race(revocations: usize) -> Seen {
    let inside = Inside::start(Ambient::system()).await;
    let (admin, caller) = (inside.manage(Role::Admin), inside.caller(Role::Admin).await);
    let mut seen = Seen::default();
    for number in 0..revocations {
        let (id, secret) = admin.create_active("sandbox", &format!("key {number}"), "read_only").await;
        let (acknowledged, at_work) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                let (service, secret) = (inside.service().clone(), secret.clone());
                let (acknowledged, at_work) = (acknowledged.clone(), at_work.clone());
                std::thread::spawn(move || ask_on(&service, &secret, &acknowledged, &at_work))
            })
            .collect();
        while at_work.load(Ordering::SeqCst) < THREADS {
            tokio::task::yield_now().await;
        }
        let asked = keys::wire::RevokeKey { reason: "race".to_owned() };
        inside.service().api_keys.revoke(&caller, id, asked).await.expect("it is revoked");
        acknowledged.store(true, Ordering::SeqCst);
        threads.into_iter().for_each(|thread| seen.add(thread.join().expect("no panic")));
    }
    inside.stop().await;
    seen
}

fn ask_on(service: &Service, secret: &str, acknowledged: &AtomicBool, at_work: &AtomicUsize) -> Seen {
    let mut seen = Seen::default();
    while seen.refused_after + seen.good_after < AFTER {
        let late = acknowledged.load(Ordering::SeqCst);
        match (late, service.ground.identify(Some(secret), Sandbox).is_ok()) {
            (false, true) => {
                seen.good_before += 1;
                if seen.good_before == 1 {
                    at_work.fetch_add(1, Ordering::SeqCst);
                }
            }
            (true, false) => seen.refused_after += 1,
            (true, true) => seen.good_after += 1,
            // Between the commit and its acknowledgement.
            (false, false) => {}
        }
    }
    seen
}
