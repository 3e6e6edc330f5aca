//! `cargo xtask test`: the same set-up as `run`, then every check and every test. CI runs exactly this.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::args::Args;
use crate::build;
use crate::checks::{self, Outcome};
use crate::metadata;
use crate::packages::Need;
use crate::setup::{self, Leave};
use crate::shop::{self, Shop};
use crate::{say, schemathesis, stamp};

/// What comes after the list of checks: name and what it is.
const PARTS: &[(&str, &str)] = &[
    ("ui", "the UI's own tests (vitest)"),
    ("pages", "browser specs, one a page, in Chromium"),
    ("rust", "unit and room tests"),
    ("doctests", "the examples in the docs"),
    ("schemathesis", "what the OpenAPI documents allow and forbid, asked of a real authority"),
    ("journeys", "several rooms together, and the real window on a virtual display"),
    ("postgres", "the authority's journeys once more, on a PostgreSQL server"),
];

/// Sets up, builds, runs the parts and says how each went.
pub(crate) fn run(shop: &mut Shop, mut args: Args) -> Result<()> {
    let leave = Leave::from(&mut args);
    let list = args.flag("--list");
    let only = args.values("--only")?;
    args.finish()?;
    if list {
        checks::LIST.iter().for_each(|check| say::line(format!("{:<12} {}", check.name, check.what)));
        PARTS.iter().for_each(|(name, what)| say::line(format!("{name:<12} {what}")));
        return Ok(());
    }
    let (ours, theirs): (Vec<String>, Vec<String>) =
        only.iter().cloned().partition(|name| PARTS.iter().any(|(part, _)| part == name));
    let checks = if only.is_empty() || !theirs.is_empty() { checks::choose(&theirs)? } else { Vec::new() };

    let (missing, plan) = setup::look(&[Need::Run, Need::Test], leave)?;
    setup::make_ready(shop, &missing, &plan, leave)?;
    setup::rust_components()?;
    let mut outcomes: Vec<Outcome> = checks.into_iter().map(|check| checks::one(shop, check)).collect();
    for (name, what) in PARTS.iter().filter(|(name, _)| only.is_empty() || ours.iter().any(|one| one == name)) {
        outcomes.push(checks::part(name, what, || part(shop, name)));
    }
    shots(shop)?;
    checks::conclude(outcomes)
}

fn part(shop: &Shop, name: &str) -> Result<()> {
    match name {
        "ui" => shop::step("npm test", &mut shop.npm(&["test"])),
        "pages" => pages(shop),
        "rust" => rust(shop),
        "doctests" => shop::step("cargo test --doc", &mut cargo_test(shop, &["--doc"], false)),
        "schemathesis" => schemathesis(shop),
        "journeys" => journeys(shop),
        "postgres" => postgres(shop),
        other => bail!("no part is called {other}"),
    }
}

/// The specs look for Chromium where Debian puts it; Ubuntu's is elsewhere.
fn pages(shop: &Shop) -> Result<()> {
    let mut npm = shop.npm(&["run", "test:pages"]);
    let elsewhere = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/snap/bin/chromium"];
    if let Some(found) = elsewhere.iter().find(|path| Path::new(path).exists()) {
        npm.env("CHROMIUM", std::env::var_os("CHROMIUM").unwrap_or_else(|| found.into()));
    }
    shop::step("npm run test:pages", &mut npm)
}

/// Every `cargo test` chooses the whole workspace and picks targets in it, so that all share one build: another choice of
/// packages would switch other features on and compile half of the dependencies again.
fn cargo_test(shop: &Shop, words: &[&str], on_a_display: bool) -> std::process::Command {
    let mut command = match on_a_display {
        true => shop.on_a_display("cargo"),
        false => shop.cargo(&[]),
    };
    command.args(["test", "--workspace", "--locked", "--no-fail-fast", "--features", build::EMBEDDED]).args(words);
    command
}

fn rust(shop: &Shop) -> Result<()> {
    let mut words = vec!["--lib".to_owned(), "--bins".to_owned(), "--examples".to_owned()];
    for member in metadata::members(shop)?.iter().filter(|member| member.name != "journeys") {
        words.extend(tests(&member.targets));
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    shop::step("cargo test", &mut cargo_test(shop, &words, false))
}

/// A test of its own among the journeys, since it needs a program that only this chore brings.
const SCHEMATHESIS: &str = "schemathesis";

fn schemathesis(shop: &Shop) -> Result<()> {
    let program = schemathesis::bring(shop)?;
    let (variable, authority) = build::authority(shop)?;
    let mut command = cargo_test(shop, &["--test", SCHEMATHESIS], false);
    command.env(variable, authority).env("CONDUIT_KEYS_SCHEMATHESIS", program);
    shop::step("cargo test, with Schemathesis", &mut command)
}

/// The journeys start the programs that were just built; they learn where these lie from the environment.
fn journeys(shop: &Shop) -> Result<()> {
    let mut words = Vec::new();
    for member in metadata::members(shop)?.iter().filter(|member| member.name == "journeys") {
        words.extend(tests(member.targets.iter().filter(|target| target.name != SCHEMATHESIS)));
    }
    if words.is_empty() {
        bail!("the package journeys has no tests");
    }
    let programs = build::for_journeys(shop)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = cargo_test(shop, &words, true);
    command.envs(programs);
    if std::env::var_os("CONDUIT_KEYS_SHOTS").is_none() {
        command.env("CONDUIT_KEYS_SHOTS", shop.at(SHOTS[0]));
    }
    shop::step("cargo test, on a virtual display", &mut command)
}

/// What the authority promises must not depend on where it keeps things.
fn postgres(shop: &Shop) -> Result<()> {
    let programs = build::as_people_get_them(shop)?;
    let named = |package: &str, name: &str| build::named(&programs, package, name).map(|program| program.path.clone());
    let authority = named("authority", "conduit-authority")?;
    let mut command = shop.limited(&named("journeys", "with-postgres")?.to_string_lossy());
    let test = cargo_test(shop, &["--test", "it", "authority::"], false);
    command.arg(test.get_program()).args(test.get_args()).env("CONDUIT_KEYS_AUTHORITY", authority);
    shop::step("cargo test, on PostgreSQL", &mut command)
}

fn tests<'a>(targets: impl IntoIterator<Item = &'a metadata::Target>) -> Vec<String> {
    let tests = targets.into_iter().filter(|target| target.kind == "test");
    tests.flat_map(|target| ["--test".to_owned(), target.name.clone()]).collect()
}

/// Where screenshots are left to be looked at, both ignored by git: the real window's and the browser specs'.
const SHOTS: &[&str] = &["tests/window/shots", "tests/ui/shots"];

/// Says which screenshots there are. `CONDUIT_KEYS_SHOTS` gathers all in one folder, for a CI that keeps it.
fn shots(shop: &Shop) -> Result<()> {
    let gathered = std::env::var_os("CONDUIT_KEYS_SHOTS").map(|folder| vec![PathBuf::from(folder)]);
    let folders = gathered.unwrap_or_else(|| SHOTS.iter().map(|folder| shop.at(folder)).collect());
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let files = stamp::files(folder, &[])?;
        say::heading(&format!("{} screenshots in {}", files.len(), folder.display()));
        files.iter().for_each(|path| say::line(format!("   {}", path.strip_prefix(folder).unwrap_or(path).display())));
    }
    Ok(())
}
