//! What a million keys cost: resident memory, and the time from the start of the process to the first answer.

use std::{fs, path::Path, process::Command, time::Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, types::Value};

use crate::{furnish::furnish, inside::MANY, median, serve::Server, verify::program};

const ROUNDS: usize = 5;

/// Starts the program several times on one store.
pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    furnish(folder.path(), MANY).await?;
    // Otherwise the first starts share the disk with what was just written.
    fs::File::open(folder.path().join("authority.sqlite3"))?.sync_all()?;
    let (mut starts, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut command = Command::new(program("CONDUIT_KEYS_AUTHORITY")?);
        command.args(["serve", "--sandbox", "127.0.0.1:0", "--live", "127.0.0.1:0", "--manage", "127.0.0.1:0"]);
        let begin = Instant::now();
        let server = Server::start(command.arg("--data-dir").arg(folder.path()))?;
        starts.push(begin.elapsed().as_secs_f64());
        resident.push(resident_megabytes(server.pid())?);
    }
    let mut bare = Vec::new();
    for _ in 0..ROUNDS {
        bare.push(read_bare(&folder.path().join("authority.sqlite3"))?);
    }
    println!("{MANY} keys (medians of {ROUNDS})");
    println!("  rows read bare    {:>10.2} s", median(&bare));
    println!("  start             {:>10.2} s", median(&starts));
    println!("  ratio             {:>10.2}", median(&starts) / median(&bare));
    println!("  resident          {:>10.0} MB", median(&resident));
    Ok(())
}

/// Every key's row, with the columns that a verdict needs, by SQLite alone.
fn read_bare(file: &Path) -> Result<f64> {
    let begin = Instant::now();
    let store = Connection::open(file)?;
    let mut statement = store.prepare(
        "SELECT id, organization_id, environment, access_level, digest, created_at, expires_at, confirmed_at,
             retiring_since, grace_ends_at, revoked_at, not_before, allowed_ips, daily_limit_micros, weekly_limit_micros,
             monthly_limit_micros, budget_id, expiry_noted_at FROM keys",
    )?;
    let (columns, mut rows, mut read) = (statement.column_count(), statement.query([])?, 0);
    while let Some(row) = rows.next()? {
        let values: Vec<Value> = (0..columns).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        read += std::hint::black_box(values).len() / columns;
    }
    ensure!(read == MANY, "{read} rows");
    Ok(begin.elapsed().as_secs_f64())
}

fn resident_megabytes(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no resident size")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1000.0)
}
