//! The one list of checks. CI runs the same list, nothing else (style page, section 9). All run, even when one fails.

pub(crate) mod contract;
mod deny;
mod files;
mod hosts;
mod house;
mod locks;
mod npm;
mod policy;
mod rooms;
mod rust;
mod secrets;
mod spdx;
mod toplevel;
mod unused;
mod web;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::args::Args;
use crate::packages::Need;
use crate::say;
use crate::setup::{self, Leave};
use crate::shop::Shop;

/// One entry of the list.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    /// Whether it needs the machine set up and the UI built; the others only read files.
    builds: bool,
    run: fn(&Shop) -> Result<()>,
}

const fn reads(name: &'static str, what: &'static str, run: fn(&Shop) -> Result<()>) -> Check {
    Check { name, what, builds: false, run }
}

const fn builds(name: &'static str, what: &'static str, run: fn(&Shop) -> Result<()>) -> Check {
    Check { name, what, builds: true, run }
}

/// Quick ones first.
pub(crate) const LIST: &[Check] = &[
    reads("top-level", "the top level is the design card's and nothing else", toplevel::check),
    reads("rooms", "no room uses one that the drawing keeps from it", rooms::check),
    reads("locks", "both lock files are current and name no download address", locks::check),
    reads("policy", "licences, sources and banned packages by deny.toml", policy::check),
    reads("unused", "no stated dependency that the code never names", unused::check),
    reads("secrets", "no file holds a whole secret", secrets::check),
    reads("hosts", "no file names a package registry's host", hosts::check),
    reads("fmt", "cargo fmt", rust::fmt),
    builds("ui-types", "npm run check", web::types),
    builds("ui-lint", "npm run lint", web::lint),
    builds("contract", "ui/src/contract is what the Rust shapes say", contract::check),
    builds("openapi", "authority/openapi is what the routes say", contract::check_openapi),
    builds("services", "providers/services is what the sheets say", contract::check_services),
    builds("clippy", "cargo clippy, warnings are failures", rust::clippy),
    builds("docs", "cargo doc, warnings are failures", rust::docs),
];

/// How one entry went.
pub(crate) struct Outcome {
    pub(crate) name: String,
    pub(crate) error: Option<anyhow::Error>,
    pub(crate) took: Duration,
}

/// `cargo xtask check [--only NAME] [--list]`
pub(crate) fn run(shop: &mut Shop, mut args: Args) -> Result<()> {
    let leave = Leave::from(&mut args);
    let list = args.flag("--list");
    let only = args.values("--only")?;
    args.finish()?;
    if list {
        LIST.iter().for_each(|check| say::line(format!("{:<10} {}", check.name, check.what)));
        return Ok(());
    }
    let chosen = choose(&only)?;
    setup::rust_components()?;
    if chosen.iter().any(|check| check.builds) {
        let (missing, plan) = setup::look(&[Need::Run], leave)?;
        setup::make_ready(shop, &missing, &plan, leave)?;
    }
    conclude(chosen.into_iter().map(|check| one(shop, check)).collect())
}

/// The entries with these names, all of them when no name was said.
pub(crate) fn choose(only: &[String]) -> Result<Vec<&'static Check>> {
    if let Some(unknown) = only.iter().find(|name| LIST.iter().all(|check| check.name != name.as_str())) {
        let names: Vec<&str> = LIST.iter().map(|check| check.name).collect();
        bail!("there is no check called \"{unknown}\"; there are: {}", names.join(", "));
    }
    Ok(LIST.iter().filter(|check| only.is_empty() || only.iter().any(|name| name == check.name)).collect())
}

/// Runs one check and says how it went.
pub(crate) fn one(shop: &Shop, check: &Check) -> Outcome {
    part(check.name, check.what, || (check.run)(shop))
}

/// Runs one part of a list, catching its failure so that the others run too.
pub(crate) fn part(name: &str, what: &str, run: impl FnOnce() -> Result<()>) -> Outcome {
    say::heading(&format!("{name}: {what}"));
    let start = Instant::now();
    let outcome = Outcome { name: name.to_owned(), error: run().err(), took: start.elapsed() };
    say::line(verdict(&outcome));
    outcome
}

/// The closing table; an error when any part failed.
pub(crate) fn conclude(outcomes: Vec<Outcome>) -> Result<()> {
    say::heading("All parts");
    outcomes.iter().for_each(|outcome| say::line(verdict(outcome)));
    let failed: Vec<&str> = outcomes.iter().filter(|one| one.error.is_some()).map(|one| one.name.as_str()).collect();
    match failed.as_slice() {
        [] => Ok(()),
        failed => bail!("{} of {} parts failed: {}", failed.len(), outcomes.len(), failed.join(", ")),
    }
}

fn verdict(outcome: &Outcome) -> String {
    let word = if outcome.error.is_some() { "FAILED" } else { "ok" };
    let line = format!("{:<10} {word:<6} {}", outcome.name, say::took(outcome.took));
    match &outcome.error {
        Some(error) => format!("{line}\n{error:#}"),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_can_be_run_alone_and_an_unknown_name_is_refused() {
        let chosen = choose(&["rooms".to_owned()]).unwrap();
        assert_eq!(chosen.iter().map(|check| check.name).collect::<Vec<_>>(), ["rooms"]);
        assert_eq!(choose(&[]).unwrap().len(), LIST.len(), "no name means all");
        assert!(choose(&["room".to_owned()]).is_err(), "a typing mistake must not pass as nothing to do");
    }

    #[test]
    fn every_part_runs_and_one_failure_fails_the_whole() {
        let outcomes = vec![part("a", "", || anyhow::bail!("broken")), part("b", "", || Ok(()))];
        assert_eq!(outcomes.len(), 2, "the second runs although the first failed");
        let error = conclude(outcomes).unwrap_err().to_string();
        assert!(error.contains("1 of 2") && error.contains('a'), "{error}");
    }
}
