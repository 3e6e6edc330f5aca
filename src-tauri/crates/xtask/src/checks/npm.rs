//! The npm side of the dependency policy: where packages come from, and the licences of those that end up in the window.

use serde_json::Value;

use crate::metadata::text;

/// npm packages with a licence of their own, each looked at; deny.toml has no place for them.
const LOOKED_AT: &[(&str, &str)] = &[
    ("@fontsource-variable/inter", "OFL-1.1"),
    ("@fontsource-variable/jetbrains-mono", "OFL-1.1"),
    // States none in its manifest; its LICENSE file is the MIT licence.
    ("svelte-toolbelt", ""),
];

/// What is wrong with the packages of an npm lock file that end up in the window.
pub(super) fn offences(lock: &Value, allows: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, package) in packages(lock) {
        let from = text(&package["resolved"]).unwrap_or_default();
        if from.starts_with("git") || package["link"] == true {
            found.push(format!("{path} is not from the registry: {from}"));
        }
        let name = path.rsplit("node_modules/").next().unwrap_or(path);
        let licence = text(&package["license"]).unwrap_or_default();
        let looked_at = LOOKED_AT.contains(&(name, licence.as_str()));
        if package["dev"] != true && !looked_at && !allows(name, &licence) {
            found.push(format!("{path}: the licence \"{licence}\" is not allowed"));
        }
    }
    found
}

/// Every package of the lock file, by its folder.
pub(super) fn packages(lock: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = lock["packages"].as_object().into_iter().flatten();
    all.map(|(path, package)| (path.as_str(), package)).filter(|(path, _)| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_window_gets_from_npm_is_held_to_the_same_licences() {
        let lock = json!({ "packages": {
            "": {},
            "node_modules/good": { "license": "MIT" },
            "node_modules/tool": { "license": "X", "dev": true },
            "node_modules/bad": { "license": "X" },
            "node_modules/far": { "license": "MIT", "resolved": "git+ssh://example.com/far" },
        } });
        let found = offences(&lock, |_, licence| licence == "MIT");
        assert_eq!(found.len(), 2, "the bad licence and the git source: {found:?}");
    }
}
