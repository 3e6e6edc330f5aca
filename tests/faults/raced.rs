//! Revoked means refused: no verdict that begins after the acknowledgement is good, raced without pause.

use journeys::faults::{figure, times};
use journeys::race::{THREADS, race};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_verdict_is_good_once_the_revocation_is_acknowledged() {
    let revocations = times(100, 1000);
    let seen = race(revocations).await;
    assert_eq!(seen.good_after, 0, "accepted after the acknowledgement: {seen:?}");
    figure(format!("{revocations} revocations raced by {THREADS} threads: {seen:?}"));
}
