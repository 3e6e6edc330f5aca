//! What is noted in memory and written a moment later: whoever asks for it to be written finds all of it in the store.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

use authority::StoreError;
use journeys::Inside;
use keys::{Ambient, Environment::Sandbox, wire::Role};

/// Whether it is done once it has been polled a single time.
async fn begin(work: &mut Pin<&mut impl Future<Output = Result<(), StoreError>>>) -> bool {
    poll_fn(|context| Poll::Ready(work.as_mut().poll(context).is_ready())).await
}

/// Lets one writer take what waits and stand still; a second must not come back before the first has written.
async fn second_waits_for_first(
    first: impl Future<Output = Result<(), StoreError>>,
    second: impl Future<Output = Result<(), StoreError>>,
) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    if begin(&mut first).await {
        return second.await.unwrap(); // It was that quick: nothing is under way.
    }
    assert!(!begin(&mut second).await, "what the first has taken is not written yet");
    first.await.unwrap();
    second.await.unwrap();
}

/// Without it a rotation could be finished, or a request's record be missed, because another had just taken what proves it.
#[tokio::test]
async fn whoever_writes_waits_for_what_another_has_taken() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let (id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    inside.beside(Sandbox, &secret).get("/verify").await.expect_status(204);
    let service = inside.service();
    second_waits_for_first(service.api_keys.flush_usage(), service.api_keys.flush_usage()).await;
    let usage = admin.get(&format!("/keys/{id}/usage")).await.expect_status(200).json();
    assert_eq!(usage["lastHour"][0]["calls"], 1, "{usage}");

    inside.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    second_waits_for_first(service.evidence.flush_records(), service.evidence.flush_records()).await;
    inside.stop().await;
}
