//! How soon each of a hundred listeners has the line of a change, and what their streams cost a verdict.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use journeys::{Api, Listening};
use keys::Ambient;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{furnish::furnish, verify};

/// Streams that are open all along.
const LISTENERS: usize = 100;
/// Changes, one after the other; `CONDUIT_KEYS_BENCH_CHANGES` names another number for a quick run.
const CHANGES: usize = 200;
const KEYS: usize = 1_000;

/// Creates keys one after the other, and takes for each listener the time from the answer to the line. A line that came
/// before its answer counts as none.
pub async fn measure() -> Result<()> {
    let changes = std::env::var("CONDUIT_KEYS_BENCH_CHANGES").ok().map(|number| number.parse()).transpose()?;
    let changes = changes.unwrap_or(CHANGES);
    let folder = tempfile::tempdir()?;
    furnish(folder.path(), KEYS).await?;
    let running = authority::start(crate::furnish::config(folder.path())).await?;
    let token = running.session_token(keys::wire::Role::Admin, "bench");
    let admin = Api::with_token(&running.addresses.manage, token.expose());

    let mut streams = open(&admin, LISTENERS).await?;
    let (mut lates, mut answers) = (Vec::new(), Vec::new());
    for _ in 0..changes {
        let mut waiting: JoinSet<_> = streams.drain(..).map(hear).collect();
        let asked = Instant::now();
        create(&admin).await?;
        let answered = Instant::now();
        answers.push(answered - asked);
        while let Some(heard) = waiting.join_next().await {
            let (stream, at) = heard??;
            lates.push(at.saturating_duration_since(answered));
            streams.push(stream);
        }
    }
    drop(streams);
    running.stop().await;
    lates.sort_unstable();
    answers.sort_unstable();
    let of = |times: &[Duration], hundredths: usize| {
        times.get(times.len() * hundredths / 100).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    };
    println!(
        "news, {LISTENERS} listeners, {changes} changes, from a commit's answer to the line, in this very process"
    );
    println!("  p50               {:>10.2} ms", of(&lates, 50));
    println!("  p95               {:>10.2} ms", of(&lates, 95));
    println!("  p99               {:>10.2} ms", of(&lates, 99));
    println!("  the answer itself {:>10.2} ms p95", of(&answers, 95));
    verify::measure_beside_streams(LISTENERS).await
}

/// So many streams, each of which has begun.
pub async fn open(admin: &Api, count: usize) -> Result<Vec<Listening>> {
    let mut streams = Vec::new();
    for _ in 0..count {
        let mut stream = Listening::try_open(admin, "/events", None).await.context("the news are not told")?;
        ensure!(stream.try_next().await.is_some_and(|event| event.name == "ready"), "the stream does not begin");
        streams.push(stream);
    }
    Ok(streams)
}

/// The moment at which the next change is heard that the audit log has.
async fn hear(mut stream: Listening) -> Result<(Listening, Instant)> {
    loop {
        let event = stream.try_next().await.context("the stream ended")?;
        if event.id.is_some() {
            return Ok((stream, Instant::now()));
        }
    }
}

async fn create(admin: &Api) -> Result<()> {
    let unique = Ambient::system().mint_uuid();
    let asked: Value = json!({ "environment": "sandbox", "name": unique });
    let request = admin.request(Method::POST, "/keys").header(keys::wire::IDEMPOTENCY_KEY, unique).json(&asked);
    let status = request.send().await?.status();
    ensure!(status == 201, "a key was not created: {status}");
    Ok(())
}
