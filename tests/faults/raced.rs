//! Revoked means refused: no verdict that begins after the acknowledgement is good, raced without pause.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use journeys::Inside;
use journeys::faults::{figure, times};
use keys::{Ambient, Environment::Sandbox, wire::Role};

/// Verdicts that each hammer asks for after the acknowledgement.
const AFTER: usize = 200;
const HAMMERS: usize = 2;

/// What the hammers saw.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    good_before: usize,
    refused_after: usize,
    good_after: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_verdict_is_good_once_the_revocation_is_acknowledged() {
    let inside = Inside::start(Ambient::system()).await;
    let (admin, caller) = (inside.manage(Role::Admin), inside.caller(Role::Admin).await);
    let (wanted, rounds) = (times(20_000, 1_000_000), times(100, 1000));
    let (mut all, mut round) = (Counts::default(), 0);
    while all.good_before + all.refused_after < wanted || round < rounds {
        let (id, secret) = admin.create_active("sandbox", &format!("key {round}"), "read_only").await;
        let (acknowledged, at_work) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let hammers: Vec<_> = (0..HAMMERS)
            .map(|_| {
                let (service, secret) = (inside.service().clone(), secret.clone());
                let (acknowledged, at_work) = (acknowledged.clone(), at_work.clone());
                std::thread::spawn(move || hammer(&service, &secret, &acknowledged, &at_work))
            })
            .collect();
        while at_work.load(Ordering::SeqCst) < HAMMERS {
            tokio::task::yield_now().await;
        }
        let asked = keys::wire::RevokeKey { reason: "race".to_owned() };
        inside.service().revoke(&caller, id, asked).await.unwrap();
        acknowledged.store(true, Ordering::SeqCst);
        for hammer in hammers {
            let counts = hammer.join().unwrap();
            all.good_before += counts.good_before;
            all.refused_after += counts.refused_after;
            all.good_after += counts.good_after;
        }
        assert_eq!(all.good_after, 0, "round {round}: accepted after the acknowledgement");
        round += 1;
    }
    figure(format!("{round} revocations raced by {HAMMERS} threads: {all:?}"));
    inside.stop().await;
}

fn hammer(service: &authority::Service, secret: &str, acknowledged: &AtomicBool, at_work: &AtomicUsize) -> Counts {
    let mut counts = Counts::default();
    while counts.refused_after + counts.good_after < AFTER {
        let late = acknowledged.load(Ordering::SeqCst);
        match (late, service.identify(Some(secret), Sandbox).is_ok()) {
            (false, true) => {
                counts.good_before += 1;
                if counts.good_before == 1 {
                    at_work.fetch_add(1, Ordering::SeqCst);
                }
            }
            (true, false) => counts.refused_after += 1,
            (true, true) => counts.good_after += 1,
            // Between the commit and its acknowledgement.
            (false, false) => {}
        }
    }
    counts
}
