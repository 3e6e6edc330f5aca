//! Versions of tools, as they print them.

/// Major, minor, patch.
pub(crate) type Version = (u32, u32, u32);

/// The oldest Rust that this workspace compiles with; the same as `rust-version` in the root manifest (a test holds that).
pub(crate) const RUST_MIN: Version = (1, 95, 0);

/// The oldest Node that Vite and vitest run on.
pub(crate) const NODE_MIN: Version = (22, 12, 0);

/// The first dotted number in what a tool prints: `rustc 1.95.0 (5980 2026-04-14)`, `v24.19.0`, `1.96.0-nightly`.
pub(crate) fn parse(text: &str) -> Option<Version> {
    let word = text.split_whitespace().find_map(|word| {
        let word = word.strip_prefix('v').unwrap_or(word);
        (word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.')).then_some(word)
    })?;
    let mut numbers = word.split(|sign: char| !sign.is_ascii_digit()).map(str::parse::<u32>);
    let major = numbers.next()?.ok()?;
    let minor = numbers.next()?.ok()?;
    let patch = numbers.next().and_then(Result::ok).unwrap_or(0);
    Some((major, minor, patch))
}

/// `1.95.0`
pub(crate) fn shown((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_print_is_understood() {
        assert_eq!(parse("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95, 0)));
        assert_eq!(parse("v24.19.0\n"), Some((24, 19, 0)));
        assert_eq!(parse("rustc 1.96.0-nightly (abc 2026-05-01)"), Some((1, 96, 0)), "a nightly counts as its release");
        assert_eq!(parse("rustc 1.95"), Some((1, 95, 0)), "a missing patch is zero");
        assert_eq!(parse("not a version"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn versions_compare_by_number_and_not_by_text() {
        assert!(parse("1.100.0") > parse("1.95.0"), "one hundred is more than ninety-five");
        assert!(parse("v20.20.2") < Some(NODE_MIN), "this Node is refused by Vite");
        assert!(parse("v22.12.0") >= Some(NODE_MIN), "the bound itself is enough");
    }

    #[test]
    fn the_oldest_rust_is_the_one_of_the_root_manifest() {
        let manifest = include_str!("../../../../Cargo.toml");
        let line = manifest.lines().find(|line| line.starts_with("rust-version")).unwrap();
        let stated = line.trim_start_matches(|sign: char| !sign.is_ascii_digit());
        assert_eq!(parse(stated.trim_end_matches('"')), Some(RUST_MIN), "two places state it, so a test compares them");
    }
}
