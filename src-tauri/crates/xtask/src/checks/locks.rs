//! Both lock files: current, and without the address that a package was once downloaded from.

use anyhow::{Result, bail};
use serde_json::Value;

use crate::say;
use crate::shop::{self, Shop};

pub(super) fn check(shop: &Shop) -> Result<()> {
    let words = ["metadata", "--locked", "--format-version", "1"];
    shop::output(&mut shop.cargo(&words))
        .map_err(|error| error.context("Cargo.lock is not current; run `cargo check`"))?;
    say::line("   Cargo.lock is current");
    let read = |path| std::fs::read_to_string(shop.at(path));
    let (manifest, lock) = (read("ui/package.json")?, read("ui/package-lock.json")?);
    let offences = offences(&serde_json::from_str(&manifest)?, &serde_json::from_str(&lock)?);
    if !offences.is_empty() {
        bail!("ui/package-lock.json:\n- {}", offences.join("\n- "));
    }
    say::line("   ui/package-lock.json is current and names no download address");
    Ok(())
}

/// What is wrong with an npm lock file (version 3), beside its manifest.
fn offences(manifest: &Value, lock: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for part in ["dependencies", "devDependencies"] {
        let same = manifest.get(part).unwrap_or(&Value::Null) == lock["packages"][""].get(part).unwrap_or(&Value::Null);
        if !same {
            found.push(format!("{part} differ from package.json; run `npm install` in ui/"));
        }
    }
    let packages = lock["packages"].as_object().into_iter().flatten();
    for (path, package) in packages.filter(|(path, _)| !path.is_empty()) {
        if package.get("resolved").is_some() {
            found.push(format!(
                "{path} names a download address; set omit-lockfile-registry-resolved=true and lock anew"
            ));
        }
        found.extend(absent(path, package, &lock["packages"]));
        if package.get("integrity").is_none() && package.get("inBundle").is_none() {
            found.push(format!("{path} has no integrity hash"));
        }
    }
    found
}

/// Packages for other systems that a lock made on this one left out: `npm ci` refuses such a lock everywhere.
fn absent(path: &str, package: &Value, locked: &Value) -> Vec<String> {
    let wanted = package["optionalDependencies"].as_object().into_iter().flatten().map(|(name, _)| name);
    let nearest = |name: &str| {
        let mut folders = path.match_indices("/node_modules/").map(|(at, _)| &path[..at]).chain(["", path]);
        folders.any(|folder| locked.get(format!("{folder}/node_modules/{name}").trim_start_matches('/')).is_some())
    };
    let missing = wanted.filter(|name| !nearest(name));
    missing
        .map(|name| format!("{name}, which {path} wants on some systems, is not locked; npm ci will refuse"))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_current_lock_with_hashes_and_no_addresses_passes() {
        let manifest = json!({ "devDependencies": { "vite": "^8" } });
        let lock = json!({ "packages": {
            "": { "devDependencies": { "vite": "^8" } },
            "node_modules/vite": { "version": "8.0.0", "integrity": "sha512-x" },
            "node_modules/vite/node_modules/inner": { "version": "1.0.0", "inBundle": true },
        } });
        assert_eq!(offences(&manifest, &lock), Vec::<String>::new());
    }

    #[test]
    fn an_address_a_missing_hash_and_a_stale_manifest_are_each_told() {
        let manifest = json!({ "dependencies": { "svelte": "^5" } });
        let lock =
            json!({ "packages": { "": {}, "node_modules/svelte": { "resolved": "https://example.com/svelte" } } });
        let found = offences(&manifest, &lock);
        assert_eq!(found.len(), 3, "stale, address, no hash: {found:?}");
    }

    #[test]
    fn a_lock_that_leaves_other_systems_out_is_told() {
        let lock = |other: &str| {
            json!({ "packages": {
                "": {},
                "node_modules/a/node_modules/css": {
                    "integrity": "x", "optionalDependencies": { "css-linux": "1", "css-mac": "1" },
                },
                "node_modules/css-linux": { "integrity": "x" },
                other: { "integrity": "x" },
            } })
        };
        assert_eq!(offences(&json!({}), &lock("node_modules/other")).len(), 1, "css-mac is nowhere");
        for place in ["node_modules/css-mac", "node_modules/a/node_modules/css-mac"] {
            assert!(offences(&json!({}), &lock(place)).is_empty(), "{place} is where Node would find it");
        }
    }
}
