//! From the start of the process to a loaded page: our window against a bare Tauri window of the same profile.

use std::{process::Command, time::Instant};

use anyhow::Result;

use crate::{median, serve::Server, verify::program};

const ROUNDS: usize = 7;

/// Takes turns, each in a fresh home, and once before that for the disk's sake.
pub fn measure() -> Result<()> {
    let (ours, bare) = (program("CONDUIT_KEYS_DESKTOP")?, program("CONDUIT_KEYS_BARE_WINDOW")?);
    let (mut our_times, mut bare_times) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (bare_time, our_time) = (start(&bare)?, start(&ours)?);
        if round > 0 {
            bare_times.push(bare_time);
            our_times.push(our_time);
        }
    }
    println!("window ready, from the start of the process to the loaded page (medians of {ROUNDS})");
    println!("  bare Tauri window {:>10.0} ms", median(&bare_times));
    println!("  Conduit Keys      {:>10.0} ms", median(&our_times));
    println!("  ratio             {:>10.2}", median(&our_times) / median(&bare_times));
    Ok(())
}

/// Milliseconds until the program says that its page is loaded.
fn start(binary: &std::path::Path) -> Result<f64> {
    let home = tempfile::tempdir()?;
    let mut command = Command::new(binary);
    command.env("HOME", home.path()).env("CONDUIT_KEYS_SAY_READY", "1");
    for variable in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env_remove(variable);
    }
    let begin = Instant::now();
    let window = Server::start(&mut command)?;
    anyhow::ensure!(window.ready == "ready", "the window said {:?}", window.ready);
    Ok(begin.elapsed().as_secs_f64() * 1000.0)
}
