//! Waiting for what another process does: asking again until it is so, never sleeping and hoping.

use std::future::Future;
use std::time::{Duration, Instant};

/// How long anything may take before a journey calls it a failure. A guard against hanging, not a promise about speed.
pub const WITHIN: Duration = Duration::from_secs(30);

/// Between two looks; short enough not to be felt, long enough to leave the processor to who is waited for.
const BETWEEN: Duration = Duration::from_millis(20);

/// Asks until there is an answer, and gives it.
///
/// # Panics
/// When there is none within the deadline; `what` says what was waited for.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    within: Duration,
    mut look: impl FnMut() -> F,
) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(start.elapsed() < within, "not within {within:?}: {what}");
        tokio::time::sleep(BETWEEN).await;
    }
}

/// The same without an async runtime.
///
/// # Panics
/// As [`eventually`].
pub fn eventually_here(what: &str, mut look: impl FnMut() -> bool) {
    let start = Instant::now();
    while !look() {
        assert!(start.elapsed() < WITHIN, "not within {WITHIN:?}: {what}");
        std::thread::sleep(BETWEEN);
    }
}
