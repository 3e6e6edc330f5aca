//! Reads `deny.toml`, the one place where the dependency policy is written: cargo-deny reads the same file.
//!
//! Not a TOML parser: it reads what that file uses, arrays whose entries stand one on a line, and refuses the rest loudly.

use anyhow::{Result, bail};

/// One entry of an array: a bare string, or an inline table as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    line: String,
}

impl Entry {
    /// The bare string, or the value of the field: `"MIT"`, `{ crate = "x", reason = "y" }`.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let tail = match self.line.starts_with('{') {
            true => self.line.split_once(&format!("{name} = \""))?.1,
            false => self.line.strip_prefix('"')?,
        };
        tail.split('"').next()
    }

    /// The strings of a field that is an array: `{ allow = ["MPL-2.0"], crate = "x" }`.
    pub(super) fn fields(&self, name: &str) -> Vec<&str> {
        let Some((_, tail)) = self.line.split_once(&format!("{name} = [")) else { return Vec::new() };
        tail.split(']').next().unwrap_or_default().split('"').skip(1).step_by(2).collect()
    }
}

/// The entries of the array `key` in `[section]`.
pub(super) fn array(text: &str, section: &str, key: &str) -> Result<Vec<Entry>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut inside =
        lines.skip_while(|line| *line != format!("[{section}]")).skip(1).take_while(|line| !is_section(line));
    if !inside.any(|line| line == format!("{key} = [")) {
        bail!("deny.toml: [{section}] has no array `{key} = [` with its entries on lines of their own");
    }
    let mut entries = Vec::new();
    for line in inside {
        match line {
            "]" => return Ok(entries),
            _ if line.starts_with(['"', '{']) => entries.push(Entry { line: line.trim_end_matches(',').to_owned() }),
            _ => bail!("deny.toml: this line of {section}.{key} is neither a string nor a table: {line}"),
        }
    }
    bail!("deny.toml: {section}.{key} has no end")
}

fn is_section(line: &str) -> bool {
    line.starts_with('[') && line.ends_with(']') && line.len() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[bans]\ndeny = [\n    # why\n    { crate = \"openssl\", reason = \"we use rustls\" },\n]\n\
        [licenses]\nallow = [\n    \"MIT\",\n    \"Zlib\",\n]\nexceptions = [\n    { allow = [\"MPL-2.0\", \"ISC\"], crate = \"x\" },\n]\n";

    #[test]
    fn strings_and_tables_are_read_from_their_own_section() {
        let allow = array(TEXT, "licenses", "allow").unwrap();
        assert_eq!(allow.iter().filter_map(|entry| entry.field("")).collect::<Vec<_>>(), ["MIT", "Zlib"]);
        let deny = array(TEXT, "bans", "deny").unwrap();
        assert_eq!(deny[0].field("crate"), Some("openssl"));
        assert_eq!(deny[0].field("reason"), Some("we use rustls"));
        let exceptions = array(TEXT, "licenses", "exceptions").unwrap();
        assert_eq!(exceptions[0].fields("allow"), ["MPL-2.0", "ISC"]);
    }

    #[test]
    fn what_it_cannot_read_is_an_error_and_not_an_empty_policy() {
        assert!(array(TEXT, "bans", "allow").is_err(), "an array of another section is not ours");
        assert!(array("[bans]\ndeny = [\n", "bans", "deny").is_err(), "an array must end");
        assert!(array("[bans]\ndeny = [\n  what\n]\n", "bans", "deny").is_err(), "an unknown form must be told");
    }
}
