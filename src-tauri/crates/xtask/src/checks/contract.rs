//! What is made from the Rust shapes and committed: the window's TypeScript contract, the OpenAPI documents, and the
//! table of what each service can. Stale ones fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shop::{self, Shop};
use crate::{say, stamp};

/// Folders of made files, and the example that makes them.
struct Made {
    /// The folder below the one that the example writes into, and where it is committed.
    folders: &'static [(&'static str, &'static str)],
    /// After `cargo run`; the folder to write into follows.
    example: &'static [&'static str],
}

const CONTRACT: Made = Made {
    folders: &[
        ("contract", "ui/src/contract"),
        ("capabilities", "src-tauri/capabilities"),
        ("isolation", "src-tauri/isolation/made"),
    ],
    example: &["-p", "actions", "--features", "ts", "--example", "contract"],
};
const OPENAPI: Made = Made {
    folders: &[("", "src-tauri/crates/authority/openapi")],
    example: &["-p", "authority", "--example", "openapi"],
};
const SERVICES: Made = Made {
    folders: &[("", "src-tauri/crates/providers/services")],
    example: &["-p", "providers", "--example", "services"],
};

/// `cargo xtask types`: writes all, and removes what the Rust shapes no longer have.
pub(crate) fn write(shop: &Shop) -> Result<()> {
    [CONTRACT, OPENAPI, SERVICES].iter().try_for_each(|made| write_one(shop, made))
}

fn write_one(shop: &Shop, made: &Made) -> Result<()> {
    for (to, files) in make(shop, made)? {
        let folder = shop.at(to);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        for (path, text) in &files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(path, text)?;
        }
        say::line(format!("   {} files in {to}", files.len()));
    }
    Ok(())
}

pub(super) fn check(shop: &Shop) -> Result<()> {
    check_one(shop, &CONTRACT)
}

pub(super) fn check_openapi(shop: &Shop) -> Result<()> {
    check_one(shop, &OPENAPI)
}

pub(super) fn check_services(shop: &Shop) -> Result<()> {
    check_one(shop, &SERVICES)
}

fn check_one(shop: &Shop, made: &Made) -> Result<()> {
    for (to, files) in make(shop, made)? {
        let committed = read(&shop.at(to)).with_context(|| format!("{to} is not there; run `cargo xtask types`"))?;
        let stale = differences(&files, &committed);
        if !stale.is_empty() {
            bail!("{to} is stale, run `cargo xtask types`:\n- {}", stale.join("\n- "));
        }
        say::line(format!("   {} files in {to}, all fresh", files.len()));
    }
    Ok(())
}

/// Path below the folder, and text.
type Files = BTreeMap<PathBuf, String>;

/// Has the room that owns the shapes write them into a fresh folder; answers what belongs where.
fn make(shop: &Shop, made: &Made) -> Result<Vec<(&'static str, Files)>> {
    let name = made.example.last().copied().unwrap_or_default();
    let folder = std::env::temp_dir().join(format!("conduit-keys-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut command = shop.cargo(&["run"]);
    command.args(made.example).arg("--").arg(&folder);
    let files = shop::step(&format!("making {name}"), &mut command).and_then(|()| {
        let each = made.folders.iter().map(|(from, to)| Ok((*to, read(&folder.join(from))?)));
        each.collect::<Result<Vec<_>>>()
    });
    fs::remove_dir_all(&folder)?;
    let files = files?;
    if files.iter().any(|(_, files)| files.is_empty()) {
        bail!("the example {name} did not write all that it should");
    }
    Ok(files)
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
