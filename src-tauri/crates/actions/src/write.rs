//! Write a secret to a file that the person asked for: one `NAME=value` line in a `.env` file, mode 0600. What is written is
//! read back before it is said to be there.

mod dotenv;

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use keys::{
    Secret,
    wire::{Complaint, FieldCode},
};

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use crate::{
    App, Code, Failure,
    check_file::would_commit,
    view::{WriteSecret, WrittenView},
};

/// The largest file that is taken for a `.env` file, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

impl App {
    /// Writes a held or saved secret. A value that the variable has is replaced, everything else stays as it was.
    ///
    /// # Errors
    /// A bad path or variable, [`Code::FileNotWritten`], or a secret that this computer does not have.
    pub async fn write_secret(&self, asked: WriteSecret) -> Result<WrittenView, Failure> {
        let variable = check_variable(&asked.variable)?;
        let path = expand(&asked.path, home())?;
        let secret = self.secret_for_copy(&asked.key).await?;
        let replaced = write_line(&path, &variable, &secret).map_err(|error| self.not_written(&path, &error))?;
        let git = would_commit(&path).await;
        Ok(WrittenView { path: path.display().to_string(), variable, replaced, git })
    }

    pub(crate) fn not_written(&self, path: &Path, error: &io::Error) -> Failure {
        let message = format!("{} could not be written: {}.", path.display(), plain(error));
        let code = match error.kind() {
            io::ErrorKind::NotFound => Code::FolderMissing,
            io::ErrorKind::StorageFull => Code::DiskFull,
            io::ErrorKind::AlreadyExists => Code::FileExists,
            io::ErrorKind::InvalidInput | io::ErrorKind::FileTooLarge | io::ErrorKind::InvalidData => {
                Code::FileNotSuitable
            }
            _ => Code::FileNotWritten,
        };
        Failure { code, message, ..Failure::internal(&self.shared.ambient, "a file could not be written", error) }
    }
}

fn check_variable(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    let mut bytes = text.bytes();
    let starts = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    if starts && text.len() <= 100 && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Ok(text.to_owned());
    }
    Err(Failure::invalid(
        "/variable",
        Complaint::of(
            FieldCode::NotAVariable,
            "A variable has letters, digits and underscores, and begins with no digit.",
        ),
    ))
}

/// Where `~/` leads to.
pub(crate) fn home() -> Option<PathBuf> {
    std::env::home_dir()
}

/// A path as a person types it, in full.
pub(crate) fn expand(text: &str, home: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let text = text.trim();
    let path = match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    };
    if text.contains('\0') || !path.is_absolute() || path.file_name().is_none() {
        return Err(Failure::invalid(
            "/path",
            Complaint::of(FieldCode::NotAFullPath, "Give a full path to a file, for instance ~/project/.env."),
        ));
    }
    Ok(path)
}

/// Replaces or adds the line; answers whether one was replaced.
fn write_line(path: &Path, variable: &str, secret: &Secret) -> io::Result<bool> {
    // A link is followed, so that the file it names is replaced and the link stays.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let before = match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
        Ok(facts) if !facts.is_file() => return Err(not_a_file()),
        Ok(facts) if facts.len() > FILE_BYTES_MAX => {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large for a .env file"));
        }
        Ok(_) => fs::read(&path)?,
    };
    if before.contains(&0) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is not a text file"));
    }
    let (after, replaced) = dotenv::put(&before, variable, secret.expose());
    replace(&path, &after)?;
    Ok(replaced)
}

pub(crate) fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is not a file")
}

/// Writes beside the file and renames, so that a crash leaves the old file or the new one, never half of either. The
/// neighbour has mode 0600 from the start, and is removed when anything fails.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = beside(path)?;
    beside.write_all(bytes)?;
    put_in_place(beside, path)?;
    read_back(path, bytes)
}

/// The same where there is nothing yet: whatever appears there meanwhile stays.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = beside(path)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    beside.persist_noclobber(path).map_err(|error| error.error)?;
    read_back(path, bytes)
}

/// Whether a file holds what was written there.
fn read_back(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let read = Zeroizing::new(fs::read(path)?);
    if *read == bytes { Ok(()) } else { Err(io::Error::other("it does not hold what was written to it")) }
}

/// A file beside another one, for its owner only, which is gone when it is not put in that one's place.
pub(crate) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    NamedTempFile::new_in(folder)
}

/// Puts what was written beside a file in its place, once it is on the disk.
pub(crate) fn put_in_place(beside: NamedTempFile, path: &Path) -> io::Result<()> {
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::AlreadyExists => "there is a file already".to_owned(),
        io::ErrorKind::Other => error.to_string(),
        io::ErrorKind::ReadOnlyFilesystem => "the place is read-only".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::FileTooLarge | io::ErrorKind::InvalidData => error.to_string(),
        kind => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret::new("ck_sandbox_example".to_owned())
    }

    #[test]
    fn a_line_is_added_and_then_replaced_and_nothing_else_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        fs::write(&path, b"# caf\xe9\r\nPORT=1\r\nexport KEY=old\r\n").unwrap();
        assert!(write_line(&path, "KEY", &secret()).unwrap());
        let written = b"# caf\xe9\r\nPORT=1\r\nexport KEY=ck_sandbox_example\r\n";
        assert_eq!(fs::read(&path).unwrap(), written, "whatever the comment is written in");
        assert!(!write_line(&path, "OTHER", &secret()).unwrap());
        assert_eq!(fs::read(&path).unwrap(), [&written[..], b"OTHER=ck_sandbox_example\r\n"].concat());
    }

    #[test]
    fn a_new_file_takes_the_place_of_none_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.txt");
        write_new(&path, b"new").unwrap();
        assert_eq!(write_new(&path, b"newer").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_text_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite3");
        fs::write(&path, b"SQLite format 3\0\n").unwrap();
        let error = write_line(&path, "KEY", &secret()).unwrap_err();
        assert_eq!(plain(&error), "it is not a text file");
        assert_eq!(fs::read(&path).unwrap(), b"SQLite format 3\0\n");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_owner_only_even_when_it_was_not_before() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write_line(&path, "KEY", &secret()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        replace(&path, b"again").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub");
        fs::create_dir(&path).unwrap();
        assert!(write_line(&path, "KEY", &secret()).is_err(), "a folder is not a file");
        assert!(write_line(&folder.path().join("no/.env"), "KEY", &secret()).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no half-written neighbour");
    }

    #[test]
    fn paths_and_variables_are_checked() {
        let home = Some(PathBuf::from("/home/ana"));
        assert_eq!(expand("~/p/.env", home.clone()).unwrap(), PathBuf::from("/home/ana/p/.env"));
        for bad in ["", ".env", "relative/.env", "/", "/tmp/\0"] {
            assert!(expand(bad, home.clone()).is_err(), "{bad:?}");
        }
        for bad in ["", "1KEY", "MY KEY", "KEY=", "clé", "A\nB"] {
            assert!(check_variable(bad).is_err(), "{bad:?}");
        }
    }
}
