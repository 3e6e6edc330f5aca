//! Makes a machine ready: Rust, system packages, Node.js, the UI's packages. Each part is skipped when it is already there.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::args::Args;
use crate::packages::{self, Need, Package};
use crate::shop::{self, Shop};
use crate::version::{self, RUST_MIN};
use crate::{apt, machine, node, say, ui};

/// What may be done to the machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leave {
    /// Install system packages; otherwise print them and stop.
    pub(crate) install: bool,
    /// Take the person's word that the system packages are there.
    pub(crate) assume_installed: bool,
}

impl Leave {
    pub(crate) fn from(args: &mut Args) -> Self {
        Self { install: !args.flag("--no-install"), assume_installed: args.flag("--assume-installed") }
    }
}

/// Looks at the machine, says what is missing, and hands back what to install. Changes nothing.
pub(crate) fn look(needs: &[Need], leave: Leave) -> Result<(Vec<Package>, node::Plan)> {
    say::heading("Looking at this machine");
    rust()?;
    let plan = node::plan()?;
    say::line(format!("   {plan}"));
    let mut needs = needs.to_vec();
    if plan.needs_python() || needs.contains(&Need::Test) {
        needs.push(Need::Node);
    }
    let system = machine::system();
    let missing = if leave.assume_installed { Vec::new() } else { packages::ask(&packages::wanted(&needs, &system)) };
    apt::announce(&missing, &system);
    Ok((missing, plan))
}

/// Installs what `look` found missing, then Node.js, the UI's packages and the built UI.
pub(crate) fn make_ready(shop: &mut Shop, missing: &[Package], plan: &node::Plan, leave: Leave) -> Result<()> {
    if !missing.is_empty() {
        say::heading("Installing system packages");
        apt::install(missing, &machine::system(), machine::rights(), leave.install)?;
    }
    say::heading("The user interface");
    node::bring(shop, plan)?;
    ui::install(shop)?;
    ui::build(shop)
}

/// Refuses a Rust that is too old, with the way out.
fn rust() -> Result<()> {
    let printed = shop::output(Command::new("rustc").arg("--version")).context("rustc does not start")?;
    let found = version::parse(&printed).with_context(|| format!("rustc printed no version: {printed}"))?;
    if found < RUST_MIN {
        bail!(
            "this is Rust {}, and {} or newer is needed. With rustup: rustup update stable\n\
             Without: a system's own package is often older; rustup is the way the Rust project recommends.",
            version::shown(found),
            version::shown(RUST_MIN)
        );
    }
    say::line(format!("   Rust {}", version::shown(found)));
    Ok(())
}

/// The formatter and the linter, which a minimal Rust leaves out.
pub(crate) fn rust_components() -> Result<()> {
    let there = |tool: &str| shop::succeeds(Command::new("cargo").args([tool, "--version"]));
    if there("fmt") && there("clippy") {
        return Ok(());
    }
    let mut add = Command::new("rustup");
    add.args(["component", "add", "rustfmt", "clippy"]);
    shop::step("adding rustfmt and clippy, for the checks", &mut add)
        .context("rustfmt and clippy are needed for the checks. With rustup: rustup component add rustfmt clippy")
}
