//! Revoked means refused (design, section 5 rule 5).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use journeys::{Inside, Serve};
use keys::{Ambient, Environment::Sandbox, wire::Role};
use serde_json::json;

#[tokio::test]
async fn two_clients_that_revoke_one_key_at_once_hear_the_same_facts() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    for round in 0..20 {
        let (id, secret) = admin.create_active("sandbox", &format!("key {round}"), "read_only").await;
        let revoke = |reason: &'static str| {
            let (admin, path) = (admin.clone(), format!("/keys/{id}/revoke"));
            tokio::spawn(async move { admin.post(&path, json!({ "reason": reason })).await.expect_status(200).json() })
        };
        let (first, second) = (revoke("the first window"), revoke("the second window"));
        let (first, second) = (first.await.unwrap(), second.await.unwrap());
        assert_eq!(first["key"]["revocation"], second["key"]["revocation"], "one key is revoked once");
        assert_eq!(first["refusedBy"], second["refusedBy"], "and both hear who refuses it since when");
        assert_eq!(admin.count_in_audit("key.revoked", &id).await, 1, "one deed, one row");
        serve.public(Sandbox, &secret).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    }
}

#[tokio::test]
async fn a_revoked_key_stays_listed_with_who_when_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (id, _) = admin.create_active("sandbox", "old", "read_only").await;
    for reason in ["", "  ", "two\nlines", &"x".repeat(201)] {
        let refused = admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": reason })).await;
        refused.expect_problem(400, "VALIDATION_ERROR");
    }
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "left the company" })).await.expect_status(200);
    let listed = admin.get("/keys?environment=sandbox").await.expect_status(200).json();
    let key = &listed["data"][0];
    assert_eq!((&key["id"], &key["state"]), (&json!(id), &json!("revoked")), "{key}");
    assert_eq!(
        (&key["revocation"]["by"]["name"], &key["revocation"]["reason"]),
        (&json!("admin"), &json!("left the company"))
    );
    admin.post(&format!("/keys/{id}/confirm"), json!({})).await.expect_problem(409, "KEY_ENDED");
    admin.post(&format!("/keys/{id}/rotate"), json!({ "cause": "routine" })).await.expect_problem(409, "KEY_ENDED");
}

/// Over HTTP: no request that was begun after the acknowledgement arrived is let through, while many are under way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_begun_after_the_acknowledgement_is_let_through() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let mut before_in_all = 0;
    for round in 0..8 {
        let (id, secret) = admin.create_active("sandbox", &format!("key {round}"), "read_only").await;
        let (acknowledged, let_through) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let hammers: Vec<_> = (0..6)
            .map(|_| {
                let api = serve.public(Sandbox, &secret);
                let (acknowledged, let_through) = (acknowledged.clone(), let_through.clone());
                tokio::spawn(async move {
                    let (mut after, mut leaked) = (0, 0);
                    while after < 5 {
                        let late = acknowledged.load(Ordering::SeqCst);
                        let accepted = api.get("/customers").await.status == 200;
                        after += usize::from(late);
                        leaked += usize::from(late && accepted);
                        let_through.fetch_add(usize::from(!late && accepted), Ordering::SeqCst);
                    }
                    leaked
                })
            })
            .collect();
        let busy = || async { (let_through.load(Ordering::SeqCst) > 20).then_some(()) };
        journeys::eventually("the hammers are at work", journeys::WITHIN, busy).await;
        admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "race" })).await.expect_status(200);
        acknowledged.store(true, Ordering::SeqCst);
        for hammer in hammers {
            assert_eq!(hammer.await.unwrap(), 0, "an acknowledged revocation is a promise");
        }
        before_in_all += let_through.load(Ordering::SeqCst);
    }
    assert!(before_in_all > 100, "the key was good until then, or nothing is proven: {before_in_all}");
}

/// Without HTTP between: the verdict itself, asked without pause by two threads. A pause of microseconds between the
/// acknowledgement and the index would be seen here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_verdict_follows_before_the_acknowledgement_not_after_it() {
    let inside = Inside::start(Ambient::system()).await;
    let (admin, caller) = (inside.manage(Role::Admin), inside.caller(Role::Admin).await);
    let (mut before, mut after) = (0_usize, 0_usize);
    for round in 0..150 {
        let (id, secret) = admin.create_active("sandbox", &format!("key {round}"), "read_only").await;
        let (acknowledged, started) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let hammers: Vec<_> = (0..2)
            .map(|_| {
                let (service, secret) = (inside.service().clone(), secret.clone());
                let (acknowledged, started) = (acknowledged.clone(), started.clone());
                std::thread::spawn(move || hammer(&service, &secret, &acknowledged, &started))
            })
            .collect();
        while started.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        let asked = keys::wire::RevokeKey { reason: "race".to_owned() };
        inside.service().api_keys.revoke(&caller, id, asked).await.unwrap();
        acknowledged.store(true, Ordering::SeqCst);
        for hammer in hammers {
            let (good, refused, leaked) = hammer.join().unwrap();
            assert_eq!(leaked, 0, "round {round}: accepted after the acknowledgement");
            before += good;
            after += refused;
        }
    }
    assert!(before > 1000 && after > 1000, "both sides of the moment were looked at: {before}, {after}");
    inside.stop().await;
}

/// Verdicts that were good before the acknowledgement, refused after it, and good after it.
fn hammer(
    service: &authority::Service,
    secret: &str,
    acknowledged: &AtomicBool,
    started: &AtomicUsize,
) -> (usize, usize, usize) {
    let (mut good, mut refused, mut leaked) = (0, 0, 0);
    let start = Instant::now();
    while refused + leaked < 50 && start.elapsed() < journeys::WITHIN {
        let late = acknowledged.load(Ordering::SeqCst);
        match (late, service.ground.identify(Some(secret), Sandbox).is_ok()) {
            (false, true) => good += 1,
            (true, false) => refused += 1,
            (true, true) => leaked += 1,
            (false, false) => {}
        }
        if good == 1 {
            started.fetch_add(1, Ordering::SeqCst);
            good += 1;
        }
    }
    (good, refused, leaked)
}
