//! The verdict in process, on one core: with a thousand keys, and with a million of which a thousand are in use.

use std::{hint::black_box, time::Instant};

use anyhow::Result;
use authority::Service;
use keys::Environment;

use crate::{
    furnish::{config, furnish},
    median,
};

const FEW: usize = 1_000;
/// Keys in the store while the large one is measured.
pub const MANY: usize = 1_000_000;
const ROUNDS: usize = 5;
const CALLS: usize = 200_000;

struct Figures {
    per_second: f64,
    p99_micros: f64,
}

/// Verdicts a second on one thread, SHA-256 included, and the slowest in a hundred.
pub async fn measure() -> Result<()> {
    let few = with_keys(FEW).await?;
    let many = with_keys(MANY).await?;
    println!("verify in process, one core, a thousand keys in use (medians of {ROUNDS})");
    for (keys, figures) in [(FEW, &few), (MANY, &many)] {
        println!("  {keys:>9} keys    {:>10.0} a second   p99 {:>7.2} µs", figures.per_second, figures.p99_micros);
    }
    println!("  time, many : few  {:>10.2}", few.per_second / many.per_second);
    Ok(())
}

async fn with_keys(keys: usize) -> Result<Figures> {
    let folder = tempfile::tempdir()?;
    let secrets = furnish(folder.path(), keys).await?;
    let running = authority::start(config(folder.path())).await?;
    let (mut rates, mut slowest) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        for call in 0..CALLS {
            verify(&running.service, &secrets[call % secrets.len()])?;
        }
        rates.push(CALLS as f64 / begin.elapsed().as_secs_f64());
        slowest.push(p99(&running.service, &secrets)?);
    }
    running.stop().await;
    Ok(Figures { per_second: median(&rates), p99_micros: median(&slowest) })
}

/// Each call timed by itself, which the rate above is not slowed by.
fn p99(service: &Service, secrets: &[String]) -> Result<f64> {
    let mut times = Vec::with_capacity(CALLS);
    for call in 0..CALLS {
        let begin = Instant::now();
        verify(service, &secrets[call % secrets.len()])?;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    Ok(times[CALLS * 99 / 100].as_secs_f64() * 1e6)
}

fn verify(service: &Service, secret: &str) -> Result<()> {
    let verdict = service.ground.identify(Some(secret), Environment::Sandbox);
    black_box(verdict.map_err(|refusal| anyhow::anyhow!("refused: {refusal:?}"))?);
    Ok(())
}
