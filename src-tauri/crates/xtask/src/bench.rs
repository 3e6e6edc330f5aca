//! `cargo xtask bench`: builds for release and runs the measuring program of the journeys on a virtual display.

use anyhow::Result;

use crate::args::Args;
use crate::packages::Need;
use crate::setup::{self, Leave};
use crate::shop::{self, Shop};
use crate::{build, say};

/// Everything is built before the first figure is taken, so that no compiler runs beside a measurement.
pub(crate) fn run(shop: &mut Shop, mut args: Args) -> Result<()> {
    let leave = Leave::from(&mut args);
    let for_the_bench = args.finish()?;
    let (missing, plan) = setup::look(&[Need::Run, Need::Test], leave)?;
    setup::make_ready(shop, &missing, &plan, leave)?;
    say::heading("Building for release");
    let words = ["build", "--release", "--workspace", "--locked", "--bins", "--features", build::EMBEDDED];
    let programs = build::cargo(shop.cargo(&words), "every program")?;
    say::heading("Measuring");
    let bench = programs.iter().find(|program| program.package == "journeys" && program.name == "bench");
    let bench = bench.ok_or_else(|| anyhow::anyhow!("the package journeys has no program called bench"))?;
    let mut command = shop.on_a_display(&bench.path.to_string_lossy());
    for (variable, package) in
        [("CONDUIT_KEYS_DESKTOP", "desktop"), ("CONDUIT_KEYS_AUTHORITY", "authority"), ("CONDUIT_KEYS_CLI", "cli")]
    {
        command.env(variable, &build::binary(&programs, package)?.path);
    }
    shop::step("the benches", command.args(for_the_bench))
}
