//! A load of plain HTTP/1.1 over kept connections: the same bytes again and again, each answer awaited. It is much
//! cheaper than the servers it measures, so that the figures are theirs.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// What a round of load showed.
pub struct Round {
    /// Answers a second.
    pub per_second: f64,
    /// The 99th percentile of the answer times, in microseconds.
    pub p99_micros: f64,
}

/// Asks `address` over `connections` connections for as long as said. Every answer must begin with `expected`.
pub async fn round(
    address: &str,
    request: &str,
    expected: &'static str,
    connections: usize,
    time: Duration,
) -> Result<Round> {
    let request: Arc<[u8]> = request.as_bytes().into();
    let begin = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(ask(address.to_owned(), request.clone(), expected, begin + time)))
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = begin.elapsed().as_secs_f64();
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).context("no answer at all")?;
    Ok(Round { per_second: times.len() as f64 / elapsed, p99_micros: f64::from(*p99) })
}

async fn ask(address: String, request: Arc<[u8]>, expected: &'static str, end: Instant) -> Result<Vec<u32>> {
    let mut stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let mut times = Vec::new();
    let mut buffer = vec![0; 4096];
    while Instant::now() < end {
        let sent = Instant::now();
        stream.write_all(&request).await?;
        let mut filled = 0;
        // The answers measured here have no body, so that the blank line ends them.
        while !buffer[..filled].ends_with(b"\r\n\r\n") {
            let count = stream.read(&mut buffer[filled..]).await?;
            if count == 0 {
                bail!("the server closed the connection");
            }
            filled += count;
        }
        if !buffer.starts_with(expected.as_bytes()) {
            bail!("an unexpected answer: {}", String::from_utf8_lossy(&buffer[..filled.min(200)]));
        }
        times.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(times)
}
