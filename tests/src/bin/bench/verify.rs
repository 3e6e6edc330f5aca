//! Verify over HTTP against a bare axum route.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use journeys::{Api, Listening};
use tokio::task::JoinHandle;

use crate::{furnish::furnish, inside::MANY, load, median, news, serve::Server};

/// Keys where the streams are what is measured.
const FEW: usize = 1_000;
const ROUNDS: usize = 5;
const CONNECTIONS: usize = 32;
const ROUND_TIME: Duration = Duration::from_secs(3);

/// Takes turns between the two servers, so that what else the machine does falls on both alike.
pub async fn measure() -> Result<()> {
    measure_beside(MANY, 0).await
}

/// The same while so many streams of news are open, each of which hears once a second that keys are used.
pub async fn measure_beside_streams(streams: usize) -> Result<()> {
    measure_beside(FEW, streams).await
}

async fn measure_beside(keys: usize, streams: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let secrets = furnish(folder.path(), keys).await?;
    let authority = Server::start(
        Command::new(program("CONDUIT_KEYS_AUTHORITY")?)
            .args([
                "serve",
                "--address-rate",
                "10000000/10000000",
                "--sandbox",
                "127.0.0.1:0",
                "--live",
                "127.0.0.1:0",
                "--manage",
                "127.0.0.1:0",
                "--data-dir",
            ])
            .arg(folder.path()),
    )?;
    let bare = Server::start(Command::new(std::env::current_exe()?).arg("bare-route"))?;
    let addresses: serde_json::Value = serde_json::from_str(&authority.ready).context("the authority is not ready")?;
    let sandbox = addresses["sandbox"].as_str().context("no sandbox address")?;
    let sandbox = sandbox.trim_start_matches("http://").trim_end_matches("/v2");

    let listening = listen(folder.path(), &addresses, streams).await?;

    // Each connection has a key of its own.
    let request = |secret: &String| -> Arc<[u8]> {
        let head = "GET /verify HTTP/1.1\r\nhost: bench\r\nuser-agent: bench/1\r\nx-api-key: ";
        format!("{head}{secret}\r\n\r\n").into_bytes().into()
    };
    let every: Arc<[Arc<[u8]>]> = secrets.iter().map(request).collect();
    let requests = || {
        let (every, end) = (every.clone(), Instant::now() + ROUND_TIME);
        move |connection: usize, _| (Instant::now() < end).then(|| every[connection % every.len()].clone())
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(load::round(&bare.ready, "HTTP/1.1 204", CONNECTIONS, requests()).await?);
        ours.push(load::round(sandbox, "HTTP/1.1 204", CONNECTIONS, requests()).await?);
    }
    let rate = |rounds: &[load::Round]| median(&rounds.iter().map(|round| round.per_second).collect::<Vec<_>>());
    let p99 = |rounds: &[load::Round]| median(&rounds.iter().map(|round| round.p99_micros).collect::<Vec<_>>());
    println!(
        "verify over HTTP, {CONNECTIONS} connections, {keys} keys, {streams} streams of news open, usage and request records on \
         (medians of {ROUNDS})",
    );
    println!("  bare axum route   {:>10.0} a second   p99 {:>7.0} µs", rate(&theirs), p99(&theirs));
    println!("  /verify           {:>10.0} a second   p99 {:>7.0} µs", rate(&ours), p99(&ours));
    println!(
        "  ratio             {:>10.2}            p99 {:>7.2}",
        rate(&ours) / rate(&theirs),
        p99(&ours) / p99(&theirs)
    );
    if let Some(ended) = listening.into_iter().find(JoinHandle::is_finished) {
        bail!("a stream of news ended: {:?}", ended.await);
    }
    Ok(())
}

/// Opens streams of news, each read by a task of its own.
async fn listen(folder: &Path, addresses: &serde_json::Value, streams: usize) -> Result<Vec<JoinHandle<()>>> {
    if streams == 0 {
        return Ok(Vec::new());
    }
    let words = ["token", "create", "--role", "admin", "--name", "bench", "--data-dir"];
    let made = Command::new(program("CONDUIT_KEYS_AUTHORITY")?).args(words).arg(folder).output()?;
    let admin = Api::with_token(
        addresses["manage"].as_str().context("no management address")?,
        String::from_utf8(made.stdout)?.trim(),
    );
    let read = |mut stream: Listening| tokio::spawn(async move { while stream.try_next().await.is_some() {} });
    Ok(news::open(&admin, streams).await?.into_iter().map(read).collect())
}

/// A release build that `cargo xtask bench` names.
pub fn program(variable: &str) -> Result<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .with_context(|| format!("{variable} is not set: use cargo xtask bench"))
}
