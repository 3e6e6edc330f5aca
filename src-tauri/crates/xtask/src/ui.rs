//! The web UI: its packages by `npm ci`, its build by `npm run build`; each only when something changed.

use anyhow::Result;

use crate::shop::{self, Shop};
use crate::{say, stamp};

const INSTALLED: &str = "ui/node_modules/.conduit-keys-installed";
const BUILT: &str = "ui/node_modules/.conduit-keys-built";

/// Installs exactly what the lock file says. The stamp lies inside `node_modules`, so removing that removes the stamp.
pub(crate) fn install(shop: &Shop) -> Result<()> {
    let current = stamp::of(shop.root(), &[shop.at("ui/package.json"), shop.at("ui/package-lock.json")])?;
    if stamp::is_current(&shop.at(INSTALLED), &current) {
        say::line("   the UI's packages are installed");
        return Ok(());
    }
    let mut npm = shop.npm(&["ci", "--no-audit", "--no-fund"]);
    shop::step("installing the UI's packages, exactly as locked (npm ci)", &mut npm)?;
    stamp::write(&shop.at(INSTALLED), &current)
}

/// Builds `ui/dist`, which the window embeds.
pub(crate) fn build(shop: &Shop) -> Result<()> {
    let sources = stamp::files(&shop.at("ui"), &["node_modules", "dist", "dist-fake"])?;
    let current = stamp::of(shop.root(), &sources)?;
    if shop.at("ui/dist/index.html").is_file() && stamp::is_current(&shop.at(BUILT), &current) {
        say::line("   the UI is built");
        return Ok(());
    }
    shop::step("building the UI", &mut shop.npm(&["run", "build"]))?;
    stamp::write(&shop.at(BUILT), &current)
}
