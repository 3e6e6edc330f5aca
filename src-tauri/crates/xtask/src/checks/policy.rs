//! The dependency policy of `deny.toml`, checked offline from what cargo and npm know; and by cargo-deny itself where it is
//! installed (compiling it takes longer than all other checks together).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::checks::{deny, npm, spdx};
use crate::metadata::{self, Member, list, text};
use crate::say;
use crate::shop::{self, Shop};

/// The official registry's index, without its host.
const REGISTRY: &str = "/rust-lang/crates.io-index";

pub(super) fn check(shop: &Shop) -> Result<()> {
    let policy = Policy::read(&std::fs::read_to_string(shop.at("deny.toml")).context("deny.toml cannot be read")?)?;
    let words = ["metadata", "--format-version", "1", "--locked", "--filter-platform"];
    let rust = shop::output(shop.cargo(&words).arg("x86_64-unknown-linux-gnu"))?;
    let rust: Value = serde_json::from_str(&rust)?;
    let npm: Value = serde_json::from_str(&std::fs::read_to_string(shop.at("ui/package-lock.json"))?)?;

    let mut offences = policy.rust(&rust);
    offences.extend(npm::offences(&npm, |name, licence| policy.allows(name, licence)));
    offences.extend(two_versions(&metadata::members(shop)?));
    if !offences.is_empty() {
        bail!("the dependency policy (deny.toml) is not kept:\n- {}", offences.join("\n- "));
    }
    say::line(format!(
        "   {} Rust packages, {} npm packages",
        list(&rust["packages"]).count(),
        npm::packages(&npm).count()
    ));
    if shop::succeeds(&mut shop.cargo(&["deny", "--version"])) {
        let words = ["deny", "--workspace", "check", "--disable-fetch", "bans", "licenses", "sources"];
        return shop::step("cargo deny, which is installed here", &mut shop.cargo(&words));
    }
    Ok(())
}

struct Policy {
    licences: Vec<String>,
    /// Crate, and what is allowed to it alone.
    exceptions: BTreeMap<String, Vec<String>>,
    /// Crate, and why not.
    banned: BTreeMap<String, String>,
}

impl Policy {
    fn read(text: &str) -> Result<Self> {
        let named =
            |entry: &deny::Entry| entry.field("crate").map(str::to_owned).context("deny.toml: an entry names no crate");
        let mut policy = Self { licences: Vec::new(), exceptions: BTreeMap::new(), banned: BTreeMap::new() };
        for entry in deny::array(text, "licenses", "allow")? {
            policy.licences.extend(entry.field("").map(str::to_owned));
        }
        for entry in deny::array(text, "licenses", "exceptions")? {
            let allow = entry.fields("allow").into_iter().map(str::to_owned).collect();
            policy.exceptions.insert(named(&entry)?, allow);
        }
        for entry in deny::array(text, "bans", "deny")? {
            let why = entry.field("reason").context("deny.toml: a banned crate without a reason")?;
            policy.banned.insert(named(&entry)?, why.to_owned());
        }
        for entry in deny::array(text, "advisories", "ignore")? {
            let reason = entry.field("reason").unwrap_or_default();
            let id = entry.field("id").unwrap_or_default();
            if !id.starts_with("RUSTSEC-") || !reason.contains("review by 20") {
                bail!(
                    "deny.toml: an ignored advisory needs its exact id, a reason and \"review by\" a date: {entry:?}"
                );
            }
        }
        Ok(policy)
    }

    fn allows(&self, name: &str, licence: &str) -> bool {
        let more = self.exceptions.get(name).into_iter().flatten();
        spdx::allows(licence, &self.licences.iter().chain(more).map(String::as_str).collect::<Vec<_>>())
    }

    /// What is wrong with the packages that cargo resolved.
    fn rust(&self, metadata: &Value) -> Vec<String> {
        let reached = reached(metadata);
        let mut found = Vec::new();
        for package in
            list(&metadata["packages"]).filter(|one| one["id"].as_str().is_some_and(|id| reached.contains(id)))
        {
            let name = text(&package["name"]).unwrap_or_default();
            let licence = text(&package["license"]).unwrap_or_default();
            if !self.allows(&name, &licence) {
                found.push(format!("{name}: the licence \"{licence}\" is not allowed"));
            }
            if let Some(why) = self.banned.get(&name) {
                found.push(format!("{name} is banned: {why}"));
            }
            let source = &package["source"];
            if !source.is_null()
                && !source.as_str().is_some_and(|from| from.starts_with("registry+") && from.ends_with(REGISTRY))
            {
                found.push(format!("{name} is not from the official registry: {source}"));
            }
        }
        found
    }
}

/// The packages that are really used on the asked platform; cargo lists those of other systems too.
fn reached(metadata: &Value) -> BTreeSet<&str> {
    list(&metadata["resolve"]["nodes"]).filter_map(|node| node["id"].as_str()).collect()
}

/// One outside package wanted in two ways by our own rooms, and wishes that any version fulfils.
fn two_versions(members: &[Member]) -> Vec<String> {
    let mut wishes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in members.iter().flat_map(|member| &member.uses).filter(|one| !one.local) {
        wishes.entry(&one.name).or_default().insert(&one.wants);
    }
    let vague = wishes
        .iter()
        .filter(|(_, wants)| wants.contains("*"))
        .map(|(name, _)| format!("{name} is wanted in any version"));
    let two = wishes.iter().filter(|(_, wants)| wants.len() > 1);
    vague.chain(two.map(|(name, wants)| format!("our rooms want {name} in different versions: {wants:?}"))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::metadata::Use;

    fn policy() -> Policy {
        Policy {
            licences: vec!["MIT".to_owned()],
            exceptions: BTreeMap::from([("css".to_owned(), vec!["MPL-2.0".to_owned()])]),
            banned: BTreeMap::from([("openssl".to_owned(), "we use rustls".to_owned())]),
        }
    }

    fn rust(name: &str, licence: &str, source: Value) -> Vec<String> {
        policy().rust(&json!({
            "packages": [{ "id": "a", "name": name, "license": licence, "source": source },
                         { "id": "elsewhere", "name": "windows-only", "license": "X", "source": null }],
            "resolve": { "nodes": [{ "id": "a" }] },
        }))
    }

    #[test]
    fn licence_source_and_ban_are_each_held() {
        let official = json!(format!("registry+https://example.com{REGISTRY}"));
        assert!(rust("serde", "MIT OR Apache-2.0", official.clone()).is_empty());
        assert!(rust("css", "MPL-2.0", official.clone()).is_empty(), "an exception is for this crate");
        assert_eq!(rust("other", "MPL-2.0", official.clone()).len(), 1, "and for no other");
        assert_eq!(rust("openssl", "MIT", official).len(), 1, "a banned crate is told");
        assert_eq!(rust("serde", "MIT", json!("git+https://example.com/serde")).len(), 1, "no git sources");
        assert_eq!(rust("serde", "", Value::Null).len(), 1, "no licence is no leave");
    }

    #[test]
    fn our_rooms_want_each_package_in_one_way() {
        let member = |wants: &str| Member {
            name: wants.to_owned(),
            folder: "/w".into(),
            uses: vec![Use {
                name: "serde".into(),
                kind: "normal".into(),
                wants: wants.into(),
                local: false,
                rename: None,
            }],
            targets: Vec::new(),
        };
        assert!(two_versions(&[member("^1"), member("^1")]).is_empty());
        assert_eq!(two_versions(&[member("^1"), member("^2")]).len(), 1);
        assert_eq!(two_versions(&[member("*")]).len(), 1, "any version is no wish");
    }

    #[test]
    fn the_committed_policy_can_be_read() {
        let policy = Policy::read(include_str!("../../../../../deny.toml")).unwrap();
        assert!(policy.allows("anything", "MIT OR Apache-2.0"), "our own licence must be allowed");
        assert!(!policy.allows("anything", "GPL-3.0-only"), "it would bind the whole product");
        assert!(policy.banned.contains_key("openssl-sys"), "we use rustls");
    }
}
