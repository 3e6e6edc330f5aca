//! `cargo xtask bench`: figures as ratios against a bare baseline, measured in the same run on the same machine.
//!
//! `bench [inside|memory|create|lists|verify|news|revocation|records|window|screen|explaining|scrolling|revoking|endurance …]` runs what is named, or everything. The figures go to standard output as one table.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a table of figures is what this program is for")]

mod create;
mod desks;
mod endurance;
mod furnish;
mod inside;
mod lists;
mod load;
mod memory;
mod news;
mod records;
mod revocation;
mod screen;
mod serve;
mod verify;
mod window;

use std::process::ExitCode;

use anyhow::Result;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: &[String]) -> Result<()> {
    if arguments.first().map(String::as_str) == Some("bare-route") {
        return serve::bare_route().await;
    }
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == name);
    println!("machine: {}", machine());
    if wanted("inside") {
        inside::measure().await?;
    }
    if wanted("memory") {
        memory::measure().await?;
    }
    if wanted("create") {
        create::measure().await?;
    }
    if wanted("lists") {
        lists::measure().await?;
    }
    if wanted("verify") {
        verify::measure().await?;
    }
    if wanted("news") {
        news::measure().await?;
    }
    if wanted("revocation") {
        revocation::measure().await?;
    }
    if wanted("records") {
        records::measure().await?;
    }
    if wanted("window") {
        window::measure()?;
    }
    if wanted("screen") {
        screen::measure().await?;
    }
    if wanted("explaining") {
        desks::explaining().await?;
    }
    if wanted("scrolling") {
        desks::scrolling().await?;
    }
    if wanted("revoking") {
        desks::revoking().await?;
    }
    if wanted("endurance") {
        endurance::measure().await?;
    }
    Ok(())
}

/// What the figures were taken on.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    format!("{cores} cores, {}", model.trim_start_matches([' ', '\t', ':']))
}

/// The middle of the figures.
fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
