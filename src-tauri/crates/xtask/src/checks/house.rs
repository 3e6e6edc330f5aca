//! The rooms inside the authority, compared with what its files really import. Its `lib.rs` has the drawing for people.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::shop::Shop;
use crate::{say, stamp};

const SOURCE: &str = "src-tauri/crates/authority/src";

/// Each room and the rooms it may use, beside itself. Since none of them leads back up, no two rooms make a circle.
const DRAWING: &[(&str, &[&str])] = &[
    ("ground", &[]),
    ("evidence", &["ground"]),
    ("api_keys", &["evidence", "ground"]),
    ("people", &["evidence", "ground"]),
    ("contract", &["evidence", "ground"]),
    ("faces", &["api_keys", "people", "contract", "evidence", "ground"]),
    ("program", &["faces", "api_keys", "people", "contract", "evidence", "ground"]),
];

/// What the root of the crate hands on, by its name there, and the room that it is from.
type Handed = BTreeMap<String, String>;

pub(super) fn check(shop: &Shop) -> Result<()> {
    let source = shop.root().join(SOURCE);
    let root = std::fs::read_to_string(source.join("lib.rs")).context("the authority's root")?;
    let handed = handed(&root);
    let (mut found, mut files) = (Vec::new(), 0);
    for path in stamp::files(&source, &[])? {
        let Some(place) = path.strip_prefix(&source).ok().and_then(Path::to_str) else { continue };
        if place == "tests.rs" || place.ends_with("/tests.rs") || !place.ends_with(".rs") {
            continue;
        }
        // The program's own file and its folder are another crate, which sees what the root hands on.
        let Some(room) = room_of(place) else {
            if !matches!(place, "lib.rs" | "main.rs") && !place.starts_with("main/") {
                found.push(format!("{place} is in no room of the drawing"));
            }
            continue;
        };
        files += 1;
        let text = std::fs::read_to_string(&path)?;
        found.extend(offences(room, &text, &handed).into_iter().map(|what| format!("{place}: {what}")));
    }
    if !found.is_empty() {
        bail!("the authority's files leave its drawing (the head of its lib.rs):\n- {}", found.join("\n- "));
    }
    say::line(format!("   {} rooms of the authority with {files} files, no import runs up", DRAWING.len()));
    Ok(())
}

fn room_of(place: &str) -> Option<&'static str> {
    let first = place.split('/').next()?.trim_end_matches(".rs");
    DRAWING.iter().map(|(room, _)| *room).find(|room| *room == first)
}

/// What a file imports that its room may not use. What is compiled for tests only may use any room.
fn offences(room: &str, text: &str, handed: &Handed) -> Vec<String> {
    let may = DRAWING.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, may)| may);
    let mut found = Vec::new();
    for name in imports(&bare(text)) {
        let known = room_of(&name).or_else(|| handed.get(&name).and_then(|from| room_of(from)));
        match known {
            Some(other) if other == room || may.contains(&other) => {}
            Some(other) => found.push(format!("{room} -> {other} (crate::{name})")),
            None => found.push(format!("crate::{name} is nothing that the root hands on")),
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The code without comments, and without the tests at its end.
fn bare(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The first word of each path that begins at the root.
fn imports(code: &str) -> Vec<String> {
    code.match_indices("crate::").flat_map(|(at, start)| firsts(&code[at + start.len()..])).collect()
}

/// The first word of a path, or of each path of a group in braces.
fn firsts(rest: &str) -> Vec<String> {
    let word = |text: &str| {
        let text = text.trim_start();
        let end = text.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(text.len());
        text[..end].to_owned()
    };
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let (mut depth, mut words, mut item) = (0, Vec::new(), String::new());
    for sign in group.chars() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => words.push(word(&std::mem::take(&mut item))),
            _ => {}
        }
        item.push(if sign == ',' && depth == 0 { ' ' } else { sign });
    }
    words.push(word(&item));
    words.retain(|word| !word.is_empty());
    words
}

/// The names that `pub use ROOM::…` brings to the root.
fn handed(root: &str) -> Handed {
    let mut all = Handed::new();
    for statement in root.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next()) {
        let Some((room, rest)) = statement.split_once("::") else { continue };
        let names = match rest.split_once('{') {
            Some((_, group)) => group.trim_end_matches('}'),
            None => rest.rsplit("::").next().unwrap_or_default(),
        };
        for name in names.split(',').filter(|name| !name.trim().is_empty()) {
            let name = name.rsplit(" as ").next().unwrap_or_default().trim();
            all.insert(name.to_owned(), room.to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "pub use faces::http;\npub use evidence::{DAYS, Kept};\npub use ground::log::{LogFormat, init as init_log};\n\
         pub use contract::orders::Order;\n";

    #[test]
    fn an_import_that_runs_up_or_across_is_found_however_it_is_written() {
        for (room, text) in [
            ("ground", "use crate::evidence::audit;"),
            ("api_keys", "use crate::{\n    Order,\n    ground::{store::Db, log},\n};"),
            ("people", "fn f() { crate::contract::orders::list() }"),
            ("api_keys", "use crate::{ground::store::{Db, Tx}, people::token};"),
            ("evidence", "use crate::http;"),
            ("faces", "use crate::program::run;"),
        ] {
            assert_eq!(offences(room, text, &handed(ROOT)).len(), 1, "{room}: {text}");
        }
        assert_eq!(offences("ground", "use crate::nowhere;", &handed(ROOT)).len(), 1, "what nobody knows is told");
    }

    #[test]
    fn what_runs_down_stays_inside_or_is_a_test_passes() {
        for (room, text) in [
            ("evidence", "use crate::{DAYS, LogFormat, evidence::events, ground::store::{Db, Tx}};"),
            ("ground", "// as crate::evidence::audit does\nuse crate::ground::log;"),
            ("ground", "use crate::init_log;\n#[cfg(test)]\nmod tests {\n    use crate::people::token;\n}\n"),
            ("contract", "pub(in crate::contract) fn f() {}"),
        ] {
            assert_eq!(offences(room, text, &handed(ROOT)), Vec::<String>::new(), "{room}: {text}");
        }
    }

    #[test]
    fn no_room_of_the_drawing_leads_back_to_one_that_may_use_it() {
        for (at, (room, may)) in DRAWING.iter().enumerate() {
            let below: Vec<&str> = DRAWING[..at].iter().map(|(name, _)| *name).collect();
            assert!(may.iter().all(|other| below.contains(other)), "{room} uses rooms that stand before it alone");
        }
    }
}
