//! Stated dependencies that the code never names: they cost build time and widen what must be trusted.

use std::path::Path;

use anyhow::{Result, bail};

use crate::metadata::{self, Member, Use};
use crate::shop::Shop;
use crate::{say, stamp};

pub(super) fn check(shop: &Shop) -> Result<()> {
    let mut found = Vec::new();
    for member in metadata::members(shop)? {
        let code = code(&member.folder)?;
        let manifest = std::fs::read_to_string(member.folder.join("Cargo.toml"))?;
        found
            .extend(unused(&member, &code, &manifest).into_iter().map(|name| format!("{} states {name}", member.name)));
    }
    if !found.is_empty() {
        bail!(
            "stated and never named (a crate that is only needed for a feature: write why behind `# named nowhere:`):\n- {}",
            found.join("\n- ")
        );
    }
    say::line("   every stated dependency is named somewhere");
    Ok(())
}

/// All Rust code of a member; the window's folder holds the other rooms' folders too, which are not its own.
fn code(folder: &Path) -> Result<String> {
    let mut text = String::new();
    for path in stamp::files(folder, &["crates", "gen", "node_modules", "shots"])? {
        if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&std::fs::read_to_string(&path)?);
        }
    }
    Ok(text)
}

fn unused<'a>(member: &'a Member, code: &str, manifest: &str) -> Vec<&'a str> {
    let excused = |one: &Use| {
        let mut lines = manifest.lines().filter(|line| line.starts_with(&one.name));
        lines.any(|line| line.contains("# named nowhere:"))
    };
    let unnamed = member.uses.iter().filter(|one| !names(code, one) && !excused(one));
    unnamed.map(|one| one.name.as_str()).collect()
}

/// Whether the code has the dependency's name as a whole word.
fn names(code: &str, one: &Use) -> bool {
    let name = one.rename.as_ref().unwrap_or(&one.name).replace('-', "_");
    let of_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    code.match_indices(&name)
        .any(|(at, _)| !code[..at].ends_with(of_word) && !code[at + name.len()..].starts_with(of_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(names: &[&str]) -> Member {
        let one = |name: &&str| Use {
            name: (*name).to_owned(),
            kind: "normal".to_owned(),
            wants: "^1".to_owned(),
            local: false,
            rename: None,
        };
        Member { name: "m".to_owned(), folder: "/w".into(), uses: names.iter().map(one).collect(), targets: Vec::new() }
    }

    #[test]
    fn a_dependency_that_no_line_names_is_told() {
        let member = member(&["serde", "serde-json", "hex"]);
        let code = "use serde_json::Value;\nfn hexagon() {}";
        assert_eq!(unused(&member, code, ""), ["serde", "hex"], "part of a longer word is not the dependency");
    }

    #[test]
    fn a_reason_in_the_manifest_excuses() {
        let manifest = "hex.workspace = true # named nowhere: switches a feature on\n";
        assert!(unused(&member(&["hex"]), "", manifest).is_empty());
    }
}
