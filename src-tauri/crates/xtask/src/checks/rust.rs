//! Format, lints and docs of the Rust rooms.

use anyhow::Result;

use crate::shop::{self, Shop};

/// Everything that can be switched on, so that no code escapes the lints; but for `unguarded`, which switches code off.
const ALL: &str = "desktop/custom-protocol,desktop/automation,actions/ts";

pub(super) fn fmt(shop: &Shop) -> Result<()> {
    shop::step("cargo fmt", &mut shop.cargo(&["fmt", "--all", "--check"]))
}

pub(super) fn clippy(shop: &Shop) -> Result<()> {
    let words = ["clippy", "--workspace", "--all-targets", "--features", ALL, "--locked", "--", "-D", "warnings"];
    shop::step("cargo clippy", &mut shop.cargo(&words))
}

pub(super) fn docs(shop: &Shop) -> Result<()> {
    let words = ["doc", "--no-deps", "--workspace", "--features", ALL, "--locked"];
    shop::step("cargo doc", shop.cargo(&words).env("RUSTDOCFLAGS", "-D warnings"))
}
