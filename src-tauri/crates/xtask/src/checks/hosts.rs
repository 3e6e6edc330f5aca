//! No file names a package registry's host: which mirror a machine uses is that machine's own setting.

use anyhow::{Result, bail};

use crate::checks::files;
use crate::say;
use crate::shop::Shop;

/// Each host as its labels, so that this file does not name one either.
const HOSTS: &[&[&str]] = &[
    &["registry", "npmjs", "org"],
    &["registry", "yarnpkg", "com"],
    &["files", "pythonhosted", "org"],
    &["pypi", "org"],
    &["deb", "debian", "org"],
    &["security", "debian", "org"],
    &["archive", "ubuntu", "com"],
    &["index", "crates", "io"],
    &["static", "crates", "io"],
];

pub(super) fn check(shop: &Shop) -> Result<()> {
    let contents = files::contents(shop)?;
    let mut found = Vec::new();
    for (path, bytes) in &contents {
        let lines = find(bytes).into_iter().map(|at| files::line_of(bytes, at));
        found.extend(lines.map(|line| format!("{path}:{line}")));
    }
    if !found.is_empty() {
        bail!("a registry's host is named here:\n- {}", found.join("\n- "));
    }
    say::line(format!("   {} files, no registry's host", contents.len()));
    Ok(())
}

/// Where the hosts are named, in any case of letters.
fn find(bytes: &[u8]) -> Vec<usize> {
    let lower = bytes.to_ascii_lowercase();
    let at = |host: String| {
        let places = lower.windows(host.len()).enumerate().filter(move |(_, part)| *part == host.as_bytes());
        places.map(|(at, _)| at).collect::<Vec<_>>()
    };
    HOSTS.iter().flat_map(|labels| at(labels.join("."))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_in_any_case_and_a_name_that_only_resembles_is_not() {
        for labels in HOSTS {
            let text = format!("line\n\"resolved\": \"https://{}/x\"", labels.join(".").to_uppercase());
            assert!(!find(text.as_bytes()).is_empty(), "{} must be found", labels.join("."));
        }
        assert!(find(b"the npm registry, pypi, debian's packages").is_empty(), "speaking of a registry is fine");
    }
}
