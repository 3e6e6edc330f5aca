//! Builds the programs by cargo, and learns from cargo where they lie.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shop::Shop;
use crate::{say, stamp};

/// The window embeds the built UI only with this feature; without it, it would look for a development server.
pub(crate) const EMBEDDED: &str = "desktop/custom-protocol";

/// What the journeys drive: as `EMBEDDED`, with WebDriver let in.
pub(crate) const AUTOMATED: &str = "desktop/custom-protocol,desktop/automation";

/// What the escape test compares with: as `AUTOMATED`, without the navigation guard.
const UNGUARDED: &str = "desktop/custom-protocol,desktop/automation,desktop/unguarded";

/// As `EMBEDDED`, with an authority whose protections can be left out.
const FAULTY: &str = "desktop/custom-protocol,authority/faulty";

/// A program that cargo built: the package it is from, its kind (`bin`, `example`, ...), and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) package: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) path: PathBuf,
}

/// Builds the window, the authority and the command line.
pub(crate) fn programs(shop: &Shop, release: bool) -> Result<Vec<Program>> {
    let mut words = vec!["build", "-p", "desktop", "-p", "authority", "-p", "cli", "--features", EMBEDDED];
    if release {
        words.push("--release");
    }
    cargo(shop.cargo(&words), "building the window, the authority and the command line")
}

/// What the journeys start, by the variable that tells them where it lies.
pub(crate) fn for_journeys(shop: &Shop) -> Result<Vec<(&'static str, PathBuf)>> {
    // The escape test must see a difference when the guard is left out; both windows let WebDriver in, which no build that
    // people get does. One cargo file name holds one build, so each is put aside.
    let unguarded = window(shop, "the window without its guard, for the escape test", UNGUARDED)?;
    let automated = window(shop, "the window that WebDriver may drive", AUTOMATED)?;
    let mut found = faulty(shop, &["--workspace", "--locked", "--features", FAULTY])?;
    let programs = as_people_get_them(shop)?;
    found.extend([
        ("CONDUIT_KEYS_DESKTOP", automated),
        ("CONDUIT_KEYS_DESKTOP_UNGUARDED", unguarded),
        ("CONDUIT_KEYS_DESKTOP_PLAIN", binary(&programs, "desktop")?.path.clone()),
        ("CONDUIT_KEYS_AUTHORITY", binary(&programs, "authority")?.path.clone()),
        ("CONDUIT_KEYS_CLI", binary(&programs, "cli")?.path.clone()),
    ]);
    Ok(found)
}

/// Builds what the controls of the fault tests need, an authority whose protections can be left out and the fault tests
/// with it inside, from this choice of packages and features; by the variable that tells where each lies.
pub(crate) fn faulty(shop: &Shop, choice: &[&str]) -> Result<Vec<(&'static str, PathBuf)>> {
    let build = [&["build"], choice, &["--bin", "conduit-authority"]].concat();
    let programs = cargo(shop.cargo(&build), "the authority without its protections, for the controls")?;
    let authority = put_aside(&binary(&programs, "authority")?.path, "faulty")?;
    let test = [&["test"], choice, &["--test", "faults", "--no-run"]].concat();
    let programs = cargo(shop.cargo(&test), "the fault tests with that authority inside")?;
    let tests = put_aside(&fault_tests(&programs)?.path, "faulty")?;
    Ok(vec![("CONDUIT_KEYS_FAULTY_AUTHORITY", authority), ("CONDUIT_KEYS_FAULTY_TESTS", tests)])
}

/// The fault tests among what cargo built.
pub(crate) fn fault_tests(programs: &[Program]) -> Result<&Program> {
    let is = |program: &&Program| program.kind == "test" && program.name == "faults";
    programs.iter().find(is).context("the package journeys has no test called faults")
}

/// Every program of the workspace.
pub(crate) fn as_people_get_them(shop: &Shop) -> Result<Vec<Program>> {
    let words = ["build", "--workspace", "--locked", "--bins", "--features", EMBEDDED];
    cargo(shop.cargo(&words), "the programs as people get them")
}

/// One program of a package by its name.
pub(crate) fn named<'a>(programs: &'a [Program], package: &str, name: &str) -> Result<&'a Program> {
    let found = programs.iter().find(|program| program.package == package && program.name == name);
    found.with_context(|| format!("the package {package} has no program called {name}"))
}

/// The authority alone, by the variable that tells the tests where it lies.
pub(crate) fn authority(shop: &Shop) -> Result<(&'static str, PathBuf)> {
    // The whole workspace is chosen, so that this build shares everything with the journeys'.
    let words = ["build", "--workspace", "--locked", "--bin", "conduit-authority", "--features", EMBEDDED];
    let programs = cargo(shop.cargo(&words), "the authority")?;
    Ok(("CONDUIT_KEYS_AUTHORITY", binary(&programs, "authority")?.path.clone()))
}

/// Builds the window with these features and puts a copy aside, in a folder named after them.
fn window(shop: &Shop, title: &str, features: &str) -> Result<PathBuf> {
    let words = ["build", "--workspace", "--locked", "--bins", "--features", features];
    let programs = cargo(shop.cargo(&words), title)?;
    put_aside(&binary(&programs, "desktop")?.path, &stamp::hash([features.into()]))
}

/// Copies a program into a folder of this name, since the next build takes its place.
fn put_aside(built: &Path, folder: &str) -> Result<PathBuf> {
    let aside = built.parent().context("a program lies in a folder")?.join("journeys").join(folder);
    std::fs::create_dir_all(&aside)?;
    let copy = aside.join(built.file_name().context("a program has a name")?);
    std::fs::copy(built, &copy).with_context(|| format!("cannot write {}", copy.display()))?;
    Ok(copy)
}

/// Runs a cargo build and collects the programs it made or found up to date.
pub(crate) fn cargo(mut command: Command, title: &str) -> Result<Vec<Program>> {
    say::line(format!("-- {title}"));
    let start = Instant::now();
    command.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped());
    let mut child = command.spawn().context("cargo does not start")?;
    let mut found = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            found.extend(program(&line?));
        }
    }
    if !child.wait()?.success() {
        bail!("{title}: cargo could not build it; its own words are above");
    }
    say::line(format!("   done in {}", say::took(start.elapsed())));
    Ok(found)
}

/// The one program of a package that is an ordinary binary.
pub(crate) fn binary<'a>(programs: &'a [Program], package: &str) -> Result<&'a Program> {
    let mut of_package = programs.iter().filter(|program| program.package == package && program.kind == "bin");
    let first = of_package.next().with_context(|| format!("the package {package} builds no program"))?;
    match of_package.next() {
        Some(second) => bail!("the package {package} builds two programs, {} and {}", first.name, second.name),
        None => Ok(first),
    }
}

/// Reads one of cargo's JSON lines; most of them tell of libraries and are passed over.
fn program(line: &str) -> Option<Program> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" {
        return None;
    }
    Some(Program {
        package: package_name(message["package_id"].as_str()?, message["manifest_path"].as_str()?),
        name: message["target"]["name"].as_str()?.to_owned(),
        kind: message["target"]["kind"][0].as_str()?.to_owned(),
        path: message["executable"].as_str()?.into(),
    })
}

/// `path+file:///x/crates/cli#0.1.0` leaves the name out when it is the folder's, and has it before an `@` otherwise.
fn package_name(id: &str, manifest: &str) -> String {
    let tail = id.rsplit('#').next().unwrap_or_default();
    match tail.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => manifest.rsplit('/').nth(1).unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_libraries() {
        let bin = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/src-tauri#desktop@0.1.0",
            "manifest_path":"/w/src-tauri/Cargo.toml","target":{"kind":["bin"],"name":"conduit"},"executable":"/t/conduit"}"#;
        let found = program(bin).unwrap();
        assert_eq!((found.package.as_str(), found.name.as_str()), ("desktop", "conduit"));
        let library = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/keys#0.1.0",
            "manifest_path":"/w/keys/Cargo.toml","target":{"kind":["lib"],"name":"keys"},"executable":null}"#;
        assert_eq!(program(library), None, "a library is no program");
        assert_eq!(program("Compiling keys"), None, "other lines are passed over");
    }

    #[test]
    fn a_package_is_named_by_its_folder_when_cargo_leaves_the_name_out() {
        assert_eq!(package_name("path+file:///w/crates/cli#0.1.0", "/w/crates/cli/Cargo.toml"), "cli");
    }
}
