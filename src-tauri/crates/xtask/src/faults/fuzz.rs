//! The fuzz targets (`tests/src/fuzz`), each for 1 000 000 executions by libFuzzer. cargo-fuzz builds them on the same stable
//! compiler as everything else: without a sanitizer, since what is fuzzed is safe Rust, and its allocations are counted by
//! the targets themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::say;
use crate::shop::{self, Shop};

/// Each target, and the longest input that makes sense for it.
const TARGETS: &[(&str, u32)] = &[
    ("key", 1024),
    ("headers", 4096),
    ("body", 4096),
    ("cursor", 2048),
    ("id_box", 1024),
    ("audit_file", 16_384),
    ("configuration", 4096),
];
const VERSION: &str = "0.13.2";
/// An execution of 10 s, or 2 GiB in all, end a target, as a panic does; the targets panic at more than 16 MiB.
const LIMITS: &[&str] = &["-runs=1000000", "-timeout=10", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=1"];

pub(super) fn run(shop: &Shop) -> Result<()> {
    let program = bring(shop)?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| shop.at("target"), PathBuf::from).join("fuzz");
    let mut failed = Vec::new();
    for (name, longest) in TARGETS {
        // Anew each time, so that a run does not depend on those before; the target writes its seeds there.
        let corpus = target.join("corpus").join(name);
        let _ = fs::remove_dir_all(&corpus);
        fs::create_dir_all(&corpus)?;
        let mut fuzz = cargo_fuzz(shop, &program, &target);
        fuzz.arg(name).arg(&corpus).arg("--").args(LIMITS).arg(format!("-max_len={longest}"));
        fuzz.env("CONDUIT_KEYS_FUZZ_SEEDS", &corpus);
        if let Err(error) = shop::step(&format!("1 000 000 executions of {name}"), &mut fuzz) {
            say::line(format!("{error:#}"));
            failed.push(*name);
        }
    }
    if !failed.is_empty() {
        bail!("inputs were found that break {}; they lie in tests/artifacts", failed.join(", "));
    }
    Ok(())
}

/// The pinned cargo-fuzz, in our cache folder when it is not installed.
fn bring(shop: &Shop) -> Result<PathBuf> {
    let is_it = |program: &Path| {
        let asked = shop::output(shop.command(&program.to_string_lossy()).args(["fuzz", "--version"]));
        asked.is_ok_and(|text| text.trim().ends_with(VERSION))
    };
    let installed = PathBuf::from("cargo-fuzz");
    if is_it(&installed) {
        return Ok(installed);
    }
    let room = shop::cache()?.join(format!("cargo-fuzz-{VERSION}"));
    let program = room.join("bin/cargo-fuzz");
    if !is_it(&program) {
        let words = ["install", "cargo-fuzz", "--locked", "--version", VERSION, "--root"];
        shop::step("cargo install cargo-fuzz", shop.cargo(&words).arg(&room))?;
    }
    Ok(program)
}

fn cargo_fuzz(shop: &Shop, program: &Path, target: &Path) -> Command {
    let mut command = shop.command(&program.to_string_lossy());
    // What the linker would optimize across packages, the counters of libFuzzer do not survive.
    command.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_STRIP", "none");
    let words = ["fuzz", "run", "--fuzz-dir", "tests", "--sanitizer", "none", "--no-cfg-fuzzing"];
    command.args(words).args(["--features", "libfuzzer", "--target-dir"]).arg(target);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_run() {
        let manifest = include_str!("../../../../../tests/Cargo.toml");
        let programs = manifest.matches("path = \"fuzz/targets/").count();
        assert_eq!(programs, TARGETS.len(), "a target that nobody runs finds nothing");
        for (name, _) in TARGETS {
            assert!(manifest.contains(&format!("path = \"fuzz/targets/{name}.rs\"")), "{name} is a program");
        }
    }
}
