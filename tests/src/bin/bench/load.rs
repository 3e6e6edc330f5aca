//! A load of plain HTTP/1.1 over kept connections: one request after the other on each, each answer awaited. It is much
//! cheaper than the servers it measures, so that the figures are theirs.

use std::{sync::Arc, time::Instant};

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

/// Asks `address` over `connections` connections. `next` makes a connection's next request, from the connection's number
/// and how many it has sent; none ends it. Every answer must begin with `expected`.
pub async fn round(
    address: &str,
    expected: &'static str,
    connections: usize,
    next: impl Fn(usize, usize) -> Option<Arc<[u8]>> + Clone + Send + 'static,
) -> Result<Round> {
    let begin = Instant::now();
    let ask = |number: usize| {
        let next = next.clone();
        ask(address.to_owned(), expected, move |sent| next(number, sent))
    };
    let tasks: Vec<_> = (0..connections).map(|number| tokio::spawn(ask(number))).collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = begin.elapsed().as_secs_f64();
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).context("no answer at all")?;
    Ok(Round { per_second: times.len() as f64 / elapsed, p99_micros: f64::from(*p99) })
}

async fn ask(
    address: String,
    expected: &'static str,
    next: impl Fn(usize) -> Option<Arc<[u8]>> + Send,
) -> Result<Vec<u32>> {
    let mut stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let mut times = Vec::new();
    let mut buffer = vec![0; 16 * 1024];
    while let Some(request) = next(times.len()) {
        let sent = Instant::now();
        stream.write_all(&request).await?;
        let mut filled = 0;
        while !is_whole(&buffer[..filled]) {
            let count = stream.read(&mut buffer[filled..]).await?;
            if count == 0 {
                bail!("the server closed the connection, or its answer is larger than any measured here");
            }
            filled += count;
        }
        if !buffer.starts_with(expected.as_bytes()) {
            bail!("an unexpected answer: {}", String::from_utf8_lossy(&buffer[..filled.min(400)]));
        }
        times.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(times)
}

/// Whether the head and as much body as it promises are there. Every answer measured here says its length, or has none.
fn is_whole(answer: &[u8]) -> bool {
    if answer.ends_with(b"\r\n\r\n") {
        return true;
    }
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..end]);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    answer.len() >= end + 4 + length.unwrap_or_default()
}
