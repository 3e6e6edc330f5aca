//! The project's files, as git tells them: tracked, and new ones that are not ignored.

use std::path::PathBuf;

use anyhow::Result;

use crate::shop::{self, Shop};

/// Paths from the root, with `/`. What is new counts too, so that a mistake is seen before it is committed.
pub(super) fn listed(shop: &Shop) -> Result<Vec<String>> {
    let mut git = shop.command("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let printed = shop::output(&mut git)?;
    let there = |path: &&str| !path.is_empty() && shop.at(path).symlink_metadata().is_ok();
    Ok(printed.split('\0').filter(there).map(str::to_owned).collect())
}

/// The listed files and what they hold, as bytes; links and folders of other repositories are passed over.
pub(super) fn contents(shop: &Shop) -> Result<Vec<(String, Vec<u8>)>> {
    let mut contents = Vec::new();
    for path in listed(shop)? {
        let full: PathBuf = shop.at(&path);
        if full.is_file() {
            contents.push((path, std::fs::read(full)?));
        }
    }
    Ok(contents)
}

/// The number of the line that a byte stands in, from 1.
pub(super) fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}
