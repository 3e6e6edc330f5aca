//! Stamps: "this was made from exactly that", so that a second run starts in seconds.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A 64-bit FNV-1a: it tells a changed file from an unchanged one, nothing more (nobody forges a stamp in their own checkout).
pub(crate) fn hash(parts: impl IntoIterator<Item = Vec<u8>>) -> String {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |byte: u8| state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for part in parts {
        // The length first, so that moving a byte from one part to the next changes the hash.
        (part.len() as u64).to_le_bytes().into_iter().for_each(&mut eat);
        part.into_iter().for_each(&mut eat);
    }
    format!("{state:016x}")
}

/// All files below a folder, sorted, without the named folders directly inside it.
pub(crate) fn files(folder: &Path, without: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))? {
            let path = entry?.path();
            let skipped = next == folder && without.iter().any(|name| path.ends_with(name));
            match path.is_dir() {
                true if !skipped => left.push(path),
                false if path.is_file() => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The stamp of a set of files: their paths below `folder` and what they hold.
pub(crate) fn of(folder: &Path, files: &[PathBuf]) -> Result<String> {
    let mut parts = Vec::new();
    for file in files {
        parts.push(file.strip_prefix(folder).unwrap_or(file).to_string_lossy().into_owned().into_bytes());
        parts.push(fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(hash(parts))
}

/// Whether the stamp file says the same.
pub(crate) fn is_current(stamp: &Path, value: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|text| text == value)
}

/// Writes the stamp, after the work it stands for is done.
pub(crate) fn write(stamp: &Path, value: &str) -> Result<()> {
    fs::write(stamp, value).with_context(|| format!("cannot write {}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_changes_with_any_byte_and_with_any_name() {
        let folder = std::env::temp_dir().join(format!("conduit-keys-stamp-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join("dist")).unwrap();
        fs::write(folder.join("src/a"), "one").unwrap();
        fs::write(folder.join("dist/x"), "made").unwrap();
        let now = || of(&folder, &files(&folder, &["dist"]).unwrap()).unwrap();
        let first = now();
        fs::write(folder.join("dist/x"), "made again").unwrap();
        assert_eq!(now(), first, "what is made from the sources is no source");
        fs::write(folder.join("src/a"), "two").unwrap();
        let second = now();
        assert_ne!(second, first, "changed content is seen");
        fs::rename(folder.join("src/a"), folder.join("src/b")).unwrap();
        assert_ne!(now(), second, "a changed name is seen");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn bytes_cannot_move_between_parts_unseen() {
        let ab_c = hash([b"ab".to_vec(), b"c".to_vec()]);
        assert_ne!(ab_c, hash([b"a".to_vec(), b"bc".to_vec()]), "the parts' bounds are part of the stamp");
    }

    #[test]
    fn a_stamp_that_was_never_written_is_not_current() {
        assert!(!is_current(Path::new("/nonexistent/stamp"), "x"), "no stamp means: do the work");
    }
}
