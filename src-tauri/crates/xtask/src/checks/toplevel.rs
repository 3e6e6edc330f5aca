//! The top level of the checkout: the design card's list, and what every Rust project keeps there.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::checks::files;
use crate::say;
use crate::shop::Shop;

/// The design card's list.
const CARD: &[&str] = &["Cargo.toml", "src-tauri", "ui", "icons", "tests", "README.md"];

/// Beside the card: the lock, the licences, and the settings of the Rust tools. Files whose name starts with a dot are free.
const BESIDE: &[&str] = &["Cargo.lock", "LICENSE-MIT", "LICENSE-APACHE", "clippy.toml", "rustfmt.toml", "deny.toml"];

pub(super) fn check(shop: &Shop) -> Result<()> {
    let offences = offences(&files::listed(shop)?);
    if !offences.is_empty() {
        bail!("the top level is not the design card's (design, section 1):\n- {}", offences.join("\n- "));
    }
    say::line(format!("   {}", CARD.join(", ")));
    Ok(())
}

fn offences(paths: &[String]) -> Vec<String> {
    let tops: BTreeSet<&str> = paths.iter().filter_map(|path| path.split('/').next()).collect();
    let known = |top: &str| top.starts_with('.') || CARD.contains(&top) || BESIDE.contains(&top);
    let extra = tops.iter().filter(|top| !known(top)).map(|top| format!("{top} does not belong there"));
    let missing = CARD.iter().filter(|top| !tops.contains(*top)).map(|top| format!("{top} is missing"));
    extra.chain(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(words: &[&str]) -> Vec<String> {
        CARD.iter().map(|top| format!("{top}/x")).chain(words.iter().map(|word| (*word).to_owned())).collect()
    }

    #[test]
    fn the_card_dotfiles_locks_and_licences_are_all_there_may_be() {
        assert!(offences(&paths(&[".ci/run", ".gitignore", "Cargo.lock", "LICENSE-MIT"])).is_empty());
        assert_eq!(offences(&paths(&["docs/x.md", "docs/y.md"])), ["docs does not belong there"]);
    }

    #[test]
    fn a_missing_entry_of_the_card_is_told() {
        let mut paths = paths(&[]);
        paths.retain(|path| !path.starts_with("icons"));
        assert_eq!(offences(&paths), ["icons is missing"]);
    }
}
