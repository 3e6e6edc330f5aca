//! Secrets are only where a person asked for them (design, section 5 rule 1).

use std::fs;
use std::path::Path;

use journeys::canary::{Hunt, WINDOW, files, shapes};
use journeys::{Desk, Window};
use keys::{Ambient, Environment, mint};

/// Fails when a part of a secret lies anywhere in the person's home, or in what the programs wrote to their output, but in
/// the files named.
pub fn hunt(desk: &Desk, window: &Window, secrets: &[String], asked_for: &[&str]) {
    let hunt = Hunt::after(secrets);
    let mut found = hunt.in_folder(desk.home());
    for name in asked_for {
        let place = found.iter().position(|(path, _)| *path == desk.at(name));
        let (_, encodings) = found.swap_remove(place.unwrap_or_else(|| panic!("{name} holds what was asked for")));
        assert_eq!(encodings, ["plain"], "and nothing else");
    }
    assert!(found.is_empty(), "a secret lies where nobody asked for it: {found:?}");
    let said = hunt.in_bytes(&window.output());
    assert!(said.is_empty(), "a secret was written to the output: {said:?}");
    let names: Vec<_> = files(desk.home()).into_iter().filter_map(|file| file.file_name().map(Into::into)).collect();
    for written in ["authority.sqlite3", "desktop.log", "login.keyring"] {
        let there = names.iter().any(|name: &std::ffi::OsString| name == written);
        assert!(there, "the hunt looked through {written}, or it proves nothing: {names:?}");
    }
}

#[test]
fn the_hunt_finds_a_planted_part_in_every_encoding_and_only_then() {
    let secret = mint::mint_secret(Environment::Sandbox, &Ambient::system()).expose().to_owned();
    let other = mint::mint_secret(Environment::Sandbox, &Ambient::system()).expose().to_owned();
    let hunt = Hunt::after(std::slice::from_ref(&secret));
    let random = &secret.as_bytes()[secret.rfind('_').unwrap() + 1..];
    for start in [0, 1, 29, random.len() - WINDOW] {
        for (shape, name) in shapes(&random[start..start + WINDOW]) {
            let planted = [b"noise \xff\x00".as_slice(), &shape, b" noise"].concat();
            assert!(hunt.in_bytes(&planted).contains(&name), "{name} at {start}");
        }
    }
    // As a whole library would write it, at each of base64's three alignments.
    for before in ["", "x", "xy"] {
        let whole = format!("{before}{secret}");
        for alphabet in journeys::encode::ALPHABETS {
            let text = journeys::encode::to_base64(whole.as_bytes(), alphabet);
            assert!(hunt.in_bytes(&text).contains(&"base64"), "{} bytes before", before.len());
        }
    }
    let half_overwritten = [b"xxxxxxxxxxxxxxxxxxxxxxxxxxxx".as_slice(), &random[40..]].concat();
    assert_eq!(hunt.in_bytes(&half_overwritten), ["plain"], "what is left of a secret is found too");
    assert!(hunt.in_bytes(other.as_bytes()).is_empty(), "another key is no find");
    let hint = format!("ck_sandbox_…{}", &secret[secret.len() - 4..]);
    assert!(hunt.in_bytes(hint.as_bytes()).is_empty(), "the hint gives nothing away");
}

#[test]
fn the_hunt_looks_into_every_file_and_at_its_name() {
    let secret = mint::mint_secret(Environment::Live, &Ambient::system()).expose().to_owned();
    let hunt = Hunt::after(std::slice::from_ref(&secret));
    let desk = tempfile::tempdir().unwrap();
    let put = |path: &str, bytes: &[u8]| {
        let path = desk.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
    };
    put("clean", b"nothing here");
    put("deep/.hidden/log.1", format!("it was {secret}").as_bytes());
    put(&format!("named/{}", &secret[20..36]), b"");
    let mut found: Vec<_> = hunt.in_folder(desk.path()).into_iter().map(|(path, _)| path).collect();
    found.sort();
    let at = |path: &str| Path::new(desk.path()).join(path);
    assert_eq!(found, [at("deep/.hidden/log.1"), at(&format!("named/{}", &secret[20..36]))]);
}
