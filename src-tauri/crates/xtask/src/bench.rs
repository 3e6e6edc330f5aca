//! `cargo xtask bench`: builds for release and runs the measuring program of the journeys on a virtual display.

use anyhow::Result;

use crate::args::Args;
use crate::packages::Need;
use crate::setup::{self, Leave};
use crate::shop::{self, Shop};
use crate::{build, say};

/// The desktop room's example that is nothing but a Tauri window.
const BASELINE: &str = "bare";

/// Everything is built before the first figure is taken, so that no compiler runs beside a measurement.
pub(crate) fn run(shop: &mut Shop, mut args: Args) -> Result<()> {
    let leave = Leave::from(&mut args);
    let for_the_bench = args.finish()?;
    let (missing, plan) = setup::look(&[Need::Run, Need::Test], leave)?;
    setup::make_ready(shop, &missing, &plan, leave)?;
    say::heading("Building for release");
    // One build for all of them, so that the window and its baseline stand on the very same Tauri. What lets WebDriver in
    // does nothing before it is asked to.
    let words = [
        "build",
        "--release",
        "--workspace",
        "--locked",
        "--bins",
        "--example",
        BASELINE,
        "--features",
        build::AUTOMATED,
    ];
    let programs = build::cargo(shop.cargo(&words), "every program, and the bare window to compare with")?;
    say::heading("Measuring");
    let named = |package: &str, name: &str| build::named(&programs, package, name).map(|program| &program.path);
    let mut command = shop.on_a_display(&named("journeys", "bench")?.to_string_lossy());
    command.env("CONDUIT_KEYS_BARE_WINDOW", named("desktop", BASELINE)?);
    for (variable, package) in
        [("CONDUIT_KEYS_DESKTOP", "desktop"), ("CONDUIT_KEYS_AUTHORITY", "authority"), ("CONDUIT_KEYS_CLI", "cli")]
    {
        command.env(variable, &build::binary(&programs, package)?.path);
    }
    shop::step("the benches", command.args(for_the_bench))
}
