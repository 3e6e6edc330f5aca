//! `cargo xtask run`: from a fresh machine to the open window, in one command.

use std::process::Command;

use anyhow::{Result, bail};

use crate::args::Args;
use crate::packages::Need;
use crate::setup::{self, Leave};
use crate::shop::{self, Shop};
use crate::{build, machine, say};

/// Sets up, builds, opens the window with the authority inside, and stays until it is closed.
pub(crate) fn run(shop: &mut Shop, mut args: Args) -> Result<()> {
    let leave = Leave::from(&mut args);
    let open = !args.flag("--no-open");
    let release = args.flag("--release");
    let for_the_app = args.finish()?;

    let (missing, plan) = setup::look(&[Need::Run], leave)?;
    if open {
        need_display()?;
    }
    setup::make_ready(shop, &missing, &plan, leave)?;
    say::heading("The programs");
    let programs = build::programs(shop, release)?;
    let window = &build::binary(&programs, "desktop")?.path;
    if !open {
        say::line(format!("\nEverything is built. The window's program is {}", window.display()));
        return Ok(());
    }
    say::heading("Opening the window");
    let mut command = Command::new(window);
    shop::step("close it to come back here", command.args(for_the_app))
}

/// Stops before an hour of installing for a window that could not open.
fn need_display() -> Result<()> {
    let set = |name| std::env::var(name).ok();
    match machine::missing_display(set("DISPLAY").as_deref(), set("WAYLAND_DISPLAY").as_deref()) {
        Some(told) if cfg!(target_os = "linux") => bail!(told),
        _ => Ok(()),
    }
}
