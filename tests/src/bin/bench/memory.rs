//! What a million keys cost: resident memory, and the time from the start of the process to the first answer.

use std::{fs, process::Command, time::Instant};

use anyhow::{Context, Result};

use crate::{furnish::furnish, inside::MANY, median, serve::Server, verify::program};

const ROUNDS: usize = 5;

/// Starts the program several times on one store.
pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    furnish(folder.path(), MANY).await?;
    let (mut starts, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut command = Command::new(program("CONDUIT_KEYS_AUTHORITY")?);
        command.args(["serve", "--sandbox", "127.0.0.1:0", "--live", "127.0.0.1:0", "--manage", "127.0.0.1:0"]);
        let begin = Instant::now();
        let server = Server::start(command.arg("--data-dir").arg(folder.path()))?;
        starts.push(begin.elapsed().as_secs_f64());
        resident.push(resident_megabytes(server.pid())?);
    }
    println!("{MANY} keys (medians of {ROUNDS})");
    println!("  start             {:>10.2} s", median(&starts));
    println!("  resident          {:>10.0} MB", median(&resident));
    Ok(())
}

fn resident_megabytes(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no resident size")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1000.0)
}
