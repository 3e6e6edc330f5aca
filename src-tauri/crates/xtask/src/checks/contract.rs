//! The TypeScript contract: made from the Rust shapes, committed, and stale ones fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shop::{self, Shop};
use crate::{say, stamp};

const FOLDER: &str = "ui/src/contract";

/// `cargo xtask types`: writes the contract, and removes what the Rust shapes no longer have.
pub(crate) fn write(shop: &Shop) -> Result<()> {
    let made = make(shop)?;
    let folder = shop.at(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (path, text) in &made {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, text)?;
    }
    say::line(format!("   {} files in {FOLDER}", made.len()));
    Ok(())
}

pub(super) fn check(shop: &Shop) -> Result<()> {
    let made = make(shop)?;
    let folder = shop.at(FOLDER);
    let committed = read(&folder).with_context(|| format!("{FOLDER} is not there; run `cargo xtask types`"))?;
    let stale = differences(&made, &committed);
    if !stale.is_empty() {
        bail!("{FOLDER} is stale, run `cargo xtask types`:\n- {}", stale.join("\n- "));
    }
    say::line(format!("   {} files, all fresh", made.len()));
    Ok(())
}

/// Path below the folder, and text.
type Files = BTreeMap<PathBuf, String>;

/// Has the actions room write its shapes into a fresh folder.
fn make(shop: &Shop) -> Result<Files> {
    let folder = std::env::temp_dir().join(format!("conduit-keys-contract-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut command = shop.cargo(&["run", "-p", "actions", "--features", "ts", "--example", "contract", "--"]);
    let made = shop::step("making the contract", command.arg(&folder)).and_then(|()| read(&folder));
    fs::remove_dir_all(&folder)?;
    let made = made?;
    if made.is_empty() {
        bail!("the actions room wrote no contract");
    }
    Ok(made)
}

fn read(folder: &Path) -> Result<Files> {
    let mut found = Files::new();
    for path in stamp::files(folder, &[])? {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        found.insert(path.strip_prefix(folder)?.to_owned(), text);
    }
    Ok(found)
}

fn differences(made: &Files, committed: &Files) -> Vec<String> {
    let new = made.iter().filter_map(|(path, text)| match committed.get(path) {
        None => Some(format!("{} is missing", path.display())),
        Some(old) if old != text => Some(format!("{} differs", path.display())),
        Some(_) => None,
    });
    let gone = committed.keys().filter(|path| !made.contains_key(*path));
    new.chain(gone.map(|path| format!("{} has no Rust shape", path.display()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_a_changed_and_a_left_over_file_are_each_told() {
        let files = |list: &[(&str, &str)]| list.iter().map(|(path, text)| (path.into(), (*text).to_owned())).collect();
        let made: Files = files(&[("Same.ts", "x"), ("New.ts", "x"), ("Changed.ts", "x")]);
        let committed: Files = files(&[("Same.ts", "x"), ("Changed.ts", "y"), ("Old.ts", "x")]);
        let told = differences(&made, &committed);
        assert_eq!(told, ["Changed.ts differs", "New.ts is missing", "Old.ts has no Rust shape"]);
        assert!(differences(&made, &made).is_empty(), "the same is fresh");
    }
}
