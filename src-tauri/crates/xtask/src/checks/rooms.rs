//! The drawing of the rooms (style page, section 3), compared with what the manifests really say.

use anyhow::{Result, bail};

use super::house;
use crate::metadata::{self, Member};
use crate::say;
use crate::shop::Shop;

/// Each room and the rooms it may use. Tests (`journeys`) may use any; chores use none.
const DRAWING: &[(&str, &[&str])] = &[
    ("keys", &[]),
    ("vault", &["keys"]),
    ("providers", &["keys"]),
    ("authority", &["keys"]),
    ("actions", &["keys", "vault", "providers"]),
    ("desktop", &["keys", "actions", "authority"]),
    ("cli", &["keys", "actions"]),
    ("xtask", &[]),
    ("journeys", &["keys", "vault", "providers", "authority", "actions"]),
];

/// Outside packages that belong to some rooms alone (style page, section 2, "Refuses"). A name that ends in `*` is a prefix.
/// The journeys and what is only used by tests may use any.
const KEPT: &[(&str, &[&str])] = &[
    ("tauri*", &["desktop"]),
    ("keyring*", &["vault"]),
    // The authority calls the receivers of webhooks, and nobody else.
    ("reqwest", &["providers", "authority"]),
    ("axum*", &["authority"]),
    // In `keys` behind a feature that only the authority switches on.
    ("utoipa*", &["keys", "authority"]),
    ("rusqlite", &["authority", "actions"]),
    ("clap", &["cli", "authority"]),
    ("tokio", &["vault", "providers", "authority", "actions", "desktop", "cli"]),
];

pub(super) fn check(shop: &Shop) -> Result<()> {
    let members = metadata::members(shop)?;
    let offences = offences(&members);
    if !offences.is_empty() {
        bail!("the manifests leave the drawing (style page, section 3):\n- {}", offences.join("\n- "));
    }
    let edges: usize = members.iter().map(|member| member.uses.iter().filter(|one| one.local).count()).sum();
    say::line(format!("   {} rooms, {edges} uses between them, all drawn", members.len()));
    house::check(shop)
}

/// Every edge that the drawing does not have; rooms that are missing or unknown as well.
fn offences(members: &[Member]) -> Vec<String> {
    let mut found = Vec::new();
    for (room, _) in DRAWING {
        if members.iter().all(|member| member.name != *room) {
            found.push(format!("the room {room} is in the drawing and not in the workspace"));
        }
    }
    for member in members {
        match DRAWING.iter().find(|(room, _)| *room == member.name) {
            Some((_, may)) => found.extend(edges(member, may)),
            None => found.push(format!("the room {} is in the workspace and not in the drawing", member.name)),
        }
    }
    found
}

fn edges(member: &Member, may: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for one in &member.uses {
        let edge = format!("{} -> {} ({} dependency)", member.name, one.name, one.kind);
        if one.local && !may.contains(&one.name.as_str()) {
            found.push(edge);
        } else if let Some(rooms) = kept_from(member, &one.name).filter(|_| !one.local && one.kind != "dev") {
            found.push(format!("{edge}: kept to {}", rooms.join(", ")));
        }
    }
    found
}

/// The rooms that an outside package is kept to, if this one is not among them.
fn kept_from(member: &Member, package: &str) -> Option<&'static [&'static str]> {
    let matches = |pattern: &str| match pattern.strip_suffix('*') {
        Some(prefix) => package.starts_with(prefix),
        None => package == pattern,
    };
    let (_, rooms) = KEPT.iter().find(|(pattern, _)| matches(pattern))?;
    (member.name != "journeys" && !rooms.contains(&member.name.as_str())).then_some(*rooms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Use;

    fn uses(name: &str, kind: &str, local: bool) -> Use {
        Use { name: name.to_owned(), kind: kind.to_owned(), wants: "*".to_owned(), local, rename: None }
    }

    /// A workspace with every room, in which `room` uses `one`.
    fn workspace(room: &str, one: Use) -> Vec<Member> {
        let member = |(name, _): &(&str, &[&str])| Member {
            name: (*name).to_owned(),
            folder: "/w".into(),
            uses: if *name == room { vec![one.clone()] } else { Vec::new() },
            targets: Vec::new(),
        };
        DRAWING.iter().map(member).collect()
    }

    #[test]
    fn every_drawn_edge_is_allowed() {
        for (room, may) in DRAWING {
            for other in *may {
                let found = offences(&workspace(room, uses(other, "normal", true)));
                assert!(found.is_empty(), "{room} may use {other}: {found:?}");
            }
        }
    }

    #[test]
    fn rooms_on_one_floor_never_import_one_another_not_even_for_tests() {
        for (room, other) in
            [("vault", "providers"), ("providers", "authority"), ("actions", "authority"), ("cli", "vault")]
        {
            for kind in ["normal", "dev", "build"] {
                let found = offences(&workspace(room, uses(other, kind, true)));
                assert_eq!(found.len(), 1, "{room} -> {other} as {kind} is not in the drawing: {found:?}");
                assert!(found[0].starts_with(&format!("{room} -> {other}")), "it names the edge: {found:?}");
            }
        }
    }

    #[test]
    fn nobody_uses_the_tests_and_chores_use_nothing() {
        assert_eq!(offences(&workspace("desktop", uses("journeys", "dev", true))).len(), 1);
        assert_eq!(offences(&workspace("xtask", uses("keys", "normal", true))).len(), 1);
    }

    #[test]
    fn the_window_framework_stays_in_the_window_room() {
        assert!(offences(&workspace("desktop", uses("tauri", "normal", false))).is_empty());
        assert_eq!(offences(&workspace("actions", uses("tauri-plugin-opener", "normal", false))).len(), 1);
        assert_eq!(offences(&workspace("keys", uses("tokio", "normal", false))).len(), 1, "rules are no async code");
        assert!(offences(&workspace("authority", uses("reqwest", "dev", false))).is_empty(), "its tests may call it");
    }

    #[test]
    fn a_room_nobody_drew_and_a_room_that_is_gone_are_told() {
        let mut members = workspace("keys", uses("hex", "normal", false));
        members.retain(|member| member.name != "vault");
        members.push(Member { name: "common".to_owned(), folder: "/w".into(), uses: Vec::new(), targets: Vec::new() });
        assert_eq!(offences(&members).len(), 2, "both change the drawing and must be drawn first");
    }
}
