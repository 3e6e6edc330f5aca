//! The hunt for secrets in whatever the programs wrote: every window of twelve bytes, in each encoding that a library
//! might write it in. A whole-text search would miss a half that was overwritten (desktop-security sheet, section 5).

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};

use crate::encode::{ALPHABETS, to_base64};

/// Bytes of a secret that give it away.
pub const WINDOW: usize = 12;
/// What all shapes are found by: the first bytes of each.
const PREFIX: usize = 8;

/// Every shape of every window of some secrets.
pub struct Hunt {
    by_prefix: HashMap<[u8; PREFIX], Vec<(Vec<u8>, &'static str)>>,
}

impl Hunt {
    /// A hunt for these secrets. What they share with every other secret (their documented prefix) does not count.
    pub fn after(secrets: &[String]) -> Self {
        let mut hunt = Self { by_prefix: HashMap::new() };
        for secret in secrets {
            let start = secret.rfind('_').map_or(0, |place| place + 1);
            let random = &secret.as_bytes()[start..];
            assert!(random.len() >= WINDOW, "a secret is longer than a window");
            for window in random.windows(WINDOW) {
                shapes(window).into_iter().for_each(|(shape, name)| hunt.add(shape, name));
            }
        }
        hunt
    }

    fn add(&mut self, shape: Vec<u8>, name: &'static str) {
        let prefix = shape[..PREFIX].try_into().expect("every shape is longer than its prefix");
        self.by_prefix.entry(prefix).or_default().push((shape, name));
    }

    /// The encodings in which a part of a secret lies in these bytes.
    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<&'static str> {
        let mut found = Vec::new();
        for (place, prefix) in bytes.windows(PREFIX).enumerate() {
            let Some(shapes) = self.by_prefix.get(prefix) else { continue };
            let here = shapes.iter().filter(|(shape, _)| bytes[place..].starts_with(shape));
            found.extend(here.map(|(_, name)| *name));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Everything below a folder that holds a part of a secret, in its bytes or its name, with the encodings.
    pub fn in_folder(&self, folder: &Path) -> Vec<(PathBuf, Vec<&'static str>)> {
        let mut found = Vec::new();
        for path in files(folder) {
            let mut bytes = fs::read(&path).unwrap_or_default();
            bytes.extend_from_slice(path.as_os_str().as_encoded_bytes());
            let encodings = self.in_bytes(&bytes);
            if !encodings.is_empty() {
                found.push((path, encodings));
            }
        }
        found
    }
}

/// One window in every shape.
pub fn shapes(window: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let hex = |upper: bool| {
        let digit = |byte: &u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        window.iter().map(digit).collect::<String>().into_bytes()
    };
    let wide = |order: fn(u16) -> [u8; 2]| window.iter().flat_map(|byte| order(u16::from(*byte))).collect();
    let mut shapes = vec![
        (window.to_vec(), "plain"),
        (wide(u16::to_le_bytes), "UTF-16LE"),
        (wide(u16::to_be_bytes), "UTF-16BE"),
        (hex(false), "hex"),
        (hex(true), "HEX"),
    ];
    for alphabet in ALPHABETS {
        for shift in 0..3 {
            shapes.push((base64_inside(window, shift, alphabet), "base64"));
        }
    }
    shapes
}

/// The letters of base64 that depend on this window alone when it begins `shift` bytes into a group of three.
fn base64_inside(window: &[u8], shift: usize, alphabet: &[u8; 64]) -> Vec<u8> {
    let padded = [vec![0; shift], window.to_vec()].concat();
    let text = to_base64(&padded, alphabet);
    let first = (shift * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    text[first..last].to_vec()
}

/// Every file below a folder, without following links.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            files.extend(self::files(&entry.path()));
        } else if !kind.is_socket() && !kind.is_fifo() && !kind.is_symlink() {
            files.push(entry.path());
        }
    }
    files
}
