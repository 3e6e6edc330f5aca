//! Types and lint of the UI. A script that is missing is a failure: npm says so.

use anyhow::Result;

use crate::shop::{self, Shop};

pub(super) fn types(shop: &Shop) -> Result<()> {
    shop::step("npm run check", &mut shop.npm(&["run", "check"]))
}

pub(super) fn lint(shop: &Shop) -> Result<()> {
    shop::step("npm run lint", &mut shop.npm(&["run", "lint"]))
}
