//! Verdicts after the acknowledgement of a revocation, of which none may be good.

use anyhow::{Result, ensure};
use journeys::race::{THREADS, race};

/// A thousand verdicts each begin after its acknowledgement.
const REVOCATIONS: usize = 1000;

/// Races them.
pub async fn measure() -> Result<()> {
    let seen = race(REVOCATIONS).await;
    println!("revocation, {REVOCATIONS} of them, raced by {THREADS} threads in one process");
    println!("  good, begun before the acknowledgement      {:>10}", seen.good_before);
    println!("  refused, begun after it                     {:>10}", seen.refused_after);
    println!("  good, begun after it                        {:>10}", seen.good_after);
    ensure!(seen.good_after == 0, "a revoked key was accepted");
    Ok(())
}
