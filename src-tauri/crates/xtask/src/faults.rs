//! `cargo xtask faults`: every row of `tests/FAULTS.md` in full, against a release build of the authority. The short form
//! runs with `cargo xtask test`.

mod fuzz;

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::args::Args;
use crate::checks;
use crate::packages::Need;
use crate::setup::{self, Leave};
use crate::shop::{self, Shop};
use crate::{build, say};

/// The rows: name, the tests of the program `faults` that make it, and what it is.
const ROWS: &[(&str, &str, &str)] = &[
    ("kill", "killed::", "kill -9 at random under mixed writes, 1 000 times on SQLite, 200 on PostgreSQL"),
    ("sync", "synced::", "a successful sync between each write and its answer"),
    ("disk", "broken_disk::", "EIO on the 1st to 200th write and sync"),
    ("full", "full_disk::", "a full disk of 1 MiB"),
    ("postgres", "postgres::", "PostgreSQL stopped at once, restarted, cut off amid changes"),
    ("lease", "lease::", "two processes on one PostgreSQL database, cut off from it and replaced"),
    (
        "load",
        "load::",
        "400 000 audit rows verified by 20, 30 000 callers of a key, 2 000 alerts, while keys are revoked",
    ),
    ("audit", "audit_edits::", "1 000 random edits of the audit log"),
    ("once", "one_key::", "1 000 races of 64 clients with one idempotency key"),
    ("histories", "histories::", "10 000 random histories against a model, the clock stepped both ways"),
    ("revoked", "raced::", "1 000 000 verdicts raced against revocations"),
    ("slow", "slow_clients::", "2 000 slow connections, 10 MB heads and bodies, garbage"),
    ("news", "news::", "1 000 reconnects of listeners, slow ones among them, amid 100 kills"),
    ("controls", "controls::", "each of the above where its protection is left out: it must fail"),
    (FUZZ, "", "each fuzz target, 1 000 000 executions by libFuzzer"),
];

/// The one row that is no test of the program `faults`.
const FUZZ: &str = "fuzz";

/// Builds everything, then runs the rows one after the other, so that none disturbs another.
pub(crate) fn run(shop: &mut Shop, mut args: Args) -> Result<()> {
    let leave = Leave::from(&mut args);
    let list = args.flag("--list");
    let only = args.values("--only")?;
    args.finish()?;
    if list {
        ROWS.iter().for_each(|(name, _, what)| say::line(format!("{name:<10} {what}")));
        return Ok(());
    }
    let rows = choose(&only)?;
    let (missing, plan) = setup::look(&[Need::Run, Need::Test], leave)?;
    setup::make_ready(shop, &missing, &plan, leave)?;
    let (tests, programs) = if rows.iter().all(|(name, ..)| *name == FUZZ) {
        (PathBuf::new(), Vec::new())
    } else {
        say::heading("Building for release");
        programs(shop)?
    };
    let outcomes = rows.into_iter().map(|(name, filter, what)| {
        checks::part(name, what, || {
            if name == FUZZ {
                return fuzz::run(shop);
            }
            let mut command = shop.command(&tests.to_string_lossy());
            command.args(["--test-threads=1", "--nocapture", filter]);
            command.env("CONDUIT_KEYS_FAULTS", "full").envs(programs.clone());
            shop::step(&format!("the tests {filter}"), &mut command)
        })
    });
    checks::conclude(outcomes.collect())
}

fn choose(only: &[String]) -> Result<Vec<(&'static str, &'static str, &'static str)>> {
    if let Some(unknown) = only.iter().find(|name| ROWS.iter().all(|(row, ..)| row != name)) {
        bail!("there is no row called \"{unknown}\"; `cargo xtask faults --list` names them");
    }
    Ok(ROWS.iter().filter(|(row, ..)| only.is_empty() || only.iter().any(|name| name == row)).copied().collect())
}

/// The fault tests, and the programs they start by the variable that names each. What can fail on purpose is built first:
/// what people get takes its place.
fn programs(shop: &Shop) -> Result<(PathBuf, Vec<(&'static str, PathBuf)>)> {
    let choice = ["--release", "--locked", "-p", "authority", "-p", "journeys"];
    let mut programs = build::faulty(shop, &[&choice[..], &["--features", "authority/faulty"]].concat())?;
    let build = [&["build"], &choice[..], &["--bin", "conduit-authority"]].concat();
    let built = build::cargo(shop.cargo(&build), "the authority as people get it")?;
    programs.push(("CONDUIT_KEYS_AUTHORITY", build::binary(&built, "authority")?.path.clone()));
    let test = [&["test"], &choice[..], &["--test", "faults", "--no-run"]].concat();
    let built = build::cargo(shop.cargo(&test), "the fault tests")?;
    Ok((build::fault_tests(&built)?.path.clone(), programs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_can_be_run_alone_and_an_unknown_name_is_refused() {
        assert_eq!(choose(&["kill".to_owned()]).unwrap().len(), 1);
        assert_eq!(choose(&[]).unwrap().len(), ROWS.len(), "no name means all");
        assert!(choose(&["kil".to_owned()]).is_err(), "a typing mistake must not pass as nothing to do");
    }
}
