//! Schemathesis, which asks the authority what its OpenAPI documents allow and forbid: a pinned one from the Python package
//! registry, in a private folder of our cache.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shop::{self, Shop};
use crate::{node, stamp};

const REQUIREMENTS: &str = include_str!("../schemathesis-requirements.txt");
const REQUIREMENTS_FILE: &str = "src-tauri/crates/xtask/schemathesis-requirements.txt";

/// Where its program lies, fetching it when need be.
pub(crate) fn bring(shop: &Shop) -> Result<PathBuf> {
    let folder = shop::cache()?.join(format!("schemathesis-{}", stamp::hash([REQUIREMENTS.into()])));
    let (program, whole) = (folder.join("bin/schemathesis"), folder.join("whole"));
    if !whole.exists() || !shop::succeeds(shop.command(&program.to_string_lossy()).arg("--version")) {
        fetch(shop, &folder).context("fetching Schemathesis")?;
        fs::write(&whole, "")?;
    }
    Ok(program)
}

/// A private Python folder cannot be moved, so it is made in its place; the mark at the end says that it is whole.
fn fetch(shop: &Shop, folder: &PathBuf) -> Result<()> {
    let python = node::python().context("no Python with the venv module: install the package python3-venv")?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    shop::step("making a private Python folder", shop.command(&python).args(["-m", "venv"]).arg(folder))?;
    let mut pip = shop.command(&folder.join("bin/pip").to_string_lossy());
    pip.args(["install", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:", "-r"]);
    shop::step("fetching Schemathesis", pip.arg(shop.at(REQUIREMENTS_FILE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_fetched_is_pinned_by_hash() {
        let lines = || REQUIREMENTS.lines().filter(|line| !line.starts_with('#'));
        let packages: Vec<&str> = lines().filter(|line| !line.starts_with(' ')).collect();
        assert!(packages.iter().any(|line| line.starts_with("schemathesis==")), "it is what this is about");
        for package in packages {
            assert!(package.contains("==") && package.ends_with('\\'), "{package} has a version, and hashes follow");
        }
        let hashes = lines().filter(|line| line.trim().starts_with("--hash=sha256:")).count();
        assert!(hashes > 50, "one for each Python and processor where a package is not for all: {hashes}");
    }
}
