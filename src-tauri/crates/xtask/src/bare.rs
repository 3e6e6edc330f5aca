//! Proves the two commands on a bare Debian 12.
use crate::args::Args;
use crate::shop::Shop;
use anyhow::{Result, bail};
pub(crate) fn run(_shop: &Shop, _args: Args) -> Result<()> {
    bail!("soon")
}
